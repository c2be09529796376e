"""The language of the windows, which can change while they are open."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ppir_desktop.common.wording import Wording


class Language(QObject):
    """Which language the windows speak.

    Signals:
        changed: It is another one now; whatever shows words shows them anew.
    """

    changed = Signal()

    def __init__(self, words: Wording, parent: QObject | None = None) -> None:
        """Speak a language."""
        super().__init__(parent)
        self.words = words

    def choose(self, language: str) -> None:
        """Speak another language from now on."""
        if language != self.words.language:
            self.words = Wording(language)
            self.changed.emit()
