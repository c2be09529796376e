"""Letters stand where they are drawn, also on pages that the document itself turns."""

from __future__ import annotations

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from ppir_desktop.documents.reading import DocumentWorker, Pixels
from tests.support.documents import Memory


def turned_pdf(degrees: int) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(300, 200))
    canvas.setPageRotation(degrees)
    canvas.setFont("Helvetica", 20)
    canvas.drawString(20, 150, "HELLO")
    canvas.save()
    return target.getvalue()


def ink(picture: Pixels) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is black."""
    dark = [place for place in range(0, len(picture.pixels), 4) if picture.pixels[place] < 128]
    rows = [place // 4 // picture.width for place in dark]
    columns = [place // 4 % picture.width for place in dark]
    return min(columns), min(rows), max(columns) + 1, max(rows) + 1


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_letters_stand_where_their_ink_is(degrees: int) -> None:
    with DocumentWorker() as worker:
        document = worker.open(Memory(turned_pdf(degrees)))
        letters, drawn = document.characters(0), ink(document.image(0, 1.0))
    boxes = [letters.box(index) for index in range(len("HELLO"))]
    assert letters.text.startswith("HELLO")
    around = (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
    assert around == pytest.approx(drawn, abs=2)
