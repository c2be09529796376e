"""Points into a score: total, trim, mean, rescale, bonus, round once, compare."""

from __future__ import annotations

from fractions import Fraction

from ppir_desktop.domain.consolidation.collected import Collected
from ppir_desktop.domain.consolidation.result import (
    CriterionSum,
    Entry,
    Outcome,
    Result,
    ScoreWorking,
    Series,
    SheetPoints,
)
from ppir_desktop.domain.consolidation.trimming import trim
from ppir_desktop.domain.points import HUNDREDTHS, round_half_up
from ppir_desktop.domain.stage import CompareOn, Consolidation, Stage, Trim

Points = dict[str, list[int]]
"""For each panellist, points in hundredths in the order of the criteria."""


def score(stage: Stage, rule: Consolidation, collected: Collected, points: Points) -> Result:
    """Consolidate the points of valid sheets, of which there are enough.

    Args:
        stage: The stage, whose mode is ``score``.
        rule: Its rule of consolidation.
        collected: What came in, for the dossier's name and bonus.
        points: Each panellist's points.
    """
    by_criterion = rule.trim is Trim.CRITERION
    series = _by_criterion(stage, rule, points) if by_criterion else _by_total(rule, points)
    cut = [
        (entry.panellist, one.criterion) for one in series for entry in (*one.lowest, *one.highest)
    ]
    # Where each criterion is trimmed by itself, no sheet is dropped as a whole.
    gone = set() if by_criterion else {panellist for panellist, _ in cut}
    working = _working(stage, rule, collected, points, series)
    exact = working.mean + Fraction(working.bonus_added, HUNDREDTHS)
    rounded = round_half_up(exact, rule.decimals)
    passed = None
    if working.pass_mark is not None:
        value = Fraction(rounded) if rule.compare_on is CompareOn.ROUNDED else exact
        passed = value * HUNDREDTHS >= working.pass_mark
    return Result(
        dossier=collected.dossier,
        stage=stage.id,
        score=rounded,
        exact=exact,
        passed=passed,
        outcome=None if passed is None else Outcome.ADVANCE if passed else Outcome.REJECT,
        counted=tuple(sorted(points.keys() - gone)),
        dropped=tuple(sorted("/".join(filter(None, pair)) for pair in cut)),
        working=working,
    )


def _by_total(rule: Consolidation, points: Points) -> tuple[Series, ...]:
    totals = [Entry(panellist, sum(given)) for panellist, given in points.items()]
    return (trim("", totals, rule.drop_each),)


def _by_criterion(stage: Stage, rule: Consolidation, points: Points) -> tuple[Series, ...]:
    return tuple(
        trim(
            criterion.id,
            [Entry(panellist, given[index]) for panellist, given in points.items()],
            rule.drop_each,
        )
        for index, criterion in enumerate(stage.criteria)
    )


def _working(
    stage: Stage,
    rule: Consolidation,
    collected: Collected,
    points: Points,
    series: tuple[Series, ...],
) -> ScoreWorking:
    total, divisor = sum(one.sum() for one in series), len(series[0].kept)
    full_marks = stage.full_marks()
    mean = Fraction(total, divisor * HUNDREDTHS)
    if rule.rescale_to is not None:
        mean = Fraction(total * rule.rescale_to, divisor * HUNDREDTHS * full_marks)
    return ScoreWorking(
        enrolled=collected.enrolled_able(),
        quorum=stage.quorum.least(collected.enrolled_able()) if stage.quorum else None,
        sheets=tuple(SheetPoints(name, tuple(points[name])) for name in sorted(points)),
        series=series,
        criteria=_criterion_sums(stage, rule, points, series),
        sum=total,
        divisor=divisor,
        full_marks=full_marks,
        rescale_to=rule.rescale_to,
        mean=mean,
        bonus_given=collected.bonus if stage.bonus else None,
        bonus_added=min(collected.bonus, stage.bonus.cap) if stage.bonus else 0,
        decimals=rule.decimals,
        compare_on=rule.compare_on,
        pass_mark=stage.passing.min_score,
    )


def _criterion_sums(
    stage: Stage, rule: Consolidation, points: Points, series: tuple[Series, ...]
) -> tuple[CriterionSum, ...]:
    """The marks of each criterion: those kept where it is trimmed by itself, or else all.

    Trimming totals may drop either of two sheets with the same total and other marks; whatever
    comes of their marks must not depend on which of them it was.
    """
    if rule.trim is Trim.CRITERION:
        return tuple(CriterionSum(one.criterion, one.sum(), len(one.kept)) for one in series)
    return tuple(
        CriterionSum(criterion.id, marks, len(points))
        for criterion, marks in zip(
            stage.criteria, map(sum, zip(*points.values(), strict=True)), strict=True
        )
    )
