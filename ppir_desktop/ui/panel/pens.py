"""What the delegates of a panel's table draw with."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from ppir_desktop.ui.icons import icon
from ppir_desktop.ui.theme import Colours

BODY: Final = 14
SMALL: Final = 12
_TABULAR: Final = QFont.Tag("tnum")
_DOT: Final = 3.5


def sized(font: QFont, pixels: int, *, is_bold: bool = False, is_struck: bool = False) -> QFont:
    """A font with tabular figures, of a size that goes with that of the body.

    Args:
        font: The body's.
        pixels: The size where the body has 14.
        is_bold: Whether it is bold.
        is_struck: Whether it is struck through.
    """
    high = max(10, round(max(font.pixelSize(), 10) * pixels / BODY))
    return _made(font.family(), high, is_bold, is_struck)


@lru_cache(maxsize=64)
def _made(family: str, pixels: int, is_bold: bool, is_struck: bool) -> QFont:
    made = QFont(family)
    made.setPixelSize(pixels)
    made.setFeature(_TABULAR, 1)
    made.setWeight(QFont.Weight.DemiBold if is_bold else QFont.Weight.Normal)
    made.setStrikeOut(is_struck)
    return made


def ground(painter: QPainter, area: QRect, tone: QColor, colours: Colours) -> None:
    """Fill a cell, and draw the hairline below it."""
    painter.fillRect(area, tone)
    painter.setPen(QPen(QColor(colours.line), 1))
    painter.drawLine(area.bottomLeft(), area.bottomRight())


def frame(painter: QPainter, area: QRect, colours: Colours) -> None:
    """Show where the keys are."""
    painter.setPen(QPen(QColor(colours.accent), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area.adjusted(1, 1, -2, -2))


def picture(painter: QPainter, name: str, tone: QColor, area: QRect) -> None:
    """Draw an icon."""
    icon(name, tone.name()).paint(painter, area)


def dot(painter: QPainter, at: QPointF, colours: Colours, *, is_hollow: bool) -> None:
    """A dot, or a ring for what was dropped."""
    tone = QColor(colours.accent)
    if is_hollow:
        painter.setPen(QPen(QColor(colours.muted), 1.3))
        painter.setBrush(QColor(colours.surface))
    else:
        tone.setAlphaF(0.62)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tone)
    painter.drawEllipse(at, _DOT, _DOT)


def dashed(painter: QPainter, across: float, area: QRectF, colours: Colours) -> None:
    """The dashed line of a mark that is to be reached."""
    pen = QPen(QColor(colours.bad), 1.2)
    pen.setDashPattern([3, 2])
    painter.setPen(pen)
    painter.drawLine(QPointF(across, area.top()), QPointF(across, area.bottom()))
