"""What a scheme is: the stages of a review, what each asks of a panellist, and how it is decided.

A scheme is data, read from a TOML file by `scheme_file` and embedded whole in a round. Points are
hundredths throughout. Names of keys follow the templates in ``resources/schemes``.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from ppir_desktop.domain.points import Share


class Words(msgspec.Struct, frozen=True):
    """The same words in Korean and in English."""

    ko: str = ""
    en: str = ""

    def said_in(self, language: str) -> str:
        """The words in one language, or in the other where the one is empty."""
        return (self.ko or self.en) if language == "ko" else (self.en or self.ko)


class Mode(StrEnum):
    """What a stage asks of a panellist."""

    GATE = "gate"
    SCORE = "score"
    VOTE = "vote"
    EXTERNAL = "external"


class Method(StrEnum):
    """How panellists' totals become one number."""

    MEAN = "mean"
    TRIMMED_MEAN = "trimmed_mean"


class Trim(StrEnum):
    """What is trimmed: each panellist's total, or the marks of each criterion by themselves."""

    TOTAL = "total"
    CRITERION = "criterion"


class Rounding(StrEnum):
    """How the one rounding at the end is done; the rules know a single way."""

    HALF_UP = "half_up"


class CompareOn(StrEnum):
    """Which value meets the pass mark."""

    ROUNDED = "rounded"
    EXACT = "exact"


class Base(StrEnum):
    """Of whom a fraction is taken: those attending, or all enrolled."""

    ATTENDING = "attending"
    ENROLLED = "enrolled"


class Revision(StrEnum):
    """Until when a signed sheet may be replaced."""

    DEADLINE = "deadline"
    DECISION = "decision"
    NEVER = "never"


class Reasons(StrEnum):
    """Where a mark must have a comment: everywhere, on negative verdicts only, or nowhere."""

    ALWAYS = "always"
    NEGATIVE = "negative"
    OPTIONAL = "optional"


class Sector(StrEnum):
    """Where an expert comes from."""

    INDUSTRY = "industry"
    ACADEMIA = "academia"
    INSTITUTE = "institute"
    GOVERNMENT = "government"


class Chair(StrEnum):
    """How the chair of a panel comes about."""

    ELECTED = "elected"
    LOT = "lot"
    APPOINTED = "appointed"


class Effect(StrEnum):
    """What a conflict of interest does.

    Korean rules keep three things apart: exclusion (제척) works by itself, a challenge (기피) is
    decided by the chair, a recusal (회피) is the member's own step.
    """

    EXCLUSION = "exclusion"
    CHALLENGE = "challenge"
    RECUSAL = "recusal"


class Scale(msgspec.Struct, frozen=True):
    """The marks that may be given, in hundredths: `minimum`, then in steps up to `maximum`."""

    minimum: int
    maximum: int
    step: int

    def holds(self, points: int) -> bool:
        """Whether a mark lies within the scale and on one of its steps."""
        return self.minimum <= points <= self.maximum and (points - self.minimum) % self.step == 0


class Group(msgspec.Struct, frozen=True):
    """A heading over several criteria, whose maxima add up to `maximum` hundredths."""

    id: str
    title: Words
    maximum: int


class Criterion(msgspec.Struct, frozen=True):
    """One line of a sheet: an item to score, to find fit, or to vote on.

    Attributes:
        id: Short name, unique in its stage.
        title: What it is called on the sheet.
        guidance: What to look at.
        scale: The marks that may be given; None where the stage does not score.
        group: Id of the heading it stands under, or empty.
    """

    id: str
    title: Words
    guidance: Words = Words()
    scale: Scale | None = None
    group: str = ""


class Consolidation(msgspec.Struct, frozen=True):
    """How the marks of a score stage become one number.

    Attributes:
        method: Mean of all, or mean of what trimming leaves.
        trim: What is trimmed; without meaning for a plain mean.
        drop_each: How many to drop at the top, and as many at the bottom.
        min_scores: Least number of valid sheets before anything is dropped.
        rescale_to: Hundredths that the greatest possible total stands for, or None: as it is.
        decimals: Places kept by the one rounding at the end, half up.
        compare_on: Whether the pass mark meets the rounded or the exact value.
    """

    method: Method = Method.MEAN
    trim: Trim = Trim.TOTAL
    drop_each: int = 0
    min_scores: int = 1
    rescale_to: int | None = None
    decimals: int = 4
    compare_on: CompareOn = CompareOn.ROUNDED


class Bonus(msgspec.Struct, frozen=True):
    """Points that the office adds after the mean, up to a cap, in hundredths."""

    id: str
    title: Words
    cap: int
    step: int


class Pass(msgspec.Struct, frozen=True):
    """What a dossier must reach in a stage.

    Attributes:
        min_score: Pass mark of a score stage in hundredths; None where a stage only ranks.
        share: Fraction that a gate's items or a vote must reach; None for a score stage.
        base: Of whom that fraction is taken.
    """

    min_score: int | None = None
    share: Share | None = None
    base: Base = Base.ATTENDING


class Quorum(msgspec.Struct, frozen=True):
    """Who must have taken part for a result to exist: a head count, or a part of those enrolled."""

    count: int | None = None
    share: Share | None = None

    def least(self, enrolled: int) -> int:
        """The smallest number of valid sheets that makes a quorum."""
        if self.share is not None:
            return self.share.least(enrolled)
        return self.count or 0

    def is_met(self, attended: int, enrolled: int) -> bool:
        """Whether those who attended are enough."""
        if self.share is not None:
            return self.share.is_met(attended, enrolled)
        return attended >= (self.count or 0)


class PanelRule(msgspec.Struct, frozen=True):
    """Who sits on the panel of a stage.

    Attributes:
        minimum: Least number of members.
        maximum: Greatest number of members.
        sectors: Sectors of which each must be present.
        chair: How the chair comes about.
        anonymous: Whether members' names are hidden outside the panel.
    """

    minimum: int = 1
    maximum: int = 1000
    sectors: tuple[Sector, ...] = ()
    chair: Chair = Chair.ELECTED
    anonymous: bool = True


class Stage(msgspec.Struct, frozen=True):
    """One stage of a review.

    Attributes:
        id: Short name, unique in its scheme.
        mode: What it asks of a panellist.
        title: What it is called.
        after: Id of the stage before it, empty for the first.
        criteria: The lines of its sheet, in the order of the form; none for an external stage.
        groups: Headings over criteria.
        panel: Who sits on it.
        consolidation: How marks become one number; None unless the stage scores.
        passing: What must be reached.
        quorum: Who must have taken part; None where nothing is said.
        hold: Part of the votes that holds a dossier over to the next round; None: no such vote.
        bonus: Points added after the mean; None where there are none.
        abstain: Whether a member may abstain, in a gate or a vote.
        reasons: Where a mark must have a comment.
        adjustable: Whether the panel may adjust the outcome unanimously.
        tie_break: Id of the criterion that decides a tie in a ranking, or empty.
        revision: Until when a signed sheet may be replaced.
    """

    id: str
    mode: Mode
    title: Words
    after: str = ""
    criteria: tuple[Criterion, ...] = ()
    groups: tuple[Group, ...] = ()
    panel: PanelRule = PanelRule()
    consolidation: Consolidation | None = None
    passing: Pass = Pass()
    quorum: Quorum | None = None
    hold: Share | None = None
    bonus: Bonus | None = None
    abstain: bool = False
    reasons: Reasons = Reasons.OPTIONAL
    adjustable: bool = False
    tie_break: str = ""
    revision: Revision = Revision.DECISION

    def full_marks(self) -> int:
        """The greatest total that a sheet can have, in hundredths."""
        return sum(criterion.scale.maximum for criterion in self.criteria if criterion.scale)


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
    legal_ref: str = ""
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

    def is_example(self, *path: str) -> bool:
        """Whether the values of a table, or of one around it, are examples."""
        return any(".".join(path[:end]) in self.examples for end in range(1, len(path) + 1))
