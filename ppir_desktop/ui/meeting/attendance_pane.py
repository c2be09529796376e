"""Who is there for a dossier, and what they answered to what the panel was asked."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.domain.panels import Duty
from ppir_desktop.services.chair.asking import Answers
from ppir_desktop.services.chair.gathering import SeatState
from ppir_desktop.services.chair.meeting import Attendance, Presence
from ppir_desktop.services.chair.room import Attendee
from ppir_desktop.ui.icons import icon
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.meeting.room_lane import Shown
from ppir_desktop.ui.panel.reason_bar import ReasonBar
from ppir_desktop.ui.plain import plain_tip
from ppir_desktop.ui.theme import colours_now

_KEY: Final = "window_meeting"


class AttendancePane(QFrame):
    """The members of a panel, each with a choice of whether they take part.

    Signals:
        attended: Expert number, and a `Presence`, or None for one who simply is there.
        countersigned: Digest of what was typed in, and who signed the print-out.
        answered: ``adjustment`` or ``decision``, expert number, and whether they agree on paper.
    """

    attended = Signal(str, object)
    answered = Signal(str, str, bool)
    countersigned = Signal(str, str)

    def __init__(self, language: Language, parent: QWidget) -> None:
        """Show nobody yet."""
        super().__init__(parent)
        self._language = language
        self._shown: tuple[Shown, bool] | None = None
        self.boxes: dict[str, QComboBox] = {}
        self.setProperty("role", "pane")
        self.title = QLabel(self)
        self.title.setProperty("role", "strong")
        self.reason = ReasonBar(language, self)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setProperty("role", "pane")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.reason)
        column.addWidget(self._area, 1)
        self.speak()

    def show_taken(self, shown: Shown, *, with_names: bool) -> None:
        """Show who is there for a dossier."""
        self._shown = (shown, with_names)
        self.boxes.clear()
        inner = QWidget(self._area)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(10)
        for one in shown.taken.attendees:
            column.addWidget(self._row(inner, one, shown, with_names=with_names))
        column.addStretch(1)
        self._area.setWidget(inner)

    def speak(self) -> None:
        """Say everything in the language that is spoken now."""
        self.title.setText(self._language.words(f"{_KEY}.attendance"))
        self._area.setAccessibleName(self.title.text())

    def _row(self, parent: QWidget, one: Attendee, shown: Shown, *, with_names: bool) -> QWidget:
        words = self._language.words
        row = QWidget(parent)
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        # Whoever has to leave is called by name, whatever is masked.
        is_out = one.attendance in {Attendance.RECUSED, Attendance.DISQUALIFIED}
        shown_name = one.name if with_names or is_out else one.letter
        said = shown_name
        if one.duty is not Duty.MEMBER:
            duty = words(f"window_panel.duty.{one.duty}")
            said = words(f"{_KEY}.member", name=shown_name, duty=duty)
        name = QLabel(said, row)
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setWordWrap(True)
        box = QComboBox(row)
        box.setAccessibleName(words(f"{_KEY}.attends", name=shown_name))
        for state in Attendance:
            box.addItem(words(f"chair.attendance.{state}"), state.value)
        with QSignalBlocker(box):
            box.setCurrentIndex(list(Attendance).index(one.attendance))
        box.activated.connect(lambda at, number=one.number: self._choose(number, shown_name, at))
        self.boxes[one.number] = box
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(name, 1)
        line.addWidget(box)
        column.addLayout(line)
        if one.seat is SeatState.MISSING:
            note = QLabel(words(f"{_KEY}.no_sheet"), row)
            note.setProperty("role", "warn")
            column.addWidget(note)
        if one.typed is not None:
            typed = QPushButton(words(f"{_KEY}.countersign"), row)
            typed.setProperty("role", "warning")
            typed.setToolTip(words(f"{_KEY}.countersign_tip"))
            typed.setObjectName(f"countersign-{one.number}")
            digest, number = one.typed, one.number
            typed.clicked.connect(lambda: self.countersigned.emit(digest, number))
            column.addWidget(typed)
        if one.reason:
            note = QLabel(one.reason, row)
            note.setProperty("role", "muted")
            note.setTextFormat(Qt.TextFormat.PlainText)
            note.setWordWrap(True)
            column.addWidget(note)
        for to, answers in (
            ("adjustment", shown.taken.adjustment), ("decision", shown.taken.decision),
        ):  # fmt: skip
            if answers.proposal is not None and not is_out:
                column.addLayout(self._answer(row, to, one.number, answers))
        return row

    def _answer(self, parent: QWidget, to: str, number: str, answers: Answers) -> QHBoxLayout:
        """What a member answered, or buttons to write down an answer on paper."""
        words, colours = self._language.words, colours_now()
        line = QHBoxLayout()
        line.setSpacing(6)
        label, given = QLabel(words(f"chair.matter.{to}"), parent), answers.given.get(number)
        label.setProperty("role", "muted")
        line.addWidget(label)
        line.addStretch(1)
        if given is not None:
            state = "agreed" if given.agrees else "refused"
            sign = QLabel(parent)
            name, colour = ("check", colours.ok) if given.agrees else ("x", colours.bad)
            sign.setPixmap(icon(name, colour).pixmap(16, 16))
            text = QLabel(words(f"chair.answer.{state}"), parent)
            text.setToolTip(plain_tip(given.assent.remark))
            line.addWidget(sign)
            line.addWidget(text)
            return line
        for name, agrees in (("yes", True), ("no", False)):
            button = QPushButton(words(f"{_KEY}.on_paper_{name}"), parent)
            button.setProperty("role", "link")
            button.setToolTip(words(f"{_KEY}.on_paper_tip"))
            button.setObjectName(f"{to}-{number}-{name}")
            button.clicked.connect(
                lambda _=False, agrees=agrees: self.answered.emit(to, number, agrees)
            )
            line.addWidget(button)
        return line

    def _choose(self, number: str, name: str, at: int) -> None:
        state = list(Attendance)[at]
        if state is Attendance.PRESENT:
            self.attended.emit(number, Presence(state))
            return
        self.reason.ask(
            f"presence_{state}",
            lambda reason: self.attended.emit(number, Presence(state, reason)),
            who=name,
        )
        # Until there is a reason nothing has changed.
        if self._shown is not None:
            shown, _ = self._shown
            before = next(o for o in shown.taken.attendees if o.number == number)
            self.boxes[number].setCurrentIndex(list(Attendance).index(before.attendance))
