"""Reading documents: the safe side of the worker, for whoever shows or indexes them."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, TypeVar

from ppir_desktop.common.closing import Closes
from ppir_desktop.common.errors import EnvironmentFault, InputError, RefusedError
from ppir_desktop.common.logs import EventLogger
from ppir_desktop.documents import limits
from ppir_desktop.documents.messages import (
    AskCharacters,
    AskImage,
    AskOutline,
    AskSizes,
    AskTexts,
    BrokenOffError,
    Characters,
    CloseDocument,
    Failed,
    OpenDocument,
    Opened,
    Outline,
    OutlineEntry,
    Picture,
    Request,
    Sizes,
    Texts,
)
from ppir_desktop.documents.reader_process import ByteSource, ReaderProcess
from ppir_desktop.documents.sniffing import SAMPLE, DocumentKind, sniff

R = TypeVar("R")
_LOG: Final = EventLogger(__name__)
_BOX: Final = 4
_POINTS_OF_A_BOX: Final = 16


class Pixels(NamedTuple):
    """A picture: rows from the top, four bytes a pixel: blue, green, red, unused."""

    width: int
    height: int
    pixels: bytes


class Letters(NamedTuple):
    """The characters of a page and, for each, left, top, right and bottom in points from the top.

    The text is as the document has it: neither composed nor joined over lines, so that places in
    it are places in `boxes`.
    """

    text: str
    boxes: array[float]

    def box(self, index: int) -> tuple[float, float, float, float]:
        """The box of one character."""
        left, top, right, bottom = self.boxes[_BOX * index : _BOX * index + _BOX]
        return left, top, right, bottom


class DocumentWorker(Closes):
    """Reads documents through a process of its own.

    It is started when it is needed, and again if it dies. Several threads may use it; they take
    turns. Once it is closed it is never started again: whoever asks then, or waits, is told
    ``cancelled``.
    """

    def __init__(self, seconds: float = limits.SECONDS) -> None:
        """Start nothing yet.

        Args:
            seconds: How long one request may take.
        """
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: ReaderProcess | None = None
        self._is_closed = False

    def warm(self) -> tuple[str, ...]:
        """Start the process if it does not run, and name the protections in force.

        Raises:
            EnvironmentFault: ``document_worker_failed``.
        """
        with self._lock:
            return self._running().protections

    @property
    def pid(self) -> int | None:
        """The process's number, while there is one."""
        process = self._process
        return process.pid if process else None

    def open(self, source: ByteSource) -> Document:
        """Open a document.

        Raises:
            InputError: ``document_not_shown`` for a kind that is not; ``document_encrypted``,
                ``document_unreadable``, ``document_too_large``.
            EnvironmentFault: ``document_page_failed``, ``document_too_slow`` or
                ``document_worker_failed``.
            RefusedError: ``cancelled`` after `close`.
        """
        kind = sniff(source.read_at(0, SAMPLE))
        if kind is None:
            raise InputError("document_not_shown")
        document = Document(self, source, kind)
        with self._lock:
            document.opened = self._reopen(document)
        return document

    def close(self) -> None:
        """End the process for good, whatever it is doing: what it had read is gone with it."""
        self._is_closed = True
        process = self._process
        if process is not None:
            process.kill()
        with self._lock:
            if self._process is not None:
                self._process.end()
                self._process = None

    def ask(self, document: Document, request: Request, expected: type[R]) -> tuple[R, bytes]:
        """Ask something of a document, which is opened again if the process is a new one.

        Raises:
            InputError: What cannot be read.
            EnvironmentFault: ``document_page_failed`` when the process died over it,
                ``document_too_slow`` when it took too long.
            RefusedError: ``cancelled`` after `close`.
        """
        with self._lock:
            process = self._process
            if process is None or process.document is not document:
                self._reopen(document)
            return self._ask(document, request, expected)

    def forget(self, document: Document) -> None:
        """Close a document, if it is the one that is open."""
        with self._lock:
            if self._process is not None and self._process.document is document:
                self._process.document = None
                try:
                    self._process.ask(CloseDocument(), None, self._seconds)
                except BrokenOffError:
                    self._process.end()
                    self._process = None

    def _running(self) -> ReaderProcess:
        if self._is_closed:
            raise RefusedError("cancelled")
        if self._process is None:
            try:
                self._process = ReaderProcess()
            except (BrokenOffError, OSError) as error:
                raise EnvironmentFault("document_worker_failed") from error
        return self._process

    def _reopen(self, document: Document) -> Opened:
        self._running().document = None
        opened = self._ask(document, OpenDocument(document.kind, document.source.size), Opened)[0]
        self._running().document = document
        return opened

    def _ask(self, document: Document, request: Request, expected: type[R]) -> tuple[R, bytes]:
        process = self._running()
        try:
            reply, content = process.ask(request, document.source, self._seconds)
        except BaseException as error:
            # Whatever it was, the two sides no longer agree on whose turn it is.
            process.end()
            self._process = None
            if not isinstance(error, BrokenOffError):
                raise
            if self._is_closed:
                raise RefusedError("cancelled") from None
            code = "document_too_slow" if process.slow else "document_page_failed"
            _LOG.warning("worker_died", code=code)
            raise EnvironmentFault(code) from None
        if isinstance(reply, Failed):
            raise _failure(reply.code)
        if not isinstance(reply, expected):
            process.end()
            self._process = None
            raise EnvironmentFault("document_page_failed")
        return reply, content


class Document(Closes):
    """An open document."""

    opened: Opened

    def __init__(self, worker: DocumentWorker, source: ByteSource, kind: DocumentKind) -> None:
        """Read a document through a worker; `DocumentWorker.open` makes one."""
        self._worker = worker
        self.source = source
        self.kind = kind

    @property
    def page_count(self) -> int:
        """Number of pages."""
        return self.opened.pages

    def outline(self) -> Sequence[OutlineEntry]:
        """Its outline; empty where there is none."""
        return self._worker.ask(self, AskOutline(), Outline)[0].entries

    def sizes(self, first: int = 0, count: int | None = None) -> tuple[tuple[float, float], ...]:
        """Width and height of pages in points.

        Args:
            first: The first page.
            count: How many; None for all that follow.
        """
        count = self.page_count - first if count is None else count
        sizes = self._worker.ask(self, AskSizes(first, count), Sizes)[0].sizes
        if len(sizes) != count:
            raise EnvironmentFault("document_page_failed")
        return sizes

    def text(self, page: int) -> str:
        """The text of a page."""
        return self._texts(page, 1)[0]

    def texts(self, start: int = 0) -> Iterator[str]:
        """The text of each page in turn from one on; empty for one that cannot be read."""
        for first in range(start, self.page_count, limits.PAGES_AT_ONCE):
            count = min(limits.PAGES_AT_ONCE, self.page_count - first)
            try:
                yield from self._texts(first, count)
            except (InputError, EnvironmentFault):
                for page in range(first, first + count):
                    yield self._text_or_nothing(page)

    def characters(self, page: int) -> Letters:
        """The characters of a page with their boxes."""
        reply, content = self._worker.ask(self, AskCharacters(page), Characters)
        if len(content) != _POINTS_OF_A_BOX * len(reply.text):
            raise EnvironmentFault("document_page_failed")
        return Letters(reply.text, array("f", content))

    def image(
        self,
        page: int,
        scale: float,
        *,
        rotation: int = 0,
        clip: tuple[int, int, int, int] | None = None,
    ) -> Pixels:
        """A picture of a page.

        Args:
            page: The page, from 0.
            scale: Pixels a point.
            rotation: Degrees clockwise: 0, 90, 180 or 270.
            clip: Left, top, width, height in pixels of the whole picture; None for all of it.
        """
        reply, content = self._worker.ask(self, AskImage(page, scale, rotation, clip), Picture)
        if len(content) != 4 * reply.width * reply.height:
            raise EnvironmentFault("document_page_failed")
        return Pixels(reply.width, reply.height, content)

    def thumbnail(self, page: int, side: int) -> Pixels:
        """A picture of a page that fits into a square.

        Args:
            page: The page, from 0.
            side: The square's side in pixels.
        """
        ((width, height),) = self.sizes(page, 1)
        # A pixel less, since a fraction of one is rounded up.
        return self.image(page, max(side - 1, 1) / max(width, height, 1.0))

    def close(self) -> None:
        """Have the worker forget it."""
        self._worker.forget(self)

    def _texts(self, first: int, count: int) -> tuple[str, ...]:
        texts = self._worker.ask(self, AskTexts(first, count), Texts)[0].texts
        if len(texts) != count:
            raise EnvironmentFault("document_page_failed")
        return texts

    def _text_or_nothing(self, page: int) -> str:
        try:
            return self.text(page)
        except (InputError, EnvironmentFault):
            return ""


def _failure(code: str) -> InputError | EnvironmentFault:
    """What the worker says went wrong: the document's fault, or something on one page."""
    if code in {"document_encrypted", "document_unreadable", "document_too_large"}:
        return InputError(code)
    if code == "document_picture_refused":
        return InputError(code)
    return EnvironmentFault("document_page_failed")
