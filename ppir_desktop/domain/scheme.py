"""What a scheme is: who may apply, who may review, the stages, and what follows them.

A scheme is data, read from a TOML file by `scheme_file` and embedded whole in a round.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from ppir_desktop.domain.stage import Stage
from ppir_desktop.domain.words import Words


class Effect(StrEnum):
    """What a conflict of interest does.

    Korean rules keep three things apart: exclusion (제척) works by itself, a challenge (기피) is
    decided by the chair, a recusal (회피) is the member's own step.
    """

    EXCLUSION = "exclusion"
    CHALLENGE = "challenge"
    RECUSAL = "recusal"


class Named(msgspec.Struct, frozen=True):
    """An entry of one of a scheme's lists: an exclusion, a hand-off field, a paper form."""

    id: str
    title: Words


class Document(msgspec.Struct, frozen=True):
    """A kind of document in a dossier, and whether a dossier must have it."""

    id: str
    title: Words
    required: bool = True


class ConflictKind(msgspec.Struct, frozen=True):
    """A kind of conflict of interest.

    Attributes:
        id: Short name.
        title: What it is called.
        effect: What follows from it.
        years: How many years it goes on counting once it has ended, 0 for none; None when it
            counts however long ago it ended.
    """

    id: str
    title: Words
    effect: Effect = Effect.EXCLUSION
    years: int | None = 0


class Consent(msgspec.Struct, frozen=True):
    """One consent that a panellist gives, apart from every other (PIPA, article 22)."""

    id: str
    title: Words
    text: Words
    required: bool = True


class Qualification(msgspec.Struct, frozen=True):
    """A degree or post that makes an expert, with the years of experience it asks for."""

    id: str
    title: Words
    years: int = 0


class Eligibility(msgspec.Struct, frozen=True):
    """Which applications may be reviewed at all.

    Attributes:
        applicants: Kinds of applicant, such as ``sme``.
        project_results: Results of the R&D project that count as done, as registers write them.
        project_within_years: How long ago the project may have ended, 0 for no limit.
        note: The rule in words.
    """

    applicants: tuple[str, ...] = ()
    project_results: tuple[str, ...] = ()
    project_within_years: int = 0
    note: Words = Words()


class Notice(msgspec.Struct, frozen=True):
    """How many days the intended designation is on public notice, and before which stage."""

    days: int = 0
    before: str = ""


class Objection(msgspec.Struct, frozen=True):
    """The days of an objection: to file it, to notify the other side, to answer, to decide."""

    file_days: int = 0
    notify_days: int = 0
    answer_days: int = 0
    silence_admits: bool = False
    decide_days: int = 0
    extend_days: int = 0


class Extension(msgspec.Struct, frozen=True):
    """A prolongation of a designation, in years, and what it needs."""

    id: str
    title: Words
    years: int


class Validity(msgspec.Struct, frozen=True):
    """How long a designation holds, in years, and how it may be prolonged."""

    years: int = 0
    renew_before_months: int = 0
    extensions: tuple[Extension, ...] = ()


_RULE_TABLES = ("scale", "consolidation", "pass", "quorum", "hold", "bonus", "panel")


class Scheme(msgspec.Struct, frozen=True):
    """A whole scheme of review.

    Attributes:
        id: Short name, such as ``ppir-2025``.
        version: Counts the editions of this scheme, from 1.
        legal_ref: The rule it follows.
        verified: True once an administrator has confirmed every example value.
        title: What it is called.
        stages: In the order in which a dossier goes through them.
        examples: Tables whose values are examples, not read in the rule: key paths in which an
            entry of a list goes by its id, such as ``stage.innovation.criterion.technology``.
    """

    id: str
    version: int
    title: Words
    stages: tuple[Stage, ...]
    legal_ref: Words = Words()
    verified: bool = False
    eligibility: Eligibility = Eligibility()
    qualifications: tuple[Qualification, ...] = ()
    documents: tuple[Document, ...] = ()
    exclusions: tuple[Named, ...] = ()
    conflicts: tuple[ConflictKind, ...] = ()
    pledge: Words = Words()
    consents: tuple[Consent, ...] = ()
    notice: Notice = Notice()
    objection: Objection = Objection()
    validity: Validity = Validity()
    handoff: tuple[Named, ...] = ()
    forms: tuple[Named, ...] = ()
    examples: tuple[str, ...] = ()

    def stage(self, stage_id: str) -> Stage | None:
        """The stage of that name, or None."""
        return next((stage for stage in self.stages if stage.id == stage_id), None)

    def has_example_rule(self, stage: str) -> bool:
        """Whether anything that decides a stage is an example, its criteria apart."""
        return any(self.is_example("stage", stage, table) for table in _RULE_TABLES)

    def is_example(self, *path: str) -> bool:
        """Whether the values of a table, or of one around it, are examples."""
        return any(".".join(path[:end]) in self.examples for end in range(1, len(path) + 1))
