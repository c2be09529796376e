"""What every kind of document can be asked, inside the worker."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple, Protocol

from ppir_desktop.documents import limits
from ppir_desktop.documents.messages import AskImage, OutlineEntry

Fetch = Callable[[int, int], bytes]
"""Gives a part of the document: offset and length in bytes."""


def fetch_whole(fetch: Fetch, size: int, limit: int) -> bytes:
    """All of a document that is small enough to be held in memory.

    Raises:
        UnreadableError: ``document_too_large``.
    """
    if size > limit:
        raise UnreadableError("document_too_large")
    step = limits.BLOCK * 16
    return b"".join(fetch(start, min(step, size - start)) for start in range(0, size, step))


class UnreadableError(Exception):
    """A document or a page cannot be read; the code says why."""

    def __init__(self, code: str) -> None:
        """Name why by a code of this program's errors."""
        super().__init__(code)
        self.code = code


class Rendered(NamedTuple):
    """A picture: four bytes a pixel (blue, green, red, unused), no gaps between rows."""

    width: int
    height: int
    pixels: bytes | memoryview


class PageCharacters(NamedTuple):
    """The characters of a page and their boxes: left, top, right, bottom in points from the top."""

    text: str
    boxes: bytes


class Rendering(Protocol):
    """An open document."""

    def page_count(self) -> int:
        """Number of pages."""

    def outline(self) -> tuple[OutlineEntry, ...]:
        """Its outline; empty where there is none."""

    def size(self, page: int) -> tuple[float, float]:
        """Width and height of a page in points."""

    def text(self, page: int) -> str:
        """The text of a page."""

    def characters(self, page: int) -> PageCharacters:
        """The characters of a page with their boxes."""

    def image(self, request: AskImage) -> Rendered:
        """A picture of a page or of part of it."""

    def close(self) -> None:
        """Forget all of it."""


class Canvas(NamedTuple):
    """The whole picture of a page, and the part of it that is wanted, in pixels."""

    width: int
    height: int
    left: int
    top: int
    clip_width: int
    clip_height: int


def canvas_of(size: tuple[float, float], request: AskImage) -> Canvas:
    """The picture that a request describes, or a refusal.

    Raises:
        UnreadableError: ``document_picture_refused`` for one that is empty, too large, or turned in
            a way that is none.
    """
    width, height = size if request.rotation % 180 == 0 else size[::-1]
    scale = request.scale
    sensible = math.isfinite(scale) and 0 < scale <= 64 and request.rotation in {0, 90, 180, 270}
    if not sensible or not (0 < width <= limits.LARGEST_SIDE and 0 < height <= limits.LARGEST_SIDE):
        raise UnreadableError("document_picture_refused")
    across, down = max(1, math.ceil(width * scale)), max(1, math.ceil(height * scale))
    left, top, clip_width, clip_height = request.clip or (0, 0, across, down)
    inside = 0 <= left < across and 0 <= top < down and clip_width > 0 and clip_height > 0
    if not inside:
        raise UnreadableError("document_picture_refused")
    clip_width, clip_height = min(clip_width, across - left), min(clip_height, down - top)
    if clip_width * clip_height > limits.IMAGE_PIXELS:
        raise UnreadableError("document_picture_refused")
    return Canvas(across, down, left, top, clip_width, clip_height)
