"""A question at the foot of the window, which can wait: it stops nobody."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from ppir_desktop.ui.language import Language


class AskBar(QFrame):
    """Asks something with a yes and a no.

    Signals:
        answered: Whether it was a yes.
    """

    answered = Signal(bool)

    def __init__(self, language: Language, key: str) -> None:
        """Ask what stands under a key: ``text``, ``yes``, ``no``; hidden until it is shown."""
        super().__init__()
        self._language, self._key = language, key
        self.setProperty("role", "ask")
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.yes, self.no = QPushButton(self), QPushButton(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.addWidget(self.text, 1)
        row.addWidget(self.no)
        row.addWidget(self.yes)
        self.yes.clicked.connect(lambda: self._answer(is_yes=True))
        self.no.clicked.connect(lambda: self._answer(is_yes=False))
        language.changed.connect(self._speak)
        self._speak()
        self.hide()

    def _answer(self, *, is_yes: bool) -> None:
        self.hide()
        self.answered.emit(is_yes)

    def _speak(self) -> None:
        for name, widget in (("text", self.text), ("yes", self.yes), ("no", self.no)):
            widget.setText(self._language.words(f"{self._key}.{name}"))
