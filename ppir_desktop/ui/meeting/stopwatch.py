"""How long the meeting has been at a dossier; it moves by itself only once it was started."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtWidgets import QToolButton, QWidget

from ppir_desktop.ui.icons import icon
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.theme import colours_now

_KEY: Final = "window_meeting"
_SECOND: Final = 1000
_MINUTE: Final = 60


class Stopwatch(QToolButton):
    """Minutes and seconds of each dossier, started and stopped by a click."""

    def __init__(self, language: Language, parent: QWidget) -> None:
        """Stand at nought."""
        super().__init__(parent)
        self._language = language
        self._spent: dict[str, int] = {}
        self._at = ""
        self._since = QElapsedTimer()
        self._tick = QTimer(self, interval=_SECOND)
        self._tick.timeout.connect(self._show)
        self.setCheckable(True)
        self.setProperty("role", "tool")
        self.toggled.connect(self._run)
        self.speak()

    @property
    def seconds(self) -> int:
        """Seconds spent on the dossier that is shown."""
        running = self._since.elapsed() if self.isChecked() and self._since.isValid() else 0
        return (self._spent.get(self._at, 0) + running) // _SECOND

    def go_to(self, dossier: str) -> None:
        """Count for another dossier from now on."""
        if dossier != self._at:
            self._keep()
            self._at = dossier
            self._show()

    def clear(self) -> None:
        """Forget all times."""
        self.setChecked(False)
        self._spent.clear()
        self._show()

    def speak(self) -> None:
        """Say everything in the language that is spoken now."""
        words = self._language.words
        self.setToolTip(words(f"{_KEY}.clock_tip"))
        self._show()

    def _run(self, is_running: bool) -> None:
        if is_running:
            self._since.start()
            self._tick.start()
        else:
            self._tick.stop()
            self._keep(is_over=True)
        self._show()

    def _keep(self, *, is_over: bool = False) -> None:
        if self._since.isValid():
            self._spent[self._at] = self._spent.get(self._at, 0) + self._since.elapsed()
            if is_over:
                self._since.invalidate()
            else:
                self._since.restart()

    def _show(self) -> None:
        minutes, seconds = divmod(self.seconds, _MINUTE)
        self.setText(f"{minutes:02}:{seconds:02}")
        name = "circle-pause" if self.isChecked() else "clock"
        self.setIcon(icon(name, colours_now().ink_2))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setAccessibleName(self._language.words(f"{_KEY}.clock", time=self.text()))
