"""Buttons with an icon alone: their words are in the tooltip, with their key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QToolButton, QWidget

from ppir_desktop.ui.icons import SIDE, icon
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.theme import colours_now


class ToolButton(QToolButton):
    """A button that says what it does when it is pointed at, or read out."""

    def __init__(
        self,
        name: str,
        drawing: str,
        keys: str,
        pressed: Callable[[], object],
        parent: QWidget,
        *,
        is_toggle: bool = False,
    ) -> None:
        """Make a button.

        Args:
            name: Name of its words, under ``window.viewer.tool``.
            drawing: Name of its icon.
            keys: The keys that do the same; somebody else listens to them.
            pressed: Called when it is pressed.
            parent: Whom it belongs to.
            is_toggle: Whether it stays pressed.
        """
        super().__init__(parent)
        self._name, self._drawing, self._keys = name, drawing, keys
        self.setObjectName(name)
        self.setProperty("role", "tool")
        self.setIconSize(QSize(SIDE, SIDE))
        self.setCheckable(is_toggle)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(lambda _checked: pressed())

    def speak(self, language: Language) -> None:
        """Say and draw everything anew, in the language and theme of now."""
        text = language.words(f"window.viewer.tool.{self._name}")
        shown = QKeySequence(self._keys).toString(QKeySequence.SequenceFormat.NativeText)
        self.setAccessibleName(text)
        self.setToolTip(f"{text} ({shown})" if shown else text)
        colours = colours_now()
        tone = colours.accent if self.isChecked() else colours.ink_2
        self.setIcon(icon(self._drawing, tone if self.isEnabled() else colours.line))
