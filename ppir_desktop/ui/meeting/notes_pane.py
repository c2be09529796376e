"""What is written down of a dossier: minutes, the panel's opinion, motions and their votes."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.services.chair.meeting import ShowOfHands, Talk
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.meeting.room_lane import Shown

_KEY: Final = "window_meeting"
_MOST: Final = 200
_WIDTH, _LOW = 240, 72


class _Field(QPlainTextEdit):
    """A text of a few lines that takes more where there is room."""

    def sizeHint(self) -> QSize:
        """Few lines."""
        return QSize(_WIDTH, _LOW)


class NotesPane(QFrame):
    """Fields that save themselves, and a row for a vote by show of hands.

    Signals:
        typed: Name of a field of a `Talk`, and what stands in it now.
        voted: A `ShowOfHands`.
        unvoted: The place of a vote that is to be taken out, from 0.
    """

    typed = Signal(str, str)
    voted = Signal(object)
    unvoted = Signal(int)

    def __init__(self, language: Language, parent: QWidget) -> None:
        """Have nothing to write on yet."""
        super().__init__(parent)
        self._language = language
        self._dossier = ""
        self.setProperty("role", "card")
        self.fields: dict[str, QPlainTextEdit] = {}
        self._titles: dict[str, QLabel] = {}
        for name in ("minutes", "opinion"):
            self.fields[name] = self._field(name)
        self.motion = QLineEdit(self)
        self.counts = {name: QSpinBox(self) for name in ("yes", "no", "abstained")}
        for spin in self.counts.values():
            spin.setRange(0, _MOST)
            spin.setMinimumWidth(64)
            # A style sheet's padding does not reach the text of a spin box.
            spin.lineEdit().setTextMargins(8, 0, 8, 0)
        self.add = QPushButton(self)
        self.add.clicked.connect(self._vote)
        self.motion.textChanged.connect(self._look)
        self.motion.returnPressed.connect(self._vote)
        self._hands = QWidget(self)
        self._rows = QVBoxLayout(self._hands)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self._lay_out()
        self.speak()

    def show_taken(self, shown: Shown, waiting: dict[str, str]) -> None:
        """Show what is written down of a dossier.

        Args:
            shown: What the room sees.
            waiting: What was typed and the disk is not known to have, by field.
        """
        talk, dossier = shown.taken.talk, shown.taken.item.dossier
        for name, field in self.fields.items():
            text = waiting.get(name, getattr(talk, name))
            # What is being typed is newer than what was read.
            is_typed = dossier == self._dossier and field.hasFocus()
            if not is_typed and field.toPlainText() != text:
                with QSignalBlocker(field):
                    field.setPlainText(text)
        if dossier != self._dossier:
            self.motion.clear()
            for spin in self.counts.values():
                spin.setValue(0)
        self._dossier = dossier
        self._show_hands(talk)

    def speak(self) -> None:
        """Say everything in the language that is spoken now."""
        words = self._language.words
        for name, field in self.fields.items():
            self._titles[name].setText(words(f"{_KEY}.{name}"))
            field.setAccessibleName(words(f"{_KEY}.{name}"))
            field.setPlaceholderText(words(f"{_KEY}.{name}_empty"))
        self.motion.setPlaceholderText(words(f"{_KEY}.motion"))
        self.motion.setAccessibleName(words(f"{_KEY}.motion"))
        for name, spin in self.counts.items():
            spin.setPrefix(words(f"{_KEY}.{name}") + " ")
            spin.setAccessibleName(words(f"{_KEY}.{name}"))
        self.add.setText(words(f"{_KEY}.vote"))
        self._look()

    def _field(self, name: str) -> QPlainTextEdit:
        self._titles[name] = title = QLabel(self)
        title.setProperty("role", "strong")
        field = _Field(self)
        field.setTabChangesFocus(True)
        field.setMinimumHeight(64)
        field.textChanged.connect(lambda: self.typed.emit(name, field.toPlainText()))
        title.setBuddy(field)
        return field

    def _show_hands(self, talk: Talk) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        words = self._language.words
        for at, one in enumerate(talk.hands):
            row = QWidget(self._hands)
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            text = QLabel(
                words(
                    "chair.minutes.hands", motion=one.motion, yes=one.yes, no=one.no,
                    abstained=one.abstained,
                ),
                row,
            )  # fmt: skip
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setWordWrap(True)
            drop = QPushButton(words(f"{_KEY}.unvote"), row)
            drop.setProperty("role", "link")
            drop.clicked.connect(lambda _=False, at=at: self.unvoted.emit(at))
            line.addWidget(text, 1)
            line.addWidget(drop)
            self._rows.addWidget(row)
        self._hands.setVisible(bool(talk.hands))

    def _vote(self) -> None:
        motion = self.motion.text().strip()
        if motion and self.add.isEnabled():
            counts = (self.counts[name].value() for name in ("yes", "no", "abstained"))
            self.voted.emit(ShowOfHands(motion, *counts))
            self.motion.clear()
            for spin in self.counts.values():
                spin.setValue(0)

    def _look(self) -> None:
        self.add.setEnabled(bool(self.motion.text().strip()))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        for name, field in self.fields.items():
            column.addWidget(self._titles[name])
            column.addWidget(field, 2 if name == "minutes" else 1)
        column.addWidget(self._hands)
        column.addWidget(self.motion)
        row = QHBoxLayout()
        row.setSpacing(6)
        for spin in self.counts.values():
            row.addWidget(spin, 1)
        row.addWidget(self.add)
        column.addLayout(row)
