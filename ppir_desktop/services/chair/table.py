"""The table of a chair: dossiers by members, with what every sheet comes to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

import msgspec

from ppir_desktop.domain.consolidation import Outcome, Ranked, Result, TallyWorking, rank
from ppir_desktop.domain.panels import Duty
from ppir_desktop.domain.stage import Mode, Stage
from ppir_desktop.protocol.fields import Titles
from ppir_desktop.protocol.review_bodies import Discussion
from ppir_desktop.services.chair.decisions import Decisions
from ppir_desktop.services.chair.desk import ChairDesk
from ppir_desktop.services.chair.gathering import Gathered, Seat, SeatState
from ppir_desktop.services.chair.masking import stage_letters


class Verdict(StrEnum):
    """What a dossier's row says of it."""

    ADVANCE = "advance"
    REJECT = "reject"
    HOLD = "hold"
    RANKED = "ranked"
    WAITING = "waiting"
    NONE = "none"


class Column(msgspec.Struct, frozen=True):
    """A member of any of the panels in a table.

    Attributes:
        number: Expert number.
        letter: What stands for it while names are hidden.
        name: Name.
        affiliation: Where they work.
        duty: What they do on the panels, the chair's before the lead's.
    """

    number: str
    letter: str
    name: str
    affiliation: str
    duty: Duty


class Cell(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One member's sheet on one dossier.

    Attributes:
        state: Its part in the result; None where the member is not on the panel.
        total: The total in hundredths; None without points.
        said: What a gate's or a vote's sheet says of each item, in the order of the form.
        is_dropped: Whether trimming dropped all of it.
        is_late: Whether it came after the deadline.
        is_after: Whether it was made after the discussion.
        on_paper: Whether it was written by hand.
    """

    state: SeatState | None
    total: int | None = None
    said: tuple[str, ...] = ()
    is_dropped: bool = False
    is_late: bool = False
    is_after: bool = False
    on_paper: bool = False


class Row(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One dossier.

    Attributes:
        dossier: Application number.
        product: What it is about; the number again where this desk was not given the dossier.
        sub_field: Code of its technical sub-field; empty likewise.
        cells: A cell for each column of the table.
        result: What the sheets come to.
        verdict: The same in a word, or what was decided.
        rank: Its place; None without a score.
        tied: Whether it shares that place.
        spread: The greatest total less the least, in hundredths; None for fewer than two.
        differs: How far the members disagree, from 0 to 1.
        missing: How many sheets are awaited.
        left_out: How many are here and do not count.
        conflicted: Members who take no part since they recused or were disqualified.
        adjusted: The score that the panel put in the place of the computed one, in hundredths;
            None for none.
        is_decided: Whether a decision of whoever sits here stands.
        is_stale: Whether sheets came or were replaced since.
        is_disputed: Whether somebody else decided otherwise.
    """

    dossier: str
    product: Titles
    sub_field: str
    cells: tuple[Cell, ...]
    result: Result
    verdict: Verdict
    rank: int | None = None
    tied: bool = False
    spread: int | None
    differs: float
    missing: int
    left_out: int
    conflicted: tuple[str, ...]
    adjusted: int | None
    is_decided: bool
    is_stale: bool
    is_disputed: bool


class Table(msgspec.Struct, frozen=True):
    """The panels of a stage.

    Attributes:
        stage: The stage.
        columns: The members of all of them, in order of their numbers.
        rows: The dossiers, in the order of the agenda.
        received: How many sheets count.
        seats: How many members' sheets there could be.
        refused: How many parcels were refused at the door.
    """

    stage: Stage
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    received: int
    seats: int
    refused: int


def table_of(
    desk: ChairDesk, stage_id: str, former: Table | None = None, changed: Collection[str] = ()
) -> Table:
    """The table of a stage.

    Args:
        desk: The chair's desk.
        stage_id: The stage.
        former: The table as it was, whose rows are taken over where nothing changed.
        changed: Dossiers that did.

    Raises:
        InputError: ``stage_unknown`` where the chair has no panel in it.
    """
    dossiers = desk.dossiers(stage_id)
    stage = desk.stage(stage_id)
    columns = _columns(desk, stage_id)
    known = (
        {row.dossier: row for row in former.rows} if former and not _moved(former, columns) else {}
    )
    rows = [
        known[dossier]
        if dossier in known and dossier not in changed
        else _row(desk.gathered((stage_id, dossier)), desk.decisions((stage_id, dossier)), columns)
        for dossier in dossiers
    ]
    places = {one.dossier: one for one in rank(stage, [row.result for row in rows])}
    return Table(
        stage=stage,
        columns=columns,
        rows=tuple(_placed(row, places.get(row.dossier)) for row in rows),
        received=sum(one.state is SeatState.COUNTED for row in rows for one in row.cells),
        seats=sum(one.state is not None for row in rows for one in row.cells),
        refused=len(desk.refused),
    )


def verdict_of(gathered: Gathered, decisions: Decisions) -> Verdict:
    """What a dossier's row says of it: what was decided, or what the sheets come to so far."""
    if decisions.own is not None:
        return _said(decisions.own.result.outcome, gathered.result)
    if gathered.result.problems:
        return Verdict.WAITING if _awaited(gathered) else Verdict.NONE
    if _awaited(gathered):
        return Verdict.WAITING
    return _said(gathered.result.outcome, gathered.result)


def _said(outcome: Outcome | None, result: Result) -> Verdict:
    if outcome is None:
        return Verdict.NONE if result.problems else Verdict.RANKED
    return Verdict(outcome.value)


def _awaited(gathered: Gathered) -> int:
    return sum(seat.state is SeatState.MISSING for seat in gathered.seats)


def _columns(desk: ChairDesk, stage_id: str) -> tuple[Column, ...]:
    members = {}
    duties: dict[str, set[Duty]] = {}
    for (stage, _), panel in desk.panels.items():
        if stage == stage_id:
            for member in panel.members:
                members[member.number] = member
                duties.setdefault(member.number, set()).add(member.duty)
    names = stage_letters(desk.panels, stage_id)
    return tuple(
        Column(
            number, names[number], members[number].name, members[number].affiliation,
            next(one for one in (Duty.CHAIR, Duty.LEAD, Duty.MEMBER) if one in duties[number]),
        )
        for number in sorted(members)
    )  # fmt: skip


def _placed(row: Row, place: Ranked | None) -> Row:
    """A row with its place; the same one where that is as it was, so that it is not drawn anew."""
    rank, tied = (place.rank, place.tied) if place is not None else (None, False)
    if (row.rank, row.tied) == (rank, tied):
        return row
    return msgspec.structs.replace(row, rank=rank, tied=tied)


def _moved(former: Table, columns: tuple[Column, ...]) -> bool:
    return former.columns != columns


def _row(gathered: Gathered, decisions: Decisions, columns: tuple[Column, ...]) -> Row:
    seats = {seat.number: seat for seat in gathered.seats}
    manifest, dossier = gathered.panel.manifest, gathered.panel.dossier
    adjusted = decisions.own.result.adjustment if decisions.own else None
    totals = gathered.totals
    return Row(
        dossier=dossier,
        product=manifest.product if manifest else Titles(dossier, dossier),
        sub_field=manifest.sub_field if manifest else "",
        cells=tuple(_cell(gathered, seats.get(one.number), totals) for one in columns),
        result=gathered.result,
        verdict=verdict_of(gathered, decisions),
        spread=gathered.spread,
        differs=gathered.differs,
        missing=_awaited(gathered),
        left_out=len(gathered.left_out),
        conflicted=tuple(
            seat.number
            for seat in gathered.seats
            if seat.state in {SeatState.RECUSED, SeatState.DISQUALIFIED}
        ),
        adjusted=adjusted.score if adjusted else None,
        is_decided=decisions.own is not None,
        is_stale=decisions.is_stale,
        is_disputed=bool(decisions.differences)
        or (decisions.own is None and len(decisions.others) > 1),
    )


def _cell(gathered: Gathered, seat: Seat | None, totals: Mapping[str, int]) -> Cell:
    if seat is None:
        return Cell(state=None)
    if seat.sheet is None:
        return Cell(state=seat.state)
    if seat.state is not SeatState.COUNTED:
        return Cell(state=seat.state, is_late=seat.sheet.is_late, on_paper=seat.sheet.on_paper)
    sheet = seat.sheet.sheet
    scored = gathered.panel.stage.mode is Mode.SCORE
    said: Mapping[str, str] = {
        mark.criterion: mark.choice.value for mark in sheet.marks if mark.choice is not None
    }
    return Cell(
        state=seat.state,
        total=totals.get(seat.number) if scored else None,
        said=tuple(said.get(one.id, "") for one in gathered.panel.stage.criteria) if said else (),
        is_dropped=seat.number in gathered.result.dropped,
        is_late=seat.sheet.is_late,
        is_after=sheet.discussion is Discussion.AFTER,
        on_paper=seat.sheet.on_paper,
    )


def names_of(columns: Iterable[Column], *, with_names: bool) -> dict[str, str]:
    """What members go by: their names, or the letters that stand for them."""
    return {one.number: one.name if with_names else one.letter for one in columns}


def counts_of(result: Result) -> dict[str, Mapping[str, int]]:
    """How many said what of each item of a gate or vote; nothing for a score."""
    working = result.working
    if not isinstance(working, TallyWorking):
        return {}
    return {item.criterion: item.counts for item in working.items}
