"""What a stage of a review is: what it asks of a panellist, and how it is decided.

Points are hundredths throughout. Names of keys follow the templates in ``resources/schemes``.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from ppir_desktop.domain.points import Share
from ppir_desktop.domain.words import Words


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
