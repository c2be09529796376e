"""A text of which one line shows, and all of it on request."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from ppir_desktop.ui.icons import icon
from ppir_desktop.ui.theme import colours_now

_ICON: Final = 14


class FoldedText(QWidget):
    """A text that folds to one line, with a button that opens it where one line is not enough."""

    def __init__(self, parent: QWidget) -> None:
        """Show no text yet."""
        super().__init__(parent)
        self._text = ""
        self.label, self.button = QLabel(self), QToolButton(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setProperty("role", "muted")
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button.setCheckable(True)
        self.button.setAutoRaise(True)
        self.button.setIconSize(QSize(_ICON, _ICON))
        self.button.toggled.connect(self._show)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.label, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)

    def show_text(self, text: str, more: str) -> None:
        """Show another text.

        Args:
            text: The text.
            more: What the button is called.
        """
        self._text = text
        self.button.setToolTip(more)
        self.button.setAccessibleName(more)
        self.setVisible(bool(text))
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold at the width of now."""
        super().resizeEvent(event)
        self._show()

    def _show(self) -> None:
        is_open = self.button.isChecked()
        metrics, width = self.label.fontMetrics(), self.label.width()
        self.button.setVisible(metrics.horizontalAdvance(self._text) > width - 2)
        self.button.setIcon(icon("chevron-up" if is_open else "chevron-down", colours_now().muted))
        self.label.setWordWrap(is_open)
        folded = metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, width)
        self.label.setText(self._text if is_open else folded)
        self.label.setAccessibleName(self._text)
