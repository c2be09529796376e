"""Forms into a PDF file: the same input always gives the same bytes."""

from __future__ import annotations

import io
from pathlib import Path
from typing import NamedTuple

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from ppir_desktop.common.durable import write_durably
from ppir_desktop.reports.fonts import REGULAR, face
from ppir_desktop.reports.metadata import describe
from ppir_desktop.reports.page import Form, draw_page, paginate
from ppir_desktop.reports.pen import Pen, Place

_VERSION = (1, 7)
# Compressed streams as bytes: as text they are a quarter larger and take a third of the time.
rl_config.useA85 = 0


class Rendered(NamedTuple):
    """A finished PDF.

    Attributes:
        content: Its bytes.
        pages: How many pages it has.
        places: Where signatures go, in the order of the pages.
    """

    content: bytes
    pages: int
    places: tuple[Place, ...]

    def place(self, name: str) -> Place | None:
        """The place of that name, or None."""
        return next((place for place in self.places if place.name == name), None)

    def write(self, path: Path) -> None:
        """Write it to a file, whole or not at all.

        Raises:
            EnvironmentFault: ``file_not_written``; whatever stood there before stands there still.
        """
        write_durably(path, self.content)


def new_canvas(buffer: io.BytesIO, language: str) -> Canvas:
    """A canvas that writes the same bytes for the same drawing, with all faces embedded."""
    face(REGULAR)
    return Canvas(
        buffer,
        invariant=1,
        pageCompression=1,
        pdfVersion=_VERSION,
        # The stub takes it for a size.
        initialFontName=REGULAR,  # type: ignore[arg-type]
        lang="ko-KR" if language == "ko" else "en",
    )


def render(form: Form) -> Rendered:
    """Make one form into a PDF of its own, with an entry in the outline."""
    buffer = io.BytesIO()
    canvas = new_canvas(buffer, form.language)
    describe(
        canvas, title=form.title, language=form.language, made_at=form.made_at,
        digest=form.surround.digest,
    )  # fmt: skip
    pages = paginate(form)
    places: list[Place] = []
    for number, page in enumerate(pages, 1):
        canvas.setPageSize(form.size)
        if number == 1:
            canvas.bookmarkPage("first")
            canvas.addOutlineEntry(form.title, "first")
        pen = Pen(canvas, number - 1)
        draw_page(pen, form, page, number, len(pages))
        places += pen.places
        canvas.showPage()
    canvas.save()
    return Rendered(buffer.getvalue(), len(pages), tuple(places))
