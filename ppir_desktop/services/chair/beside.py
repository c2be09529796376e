"""Figures beside the result of a stage, never in it: severity, agreement, what hangs on one sheet.

What enters is the sheets that count, before anything is dropped. Sentences are made at the edge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar

import msgspec

from ppir_desktop.analysis.agreement import (
    Alpha,
    Correlations,
    alpha_interval,
    alpha_nominal,
    correlations,
)
from ppir_desktop.analysis.marks import Given, Said, answers, score_marks
from ppir_desktop.analysis.sensitivity import Change, sensitivity
from ppir_desktop.common.errors import PpirError
from ppir_desktop.domain.consolidation import Collected, Consolidator, Outcome
from ppir_desktop.domain.stage import Mode, Stage

_MOST_LEFT_OUT: Final = 200
"""Dossiers up to which alpha is computed again without each: beyond, one alone moves nothing."""
_M = TypeVar("_M", Given, Said)


class Standing(StrEnum):
    """How a member marks beside the others."""

    LOWER = "lower"
    HIGHER = "higher"
    CHANCE = "chance"
    """The difference is no greater than chance makes it."""
    UNSURE = "unsure"
    """Nothing is left to tell chance by."""
    ALONE = "alone"
    """Nobody else marked what they marked."""


class Grade(StrEnum):
    """What a coefficient comes to, in a word."""

    HIGH = "high"
    FAIR = "fair"
    LOW = "low"


class Leaning(msgspec.Struct, frozen=True):
    """How severe a member is.

    Attributes:
        number: Expert number.
        standing: The same in a word.
        sheets: How many sheets it rests on.
        severity: By how many points they mark lower than the others would; None where it cannot
            be said.
        margin: What to add and take away so that in 19 cases of 20 the true value lies between.
    """

    number: str
    standing: Standing
    sheets: int
    severity: float | None
    margin: float | None


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """Krippendorff's alpha of totals, or of one item of a gate or vote.

    Attributes:
        criterion: Id of the item; empty for totals.
        value: Alpha; None where it has no meaning.
        low: The least that it is when any one dossier is left out; None where that is not known.
        high: The greatest likewise.
        grade: What it comes to in a word.
        why: Why it has no meaning; empty where it has one.
        dossiers: How many dossiers it rests on.
        alone: Dossiers that one member alone marked.
    """

    criterion: str
    value: float | None
    low: float | None = None
    high: float | None = None
    grade: Grade | None = None
    why: str = ""
    dossiers: int
    alone: int


class Correlation(msgspec.Struct, frozen=True, kw_only=True):
    """Intraclass correlations of totals, of the dossiers that every member marked.

    Attributes:
        single: ICC(A,1), of one member's marks.
        average: ICC(A,k), of the panel's mean.
        grade: What the panel's comes to in a word.
        why: Why there are none; empty where there are.
        dossiers: How many dossiers they rest on.
        left_out: How many were left out since somebody did not mark them.
    """

    single: float | None
    average: float | None
    grade: Grade | None
    why: str
    dossiers: int
    left_out: int


class Without(msgspec.Struct, frozen=True):
    """What a dossier's result would be without one sheet.

    Attributes:
        number: Whose sheet is left out.
        is_other: Whether the outcome would be another.
        is_none: Whether there would be no result.
        outcome: The outcome without it; None where there is none.
        score: The score without it; None likewise.
    """

    number: str
    is_other: bool
    is_none: bool
    outcome: Outcome | None
    score: Decimal | None


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a stage.

    Attributes:
        leanings: How severe each member is; none for a gate or vote.
        parts: Members that can be compared with each other, and with nobody else.
        refused: Code of why there are no severities, such as ``scipy_missing``; empty otherwise.
        agreements: Alpha of the totals, or of each item.
        correlation: Intraclass correlations; None for a gate or vote.
        decisive: Of each dossier what it would come to without each sheet that decides it.
    """

    leanings: tuple[Leaning, ...]
    parts: tuple[tuple[str, ...], ...]
    refused: str
    agreements: tuple[Agreement, ...]
    correlation: Correlation | None
    decisive: Mapping[str, tuple[Without, ...]]


def beside(
    stage: Stage, collected: Sequence[Collected], check: Callable[[], None] = lambda: None
) -> Beside:
    """The figures of a stage.

    Args:
        stage: The stage.
        collected: What came in for each of its dossiers.
        check: Called between pieces of work; may raise to stop.
    """
    consolidator = Consolidator(stage)
    decisive = {}
    for one in collected:
        check()
        found = tuple(w for w in without_each(consolidator, one) if w.is_other)
        if found:
            decisive[one.dossier] = found
    sheets = [sheet for one in collected for sheet in one.sheets]
    if stage.mode is not Mode.SCORE:
        said = answers(stage, sheets)
        agreements = tuple(
            _agreement(item, column, alpha_nominal, check) for item, column in said.criteria.items()
        )
        return Beside(
            leanings=(), parts=(), refused="", agreements=agreements, correlation=None,
            decisive=decisive,
        )  # fmt: skip
    totals = score_marks(stage, sheets).totals
    leanings, parts, refused = _leanings(totals)
    check()
    return Beside(
        leanings=leanings,
        parts=parts,
        refused=refused,
        agreements=(_agreement("", totals, alpha_interval, check),),
        correlation=_correlation(correlations(totals)),
        decisive=decisive,
    )


def without_each(consolidator: Consolidator, collected: Collected) -> tuple[Without, ...]:
    """What a dossier would come to without each of its sheets; nothing where it has no result."""
    return tuple(
        Without(
            one.member, one.change is Change.OTHER, one.change is Change.NO_RESULT, one.outcome,
            one.score,
        )
        for one in sensitivity(consolidator, collected).without
    )  # fmt: skip


def _leanings(
    totals: Iterable[Given],
) -> tuple[tuple[Leaning, ...], tuple[tuple[str, ...], ...], str]:
    try:
        # Not at the top: it needs SciPy, which not every desk has, and takes a while to load.
        from ppir_desktop.analysis.severity import severities  # noqa: PLC0415

        found = severities(totals)
    except PpirError as error:
        return (), (), error.code
    leanings = tuple(
        Leaning(
            one.member, _standing(one.severity, one.margin), one.sheets, one.severity, one.margin
        )
        for one in found.members
    )
    return leanings, tuple(part.members for part in found.parts), ""


def _standing(severity: float | None, margin: float | None) -> Standing:
    if severity is None:
        return Standing.ALONE
    if margin is None:
        return Standing.UNSURE
    if abs(severity) <= margin:
        return Standing.CHANCE
    return Standing.LOWER if severity > 0 else Standing.HIGHER


def _agreement(
    criterion: str,
    marks: Sequence[_M],
    alpha: Callable[[Iterable[_M]], Alpha],
    check: Callable[[], None],
) -> Agreement:
    whole = alpha(marks)
    found = Agreement(
        criterion=criterion, value=whole.value, why=whole.undefined or "",
        dossiers=whole.dossiers, alone=whole.alone,
    )  # fmt: skip
    if whole.value is None:
        return found
    # Krippendorff's own bounds: 0.8 for conclusions, 0.667 for tentative ones.
    grade = _grade(whole.value, 0.8, 0.667)
    by_dossier: dict[str, list[_M]] = defaultdict(list)
    for mark in marks:
        by_dossier[mark.dossier].append(mark)
    values = []
    for left_out in by_dossier if len(by_dossier) <= _MOST_LEFT_OUT else ():
        check()
        rest = alpha(one for name, some in by_dossier.items() if name != left_out for one in some)
        if rest.value is not None:
            values.append(rest.value)
    return msgspec.structs.replace(
        found, grade=grade, low=min(values, default=None), high=max(values, default=None)
    )


def _correlation(found: Correlations) -> Correlation:
    average = found.agreement_average
    return Correlation(
        single=found.agreement_single,
        average=average,
        # Koo and Li, A guideline of selecting and reporting intraclass correlation coefficients,
        # Journal of Chiropractic Medicine 15 (2016), 155-163.
        grade=_grade(average, 0.75, 0.5) if average is not None else None,
        why=found.undefined or "",
        dossiers=found.dossiers,
        left_out=len(found.left_out),
    )


def _grade(value: float, high: float, fair: float) -> Grade:
    if value >= high:
        return Grade.HIGH
    return Grade.FAIR if value >= fair else Grade.LOW
