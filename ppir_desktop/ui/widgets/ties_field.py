"""Ties to an applicant: none, or which kinds, since when no more, and what they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from ppir_desktop.domain.scheme import ConflictKind
from ppir_desktop.services.declaring import Conflict
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.plain import in_lines, plain


class _Tie(NamedTuple):
    box: QCheckBox
    details: QWidget
    detail: QLineEdit
    ended: QLineEdit


class TiesField(QWidget):
    """The question after conflicts of interest; unanswered until one box is ticked.

    Signals:
        changed: It is answered otherwise.
    """

    changed = Signal()

    def __init__(self, language: Language, kinds: Sequence[ConflictKind]) -> None:
        """Ask after each kind that the scheme knows."""
        super().__init__()
        self._words = language.words
        self._kinds = kinds
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.none = QCheckBox(self._words("window.declaration.no_ties"), self)
        self.none.toggled.connect(self._clear)
        column.addWidget(self.none)
        self.ties: dict[str, _Tie] = {}
        for kind in kinds:
            self.ties[kind.id] = self._ask(kind, column)

    def conflicts(self) -> tuple[Conflict, ...] | None:
        """The ties that were named; None while the question is not answered."""
        found = tuple(
            Conflict(name, _day(tie.ended.text()), tie.detail.text().strip())
            for name, tie in self.ties.items()
            if tie.box.isChecked()
        )
        return found if found or self.none.isChecked() else None

    def answers(self) -> tuple[bool, tuple[Conflict, ...]]:
        """Whether there are none, and those that there are; to be restored in another language."""
        return self.none.isChecked(), self.conflicts() or ()

    def restore(self, answers: tuple[bool, tuple[Conflict, ...]]) -> None:
        """Answer as before."""
        none, conflicts = answers
        self.none.setChecked(none)
        for conflict in conflicts:
            tie = self.ties[conflict.kind]
            tie.box.setChecked(True)
            tie.detail.setText(conflict.detail)
            tie.ended.setText(conflict.ended.isoformat() if conflict.ended else "")

    def _ask(self, kind: ConflictKind, column: QVBoxLayout) -> _Tie:
        words, key = self._words, "window.declaration"
        title = kind.title.said_in(words.language) or kind.id
        box = QCheckBox(plain(in_lines(title)), self)
        details = QWidget(self)
        inner = QVBoxLayout(details)
        inner.setContentsMargins(26, 0, 0, 4)
        inner.setSpacing(6)
        detail, ended = QLineEdit(details), QLineEdit(details)
        for field, name in ((detail, "tie_detail"), (ended, "tie_ended")):
            field.setPlaceholderText(words(f"{key}.{name}"))
            field.setAccessibleName(f"{title}: {words(f'{key}.{name}')}")
            field.textChanged.connect(self.changed)
            inner.addWidget(field)
        details.hide()
        box.toggled.connect(details.setVisible)
        box.toggled.connect(lambda on: self.none.setChecked(False) if on else None)
        box.toggled.connect(self.changed)
        column.addWidget(box)
        column.addWidget(details)
        return _Tie(box, details, detail, ended)

    def _clear(self, on: bool) -> None:
        if on:
            for tie in self.ties.values():
                tie.box.setChecked(False)
        self.changed.emit()


def _day(text: str) -> dt.date | None:
    """The day that a text names; a tie whose end nobody can read goes on."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None
