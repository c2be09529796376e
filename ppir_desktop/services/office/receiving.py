"""What came in: who was given what, declared, handed in a sheet and when, and what it comes to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import msgspec

from ppir_desktop.common.clock import format_utc, parse_utc
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.domain.consolidation import Collected, Consolidator, Result
from ppir_desktop.domain.lifecycles import AssignmentState
from ppir_desktop.domain.panels import Duty
from ppir_desktop.domain.sheets import Absence, Mark, Sheet
from ppir_desktop.domain.stage import Mode
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.ledger_bodies import Convened, Pooled, Seat
from ppir_desktop.protocol.review_bodies import Declared, GivenSheet
from ppir_desktop.services.office.desks import Desk
from ppir_desktop.services.office.people import numbers_by_key
from ppir_desktop.services.office.said import said
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.effects import read_back


class SeatStand(msgspec.Struct, frozen=True):
    """How far a member is with a dossier.

    Attributes:
        number: Expert number.
        name: Name.
        duty: What the member does.
        state: How far it is.
        received_at: When the sheet that counts was received; empty while there is none.
        is_late: Whether that was after the deadline and its grace.
        is_told: Whether the dossier was given to a device of theirs.
    """

    number: str
    name: str
    duty: Duty
    state: AssignmentState
    received_at: str = ""
    is_late: bool = False
    is_told: bool = True


class PanelStand(msgspec.Struct, frozen=True):
    """How far a panel is.

    Attributes:
        stage: Id of the stage.
        dossier: Application number.
        product: What it is about.
        published: Whether its members may be told.
        due: Until when sheets must have been received.
        seats: Its members.
        result: What the sheets come to so far, by the scheme alone: the chair decides.
    """

    stage: str
    dossier: str
    product: str
    published: bool
    due: str
    seats: tuple[SeatStand, ...]
    result: Result | None

    @property
    def received(self) -> int:
        """How many sheets are here."""
        return sum(seat.state is AssignmentState.RECEIVED for seat in self.seats)


class Received(msgspec.Struct, frozen=True):
    """A sheet and when it was received."""

    sheet: GivenSheet
    received_at: str


class Incoming:
    """What came in for a desk, by expert number, stage and application number.

    Attributes:
        declared: Whether a member takes a dossier on, by the last word.
        sheets: The sheets that stand.
    """

    def __init__(self, work: Work, round_id: Identifier, numbers: Mapping[Digest, str]) -> None:
        """Look what came in.

        Args:
            work: A transaction.
            round_id: The round.
            numbers: Whose each key is.
        """
        self._work, self._round, self._numbers = work, round_id, numbers
        self.declared = self._last_declarations()
        self.sheets = self._current_sheets()

    def collect(
        self, place: tuple[str, str], members: Mapping[str, bool], is_late: Callable[[str], bool]
    ) -> Collected:
        """The sheets of a panel, and who gave none.

        Args:
            place: Stage and application number.
            members: Whether each member's seat is taken still, by number.
            is_late: Whether a sheet that was received at some time does not count.
        """
        sheets, away = [], {}
        for number, is_seated in members.items():
            received = self.sheets.get((number, *place))
            if not is_seated or self.declared.get((number, *place)) is False:
                away[number] = Absence.RECUSED
            elif received is None or is_late(received.received_at):
                away[number] = Absence.ABSENT
            else:
                sheets.append(plain_sheet(received.sheet, number))
        return Collected(place[1], tuple(sheets), away)

    def _last_declarations(self) -> dict[tuple[str, str, str], bool]:
        found = {}
        for record in said(self._work, self._round, Kind.DECLARATION):
            body = record.body
            number = self._numbers.get(record.author)
            if isinstance(body, Declared) and number is not None:
                found[number, body.stage, body.dossier] = body.accepts
        return found

    def _current_sheets(self) -> dict[tuple[str, str, str], Received]:
        found: dict[tuple[str, str, str], tuple[int, Received]] = {}
        for row in self._work.records.of_kind(self._round, Kind.SHEET, current=True):
            number = self._numbers.get(row.author)
            body = read_back(self._work.records.envelope(row.digest)).record.body
            if number is not None and isinstance(body, GivenSheet):
                place = (number, body.stage, body.dossier)
                if place not in found or found[place][0] < row.seq:
                    found[place] = row.seq, Received(body, row.received_at)
        return {place: received for place, (_, received) in found.items()}


def stands(work: Work, desk: Desk, products: Mapping[str, str]) -> list[PanelStand]:
    """How far every panel is.

    Args:
        work: A transaction.
        desk: An officer's desk.
        products: What each dossier is about.
    """
    return _Looker(work, desk).look(products)


class _Looker:
    def __init__(self, work: Work, desk: Desk) -> None:
        self._work, self._desk = work, desk
        incoming = Incoming(work, desk.round, numbers_by_key(work, desk.round))
        self._names = {
            number: pooled.expert.name
            for number, pooled in work.ledger.all(desk.round, Pooled).items()
        }
        self._incoming = incoming
        self._declared, self._sheets = incoming.declared, incoming.sheets
        self._consolidators: dict[str, Consolidator] = {}

    def look(self, products: Mapping[str, str]) -> list[PanelStand]:
        return [
            self._stand(panel, products.get(panel.dossier, ""))
            for panel in self._work.ledger.all(self._desk.round, Convened).values()
        ]

    def _stand(self, panel: Convened, product: str) -> PanelStand:
        return PanelStand(
            stage=panel.stage,
            dossier=panel.dossier,
            product=product,
            published=panel.published,
            due=panel.due,
            seats=tuple(self._seat(panel, seat) for seat in panel.seats),
            result=self._result(panel) if panel.published else None,
        )

    def _seat(self, panel: Convened, seat: Seat) -> SeatStand:
        place = (seat.number, panel.stage, panel.dossier)
        received, declared = self._sheets.get(place), self._declared.get(place)
        name = self._names.get(seat.number, "")
        if seat.vacated:
            return SeatStand(seat.number, name, seat.duty, AssignmentState.REVOKED)
        if declared is False:
            return SeatStand(seat.number, name, seat.duty, AssignmentState.RECUSED)
        if received is not None:
            state, at = AssignmentState.RECEIVED, received.received_at
            return SeatStand(seat.number, name, seat.duty, state, at, self._is_late(panel, at))
        state = AssignmentState.ACCEPTED if declared else AssignmentState.ISSUED
        told = seat.given_to is not None
        return SeatStand(seat.number, name, seat.duty, state, is_told=told)

    def _is_late(self, panel: Convened, at: str) -> bool:
        grace = dt.timedelta(minutes=self._desk.times(panel.stage).grace)
        return at > format_utc(parse_utc(panel.due) + grace)

    def _result(self, panel: Convened) -> Result | None:
        stage = self._desk.stage(panel.stage)
        if stage.mode is Mode.EXTERNAL:
            return None
        collected = self._incoming.collect(
            (panel.stage, panel.dossier),
            {seat.number: not seat.vacated for seat in panel.seats},
            lambda at: self._is_late(panel, at),
        )
        consolidator = self._consolidators.setdefault(panel.stage, Consolidator(stage))
        return consolidator.result(collected)


def plain_sheet(sheet: GivenSheet, number: str) -> Sheet:
    """A sheet as consolidation takes it: by number, and without what has no part in a result."""
    marks = tuple(
        Mark(mark.criterion, mark.choice if mark.points is None else mark.points, mark.comment)
        for mark in sheet.marks
    )
    return Sheet(sheet.dossier, number, marks, sheet.opinion)
