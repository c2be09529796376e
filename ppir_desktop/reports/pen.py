"""Draws on one page: text, rules, boxes and QR codes, measured from the top left in points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, cast

import segno
from reportlab.pdfgen.canvas import Canvas

from ppir_desktop.common.identifiers import digest_of
from ppir_desktop.reports.styles import INK, LINE, Style
from ppir_desktop.reports.text import Block, Line, broken

_QUIET = 4
# Where letters stand, seen from the middle of their line, as a part of their size.
_BASE = 0.36


class Place(NamedTuple):
    """A rectangle on a page for a signature field.

    Attributes:
        name: Whose it is, or what for.
        page: From 0.
        x: Left edge from the left of the page, in points.
        y: Lower edge from the bottom of the page, in points, as PDF counts.
        width: In points.
        height: In points.
    """

    name: str
    page: int
    x: float
    y: float
    width: float
    height: float


class Pen:
    """Draws on the canvas; `y` falls as one goes down, as in PDF."""

    def __init__(self, canvas: Canvas, page: int = 0) -> None:
        """Draw on a page of a ReportLab canvas."""
        self.canvas = canvas
        self.page = page
        self.places: list[Place] = []

    def text(self, block: Block, x: float, y: float, width: float, style: Style) -> float:
        """Draw lines below `y`; gives where they end."""
        for line in block.lines:
            self.line(line, x, y, width, style, reversed_=block.reversed)
            y -= style.leading
        return y

    def line(
        self,
        line: Line,
        x: float,
        y: float,
        width: float,
        style: Style,
        *,
        reversed_: bool = False,
        struck: bool = False,
    ) -> None:
        """Draw one line below `y`."""
        canvas, size = self.canvas, style.size
        align = "right" if reversed_ and style.align == "left" else style.align
        if align == "center":
            x += (width - line.width) / 2
        elif align == "right":
            x += width - line.width
        base = y - style.leading / 2 - size * _BASE
        if not line.runs[0][1]:
            return
        text = canvas.beginText(x, base)
        text.setFillGray(style.ink)
        for face, run in line.runs:
            text.setFont(face, size)
            text.textOut(run)
        canvas.drawText(text)
        if struck:
            middle = base + size * 0.33
            self.rule(x - 1, middle, x + line.width + 1, middle, grey=INK, thick=0.8)

    def write(self, text: str, x: float, y: float, width: float, style: Style) -> float:
        """Break a text and draw it below `y`; gives where it ends."""
        return self.text(broken(text, style, width), x, y, width, style)

    def rule(
        self, x1: float, y1: float, x2: float, y2: float, *, grey: float = LINE, thick: float = 0.6
    ) -> None:
        """Draw a straight line."""
        self.canvas.setStrokeGray(grey)
        self.canvas.setLineWidth(thick)
        self.canvas.line(x1, y1, x2, y2)

    def rules(
        self, lines: Iterable[tuple[float, float, float, float]], *, grey: float, thick: float
    ) -> None:
        """Draw many straight lines alike."""
        self.canvas.setStrokeGray(grey)
        self.canvas.setLineWidth(thick)
        self.canvas.lines(list(lines))

    def box(
        self, x: float, y: float, width: float, height: float, *, grey: float = LINE,
        thick: float = 0.6, radius: float = 0,
    ) -> None:  # fmt: skip
        """Draw the outline of a box whose top is at `y`."""
        self.canvas.setStrokeGray(grey)
        self.canvas.setLineWidth(thick)
        if radius:
            self.canvas.roundRect(x, y - height, width, height, radius)
        else:
            self.canvas.rect(x, y - height, width, height)

    def fill(self, x: float, y: float, width: float, height: float, grey: float) -> None:
        """Fill a box whose top is at `y`."""
        self.canvas.setFillGray(grey)
        self.canvas.rect(x, y - height, width, height, stroke=0, fill=1)

    def qr(self, content: str, x: float, y: float, size: float) -> None:
        """Draw a QR code (ISO/IEC 18004) with its quiet zone, its top at `y`.

        A document draws the same code on each page, so it is kept once and named by its content.
        """
        canvas = self.canvas
        name = f"qr-{digest_of(content.encode())[:16]}-{size:.0f}"
        if not canvas.hasForm(name):
            canvas.beginForm(name, 0, 0, size, size)
            canvas.setFillGray(0)
            cast("Any", canvas)._code.append(_modules(content, size))  # noqa: SLF001 -- one path, not thousands
            canvas.endForm()
        canvas.saveState()
        canvas.translate(x, y - size)
        canvas.doForm(name)
        canvas.restoreState()

    def keep(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """Remember a box whose top is at `y` as the place of a signature."""
        self.places.append(Place(name, self.page, x, y - height, width, height))


def _modules(content: str, size: float) -> str:
    """The dark modules of a QR code as one path, runs of them as one rectangle."""
    matrix = segno.make(content, error="m", boost_error=False, micro=False).matrix
    step = size / (len(matrix) + 2 * _QUIET)
    boxes: list[str] = []
    for down, row in enumerate(matrix):
        y = size - (down + _QUIET + 1) * step
        start = -1
        for across, dark in enumerate((*row, 0)):
            if dark and start < 0:
                start = across
            elif not dark and start >= 0:
                x, wide = (start + _QUIET) * step, (across - start) * step
                boxes.append(f"{x:.2f} {y:.2f} {wide:.2f} {step:.2f} re")
                start = -1
    return "\n".join([*boxes, "f"])
