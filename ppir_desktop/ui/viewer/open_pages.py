"""A document that is open, as threads beside the window's ask for its pages."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from typing import Final

from PySide6.QtGui import QImage

from ppir_desktop.common.closing import Closes
from ppir_desktop.common.errors import PpirError, RefusedError
from ppir_desktop.services.dossier_reading import (
    AgeReader,
    Document,
    DocumentKind,
    DocumentWorker,
    OutlineEntry,
    Pixels,
)
from ppir_desktop.ui.viewer.geometry import Tile, turned_size
from ppir_desktop.ui.viewer.page_text import PageText
from ppir_desktop.ui.viewer.text_sheet import TextSheet

SMALL_SIDE: Final = 220
"""Longest side of a small picture in pixels: for the panel, and while a page is being drawn."""

_PAGES_AT_ONCE: Final = 3
"""So few that whoever turns a page meanwhile does not notice."""

_SHEETS_KEPT: Final = 6


class OpenPages(Closes):
    """An open document; one thread at a time."""

    def __init__(self, source: AgeReader, document: Document) -> None:
        """Find out what its pages are like.

        Raises:
            PpirError: What the worker refuses.
        """
        self._source, self._document = source, document
        self.sizes: tuple[tuple[float, float], ...] = document.sizes()
        self._is_text = document.kind is DocumentKind.TEXT
        self._sheets: OrderedDict[int, TextSheet] = OrderedDict()
        self._read = 0

    def outline(self) -> list[OutlineEntry]:
        """Its outline."""
        return list(self._document.outline())

    def picture(self, tile: Tile) -> QImage:
        """A part of a page's picture."""
        if self._is_text:
            return self._sheet(tile.page).picture(tile)
        clip = (tile.left, tile.top, tile.width, tile.height)
        return image_of(
            self._document.image(tile.page, tile.scale, rotation=tile.rotation, clip=clip)
        )

    def small(self, page: int, rotation: int) -> QImage:
        """A small picture of a page."""
        scale = SMALL_SIDE / max(*self.sizes[page], 1.0)
        width, height = turned_size(self.sizes[page], rotation)
        wide, high = math.ceil(width * scale), math.ceil(height * scale)
        return self.picture(Tile(page, scale, rotation, 0, 0, max(1, wide), max(1, high)))

    def letters(self, page: int) -> PageText:
        """The text of a page and where it stands."""
        if self._is_text:
            return PageText(self._sheet(page).letters())
        return PageText(self._document.characters(page))

    def next_texts(self) -> list[str]:
        """The texts of the next few pages, empty for those that fail; none at the end."""
        first = self._read
        self._read = min(first + _PAGES_AT_ONCE, len(self.sizes))
        return [self._text(page) for page in range(first, self._read)]

    def close(self) -> None:
        """Have it forgotten, and its key dropped."""
        self._sheets.clear()
        self._source.close()

    def _text(self, page: int) -> str:
        try:
            return self._document.text(page)
        except PpirError:
            return ""

    def _sheet(self, page: int) -> TextSheet:
        sheet = self._sheets.get(page)
        if sheet is None:
            sheet = self._sheets[page] = TextSheet(self._document.text(page), self.sizes[page])
            if len(self._sheets) > _SHEETS_KEPT:
                self._sheets.popitem(last=False)
        return sheet


class Slot:
    """A document that is being opened, is open, or was closed, whichever thread is faster."""

    def __init__(self, worker: DocumentWorker, source: AgeReader) -> None:
        """Hold a document that was opened in its blob, and is nowhere else yet."""
        self._worker, self._source = worker, source
        self._lock = threading.Lock()
        self._pages: OpenPages | None = None
        self._is_closed = False

    def open(self) -> OpenPages:
        """Open it in the worker.

        Raises:
            PpirError: What the worker refuses; ``cancelled`` when it was closed meanwhile.
        """
        try:
            pages = OpenPages(self._source, self._worker.open(self._source))
        except BaseException:
            self._source.close()
            raise
        with self._lock:
            self._pages = pages
            if not self._is_closed:
                return pages
        pages.close()
        raise RefusedError("cancelled")

    def close(self) -> None:
        """Close it, now or as soon as it is open; nothing can be read of it from now on."""
        with self._lock:
            self._is_closed = True
        self._source.close()


def image_of(pixels: Pixels) -> QImage:
    """A picture that owns its pixels."""
    stride = 4 * pixels.width
    shown = QImage(
        pixels.pixels, pixels.width, pixels.height, stride, QImage.Format.Format_RGB32
    )  # fmt: skip
    return shown.copy()
