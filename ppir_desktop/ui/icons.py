"""Icons in the colours of the theme (Lucide, ISC licence)."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ppir_desktop.common.resources import resource

SIDE = 20
_SHARPEST = 3


@cache
def icon(name: str, colour: str) -> QIcon:
    """An icon of one colour, sharp on dense screens too.

    Args:
        name: Name of a file in ``resources/icons``, without its ending.
        colour: Such as ``#1F4E9E``.
    """
    drawn = QIcon()
    for density in range(1, _SHARPEST + 1):
        drawn.addPixmap(_pixmap(name, colour, density))
    return drawn


def _pixmap(name: str, colour: str, density: int) -> QPixmap:
    drawing = resource(f"icons/{name}.svg").read_text(encoding="utf-8")
    drawing = drawing.replace("currentColor", QColor(colour).name())
    side = SIDE * density
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    pixmap.setDevicePixelRatio(density)
    return pixmap
