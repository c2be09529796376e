"""How text on paper looks: sizes, weights, greys, and the measures of the page. Points throughout.

Black on white first: the only colour is that of the electronic seal, and it reads in grey.
"""

from __future__ import annotations

from typing import NamedTuple

from ppir_desktop.reports.fonts import REGULAR, SEMIBOLD

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
A4_LANDSCAPE = (A4[1], A4[0])
MARGIN = 20 * MM
PEN = 8 * MM
"""The least height of a line that somebody writes on by hand."""

INK, INK_2, MUTED = 0.07, 0.27, 0.40
LINE, HAIR = 0.42, 0.72
SHADE, SHADE_2 = 0.945, 0.975
SEAL = (0.122, 0.306, 0.620)


class Style(NamedTuple):
    """How a text is set.

    Attributes:
        size: Height of the type.
        leading: From one line to the next.
        weight: `REGULAR` or `SEMIBOLD`.
        ink: Grey, 0 for black.
        align: ``left``, ``center`` or ``right``.
    """

    size: float = 9.0
    leading: float = 13.5
    weight: str = REGULAR
    ink: float = INK
    align: str = "left"

    def centred(self) -> Style:
        """The same in the middle of its line."""
        return self._replace(align="center")

    def to_right(self) -> Style:
        """The same at the right end of its line."""
        return self._replace(align="right")

    def bold(self) -> Style:
        """The same in the heavier weight."""
        return self._replace(weight=SEMIBOLD)


BODY = Style()
STRONG = Style(weight=SEMIBOLD)
LABEL = Style(9.0, 12.5, SEMIBOLD, INK, "center")
SMALL = Style(7.8, 11.0, ink=INK_2)
NOTE = Style(7.2, 10.0, ink=INK_2)
NUMBER = Style(9.0, 13.5, align="center")
MARK = Style(10.5, 14.0, SEMIBOLD, INK, "right")
TITLE = Style(17.0, 24.0, SEMIBOLD, INK, "center")
HEADING = Style(11.0, 17.0, SEMIBOLD)
READING = Style(10.0, 16.5)
"""Running text of letters, pledges and minutes."""
