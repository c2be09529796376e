"""Meeting mode: the agenda, one dossier large, who is there, and what is written down."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.common.errors import PpirError
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.services.chair import asking
from ppir_desktop.services.chair.desk import ChairDesk, Place
from ppir_desktop.services.chair.meeting import Adjusting, Presence, ShowOfHands
from ppir_desktop.services.chair.sittings import Sight
from ppir_desktop.ui.errors import error_text
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.meeting.adjusting_bar import AdjustingBar
from ppir_desktop.ui.meeting.agenda_pane import AgendaPane
from ppir_desktop.ui.meeting.attendance_pane import AttendancePane
from ppir_desktop.ui.meeting.board import Board
from ppir_desktop.ui.meeting.notes_pane import NotesPane
from ppir_desktop.ui.meeting.room_lane import RoomLane, Shown
from ppir_desktop.ui.meeting.stopwatch import Stopwatch
from ppir_desktop.ui.panel.lane import PanelLane
from ppir_desktop.ui.panel.summary_saver import SummarySaver, Where
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.widgets.section import hint_label

_KEY: Final = "window_meeting"
KEYS: Final = {"back": "PgUp", "forward": "PgDown", "clock": "Ctrl+T", "close": "Esc"}
_ROOMY, _TIGHT = (236, 272), (204, 236)
_NARROW: Final = 1000


class MeetingView(QFrame):
    """One dossier large, for a projector.

    Signals:
        closed: The meeting is over, or interrupted.
        paper_wanted: A sheet on paper is to be typed in.
        sign_wanted: Stages and application numbers in a list: decisions are to be signed.
        saved: When something was saved, UTC; empty while something is not on the disk.
    """

    closed = Signal()
    paper_wanted = Signal()
    sign_wanted = Signal(object)
    saved = Signal(object)

    def __init__(self, language: Language, session: Session, lane: PanelLane) -> None:
        """Hold no meeting yet.

        Args:
            language: In which words.
            session: The open profile.
            lane: Where the chair's desks are.
        """
        super().__init__()
        self._language, self._session, self._panel_lane = language, session, lane
        self._shown: Shown | None = None
        self._with_names = self._is_adjusting = False
        self.setProperty("role", "sunken")
        self.lane, self.saver = RoomLane(session, lane, self), SummarySaver(lane, self)
        self.title, self.place = QLabel(self), QLabel(self)
        self.message = hint_label(self, "bad")
        self.clock = Stopwatch(language, self)
        self.agenda = AgendaPane(language, self)
        self.board = Board(language, self)
        self.attendance = AttendancePane(language, self)
        self.notes = NotesPane(language, self)
        self.adjusting = AdjustingBar(language, self)
        self.back, self.forward, self.close_it = (QPushButton(self) for _ in range(3))
        self.ask, self.adjust, self.sign, self.paper = (QPushButton(self) for _ in range(4))
        self.sign.setProperty("role", "filled")
        self.title.setProperty("role", "title")
        self.place.setProperty("role", "muted")
        self._lay_out()
        self._connect()
        self._speak()

    @property
    def is_refused(self) -> bool:
        """Whether the disk did not take what was handed over last."""
        return self.saver.is_refused

    @property
    def shown(self) -> Shown | None:
        """What the room sees; None for nothing."""
        return self._shown

    def begin(self, sight: Sight, dossier: str = "", *, with_names: bool = False) -> None:
        """Begin at a dossier, or go on with it."""
        self._with_names = with_names
        self.lane.look(sight, dossier)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the sides the room they need, and the rest to the dossier."""
        super().showEvent(event)
        left, right = _ROOMY if self.width() > _NARROW else _TIGHT
        self.panes.setSizes([left, max(1, self.width() - left - right), right])

    def open_adjusting(self) -> None:
        """Ask what the panel puts in the place of the result that is shown."""
        if self._shown is not None:
            self.adjusting.ask(self._shown.room.stage, self._shown.taken)

    def adjust_first(self) -> None:
        """Ask what takes the place of the result as soon as it is shown."""
        self._is_adjusting = True

    def refresh(self) -> None:
        """Take in what arrived."""
        if self._shown is not None:
            self.lane.do(lambda _desk, _place: None)

    def leave(self) -> None:
        """Hand over what is not saved yet."""
        self.saver.flush()

    def show_nothing(self) -> None:
        """Show nothing of any panel."""
        self.lane.at = self._shown = None
        self.attendance.reason.give_up()
        self.adjusting.give_up()
        self.clock.clear()
        self.message.hide()

    def _connect(self) -> None:
        self.lane.shown.connect(self._show)
        self.lane.failed.connect(self._fail)
        self.agenda.chosen.connect(self._go_to)
        self.agenda.arranged.connect(self.lane.arrange)
        self.agenda.group_wanted.connect(self.lane.group)
        self.attendance.attended.connect(self._attend)
        self.attendance.answered.connect(self._answer)
        self.attendance.countersigned.connect(self.lane.countersign)
        self.notes.typed.connect(self._type)
        self.notes.voted.connect(self._vote)
        self.notes.unvoted.connect(self.lane.unvote)
        self.saver.saved.connect(self.saved.emit)
        self.saver.failed.connect(self._fail)
        self.back.clicked.connect(lambda: self.agenda.go(-1))
        self.forward.clicked.connect(lambda: self.agenda.go(1))
        self.close_it.clicked.connect(self._close)
        self.ask.clicked.connect(self._ask)
        self.adjust.clicked.connect(self.open_adjusting)
        self.adjusting.put.connect(self._put_adjustment)
        self.adjusting.dropped.connect(lambda: self._put_adjustment(None))
        self.sign.clicked.connect(self._sign)
        self.paper.clicked.connect(self.paper_wanted)
        for name, deed in (
            ("back", self.back.click), ("forward", self.forward.click), ("close", self._close),
            ("clock", self.clock.click),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(KEYS[name]), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(deed)
        self._session.locking.connect(self.leave)
        self._session.locked.connect(self.show_nothing)
        self._language.changed.connect(self._speak)

    def _show(self, shown: Shown) -> None:
        self._shown = shown
        dossier = shown.taken.item.dossier
        self.message.hide()
        self.agenda.show_room(shown.room, dossier)
        self.board.show_taken(shown)
        self.attendance.show_taken(shown, with_names=self._with_names)
        waiting = {
            name: text
            for name in self.notes.fields
            if (text := self.saver.text_of(self._where(dossier, name))) is not None
        }
        self.notes.show_taken(shown, waiting)
        self.clock.go_to(dossier)
        self._tell()
        if self._is_adjusting:
            self._is_adjusting = False
            self.open_adjusting()

    def _tell(self) -> None:
        """Say where the meeting is, and what can be done now."""
        shown, words = self._shown, self._language.words
        if shown is None:
            return
        order = [one.dossier for one in shown.room.agenda]
        at = order.index(shown.taken.item.dossier)
        self.title.setText(shown.room.stage.title.said_in(words.language))
        self.place.setText(words(f"{_KEY}.place", at=at + 1, count=len(order)))
        self.back.setEnabled(at > 0)
        self.forward.setEnabled(at < len(order) - 1)
        self.adjust.setVisible(shown.room.stage.adjustable)
        asked = shown.taken.decision
        key = "ask_again" if asked.proposal is not None else "ask"
        self.ask.setText(words(f"{_KEY}.{key}", agreed=len(asked.agreed)))
        self.ask.setEnabled(asked.proposal is None)

    def _fail(self, error: PpirError) -> None:
        self.message.setText(error_text(error, self._language.words))
        self.message.show()

    def _go_to(self, dossier: str) -> None:
        shown = self._shown
        if shown is not None and dossier != shown.taken.item.dossier:
            self.leave()
            self.attendance.reason.give_up()
            self.adjusting.give_up()
            self.lane.look(shown.sight, dossier)

    def _attend(self, number: str, presence: Presence | None) -> None:
        self.lane.attend(number, presence)

    def _answer(self, to: str, number: str, agrees: bool) -> None:
        self.lane.answer("adjustment" if to == "adjustment" else "decision", number, agrees=agrees)

    def _type(self, name: str, text: str) -> None:
        if self._shown is not None:
            self.saved.emit("")
            dossier = self._shown.taken.item.dossier
            self.saver.take(self._where(dossier, name), text)

    def _where(self, dossier: str, name: str) -> Where:
        """What field of which dossier somebody writes on."""
        sight = self._shown.sight if self._shown is not None else Sight(Identifier(""), "")
        return Where(self._panel_lane.profile_name, sight, dossier, name)

    def _vote(self, hands: ShowOfHands) -> None:
        self.lane.vote(hands)

    def _put_adjustment(self, adjusting: Adjusting | None) -> None:
        def work(desk: ChairDesk, place: Place) -> None:
            former = desk.talk(place).adjusting
            desk.write(place, adjusting=adjusting)
            if adjusting is None:
                return
            try:
                asking.ask(desk, place, "adjustment")
            except PpirError:
                desk.write(place, adjusting=former)
                raise

        self.lane.do(work)

    def _ask(self) -> None:
        # The very minutes that were typed are put to the members.
        self.leave()
        self.lane.ask("decision")

    def _sign(self) -> None:
        if self._shown is not None:
            self.leave()
            self.sign_wanted.emit([self._shown.taken.place])

    def _close(self) -> None:
        self.leave()
        self.closed.emit()

    def _speak(self) -> None:
        words = self._language.words
        for name, button in (
            ("back", self.back), ("forward", self.forward), ("close", self.close_it),
            ("adjust", self.adjust), ("sign", self.sign), ("paper_in", self.paper),
        ):  # fmt: skip
            button.setText(words(f"{_KEY}.{name}"))
            tip = words(f"{_KEY}.{name}_tip")
            button.setToolTip(f"{tip} ({KEYS[name]})" if name in KEYS else tip)
        self.area.setAccessibleName(words(f"{_KEY}.dossier"))
        self.ask.setText(words(f"{_KEY}.ask"))
        self.ask.setToolTip(words(f"{_KEY}.ask_tip"))
        for part in (self.agenda, self.attendance, self.notes, self.clock):
            part.speak()
        if self._shown is not None:
            self._show(self._shown)

    def _lay_out(self) -> None:
        top, column = QHBoxLayout(), QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        top.setSpacing(12)
        top.addWidget(self.title)
        top.addWidget(self.place)
        top.addStretch(1)
        top.addWidget(self.clock)
        top.addWidget(self.close_it)
        middle = QWidget(self)
        inner = QVBoxLayout(middle)
        inner.setContentsMargins(12, 0, 12, 0)
        inner.setSpacing(12)
        inner.addWidget(self.board)
        inner.addWidget(self.notes, 1)
        self.area = area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(middle)
        self.panes = splitter = QSplitter(Qt.Orientation.Horizontal, self)
        for pane in (self.agenda, area, self.attendance):
            splitter.addWidget(pane)
        splitter.setStretchFactor(1, 1)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.back)
        foot.addWidget(self.forward)
        foot.addStretch(1)
        for button in (self.paper, self.ask, self.adjust, self.sign):
            foot.addWidget(button)
        column.addLayout(top)
        column.addWidget(self.message)
        column.addWidget(self.adjusting)
        column.addWidget(splitter, 1)
        column.addLayout(foot)
        self.message.hide()
