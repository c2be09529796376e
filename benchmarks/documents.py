"""A Korean PDF read out of its blob through the worker, against PDFium on the plain file."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2 as pdfium

from benchmarks.measuring import Measurement, in_turn, seconds
from ppir_desktop.documents.reading import DocumentWorker
from ppir_desktop.signing.age_reader import AgeReader
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.sealing import seal

FILE = (
    Path(__file__).resolve().parents[2] / "shared" / "data" / "documents"
) / "installation-guide-ko.pdf"
SCALE = 1.5
PAGES = 15
TEXTS = 5
_VERSION = f"PDFium {pdfium.PDFIUM_INFO.build}"


def measure() -> list[Measurement]:
    """The first page, and all text; nothing where the document is not at hand."""
    if not FILE.exists():
        return []
    plain = FILE.read_bytes()
    identity = SealingIdentity.generate()
    blob = seal(plain, [identity.recipient])
    with DocumentWorker() as worker:
        worker.warm()

        def opened() -> AgeReader:
            return AgeReader.open(io.BytesIO(blob), [identity])

        def first_page() -> None:
            with opened() as reader:
                worker.open(reader).image(0, SCALE)

        def all_text() -> None:
            with opened() as reader:
                assert sum(map(len, worker.open(reader).texts())) > 200_000

        page = in_turn(lambda: seconds(first_page), lambda: seconds(_their_page), PAGES)
        text = in_turn(lambda: seconds(all_text), lambda: seconds(_their_text), TEXTS)
    return [
        Measurement(
            name="first page of a Korean PDF of 151 pages from its blob, worker warm",
            peer=f"{_VERSION} in the same process on the plain file",
            unit="s",
            ours=page[0],
            theirs=page[1],
            promised=2.0,
            note="opened and drawn at 108 dots an inch",
            shortfall="the picture crosses a pipe out of the process that reads documents",
        ),
        Measurement(
            name="text of all its pages",
            peer=f"{_VERSION}'s own extraction",
            unit="s",
            ours=text[0],
            theirs=text[1],
            promised=1 / 0.8,
        ),
    ]


def _their_page() -> None:
    document = pdfium.PdfDocument(FILE)
    page = document[0]
    page.render(scale=SCALE)
    page.close()
    document.close()


def _their_text() -> None:
    document = pdfium.PdfDocument(FILE)
    total = 0
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        total += len(text.get_text_bounded())
        text.close()
        page.close()
    document.close()
    assert total > 200_000
