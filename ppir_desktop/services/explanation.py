"""Why a number is what it is: the working of a result as steps that a person can follow by hand."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from ppir_desktop.domain.consolidation import (
    Entry,
    Outcome,
    Result,
    ScoreWorking,
    Series,
    TallyWorking,
)
from ppir_desktop.domain.points import HUNDREDTHS, format_points, round_half_up
from ppir_desktop.domain.stage import CompareOn, Stage

_SHOWN_DECIMALS = 10


class Step(NamedTuple):
    """One line of a working.

    Attributes:
        key: Which step it is; the key of its wording below ``why``.
        params: The numbers in it, as text.
    """

    key: str
    params: dict[str, str]


def explain(stage: Stage, result: Result) -> list[Step]:
    """The steps from the sheets to a result; none where there is no result.

    The titles of criteria are left to the wording: a step names them by their ids.
    """
    if isinstance(result.working, ScoreWorking):
        return list(_score_steps(stage, result, result.working))
    if isinstance(result.working, TallyWorking):
        return list(_tally_steps(stage, result, result.working))
    return []


def written(value: Fraction) -> str:
    """An exact value for reading: a decimal where it ends, else a long one with its fraction."""
    shown = round_half_up(value, _SHOWN_DECIMALS)
    plain = f"{shown:f}".rstrip("0").rstrip(".")
    return plain if Fraction(shown) == value else f"{plain}… ({value})"


def _score_steps(stage: Stage, result: Result, working: ScoreWorking) -> Iterator[Step]:
    yield from _attendance(len(working.sheets), working.enrolled, working.quorum)
    for series in working.series:
        yield from _series_steps(series)
    if len(working.series) > 1:
        terms = " + ".join(format_points(series.sum()) for series in working.series)
        yield Step("sum", {"terms": terms, "sum": format_points(working.sum)})
    mean = Fraction(working.sum, working.divisor * HUNDREDTHS)
    yield Step(
        "mean",
        {"sum": format_points(working.sum), "divisor": str(working.divisor), "mean": written(mean)},
    )
    if working.rescale_to is not None and working.rescale_to != working.full_marks:
        yield Step(
            "rescaled",
            {
                "mean": written(mean),
                "full": format_points(working.full_marks),
                "to": format_points(working.rescale_to),
                "value": written(working.mean),
            },
        )
    if stage.bonus is not None and working.bonus_given is not None:
        yield Step(
            "bonus",
            {
                "given": format_points(working.bonus_given),
                "cap": format_points(stage.bonus.cap),
                "added": format_points(working.bonus_added),
                "value": written(result.exact or Fraction(0)),
            },
        )
    yield Step("rounded", {"decimals": str(working.decimals), "score": f"{result.score:f}"})
    if working.pass_mark is not None:
        rounded = working.compare_on is CompareOn.ROUNDED
        value = f"{result.score:f}" if rounded else written(result.exact or Fraction(0))
        yield Step(
            f"passed.{'yes' if result.passed else 'no'}",
            {"value": value, "mark": format_points(working.pass_mark)},
        )


def _attendance(attended: int, enrolled: int, quorum: int | None) -> Iterator[Step]:
    """How many sheets there are, of how many, and whether that is enough."""
    yield Step("attended", {"attended": str(attended), "enrolled": str(enrolled)})
    if quorum is not None:
        yield Step("quorum", {"attended": str(attended), "quorum": str(quorum)})


def _series_steps(series: Series) -> Iterator[Step]:
    """What was dropped from a series and what the rest adds up to."""
    kind = "_criterion" if series.criterion else ""
    for key, entries in (("highest", series.highest), ("lowest", series.lowest)):
        for entry in entries:
            yield Step(f"{key}{kind}", {**_entry(entry), "criterion": series.criterion})
    terms = " + ".join(format_points(entry.points) for entry in series.kept)
    yield Step(
        f"sum{kind}",
        {"terms": terms, "sum": format_points(series.sum()), "criterion": series.criterion},
    )


def _entry(entry: Entry) -> dict[str, str]:
    return {"panellist": entry.panellist, "points": format_points(entry.points)}


def _tally_steps(stage: Stage, result: Result, working: TallyWorking) -> Iterator[Step]:
    yield from _attendance(len(working.sheets), working.enrolled, working.quorum)
    for item in working.items:
        yield Step(
            f"item.{'yes' if item.met else 'no'}",
            {
                "criterion": item.criterion,
                "yes": str(item.yes),
                "base": str(item.base),
                "share": str(working.share),
                "needed": str(item.needed),
            },
        )
    if working.hold_needed is not None and not result.passed:
        held = max(item.counts["hold"] for item in working.items)
        yield Step("hold", {"held": str(held), "needed": str(working.hold_needed)})
    lost = result.outcome is Outcome.REJECT
    yield Step(f"outcome.{result.outcome}" + (f"_{stage.mode}" if lost else ""), {})
