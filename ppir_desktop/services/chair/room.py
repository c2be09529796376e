"""A meeting as the room sees it: the agenda, who leaves for which dossier, and the quorum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.domain.agenda import grouped, passings
from ppir_desktop.domain.consolidation import Result
from ppir_desktop.domain.panels import Duty
from ppir_desktop.domain.stage import Stage
from ppir_desktop.protocol.fields import Titles
from ppir_desktop.services.chair.asking import Answers, answers
from ppir_desktop.services.chair.desk import ChairDesk, Place
from ppir_desktop.services.chair.fates import Fate
from ppir_desktop.services.chair.gathering import Gathered, SeatState
from ppir_desktop.services.chair.masking import stage_letters
from ppir_desktop.services.chair.meeting import Attendance, Meeting, Talk
from ppir_desktop.services.chair.table import Verdict, counts_of, verdict_of

_OUT = frozenset({SeatState.RECUSED, SeatState.DISQUALIFIED})


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A dossier on the agenda.

    Attributes:
        dossier: Application number.
        product: What it is about; the number again where this desk was not given the dossier.
        verdict: What its row says of it.
        is_decided: Whether its decision is signed.
        out: Names of those who must not be in the room.
        leave: Names of those among them who have to go out before it is taken.
        enter: Names of those who may come in again.
    """

    dossier: str
    product: Titles
    verdict: Verdict
    is_decided: bool
    out: tuple[str, ...]
    leave: tuple[str, ...]
    enter: tuple[str, ...]


class Attendee(msgspec.Struct, frozen=True):
    """A member at the table.

    Attributes:
        number: Expert number.
        letter: What stands for the name.
        name: The name.
        duty: What the member does besides marking.
        attendance: Whether the member takes part in this dossier.
        reason: What the chair wrote of it.
        seat: Their part in the result.
        typed: Digest of what was typed in of theirs and waits for a countersignature; None for
            nothing.
    """

    number: str
    letter: str
    name: str
    duty: Duty
    attendance: Attendance
    reason: str
    seat: SeatState
    typed: Digest | None


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """The dossier that the meeting is at.

    Attributes:
        place: Stage and application number.
        item: Its place on the agenda.
        attendees: The panel's members.
        attending: How many sheets of members who take part count.
        needed: How many there must be.
        counts: How many said what of each item of a gate or a vote; nothing for a score.
        result: What the sheets come to.
        talk: What was written down.
        adjustment: How far the panel has answered to an adjustment.
        decision: How far it has answered to the decision.
    """

    place: Place
    item: Item
    attendees: tuple[Attendee, ...]
    attending: int
    needed: int
    counts: Mapping[str, Mapping[str, int]]
    result: Result
    talk: Talk
    adjustment: Answers
    decision: Answers

    @property
    def is_quorate(self) -> bool:
        """Whether there are enough."""
        return self.attending >= self.needed


class Room(msgspec.Struct, frozen=True):
    """A meeting.

    Attributes:
        stage: Its stage.
        meeting: What was written down of it as a whole.
        agenda: The dossiers in the order in which they are taken.
    """

    stage: Stage
    meeting: Meeting
    agenda: tuple[Item, ...]


def room_of(desk: ChairDesk, stage_id: str) -> Room:
    """The meeting of a stage.

    Until an order was kept, dossiers for which the same members leave stand together.

    Raises:
        InputError: ``panel_not_yours``.
    """
    stage = desk.stage(stage_id)
    order = agenda_of(desk, stage_id)
    conflicted = {one: _out(desk.gathered((stage_id, one))) for one in order}
    agenda = []
    for dossier, passing in zip(order, passings(order, conflicted), strict=True):
        gathered = desk.gathered((stage_id, dossier))
        decisions, manifest = desk.decisions((stage_id, dossier)), gathered.panel.manifest
        agenda.append(
            Item(
                dossier=dossier,
                product=manifest.product if manifest else Titles(dossier, dossier),
                verdict=verdict_of(gathered, decisions),
                is_decided=decisions.own is not None,
                out=_names(desk, sorted(conflicted[dossier])),
                leave=_names(desk, passing.leave),
                enter=_names(desk, passing.enter),
            )
        )
    return Room(stage, desk.meeting(stage_id), tuple(agenda))


def taken(desk: ChairDesk, room: Room, dossier: str) -> Taken:
    """The dossier that a meeting is at.

    Raises:
        InputError: ``panel_not_yours``.
    """
    place = (room.stage.id, dossier)
    gathered = desk.gathered(place)
    shown = stage_letters(desk.panels, room.stage.id)
    seats = {seat.number: seat.state for seat in gathered.seats}
    return Taken(
        place=place,
        item=next(one for one in room.agenda if one.dossier == dossier),
        attendees=tuple(
            Attendee(
                one.number, shown[one.number], one.name, one.duty,
                _attendance(gathered, one.number), _reason(gathered, one.number),
                seats[one.number], _typed(gathered, one.number),
            )
            for one in gathered.panel.members
        ),
        attending=len(gathered.attending),
        needed=_needed(gathered),
        counts=counts_of(gathered.result),
        result=gathered.result,
        talk=gathered.talk,
        adjustment=answers(desk, place, "adjustment"),
        decision=answers(desk, place, "decision"),
    )  # fmt: skip


def agenda_of(desk: ChairDesk, stage_id: str) -> list[str]:
    """The dossiers of a stage in the order in which they are taken."""
    if desk.meeting(stage_id).agenda:
        return desk.dossiers(stage_id)
    return by_conflict(desk, stage_id)


def by_conflict(desk: ChairDesk, stage_id: str) -> list[str]:
    """The same with dossiers together for which the same members leave."""
    dossiers = desk.dossiers(stage_id)
    return grouped(dossiers, {one: _out(desk.gathered((stage_id, one))) for one in dossiers})


def keep_agenda(desk: ChairDesk, stage_id: str, dossiers: Sequence[str]) -> None:
    """Keep the order in which dossiers are taken.

    Raises:
        InputError: ``panel_not_yours`` for a dossier that is none of the chair's.
        EnvironmentFault: ``vault_not_written``.
    """
    for dossier in dossiers:
        desk.panel((stage_id, dossier))
    desk.write_meeting(stage_id, agenda=tuple(dossiers))


def _out(gathered: Gathered) -> frozenset[str]:
    return frozenset(seat.number for seat in gathered.seats if seat.state in _OUT)


def _names(desk: ChairDesk, numbers: Sequence[str]) -> tuple[str, ...]:
    known = {one.number: one.name for panel in desk.panels.values() for one in panel.members}
    return tuple(known[number] for number in numbers)


def _attendance(gathered: Gathered, number: str) -> Attendance:
    """Whether a member takes part: what the chair says, or what the member declared."""
    if number in gathered.talk.presence:
        return gathered.talk.presence[number].state
    seat = gathered.seat(number)
    is_out = seat is not None and seat.state is SeatState.RECUSED
    return Attendance.RECUSED if is_out else Attendance.PRESENT


def _reason(gathered: Gathered, number: str) -> str:
    said = gathered.talk.presence.get(number)
    return said.reason if said is not None else ""


def _typed(gathered: Gathered, number: str) -> Digest | None:
    waiting = [
        one.heard.digest
        for one in gathered.sheets
        if one.number == number and one.fate is Fate.NOT_COUNTERSIGNED
    ]
    return waiting[-1] if waiting else None


def _needed(gathered: Gathered) -> int:
    """How many sheets make a quorum, and are enough to drop some."""
    stage, enrolled = gathered.panel.stage, gathered.collected.enrolled_able()
    least = stage.consolidation.min_scores if stage.consolidation is not None else 1
    return max(least, stage.quorum.least(enrolled) if stage.quorum is not None else 0)
