"""The rail of places on the left of the window."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout, QWidget

from ppir_desktop.ui.icons import SIDE, icon
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.theme import colours_now

PLACES = {"review": "file-text", "panel": "users", "exchange": "refresh-cw",
          "settings": "settings", "help": "circle-help"}  # fmt: skip
"""The places there are, each with its icon."""

# A key leads to the same place for everybody, whichever places a person has.
_KEYS = {"review": "Ctrl+1", "exchange": "Ctrl+2", "settings": "Ctrl+3", "panel": "Ctrl+4",
         "help": "F1"}  # fmt: skip
_OF_SOME = ("panel",)

_BELOW = ("settings",)
_HELP = "help"


class Rail(QFrame):
    """Buttons that lead to places, and one that locks.

    Signals:
        chosen: Name of the place that was chosen.
        lock_wanted: The person wants to lock.
    """

    chosen = Signal(str)
    lock_wanted = Signal()

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        """Show every place."""
        super().__init__(parent)
        self._language = language
        self.setProperty("role", "rail")
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 12, 6, 12)
        column.setSpacing(8)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QToolButton] = {}
        for name in PLACES:
            if name in _BELOW:
                column.addStretch(1)
                self.lock_button = self._button("lock")
                self.lock_button.clicked.connect(self.lock_wanted)
                column.addWidget(self.lock_button)
            button = self._button(name)
            button.setCheckable(True)
            button.clicked.connect(lambda _checked, place=name: self.chosen.emit(place))
            button.setVisible(name not in _OF_SOME)
            self._group.addButton(button)
            self.buttons[name] = button
            column.addWidget(button)
        language.changed.connect(self.refresh)
        self.refresh()

    def choose(self, name: str) -> None:
        """Show which place is open."""
        self.buttons[name].setChecked(True)
        self.refresh()

    def offer(self, name: str, *, is_offered: bool) -> None:
        """Show a place that not everybody has, or not."""
        self.buttons[name].setVisible(is_offered)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what was not drawn while nobody saw it."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Say and draw everything anew, in the language and theme of now."""
        if not self.isVisible():
            return
        words, colours = self._language.words, colours_now()
        for name, button in self.buttons.items():
            tone = colours.accent if button.isChecked() else colours.ink_2
            self._dress(button, name, PLACES[name], tone)
            keys = QKeySequence(_KEYS[name])
            if name != _HELP:  # the window itself listens to that one, locked as well
                button.setShortcut(keys)
            shown = keys.toString(QKeySequence.SequenceFormat.NativeText)
            button.setToolTip(f"{words(f'window.place.{name}')} ({shown})")
        self._dress(self.lock_button, "lock", "lock", colours.ink_2)
        self.lock_button.setShortcut(QKeySequence("Ctrl+L"))
        self.lock_button.setToolTip(f"{words('window.place.lock')} (Ctrl+L)")

    def _dress(self, button: QToolButton, name: str, drawing: str, tone: str) -> None:
        text = self._language.words(f"window.place.{name}")
        button.setText(text)
        button.setAccessibleName(text)
        button.setIcon(icon(drawing, tone))

    def _button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(SIDE, SIDE))
        button.setMinimumSize(64, 52)
        return button
