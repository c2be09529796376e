"""Asks for a reason in the place where it is needed, and stops nobody from reading on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.ui.language import Language
from ppir_desktop.ui.panel.saying import KEY
from ppir_desktop.ui.widgets.section import hint_label

_MOST: Final = 500


class ReasonBar(QFrame):
    """A sentence, a field for the reason, and two buttons; hidden while nothing is asked."""

    def __init__(self, language: Language, parent: QWidget) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._language = language
        self._then: Callable[[str], None] | None = None
        self._before: QWidget | None = None
        self._key, self._params = "", dict[str, object]()
        self.setProperty("role", "ask")
        self.text = hint_label(self, "strong")
        self.field = QLineEdit(self)
        self.field.setMaxLength(_MOST)
        self.yes, self.no = QPushButton(self), QPushButton(self)
        self.field.textChanged.connect(self._look)
        self.field.returnPressed.connect(self._answer)
        self.yes.clicked.connect(self._answer)
        self.no.clicked.connect(self.give_up)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(8)
        column.addWidget(self.text)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.no)
        row.addWidget(self.yes)
        column.addLayout(row)
        language.changed.connect(self._speak)
        self.hide()

    def ask(self, key: str, then: Callable[[str], None], **params: object) -> None:
        """Ask for a reason.

        Args:
            key: Under which its words stand: ``text``, ``yes``.
            then: Called with the reason; never with an empty one.
            params: What fills the words' blanks.
        """
        self._key, self._then, self._params = f"{KEY}.{key}", then, params
        self._before = QApplication.focusWidget()
        self.field.clear()
        self._speak()
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def give_up(self) -> None:
        """Ask no more, and do nothing."""
        had_focus = any(one.hasFocus() for one in (self.field, self.yes, self.no))
        self._then = None
        self.field.clear()
        self.hide()
        before, self._before = self._before, None
        # Keys go back to where they were, unless whoever sits here went on meanwhile.
        if before is not None and had_focus:
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give up on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.give_up()
        else:
            super().keyPressEvent(event)

    def _answer(self) -> None:
        reason, then = self.field.text().strip(), self._then
        if reason and then is not None:
            self.give_up()
            then(reason)

    def _look(self) -> None:
        self.yes.setEnabled(bool(self.field.text().strip()))

    def _speak(self) -> None:
        words = self._language.words
        self.no.setText(words(f"{KEY}.cancel"))
        self.field.setPlaceholderText(words(f"{KEY}.reason"))
        self.field.setAccessibleName(words(f"{KEY}.reason"))
        if self._key:
            self.text.setText(words(f"{self._key}.text", **self._params))
            self.yes.setText(words(f"{self._key}.yes"))
        self._look()
