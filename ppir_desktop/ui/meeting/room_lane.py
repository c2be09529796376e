"""The meeting behind the window: it is looked at and written to on the vault's lane alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from ppir_desktop.common.errors import PpirError
from ppir_desktop.common.identifiers import Digest
from ppir_desktop.services.chair import asking, paper_marks, room
from ppir_desktop.services.chair.asking import Asked
from ppir_desktop.services.chair.desk import ChairDesk, Place
from ppir_desktop.services.chair.meeting import Presence, ShowOfHands
from ppir_desktop.services.chair.room import Room, Taken
from ppir_desktop.services.chair.sittings import Sight
from ppir_desktop.services.chair.table import Table, table_of
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.panel.lane import PanelLane
from ppir_desktop.ui.session import Session


class Shown(NamedTuple):
    """What the room sees.

    Attributes:
        sight: The stage.
        room: The meeting.
        taken: The dossier that it is at.
        table: The whole stage, for the axis of its marks.
    """

    sight: Sight
    room: Room
    taken: Taken
    table: Table


class RoomLane(QObject):
    """Looks at a meeting, and writes down what happens in it.

    Signals:
        shown: What the room sees, as `Shown`.
        failed: The `PpirError` that says why something was not done.
    """

    shown = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, lane: PanelLane, parent: QObject) -> None:
        """Look at nothing yet.

        Args:
            session: The open profile.
            lane: Where the chair's desks are.
            parent: What it belongs to.
        """
        super().__init__(parent)
        self._session, self._lane = session, lane
        self.at: tuple[Sight, str] | None = None

    def look(self, sight: Sight, dossier: str = "") -> None:
        """Go to a dossier; to the first on the agenda by default."""
        self.at = (sight, dossier)
        self.do(lambda _desk, _place: None)

    def attend(self, number: str, presence: Presence | None) -> None:
        """Write down whether a member takes part; None takes back what was written."""

        def work(desk: ChairDesk, place: Place) -> None:
            kept = dict(desk.talk(place).presence)
            if presence is None:
                kept.pop(number, None)
            else:
                kept[number] = presence
            desk.write(place, presence=kept)

        self.do(work)

    def vote(self, hands: ShowOfHands) -> None:
        """Write down how a motion was voted on."""
        self.do(lambda desk, place: desk.write(place, hands=(*desk.talk(place).hands, hands)))

    def unvote(self, at: int) -> None:
        """Take a vote out of what is written down."""

        def work(desk: ChairDesk, place: Place) -> None:
            hands = desk.talk(place).hands
            desk.write(place, hands=(*hands[:at], *hands[at + 1 :]))

        self.do(work)

    def arrange(self, dossiers: Sequence[str]) -> None:
        """Keep another order."""
        self.do(lambda desk, place: room.keep_agenda(desk, place[0], dossiers))

    def group(self) -> None:
        """Put dossiers together for which the same members leave."""

        def work(desk: ChairDesk, place: Place) -> None:
            room.keep_agenda(desk, place[0], room.by_conflict(desk, place[0]))

        self.do(work)

    def ask(self, to: Asked) -> None:
        """Put the adjustment, or the decision, to the members."""
        self.do(lambda desk, place: asking.ask(desk, place, to))

    def answer(self, to: Asked, number: str, *, agrees: bool) -> None:
        """Write down what a member answered by hand."""
        self.do(lambda desk, place: asking.write_answer(desk, place, to, number, agrees=agrees))

    def countersign(self, digest: Digest, number: str) -> None:
        """Write down that a member signed the print-out of what was typed in."""
        self.do(lambda desk, place: paper_marks.countersigned_on_paper(desk, place, digest, number))

    def do(self, work: Callable[[ChairDesk, Place], object]) -> None:
        """Do something with the dossier that is shown, and look at it anew."""
        held, at, profile = self._lane.sittings, self.at, self._session.profile
        if held is None or at is None:
            return
        sight, dossier = at

        def run(_watch: Watch) -> Shown:
            held.look(sight)
            desk = held.desk(sight.round)
            chosen = dossier or room.agenda_of(desk, sight.stage)[0]
            work(desk, (sight.stage, chosen))
            seen = room.room_of(desk, sight.stage)
            table = table_of(desk, sight.stage)
            return Shown(sight, seen, room.taken(desk, seen, chosen), table)

        def show(found: Shown) -> None:
            if self._session.profile is profile and self.at is not None:
                self.at = (found.sight, found.taken.item.dossier)
                self.shown.emit(found)

        def fail(error: PpirError) -> None:
            if self._session.profile is profile:
                self.failed.emit(error)

        task = self._session.runner.on_vault(run)
        task.succeeded.connect(show)
        task.failed.connect(fail)
