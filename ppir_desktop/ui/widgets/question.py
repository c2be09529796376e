"""A question before what cannot be undone: it waits for its answer, and nothing waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


class Asked(NamedTuple):
    """What a question says: its title, its text, and what its two buttons say."""

    title: str
    text: str
    yes: str
    no: str


class Question(QMessageBox):
    """Asks, and does something only if that is confirmed."""

    def __init__(self, asked: Asked, confirmed: Callable[[], object], parent: QWidget) -> None:
        """Stand before a window.

        Args:
            asked: What it says.
            confirmed: What is done then.
            parent: The window.
        """
        super().__init__(parent)
        self._confirmed = confirmed
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.Question)
        self.setWindowTitle(asked.title)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(asked.text)
        self.yes = self.addButton(asked.yes, QMessageBox.ButtonRole.AcceptRole)
        self.no = self.addButton(asked.no, QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self.no)
        self.finished.connect(self._end)
        self.open()

    def _end(self) -> None:
        if self.clickedButton() is self.yes:
            self._confirmed()
