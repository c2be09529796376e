"""Tables that break between their rows, and inside a row only where it is very high.

The head comes again on every page. A cell may span columns, and may belong to the cell above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ppir_desktop.reports.blocks import Halves
from ppir_desktop.reports.pen import Pen
from ppir_desktop.reports.styles import BODY, LABEL, LINE, SHADE, Style
from ppir_desktop.reports.text import Line, broken

PAD_X, PAD_Y = 6.0, 4.5
_SPLIT_OVER = 160.0
"""A row no higher than this goes to the next page as a whole."""
_LEAST_PART = 40.0


class Cell(NamedTuple):
    """What stands in one cell.

    Attributes:
        parts: Texts one below the other, each with its style.
        span: How many columns it takes.
        shade: Grey of its ground, or None for paper.
        middle: Whether it stands in the middle of the row's height.
        struck: Whether it is struck through.
        joined: Whether it goes on with the cell above; its text then shows on a new page alone.
        pad: What is left free at either side, in points.
    """

    parts: tuple[tuple[str, Style], ...] = ()
    span: int = 1
    shade: float | None = None
    middle: bool = False
    struck: bool = False
    joined: bool = False
    pad: float = PAD_X


class Row(NamedTuple):
    """A row of cells and the least height that it has, in points."""

    cells: tuple[Cell, ...]
    least: float = 0


def label(text: str, *, span: int = 1, joined: bool = False) -> Cell:
    """A cell that says what stands beside or below it."""
    return Cell(((text, LABEL),), span=span, shade=SHADE, middle=True, joined=joined)


def cell(text: str, style: Style = BODY, *, span: int = 1, middle: bool = True) -> Cell:
    """A cell with one text."""
    return Cell(((text, style),), span=span, middle=middle)


class _Item(NamedTuple):
    line: Line
    style: Style
    backwards: bool


class _Laid(NamedTuple):
    """A cell with its text in lines, and where it stands."""

    cell: Cell
    left: float
    width: float
    items: tuple[_Item, ...]

    def height(self) -> float:
        return sum(item.style.leading for item in self.items)


class _LaidRow(NamedTuple):
    cells: tuple[_Laid, ...]
    height: float
    least: float

    def split(self, room: float) -> tuple[_LaidRow, _LaidRow] | None:
        """Cut it between lines where it is very high and the room is worth while."""
        if self.height <= _SPLIT_OVER or room < _LEAST_PART:
            return None
        cuts = [_fitting(laid.items, room - 2 * PAD_Y) for laid in self.cells]
        rest = [
            laid._replace(items=laid.items[n:]) for laid, n in zip(self.cells, cuts, strict=True)
        ]
        first = [
            laid._replace(items=laid.items[:n]) for laid, n in zip(self.cells, cuts, strict=True)
        ]
        # What is left of a row that somebody writes on by hand is still written on.
        left = max(self.least - room, 0)
        if all(not laid.items for laid in rest) and not left:
            return None
        high = max(room, 0) if left else _height(first, 0)
        return _LaidRow(tuple(first), high, 0), _LaidRow(tuple(rest), _height(rest, left), left)


class Table:
    """A table of laid rows; `head` of them come again on each page."""

    leads = False

    def __init__(
        self, rows: Sequence[Row], widths: Sequence[float], *, head: int = 0, gap: float = 0,
        ruled: bool = True,
    ) -> None:  # fmt: skip
        """Lay rows out in columns of the given widths, in points."""
        lefts = [sum(widths[:n]) for n in range(len(widths) + 1)]
        laid = [_lay(row, lefts) for row in rows]
        self.ruled = ruled
        self._set(laid[:head], laid[head:], lefts[-1], gap)

    def _set(
        self, head: Sequence[_LaidRow], body: Sequence[_LaidRow], width: float, gap: float
    ) -> None:
        self.head, self.body, self.width, self.gap = head, body, width, gap
        self.height = sum(row.height for row in head) + sum(row.height for row in body)

    def split(self, room: float) -> Halves:
        """Cut it below the last row that fits, or through a very high one."""
        room -= sum(row.height for row in self.head)
        fit = 0
        while fit < len(self.body) and self.body[fit].height <= room:
            room -= self.body[fit].height
            fit += 1
        first, rest = list(self.body[:fit]), list(self.body[fit:])
        if rest and (halves := rest[0].split(room)) is not None:
            first.append(halves[0])
            rest[0] = halves[1]
        if not first:
            return None, self
        return self._part(first, self.gap), self._part(rest, 0) if rest else None

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw grounds, then texts, then rules."""
        top, rules = y, []
        rows = [*self.head, *self.body]
        for number, row in enumerate(rows):
            fresh = number in (0, len(self.head))
            below = rows[number + 1 : len(self.head) if number < len(self.head) else None]
            for laid in row.cells:
                left, right, low = x + laid.left, x + laid.left + laid.width, y - row.height
                if laid.cell.shade is not None:
                    pen.fill(left, y, laid.width, row.height, laid.cell.shade)
                if not laid.cell.joined or fresh:
                    rules.append((left, y, right, y))
                if laid.left:
                    rules.append((left, y, left, low))
                high = row.height + _joined_below(below, laid.left)
                # What goes on with a cell of the page before stands there in full.
                if not laid.cell.joined or (fresh and laid.height() <= high):
                    self._write(pen, laid, high, left, y)
            y -= row.height
        if not self.ruled:
            return
        rules += [
            (x, y, x + self.width, y),
            (x, top, x, y),
            (x + self.width, top, x + self.width, y),
        ]
        pen.rules(rules, grey=LINE, thick=0.6)

    @staticmethod
    def _write(pen: Pen, laid: _Laid, height: float, x: float, y: float) -> None:
        down = (height - laid.height()) / 2 if laid.cell.middle else PAD_Y
        y -= down
        for item in laid.items:
            pen.line(
                item.line, x + laid.cell.pad, y, laid.width - 2 * laid.cell.pad, item.style,
                reversed_=item.backwards, struck=laid.cell.struck,
            )  # fmt: skip
            y -= item.style.leading

    def _part(self, body: Sequence[_LaidRow], gap: float) -> Table:
        part = Table.__new__(Table)
        part.ruled = self.ruled
        part._set(self.head, body, self.width, gap)  # noqa: SLF001 -- of its own kind
        return part


def _lay(row: Row, lefts: Sequence[float]) -> _LaidRow:
    laid: list[_Laid] = []
    column = 0
    for one in row.cells:
        left, width = lefts[column], lefts[column + one.span] - lefts[column]
        items: list[_Item] = []
        for text, style in one.parts:
            block = broken(text, style, width - 2 * one.pad)
            items += [_Item(line, style, block.reversed) for line in block.lines]
        laid.append(_Laid(one, left, width, tuple(items)))
        column += one.span
    return _LaidRow(tuple(laid), _height(laid, row.least), row.least)


def _height(cells: Sequence[_Laid], least: float) -> float:
    # What goes on with the cell above shares its height.
    high = max((laid.height() for laid in cells if not laid.cell.joined), default=0.0)
    return max(high + 2 * PAD_Y, least)


def _joined_below(rows: Sequence[_LaidRow], left: float) -> float:
    """How high the cells are that go on with one above them."""
    high = 0.0
    for row in rows:
        if not any(laid.left == left and laid.cell.joined for laid in row.cells):
            break
        high += row.height
    return high


def _fitting(items: Sequence[_Item], room: float) -> int:
    """How many lines fit."""
    for number, item in enumerate(items):
        room -= item.style.leading
        if room < 0:
            return number
    return len(items)
