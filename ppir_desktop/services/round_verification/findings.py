"""What is said of a round: data alone, worded at the edge from codes and parameters."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec


class Weight(StrEnum):
    """How much a finding weighs."""

    WRONG = "wrong"
    """What was decided does not follow from the records."""
    UNCHECKED = "unchecked"
    """It cannot be told, because something is not here."""
    NOTE = "note"
    """It is as the rules allow, and a reader should know of it."""


class Finding(msgspec.Struct, frozen=True):
    """One thing to be said.

    Attributes:
        code: Stable name of what was found; the key of its wording.
        weight: How much it weighs.
        params: What its wording needs.
    """

    code: str
    weight: Weight
    params: dict[str, str] = {}


class Mark(StrEnum):
    """What a dossier comes to."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNCHECKED = "unchecked"
    UNDECIDED = "undecided"


class Fault(msgspec.Struct, frozen=True):
    """A file, or a record in one, that has no part in what was worked out.

    Attributes:
        file: The file; within a bundle also the parcel.
        code: Why: the code of an error, or of a verdict.
        weight: Whether something was changed, or it merely says nothing to us.
        params: What the wording needs.
        kind: What kind of record it says that it is; empty where that cannot be told.
        digest: The record's digest, where there is one; not verified.
    """

    file: str
    code: str
    weight: Weight
    params: dict[str, str] = {}
    kind: str = ""
    digest: str = ""


class SheetVerdict(msgspec.Struct, frozen=True):
    """A sheet, and what becomes of it.

    Attributes:
        number: Expert number of whoever it is by; empty where nobody says so.
        digest: The sheet's or transcription's record.
        fate: Whether it counts, or why not (`fates.Fate`).
        is_used: Whether the decision rests on it.
        file: Where it was read.
    """

    number: str
    digest: str
    fate: str
    is_used: bool
    file: str


class DecisionVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What one decision says of a dossier, and whether that follows from the records.

    Attributes:
        digest: The decision's record.
        file: Where it was read.
        author: The key that signed it.
        number: Whose key that is; empty where nobody says so.
        name: The person's name.
        made_at: When it was signed, by the signer's clock.
        is_replaced: Whether the signer put another decision in its place.
        mark: What it comes to.
        outcome: The outcome decided; empty where the stage only ranks.
        score: The score decided: the adjusted one, or the computed one; empty for none.
        computed: The result as it was computed here, as canonical bytes; empty where it could not.
        sheets: Every sheet that is here on this dossier.
        findings: What is to be said.
    """

    digest: str
    file: str
    author: str
    number: str
    name: str
    made_at: str
    is_replaced: bool
    mark: Mark
    outcome: str
    score: str
    computed: str
    sheets: tuple[SheetVerdict, ...]
    findings: tuple[Finding, ...]


class DossierVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be said of a dossier in a stage.

    Attributes:
        stage: Id of the stage.
        dossier: Application number.
        mark: What it comes to.
        decisions: Each decision on it, the oldest first.
        findings: What is to be said besides: how decisions differ from one another.
        so_far: What the sheets come to, where nothing is decided; empty otherwise.
        sheets: The sheets here, where nothing is decided.
    """

    stage: str
    dossier: str
    mark: Mark
    decisions: tuple[DecisionVerdict, ...] = ()
    findings: tuple[Finding, ...] = ()
    so_far: str = ""
    sheets: tuple[SheetVerdict, ...] = ()


class RoundVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be said of a round.

    Attributes:
        round: Its id.
        title: What it is called, by language.
        dossiers: Every dossier, by stage and application number.
        faults: Files and records that have no part in it, and why.
        records: How many records of each kind were read and trusted.
        other_files: How many files hold no record.
        repeated: How many parcels hold a record that another one holds too.
    """

    round: str
    title: dict[str, str]
    dossiers: tuple[DossierVerdict, ...]
    faults: tuple[Fault, ...]
    records: dict[str, int]
    other_files: int
    repeated: int

    @property
    def agrees(self) -> bool:
        """Whether nothing differs and nothing that was decided is left unchecked.

        A damaged or forged record makes it no, since nobody can say what it would have changed.
        """
        calm = {Mark.AGREES, Mark.UNDECIDED}
        return all(one.mark in calm for one in self.dossiers) and not any(
            one.weight is Weight.WRONG for one in self.faults
        )


def differs(code: str, **params: str) -> Finding:
    """A finding that something does not follow from the records."""
    return Finding(code, Weight.WRONG, params)


def unchecked(code: str, **params: str) -> Finding:
    """A finding that something cannot be told."""
    return Finding(code, Weight.UNCHECKED, params)


def told(code: str, **params: str) -> Finding:
    """A finding that a reader should know of."""
    return Finding(code, Weight.NOTE, params)


def mark_of(findings: Iterable[Finding]) -> Mark:
    """What some findings come to: the gravest decides."""
    weights = {one.weight for one in findings}
    if Weight.WRONG in weights:
        return Mark.DIFFERS
    return Mark.UNCHECKED if Weight.UNCHECKED in weights else Mark.AGREES
