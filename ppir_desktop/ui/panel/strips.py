"""Where the marks of a dossier stand on a line: what a strip plot is drawn from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from ppir_desktop.domain.points import HUNDREDTHS
from ppir_desktop.domain.stage import Stage
from ppir_desktop.services.chair.table import Row, Table

_STEP: Final = 10 * HUNDREDTHS
_ROOM: Final = 3 * HUNDREDTHS


class Axis(NamedTuple):
    """What a line goes from and to, in hundredths of points as members give them.

    Attributes:
        low: Its left end.
        high: Its right end.
        scale: How many of a member's points one of the result's stands for.
    """

    low: int
    high: int
    scale: float

    def part(self, points: float) -> float:
        """Where points stand, from 0 to 1."""
        return min(1.0, max(0.0, (points - self.low) / max(1, self.high - self.low)))


class Dot(NamedTuple):
    """A member's total: where it stands, and whether it was dropped."""

    part: float
    is_dropped: bool


class Strip(NamedTuple):
    """A dossier on an axis; parts are from 0 to 1, None where there is nothing to show."""

    dots: tuple[Dot, ...]
    mark: float | None
    result: float | None


def axis_of(table: Table) -> Axis:
    """The axis of a table, the same for all its dossiers, so that they can be compared."""
    stage = table.stage
    return axis_for(
        stage, (cell.total for row in table.rows for cell in row.cells if cell.total is not None)
    )


def axis_for(stage: Stage, totals: Iterable[int]) -> Axis:
    """An axis that totals and the pass mark have room on."""
    full = stage.full_marks()
    rule = stage.consolidation
    scale = full / rule.rescale_to if rule is not None and rule.rescale_to else 1.0
    lowest = [*totals]
    if stage.passing.min_score is not None:
        lowest.append(round(stage.passing.min_score * scale))
    low = max(0, (min(lowest, default=0) - _ROOM) // _STEP * _STEP)
    return Axis(low, max(full, low + _STEP), scale)


def strip_of(stage: Stage, row: Row, axis: Axis) -> Strip:
    """A dossier of a score stage on an axis."""
    dots = tuple(
        Dot(axis.part(cell.total), cell.is_dropped) for cell in row.cells if cell.total is not None
    )
    mark, score = stage.passing.min_score, row.result.exact
    points = row.adjusted if row.adjusted is not None else None
    if points is None and score is not None and not row.result.problems:
        points = round(score * HUNDREDTHS)
    return Strip(
        dots,
        axis.part(mark * axis.scale) if mark is not None else None,
        axis.part(points * axis.scale) if points is not None else None,
    )
