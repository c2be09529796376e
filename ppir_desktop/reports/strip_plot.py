"""A strip plot of a panel's totals: a ring for each that counts, a cross for each dropped.

The score is a triangle on the axis and the pass mark a broken line, so that it reads in grey.
"""

from __future__ import annotations

from typing import NamedTuple

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, String
from reportlab.lib.colors import Color

from ppir_desktop.reports.fonts import REGULAR
from ppir_desktop.reports.pen import Pen
from ppir_desktop.reports.styles import INK, LINE, MUTED
from ppir_desktop.reports.views import Strip

_SIDE, _RADIUS, _TICKS = 14.0, 3.0, 5
_STACK = 7.5
_NARROWEST = 290.0
"""The least width that a plot is drawn in; what lies apart in it does in every other."""


def _grey(value: float) -> Color:
    return Color(value, value, value)


def strip_height(strip: Strip) -> float:
    """How high the plot is, in points."""
    return 40 + _STACK * max((mark.level + 1 for mark in _placed(strip)), default=1)


def draw_strip(pen: Pen, strip: Strip, x: float, y: float, width: float) -> None:
    """Draw the plot below `y`."""
    height = strip_height(strip)
    drawing = Drawing(width, height, initialFontName=REGULAR)
    room, base = width - 2 * _SIDE, 18.0
    scale = room / max(strip.most, 1)

    def at(points: int) -> float:
        return _SIDE + points * scale

    drawing.add(Line(_SIDE, base, _SIDE + room, base, strokeColor=_grey(LINE), strokeWidth=0.6))
    for tick in range(_TICKS + 1):
        points = strip.most * tick // _TICKS
        drawing.add(
            Line(at(points), base, at(points), base - 3, strokeColor=_grey(LINE), strokeWidth=0.6)
        )
        drawing.add(
            String(
                at(points), base - 12, f"{points / 100:g}", fontName=REGULAR, fontSize=7,
                textAnchor="middle", fillColor=_grey(MUTED),
            )
        )  # fmt: skip
    if strip.pass_mark is not None:
        line = at(strip.pass_mark)
        drawing.add(
            Line(
                line, base, line, height - 4, strokeColor=_grey(INK), strokeWidth=0.8,
                strokeDashArray=[3, 2],
            )
        )  # fmt: skip
    for mark in _placed(strip):
        _mark(drawing, at(mark.points), base + 9 + mark.level * _STACK, dropped=mark.dropped)
    if strip.score is not None:
        tip = at(strip.score)
        drawing.add(
            Polygon(
                [tip, base + 3, tip - 3.5, base - 4, tip + 3.5, base - 4],
                fillColor=_grey(INK), strokeColor=None,
            )
        )  # fmt: skip
    renderPDF.draw(drawing, pen.canvas, x, y - height)


class _Placed(NamedTuple):
    """A mark, and how many stand below it."""

    points: int
    dropped: bool
    level: int


def _placed(strip: Strip) -> list[_Placed]:
    """Every mark at its own value, above those that it would cover."""
    apart = strip.most * 2.2 * _RADIUS / _NARROWEST
    last: list[int] = []
    found: list[_Placed] = []
    for points, dropped in sorted(strip.marks):
        level = next((n for n, other in enumerate(last) if points - other >= apart), len(last))
        last[level : level + 1] = [points]
        found.append(_Placed(points, dropped, level))
    return found


def _mark(drawing: Drawing, x: float, y: float, *, dropped: bool) -> None:
    ink = _grey(MUTED if dropped else INK)
    if dropped:
        for tilt in (-1, 1):
            reach = _RADIUS * 0.85
            drawing.add(
                Line(
                    x - reach, y - tilt * reach, x + reach, y + tilt * reach, strokeColor=ink,
                    strokeWidth=1,
                )
            )  # fmt: skip
    else:
        drawing.add(Circle(x, y, _RADIUS, fillColor=_grey(1), strokeColor=ink, strokeWidth=1.1))
