"""What a form is made of, from top to bottom: blocks that know their height and may be split."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from ppir_desktop.reports.pen import Pen
from ppir_desktop.reports.styles import BODY, HEADING, Style
from ppir_desktop.reports.text import Block, Line, broken

Halves = tuple["Piece | None", "Piece | None"]
"""What fits, and what goes to the next page."""


class Piece(Protocol):
    """A part of a form.

    Attributes:
        height: In points.
        gap: What is left free above it, in points; nothing at the top of a page.
        leads: Whether it belongs to what follows and must not end a page.
    """

    height: float
    gap: float
    leads: bool

    def split(self, room: float) -> Halves:
        """Cut it so that the first part fits into `room`; no first part where that cannot be."""
        ...

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw it below `y`."""
        ...


class Prose:
    """Running text, which breaks over pages between its lines."""

    def __init__(
        self, text: str | Block, width: float, style: Style = BODY, *, gap: float = 0,
        leads: bool = False,
    ) -> None:  # fmt: skip
        """Set a text in lines of a width."""
        self.block = broken(text, style, width) if isinstance(text, str) else text
        self.width = width
        self.style = style
        self.gap = gap
        self.leads = leads
        self.height = len(self.block.lines) * style.leading

    def split(self, room: float) -> Halves:
        """Cut it between lines, two of them on either side where there are as many."""
        lines = self.block.lines
        fit = int(room / self.style.leading + 1e-6)
        if len(lines) - fit == 1:
            fit -= 1
        if fit < min(2, len(lines)):
            return None, self
        first, rest = lines[:fit], lines[fit:]
        return self._part(first, self.gap), self._part(rest, 0)

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw its lines."""
        pen.text(self.block, x, y, self.width, self.style)

    def _part(self, lines: Sequence[Line], gap: float) -> Prose | None:
        if not lines:
            return None
        part = Block(tuple(lines), self.block.reversed)
        return Prose(part, self.width, self.style, gap=gap)


def heading(text: str, width: float) -> Prose:
    """The heading of a part, which stays with what follows."""
    return Prose(text, width, HEADING, gap=12, leads=True)


class Drawn:
    """Something of a fixed height that is never split."""

    leads = False

    def __init__(
        self, height: float, draw: Callable[[Pen, float, float], None], *, gap: float = 0
    ) -> None:
        """Take how high it is and how it is drawn."""
        self.height = height
        self.gap = gap
        self._draw = draw

    def split(self, _room: float) -> Halves:
        """It cannot be cut."""
        return None, self

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw it."""
        self._draw(pen, x, y)


class Together:
    """Pieces that stay on one page, unless they alone are too high for it."""

    leads = False

    def __init__(self, pieces: Sequence[Piece], *, gap: float = 0) -> None:
        """Take the pieces from top to bottom."""
        self.pieces = tuple(pieces)
        self.gap = gap
        self.height = sum(piece.height for piece in pieces) + sum(p.gap for p in pieces[1:])

    def split(self, _room: float) -> Halves:
        """It is not cut; see `page.paginate` for what is too high for any page."""
        return None, self

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw the pieces one below the other."""
        for number, piece in enumerate(self.pieces):
            y -= piece.gap if number else 0
            piece.draw(pen, x, y)
            y -= piece.height
