"""The process that parses documents: it asks for bytes, answers questions, and may die.

It is started with an empty environment, gives up what it does not need (`confinement`), and then
reads requests from its standard input until that ends.
"""

from __future__ import annotations

import codecs
import os
import sys
from typing import BinaryIO

from ppir_desktop.documents import limits
from ppir_desktop.documents.confinement import confine
from ppir_desktop.documents.images import ImageRendering, load_decoders
from ppir_desktop.documents.messages import (
    REQUESTS,
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
from ppir_desktop.documents.pdf import PdfRendering
from ppir_desktop.documents.rendering import Rendering, UnreadableError
from ppir_desktop.documents.sniffing import DocumentKind
from ppir_desktop.documents.texts import TextRendering

Answer = tuple[Reply, bytes | memoryview]


class Worker:
    """Answers requests about one document at a time."""

    def __init__(self, source: BinaryIO, target: BinaryIO) -> None:
        """Read requests from one stream and answer on another."""
        self._source = source
        self._target = target
        self._open: Rendering | None = None

    def run(self, protections: tuple[str, ...]) -> None:
        """Say what protections are in force, then answer until the other side is gone."""
        send(self._target, Ready(protections))
        while True:
            head, _ = receive(self._source)
            try:
                answer = self._answer(REQUESTS.decode(head))
            except UnreadableError as error:
                answer = Failed(error.code), b""
            except MemoryError:
                answer = Failed("document_too_large"), b""
            except BrokenOffError:
                raise
            except Exception:  # noqa: BLE001 -- whatever a library did with a hostile document
                answer = Failed("document_page_failed"), b""
            send(self._target, *answer)

    def _answer(self, request: Request) -> Answer:
        if isinstance(request, OpenDocument):
            return self._start(request), b""
        if isinstance(request, CloseDocument):
            self._forget()
            return Closed(), b""
        opened = self._opened()
        if isinstance(request, AskOutline):
            return Outline(opened.outline()), b""
        if isinstance(request, AskSizes):
            pages = range(request.first, request.first + request.count)
            return Sizes(tuple(opened.size(page) for page in pages)), b""
        if isinstance(request, AskTexts):
            pages = range(request.first, request.first + request.count)
            return Texts(tuple(opened.text(page) for page in pages)), b""
        return self._answer_in_bulk(opened, request)

    def _answer_in_bulk(self, opened: Rendering, request: AskCharacters | AskImage) -> Answer:
        if isinstance(request, AskCharacters):
            found = opened.characters(request.page)
            return Characters(found.text), found.boxes
        drawn = opened.image(request)
        return Picture(drawn.width, drawn.height), drawn.pixels

    def _start(self, request: OpenDocument) -> Opened:
        self._forget()
        makers: dict[DocumentKind, type[PdfRendering | ImageRendering | TextRendering]] = {
            DocumentKind.PDF: PdfRendering,
            DocumentKind.TEXT: TextRendering,
        }
        opened = makers.get(request.kind, ImageRendering)(self._fetch, request.size)
        if opened.page_count() > limits.PAGES:
            raise UnreadableError("document_too_large")
        self._open = opened
        return Opened(opened.page_count())

    def _opened(self) -> Rendering:
        if self._open is None:
            raise UnreadableError("document_unreadable")
        return self._open

    def _fetch(self, offset: int, length: int) -> bytes:
        """Ask the other side for a part of the document."""
        send(self._target, Wanted(offset, length))
        return receive(self._source)[1]

    def _forget(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def main() -> None:
    """Run as a process; the streams are taken away from whatever might print."""
    source = os.fdopen(os.dup(0), "rb")
    target = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    # Loaded while files can still be opened.
    for encoding in ("ascii", "cp949", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"):
        codecs.lookup(encoding)
    load_decoders()
    protections = confine()
    try:
        Worker(source, target).run(protections)
    except BrokenOffError:
        sys.exit(0)


if __name__ == "__main__":
    main()
