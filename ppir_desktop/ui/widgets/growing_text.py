"""A field for text that is as high as what stands in it, so that pages scroll and fields do not."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

_MOST_LINES: Final = 16
_AROUND: Final = 16
"""What frame and padding take before the field is shown."""


class GrowingText(QPlainTextEdit):
    """A text field that grows with its text, from some lines up to a limit."""

    def __init__(self, parent: QWidget, lines: int = 2) -> None:
        """Show an empty one.

        Args:
            parent: What it belongs to.
            lines: How high it is at least.
        """
        super().__init__(parent)
        self._least = lines
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow()

    def sizeHint(self) -> QSize:
        """As high as its lines, as they break at this width."""
        lines = max(self._least, int(self.document().size().height()))
        return QSize(super().sizeHint().width(), self._height(min(lines, _MOST_LINES)))

    def minimumSizeHint(self) -> QSize:
        """As high as the least number of lines."""
        return QSize(80, self._height(self._least))

    def show_text(self, text: str) -> None:
        """Show another text, with nothing to undo."""
        if text != self.toPlainText():
            self.setPlainText(text)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll what is around, unless all of the text does not fit."""
        if self.verticalScrollBar().maximum() > 0 and self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _grow(self) -> None:
        # A bar beside a field that is as high as its text would only make the lines shorter.
        policy = Qt.ScrollBarPolicy
        is_long = self.document().size().height() > _MOST_LINES
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if is_long else policy.ScrollBarAlwaysOff
        )
        self.updateGeometry()

    def _height(self, lines: int) -> int:
        around = self.height() - self.viewport().height() if self.isVisible() else _AROUND
        margin = 2 * int(self.document().documentMargin())
        return lines * self.fontMetrics().lineSpacing() + margin + around
