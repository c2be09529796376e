"""A page of plain text, laid out on a sheet; the worker gives text without saying where it is."""

from __future__ import annotations

from array import array
from typing import Final

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QTextLayout, QTextOption

from ppir_desktop.services.dossier_reading import Letters
from ppir_desktop.ui.theme import FAMILY
from ppir_desktop.ui.viewer.geometry import Tile

_MARGIN: Final = 40.0
_LARGEST, _LEAST = 11, 4
_INK: Final = "#171B21"


class TextSheet:
    """Text that stands on a sheet, as large as there is room for it."""

    def __init__(self, text: str, size: tuple[float, float]) -> None:
        """Lay text out; a sheet is white paper in every theme."""
        self._text, self._size = text, size
        for pixels in range(_LARGEST, _LEAST - 1, -1):
            self._layouts, height = _laid_out(text, pixels, size[0] - 2 * _MARGIN)
            if height <= size[1] - 2 * _MARGIN:
                break

    def letters(self) -> Letters:
        """The letters, and where each stands."""
        boxes = array("f", bytes(16 * len(self._text)))
        for start, layout in self._layouts:
            for number in range(layout.lineCount()):
                line = layout.lineAt(number)
                top = _MARGIN + line.y()
                first = line.textStart()
                edges = [_edge(line.cursorToX(first + at)) for at in range(line.textLength() + 1)]
                for at in range(line.textLength()):
                    place = 4 * (start + first + at)
                    boxes[place : place + 4] = array(
                        "f",
                        (_MARGIN + edges[at], top, _MARGIN + edges[at + 1], top + line.height()),
                    )
        return Letters(self._text, boxes)

    def picture(self, tile: Tile) -> QImage:
        """A part of the sheet's picture."""
        image = QImage(tile.width, tile.height, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.translate(-tile.left, -tile.top)
        painter.scale(tile.scale, tile.scale)
        width, height = self._size
        # The sheet is turned about its corner and pushed back to where it was.
        across, down = {0: (0.0, 0.0), 90: (height, 0.0), 180: (width, height), 270: (0.0, width)}[
            tile.rotation
        ]
        painter.translate(across, down)
        painter.rotate(tile.rotation)
        painter.setPen(QColor(_INK))
        for _, layout in self._layouts:
            layout.draw(painter, QPointF(_MARGIN, _MARGIN))
        painter.end()
        return image


def _laid_out(text: str, pixels: int, width: float) -> tuple[list[tuple[int, QTextLayout]], float]:
    """Paragraphs with where each begins in the text, and how high they are together."""
    font = QFont(FAMILY)
    font.setPixelSize(pixels)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTabStopDistance(4 * pixels)
    layouts, height, start = [], 0.0, 0
    for paragraph in text.splitlines(keepends=True):
        # Letters beyond the first 65,536 take two places in Qt's text, which none here does.
        plain = "".join(one if ord(one) < 0x10000 else "\ufffd" for one in paragraph.rstrip("\r\n"))
        layout = QTextLayout(plain, font)
        layout.setTextOption(option)
        layout.beginLayout()
        line = layout.createLine()
        while line.isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, height))
            height += line.height() * 1.25
            line = layout.createLine()
        layout.endLayout()
        layouts.append((start, layout))
        start += len(paragraph)
    return layouts, height


def _edge(found: object) -> float:
    """Where a letter begins; Qt's binding gives it with the letter's number or without."""
    return float(found[0] if isinstance(found, tuple) else found)  # type: ignore[arg-type]
