"""A strip of one's own marks on a criterion, dossier by dossier: calibration at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ppir_desktop.ui.theme import colours_now

_HEIGHT: Final = 18
_RADIUS: Final = 3.5
_EDGE: Final = 8.0


class MarkStrip(QWidget):
    """Dots on a line from the least to the greatest mark; the mark on this dossier stands out."""

    def __init__(self, parent: QWidget) -> None:
        """Show nothing yet; a strip without other marks takes no room."""
        super().__init__(parent)
        self._others: tuple[float, ...] = ()
        self._own: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def sizeHint(self) -> QSize:
        """A low strip."""
        return QSize(120, _HEIGHT)

    def show_marks(self, others: Sequence[float], own: float | None, text: str) -> None:
        """Show marks as parts of the scale, from 0 to 1.

        Args:
            others: The marks on other dossiers.
            own: The mark on this one; None while it is blank.
            text: What the strip says, for whoever cannot see it and as its tooltip.
        """
        self._others, self._own = tuple(others), own
        self.setVisible(bool(others))
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line, the other marks as rings, and this one as a dot."""
        colours = colours_now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(QPointF(_EDGE, middle), QPointF(self.width() - _EDGE, middle))
        painter.setPen(QPen(QColor(colours.muted), 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for part in self._others:
            painter.drawEllipse(self._around(part, middle))
        if self._own is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            painter.drawEllipse(self._around(self._own, middle).adjusted(-1, -1, 1, 1))
        painter.end()

    def _around(self, part: float, middle: float) -> QRectF:
        across = _EDGE + part * (self.width() - 2 * _EDGE)
        return QRectF(across - _RADIUS, middle - _RADIUS, 2 * _RADIUS, 2 * _RADIUS)
