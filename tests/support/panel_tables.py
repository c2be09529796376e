"""Tables of panels that nobody sat on, of any stage and size, with results by the real rules."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec

from ppir_desktop.domain.consolidation import Collected, Consolidator, rank
from ppir_desktop.domain.panels import Duty, letters
from ppir_desktop.domain.sheets import Absence, Mark, Sheet, allowed_choices
from ppir_desktop.domain.stage import Mode, Stage
from ppir_desktop.protocol.fields import Titles
from ppir_desktop.services.chair.gathering import SeatState
from ppir_desktop.services.chair.table import Cell, Column, Row, Table, Verdict
from ppir_desktop.services.schemes import find_stage, load_scheme


@cache
def stage_of(scheme: str = "ppir-2025", stage: str = "innovation") -> Stage:
    return find_stage(load_scheme(scheme), stage)


def table(stage: Stage, dossiers: int, members: int) -> Table:
    """A table in which nobody is missing but the last member on the first dossier."""
    names = letters([f"P{number:03}" for number in range(members)])
    columns = tuple(
        Column(number, letter, f"이름{letter}", "기관", Duty.MEMBER)
        for number, letter in names.items()
    )
    consolidator = Consolidator(stage)
    rows = tuple(
        _row(consolidator, stage, at, {number: at for at, number in enumerate(names)})
        for at in range(dossiers)
    )
    places = {one.dossier: one for one in rank(stage, [row.result for row in rows])}
    rows = tuple(
        msgspec.structs.replace(row, rank=places[row.dossier].rank, tied=places[row.dossier].tied)
        if row.dossier in places
        else row
        for row in rows
    )
    return Table(stage, columns, rows, dossiers * members - 1, dossiers * members, 0)


def collected(stage: Stage, at: int, members: Mapping[str, int]) -> Collected:
    """What came in for a dossier: a sheet of each member, but for the last one on the first."""
    dossier = f"2026-{at:04}"
    sheets = tuple(
        Sheet(dossier, number, _marks(stage, at, who), "")
        for number, who in members.items()
        if (at, who) != (0, len(members) - 1)
    )
    missing = members.keys() - {one.panellist for one in sheets}
    return Collected(dossier, sheets, dict.fromkeys(missing, Absence.ABSENT))


def _row(consolidator: Consolidator, stage: Stage, at: int, members: Mapping[str, int]) -> Row:
    came = collected(stage, at, members)
    dossier, sheets, missing = came.dossier, came.sheets, came.away
    result = consolidator.result(came)
    cells = {sheet.panellist: _cell(stage, sheet, result.dropped) for sheet in sheets}
    totals = [one.total for one in cells.values() if one.total is not None]
    verdict = Verdict(result.outcome.value) if result.outcome else Verdict.RANKED
    return Row(
        dossier=dossier, product=Titles(f"제품 {at}", f"Product {at}"), sub_field="E1",
        cells=tuple(cells.get(number, Cell(state=SeatState.MISSING)) for number in members),
        result=result, verdict=Verdict.WAITING if missing else verdict,
        spread=max(totals) - min(totals) if totals else None,
        differs=(max(totals) - min(totals)) / stage.full_marks() if totals else 0.2,
        missing=len(missing), left_out=0, conflicted=(), adjusted=None, is_decided=False,
        is_stale=False, is_disputed=False,
    )  # fmt: skip


def _marks(stage: Stage, at: int, who: int) -> tuple[Mark, ...]:
    marks = []
    for number, criterion in enumerate(stage.criteria):
        scale = criterion.scale
        if scale is None:
            choices = allowed_choices(stage)
            unlike = (at * 7 + who * 3 + number * 5) % 4 == 0
            marks.append(Mark(criterion.id, choices[unlike], "까닭"))
        else:
            steps = (scale.maximum - scale.minimum) // scale.step
            worth = steps * 3 // 5 + (at * 13 + who * 7 + number) % (steps * 2 // 5 + 1)
            marks.append(Mark(criterion.id, scale.minimum + worth * scale.step, "까닭"))
    return tuple(marks)


def _cell(stage: Stage, sheet: Sheet, dropped: tuple[str, ...]) -> Cell:
    if stage.mode is not Mode.SCORE:
        said = tuple(str(getattr(mark.value, "value", "")) for mark in sheet.marks)
        return Cell(state=SeatState.COUNTED, said=said)
    total = sum(mark.value for mark in sheet.marks if type(mark.value) is int)
    return Cell(state=SeatState.COUNTED, total=total, is_dropped=sheet.panellist in dropped)
