"""Documents are read by a process of its own; whatever they do to it, the reader goes on."""

from __future__ import annotations

import io
import math
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from ppir_desktop.common.errors import EnvironmentFault, InputError, PpirError, RefusedError
from ppir_desktop.documents import limits
from ppir_desktop.documents.reading import Document, DocumentWorker
from ppir_desktop.documents.sniffing import DocumentKind
from tests.support.documents import Memory, mutated, pdf_of, small_pdf, stream
from tests.support.shared import DOCUMENTS, needs_documents


@pytest.fixture(scope="module")
def worker() -> Iterator[DocumentWorker]:
    with DocumentWorker() as worker:
        yield worker


def most_memory(worker: DocumentWorker) -> int:
    """The most that the worker ever had in memory, in bytes."""
    if sys.platform != "linux" or worker.pid is None:
        return 0
    status = Path(f"/proc/{worker.pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def read_through(document: Document) -> None:
    """Everything that can be asked of the first pages of a document."""
    for page in range(min(document.page_count, 3)):
        for ask in (document.text, document.characters, lambda at: document.image(at, 0.5)):
            try:
                ask(page)
            except PpirError as error:
                assert error.code.startswith("document_")  # noqa: PT017 -- many may be refused
    list(document.texts()) if document.page_count < 50 else document.text(0)


def test_a_page_is_read_and_drawn(worker: DocumentWorker) -> None:
    document = worker.open(Memory(small_pdf(pages=3)))
    assert (document.kind, document.page_count) == (DocumentKind.PDF, 3)
    assert document.sizes() == ((300.0, 200.0),) * 3
    assert document.text(1).strip() == "Hello panel"
    assert [text.strip() for text in document.texts()] == ["Hello panel"] * 3
    picture = document.image(0, 2.0)
    assert (picture.width, picture.height) == (600, 400)
    assert len(picture.pixels) == 4 * 600 * 400
    # White around black letters.
    assert picture.pixels[:3] == b"\xff\xff\xff"
    assert min(picture.pixels) < 60


def test_letters_stand_in_their_boxes(worker: DocumentWorker) -> None:
    document = worker.open(Memory(small_pdf()))
    letters = document.characters(0)
    assert letters.text.startswith("Hello panel")
    left, top, right, bottom = letters.box(0)
    assert 15 < left < right < 45
    # 18 points above a line at 150 from below is about 35 from the top.
    assert 30 < top < bottom < 55
    assert letters.box(1)[0] >= right - 1


def test_a_part_of_a_picture_is_that_part(worker: DocumentWorker) -> None:
    document = worker.open(Memory(small_pdf()))
    whole = document.image(0, 1.0)
    part = document.image(0, 1.0, clip=(20, 30, 50, 25))
    rows = [
        whole.pixels[4 * (row * whole.width + 20) : 4 * (row * whole.width + 70)]
        for row in range(30, 55)
    ]
    assert part.pixels == b"".join(rows)
    assert document.image(0, 1.0, clip=(280, 190, 100, 100))[:2] == (20, 10)
    turned = document.image(0, 1.0, rotation=90)
    assert (turned.width, turned.height) == (200, 300)


def test_a_thumbnail_fits(worker: DocumentWorker) -> None:
    document = worker.open(Memory(small_pdf()))
    picture = document.thumbnail(0, 128)
    assert max(picture.width, picture.height) in {127, 128}
    assert picture.width > picture.height


@pytest.mark.parametrize(
    ("scale", "rotation", "clip"),
    [
        (0.0, 0, None),
        (-1.0, 0, None),
        (math.nan, 0, None),
        (math.inf, 0, None),
        (1000.0, 0, None),
        (1.0, 45, None),
        (1.0, 0, (300, 0, 1, 1)),
        (1.0, 0, (0, 0, 0, 10)),
        (1.0, 0, (-1, 0, 5, 5)),
        (60.0, 0, None),
    ],
)
def test_a_picture_that_cannot_be_is_refused(
    worker: DocumentWorker, scale: float, rotation: int, clip: tuple[int, int, int, int] | None
) -> None:
    document = worker.open(Memory(small_pdf()))
    with pytest.raises(InputError, match="document_picture_refused"):
        document.image(0, scale, rotation=rotation, clip=clip)


def test_a_page_that_is_not_there_is_an_error_on_that_page(worker: DocumentWorker) -> None:
    document = worker.open(Memory(small_pdf()))
    for ask in (document.text, document.characters, lambda page: document.image(page, 1.0)):
        with pytest.raises(EnvironmentFault, match="document_page_failed"):
            ask(7)
    assert document.text(0).strip() == "Hello panel"


def picture_file(form: str, size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, (255, 0, 0)).save(target, form, **options)
    return target.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
def test_pictures_are_drawn(worker: DocumentWorker, form: str) -> None:
    document = worker.open(Memory(picture_file(form)))
    assert (document.page_count, document.sizes()) == (1, ((30.0, 15.0),))
    drawn = document.image(0, 4 / 3)
    assert (drawn.width, drawn.height) == (40, 20)
    blue, green, red, _ = drawn.pixels[-4:]
    assert (blue < 8, green < 8, red > 247) == (True, True, True)
    assert document.text(0) == ""


def test_a_photograph_lying_on_its_side_is_put_upright(worker: DocumentWorker) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    document = worker.open(Memory(picture_file("JPEG", exif=exif)))
    assert document.sizes() == ((15.0, 30.0),)
    assert document.image(0, 1.0)[:2] == (15, 30)


def test_a_tiff_of_many_pages_has_as_many(worker: DocumentWorker) -> None:
    more = [Image.new("RGB", (40, 20 + extra)) for extra in (10, 20)]
    content = picture_file("TIFF", save_all=True, append_images=more)
    document = worker.open(Memory(content))
    assert document.page_count == 3
    assert [size[1] for size in document.sizes()] == [15.0, 22.5, 30.0]


@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "utf-16", "utf-8-sig"])
def test_text_is_cut_into_pages(worker: DocumentWorker, encoding: str) -> None:
    text = "".join(f"{line}번째 줄입니다.\n" for line in range(150))
    document = worker.open(Memory(text.encode(encoding)))
    assert document.page_count == 3
    assert "".join(document.texts()) == text
    assert document.characters(0).text == document.text(0)
    with pytest.raises(InputError, match="document_picture_refused"):
        document.image(0, 1.0)


def test_what_cannot_be_shown_is_said(worker: DocumentWorker) -> None:
    with pytest.raises(InputError, match="document_not_shown"):
        worker.open(Memory(b"PK\x03\x04"))


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_a_picture_that_claims_to_be_huge_is_refused(worker: DocumentWorker, form: str) -> None:
    content = bytearray(picture_file(form))
    if form == "PNG":
        content[16:24] = (60_000).to_bytes(4, "big") * 2
    else:
        content = bytearray(content.replace(b"\x28\0\0\0", b"\x60\xea\0\0"))
        content = bytearray(content.replace(b"\x14\0\0\0", b"\x60\xea\0\0"))
    with pytest.raises(PpirError, match="document_"):
        worker.open(Memory(bytes(content))).image(0, 1.0)
    assert most_memory(worker) < limits.WORKER_MEMORY


def test_bombs_end_in_time_and_within_memory() -> None:
    loop = pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 100000 >>",
        ]
    )
    endless = small_pdf(draw=b"0 0 m 300 200 l S\n" * 2_000_000)
    nested = small_pdf(draw=b"q " * 2_000_000)
    vast = small_pdf(box="0 0 99999999 99999999")
    itself = b"/Resources << /XObject << /X 5 0 R >> >>"
    form = pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R %b >>" % itself,
            stream(b"/X Do"),
            stream(
                b"/X Do /X Do",
                b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + itself,
            ),
        ]
    )
    with DocumentWorker(seconds=2) as worker:
        for bomb in (loop, endless, nested, vast, form):
            try:
                read_through(worker.open(Memory(bomb)))
            except PpirError as error:
                assert error.code.startswith("document_")  # noqa: PT017 -- some may be read
            assert most_memory(worker) < limits.WORKER_MEMORY
        assert worker.open(Memory(small_pdf())).text(0).strip() == "Hello panel"


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_two_hundred_malformed_documents_end_nothing_but_themselves(part: int) -> None:
    with DocumentWorker() as worker:
        originals = [small_pdf(pages=2), small_pdf(draw=b"/X Do 1 0 0 RG 5 5 9 9 re f")]
        if DOCUMENTS.is_dir():
            names = ("habibi-rotated.pdf", "libreoffice-form.pdf", "pdflatex-4-pages.pdf")
            originals += [(DOCUMENTS / name).read_bytes() for name in names]
        for seed in range(part * 60, part * 60 + 60):
            content = mutated(originals[seed % len(originals)], seed)
            try:
                read_through(worker.open(Memory(content)))
            except PpirError as error:
                assert error.code.startswith("document_")  # noqa: PT017 -- some may be read
            assert most_memory(worker) < limits.WORKER_MEMORY
        assert worker.open(Memory(small_pdf())).text(0).strip() == "Hello panel"


@needs_documents
@pytest.mark.slow
def test_every_real_document_is_read_or_refused(worker: DocumentWorker) -> None:
    refused = {}
    for path in sorted(DOCUMENTS.glob("*.pdf")):
        try:
            document = worker.open(Memory(path.read_bytes()))
            read_through(document)
            for page in range(document.page_count):
                document.image(page, 0.3)
        except PpirError as error:
            refused[path.name] = error.code
        assert most_memory(worker) < limits.WORKER_MEMORY
    assert refused == {
        "libreoffice-writer-password.pdf": "document_encrypted",
        "unreadablemetadata.pdf": "document_unreadable",
    }


@needs_documents
def test_korean_is_read_with_its_outline_and_its_boxes(worker: DocumentWorker) -> None:
    document = worker.open(Memory((DOCUMENTS / "installation-guide-ko.pdf").read_bytes()))
    assert (document.page_count, len(document.outline())) == (151, 259)
    assert "설치" in document.text(0)
    ((width, height),) = document.sizes(5, 1)
    letters = document.characters(5)
    assert "네트워크" in letters.text
    for index in range(len(letters.text)):
        left, top, right, bottom = letters.box(index)
        assert 0 <= left <= right <= width
        assert 0 <= top <= bottom <= height


@needs_documents
def test_a_first_page_does_not_wait_for_the_rest(worker: DocumentWorker) -> None:
    plain = (DOCUMENTS / "installation-guide-ko.pdf").read_bytes()
    # The same document at many times its size: what was added is never asked for.
    padding = b"%" + b"x" * (20 * limits.READ_WHOLE) + b"\n"
    source = Memory(small_pdf(draw=padding))
    assert worker.open(source).page_count == 1
    assert source.served < source.size / 10
    whole = Memory(plain)
    worker.open(whole).image(0, 1.0)
    assert whole.served < 1.1 * whole.size


def test_a_worker_that_dies_costs_no_more_than_a_page(worker: DocumentWorker) -> None:
    document = worker.open(Memory(small_pdf(pages=3)))
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    with pytest.raises(EnvironmentFault, match="document_page_failed"):
        document.text(0)
    assert document.text(0).strip() == "Hello panel"
    assert document.page_count == 3


def test_a_request_that_takes_too_long_is_given_up() -> None:
    with DocumentWorker(seconds=0.2) as worker:
        worker.warm()
        document = worker.open(Memory(small_pdf()))
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGSTOP)
        with pytest.raises(EnvironmentFault, match="document_too_slow"):
            document.image(0, 1.0)


def test_several_documents_take_turns(worker: DocumentWorker) -> None:
    one, two = (worker.open(Memory(small_pdf(text))) for text in ("one", "two"))
    for _ in range(3):
        assert one.text(0).strip() == "one"
        assert two.text(0).strip() == "two"
    two.close()
    one.close()
    assert one.text(0).strip() == "one"


def test_closing_ends_the_process() -> None:
    with DocumentWorker() as worker:
        worker.warm()
        pid = worker.pid
    assert pid is not None
    assert worker.pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_source_that_fails_is_the_callers_to_see(worker: DocumentWorker) -> None:
    class Failing(Memory):
        def read_at(self, offset: int, length: int) -> bytes:
            if offset:
                raise InputError("seal_unreadable")
            return super().read_at(offset, length)

    with pytest.raises(InputError, match="seal_unreadable"):
        worker.open(Failing(small_pdf(draw=b"%" + b"x" * limits.READ_WHOLE)))
    assert worker.open(Memory(small_pdf())).text(0).strip() == "Hello panel"


def test_a_closed_worker_is_never_started_again() -> None:
    with DocumentWorker() as worker:
        document = worker.open(Memory(small_pdf()))
    # Whoever was still about to ask is no reason to leave a process behind.
    for ask in (lambda: document.text(0), lambda: worker.open(Memory(small_pdf())), worker.warm):
        with pytest.raises(RefusedError, match="cancelled"):
            ask()
    document.close()
    assert worker.pid is None


def test_closing_waits_for_nothing_that_is_under_way() -> None:
    worker, ending = DocumentWorker(), []

    class Slow(Memory):
        """A document whose bytes are given once the process is gone."""

        def read_at(self, offset: int, length: int) -> bytes:
            process = worker._process
            if process is not None:
                ending.append(threading.Thread(target=worker.close))
                ending[-1].start()
                process._process.wait(60)
            return super().read_at(offset, length)

    with pytest.raises(RefusedError, match="cancelled"):
        worker.open(Slow(small_pdf()))
    for thread in ending:
        thread.join(60)
    assert ending
    assert worker.pid is None
