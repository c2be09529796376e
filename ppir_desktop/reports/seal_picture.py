"""The stamp of an electronic signature as a page of its own, to be the picture of a signature."""

from __future__ import annotations

import io
from collections.abc import Sequence

from ppir_desktop.reports.document import new_canvas
from ppir_desktop.reports.metadata import describe
from ppir_desktop.reports.parts import draw_stamp
from ppir_desktop.reports.pdf_signatures import SealBox
from ppir_desktop.reports.pen import Pen, Place

_ROOM = 1.0
"""Half a line stands over the edge of a stamp."""


def field_of(place: Place) -> SealBox:
    """The field of a signature whose stamp stands where a form has its place."""
    return SealBox(
        place.page,
        place.x - _ROOM,
        place.y - _ROOM,
        place.width + 2 * _ROOM,
        place.height + 2 * _ROOM,
    )


def seal_picture(box: SealBox, lines: Sequence[str], language: str) -> bytes:
    """Draw a stamp on a page as large as a signature's field; the same each time.

    Args:
        box: The field.
        lines: What stands on the stamp.
        language: ``ko`` or ``en``.
    """
    buffer = io.BytesIO()
    canvas = new_canvas(buffer, language)
    canvas.setPageSize((box.width, box.height))
    describe(canvas, title=" ".join(lines), language=language)
    draw_stamp(Pen(canvas), _ROOM, box.height - _ROOM, lines)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()
