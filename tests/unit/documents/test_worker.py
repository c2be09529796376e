"""The worker's own side, run within this process: what it answers, and what it asks for."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from typing import BinaryIO, cast

import pytest
from PIL import Image

from ppir_desktop.documents import limits
from ppir_desktop.documents.images import load_decoders
from ppir_desktop.documents.messages import (
    REPLIES,
    AskCharacters,
    AskImage,
    AskOutline,
    AskSizes,
    AskTexts,
    BrokenOffError,
    Characters,
    Closed,
    CloseDocument,
    Failed,
    OpenDocument,
    Opened,
    Outline,
    Picture,
    Ready,
    Reply,
    Request,
    Sizes,
    Texts,
    Wanted,
    receive,
    send,
)
from ppir_desktop.documents.sniffing import DocumentKind
from ppir_desktop.documents.worker import Worker
from tests.support.documents import small_pdf
from tests.support.shared import DOCUMENTS, needs_documents


class Caller:
    """The other side of a worker."""

    def __init__(self, source: BinaryIO, target: BinaryIO) -> None:
        self._source, self._target = source, target
        self.content = b""
        assert REPLIES.decode(receive(source)[0]) == Ready(("none",))

    def ask(self, request: Request) -> Reply:
        send(self._target, request)
        while True:
            head, raw = receive(self._source)
            reply = REPLIES.decode(head)
            if not isinstance(reply, Wanted):
                self.raw = raw
                return reply
            part = self.content[reply.offset : reply.offset + reply.length]
            send(self._target, None, part)

    def open(self, kind: DocumentKind, content: bytes, size: int | None = None) -> Reply:
        self.content = content
        return self.ask(OpenDocument(kind, len(content) if size is None else size))


@pytest.fixture
def caller() -> Iterator[Caller]:
    load_decoders()
    (their_in, our_out), (our_in, their_out) = os.pipe(), os.pipe()
    ends = ((their_in, "rb"), (their_out, "wb"), (our_in, "rb"), (our_out, "wb"))
    streams = [cast("BinaryIO", os.fdopen(end, mode)) for end, mode in ends]
    ended: list[BaseException] = []

    def run() -> None:
        try:
            Worker(streams[0], streams[1]).run(("none",))
        except BrokenOffError as error:
            ended.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    yield Caller(streams[2], streams[3])
    streams[3].close()
    thread.join(10)
    for stream in streams:
        stream.close()
    # It ends when the other side is gone, and never before.
    assert len(ended) == 1


def picture(form: str, **options: object) -> bytes:
    target = io.BytesIO()
    Image.new("RGBA" if form == "PNG" else "RGB", (40, 20)).save(target, form, **options)
    return target.getvalue()


def test_a_pdf_is_answered_about(caller: Caller) -> None:
    assert caller.open(DocumentKind.PDF, small_pdf(pages=2)) == Opened(2)
    assert caller.ask(AskSizes(0, 2)) == Sizes(((300.0, 200.0),) * 2)
    texts = caller.ask(AskTexts(1, 1))
    assert isinstance(texts, Texts)
    assert texts.texts[0].strip() == "Hello panel"
    found = caller.ask(AskCharacters(0))
    assert isinstance(found, Characters)
    assert len(caller.raw) == 16 * len(found.text)
    drawn = caller.ask(AskImage(0, 1.0, 270, (5, 6, 33, 44)))
    assert drawn == Picture(33, 44)
    assert len(caller.raw) == 4 * 33 * 44
    assert caller.ask(AskTexts(9, 1)) == Failed("document_page_failed")
    assert caller.ask(CloseDocument()) == Closed()
    assert caller.ask(AskTexts(0, 1)) == Failed("document_unreadable")


@needs_documents
def test_an_outline_is_told_with_its_pages(caller: Caller) -> None:
    content = (DOCUMENTS / "installation-guide-ko.pdf").read_bytes()
    opened = caller.open(DocumentKind.PDF, content)
    assert isinstance(opened, Opened)
    outline = caller.ask(AskOutline())
    assert isinstance(outline, Outline)
    assert len(outline.entries) > 3
    assert all(one.page is None or 0 <= one.page < opened.pages for one in outline.entries)
    assert {entry.level for entry in outline.entries} > {0}


@needs_documents
def test_a_form_is_drawn_with_what_was_filled_in(caller: Caller) -> None:
    content = (DOCUMENTS / "libreoffice-form.pdf").read_bytes()
    assert isinstance(caller.open(DocumentKind.PDF, content), Opened)
    assert isinstance(caller.ask(AskImage(0, 0.5, 0, None)), Picture)


def test_what_cannot_be_opened_is_answered_so(caller: Caller) -> None:
    for kind in (DocumentKind.PDF, DocumentKind.PNG):
        assert caller.open(kind, b"nothing of the kind") == Failed("document_unreadable")
    for kind, size in (
        (DocumentKind.PNG, limits.IMAGE_FILE + 1),
        (DocumentKind.TEXT, limits.TEXT_FILE + 1),
    ):
        assert caller.open(kind, b"", size) == Failed("document_too_large")
    assert caller.open(DocumentKind.TEXT, b"\x00") == Failed("document_unreadable")
    if DOCUMENTS.is_dir():
        content = (DOCUMENTS / "libreoffice-writer-password.pdf").read_bytes()
        assert caller.open(DocumentKind.PDF, content) == Failed("document_encrypted")


def test_pictures_are_answered_about(caller: Caller) -> None:
    assert caller.open(DocumentKind.PNG, picture("PNG")) == Opened(1)
    # Nothing is seen through: what is clear is white.
    assert caller.ask(AskImage(0, 4 / 3, 0, None)) == Picture(40, 20)
    assert caller.raw[:3] == b"\xff\xff\xff"
    assert caller.ask(AskImage(0, 4 / 3, 90, (1, 2, 3, 4))) == Picture(3, 4)
    assert caller.ask(AskImage(0, 60.0, 0, (0, 0, 9, 9))) == Picture(9, 9)
    assert caller.ask(AskTexts(0, 1)) == Texts(("",))
    assert caller.ask(AskCharacters(0)) == Characters("")
    assert caller.ask(AskSizes(3, 1)) == Failed("document_page_failed")
    cut = picture("JPEG")[:-12]
    caller.open(DocumentKind.JPEG, cut)
    assert caller.ask(AskImage(0, 1.0, 0, None)) == Failed("document_page_failed")


def test_text_is_answered_about(caller: Caller) -> None:
    assert caller.open(DocumentKind.TEXT, "가\f나\n".encode()) == Opened(2)
    assert caller.ask(AskTexts(0, 2)) == Texts(("가", "나\n"))
    assert isinstance(caller.ask(AskSizes(0, 1)), Sizes)
    assert caller.ask(AskCharacters(1)) == Characters("나\n")
    assert caller.ask(AskImage(0, 1.0, 0, None)) == Failed("document_picture_refused")
    assert caller.ask(AskTexts(2, 1)) == Failed("document_page_failed")
    long = "x" * 20_000
    opened = caller.open(DocumentKind.TEXT, long.encode())
    assert isinstance(opened, Opened)
    texts = caller.ask(AskTexts(0, opened.pages))
    assert isinstance(texts, Texts)
    assert "".join(texts.texts) == long


def test_a_frame_too_large_ends_it() -> None:
    huge = io.BytesIO((limits.HEADER + 1).to_bytes(4, "big") + bytes(4))
    with pytest.raises(BrokenOffError):
        receive(huge)
    with pytest.raises(BrokenOffError):
        receive(io.BytesIO(b"\0\0"))
