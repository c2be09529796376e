"""The result of a stage for one dossier, and the working that leads to it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import msgspec

from ppir_desktop.common.problems import Problem
from ppir_desktop.domain.points import Share
from ppir_desktop.domain.stage import CompareOn


class Outcome(StrEnum):
    """What becomes of a dossier after a stage."""

    ADVANCE = "advance"
    REJECT = "reject"
    HOLD = "hold"


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One panellist's points, in hundredths."""

    panellist: str
    points: int


class SheetPoints(msgspec.Struct, frozen=True, gc=False):
    """One panellist's sheet: points in hundredths, in the order of the form."""

    panellist: str
    points: tuple[int, ...]


class SheetAnswers(msgspec.Struct, frozen=True, gc=False):
    """One panellist's sheet: what was said of each item, in the order of the form."""

    panellist: str
    answers: tuple[str, ...]


class Series(msgspec.Struct, frozen=True):
    """Entries from the lowest to the highest, cut into what is dropped and what is kept.

    Attributes:
        criterion: Id of the criterion whose marks these are, empty for panellists' totals.
        lowest: Entries dropped at the bottom.
        kept: Entries that count.
        highest: Entries dropped at the top.
    """

    criterion: str
    lowest: tuple[Entry, ...]
    kept: tuple[Entry, ...]
    highest: tuple[Entry, ...]

    def sum(self) -> int:
        """The sum of what counts, in hundredths."""
        return sum(entry.points for entry in self.kept)


class CriterionSum(msgspec.Struct, frozen=True, gc=False):
    """The marks of one criterion: their sum in hundredths and their number."""

    criterion: str
    sum: int
    divisor: int


class ScoreWorking(msgspec.Struct, frozen=True):
    """Every number between the sheets and the score of a dossier.

    Attributes:
        enrolled: Members enrolled, without those recused or disqualified.
        quorum: Smallest number of sheets that makes a quorum, or None where nothing is said.
        sheets: The valid sheets, in order of their panellists' names.
        series: The totals, or each criterion's marks, as they were trimmed.
        criteria: For each criterion, the marks that break ties: those kept where it is trimmed
            by itself, or else those of all sheets.
        sum: Sum of all points that count, in hundredths.
        divisor: Number of sheets that the sum is shared over.
        full_marks: The greatest possible total, in hundredths.
        rescale_to: Hundredths that full marks stand for, or None: as they are.
        mean: The mean in points, rescaled, before any bonus.
        bonus_given: Bonus given by the office, in hundredths; None where the stage has none.
        bonus_added: Of which added, after its cap.
        decimals: Places that rounding keeps.
        compare_on: Which value met the pass mark.
        pass_mark: The pass mark in hundredths, or None for a stage that only ranks.
    """

    enrolled: int
    quorum: int | None
    sheets: tuple[SheetPoints, ...]
    series: tuple[Series, ...]
    criteria: tuple[CriterionSum, ...]
    sum: int
    divisor: int
    full_marks: int
    rescale_to: int | None
    mean: Fraction
    bonus_given: int | None
    bonus_added: int
    decimals: int
    compare_on: CompareOn
    pass_mark: int | None


class ItemTally(msgspec.Struct, frozen=True):
    """How one item of a gate, or a vote, was counted.

    Attributes:
        criterion: Id of the item.
        counts: How many said what; what nobody said is counted as 0.
        yes: How many said fit, or for.
        base: Of how many the fraction is taken.
        needed: The smallest number that reaches it.
        met: Whether it was reached.
    """

    criterion: str
    counts: dict[str, int]
    yes: int
    base: int
    needed: int
    met: bool


class TallyWorking(msgspec.Struct, frozen=True):
    """Every number between the sheets and the outcome of a gate or a vote.

    Attributes:
        sheets: The valid sheets, in order of their panellists' names.
        enrolled: Members enrolled, without those recused or disqualified.
        quorum: Smallest number of sheets that makes a quorum, or None where nothing is said.
        share: The fraction to be reached.
        items: The count of each item.
        hold_needed: Smallest number of hold votes that holds the dossier over, or None.
    """

    sheets: tuple[SheetAnswers, ...]
    enrolled: int
    quorum: int | None
    share: Share
    items: tuple[ItemTally, ...]
    hold_needed: int | None


class Result(msgspec.Struct, frozen=True):
    """What a panel's sheets come to for one dossier in one stage.

    Attributes:
        dossier: Application number.
        stage: Id of the stage.
        score: The score, rounded; None for a gate or vote, and where there are problems.
        exact: The same as an exact rational number of points.
        passed: Whether the stage was passed; None where it only ranks, and on problems.
        outcome: What becomes of the dossier; None likewise.
        counted: Panellists whose sheets count, in order of their names; everybody who gave one
            where each criterion is trimmed by itself.
        dropped: Panellists whose sheets were trimmed away; ``panellist/criterion`` where each
            criterion is trimmed by itself.
        problems: Why there is no result; empty when there is one.
        working: How it was reached; None on problems.
    """

    dossier: str
    stage: str
    score: Decimal | None = None
    exact: Fraction | None = None
    passed: bool | None = None
    outcome: Outcome | None = None
    counted: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    working: ScoreWorking | TallyWorking | None = None


def refused(dossier: str, stage: str, problems: Iterable[Problem]) -> Result:
    """A result that is none, and why, in an order that does not depend on that of the sheets."""
    ordered = sorted(
        problems, key=lambda p: (p.row or 0, p.panellist, p.criterion, p.column, p.code, p.value)
    )
    return Result(dossier=dossier, stage=stage, problems=tuple(ordered))


# What JSON does not know here is the rational numbers alone; they are written as fractions.
_ENCODER = msgspec.json.Encoder(enc_hook=str, order="deterministic", decimal_format="string")


def result_bytes(result: Result) -> bytes:
    """A result with its working as JSON: the same sheets always give the same bytes."""
    return _ENCODER.encode(result)
