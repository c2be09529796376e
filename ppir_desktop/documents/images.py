"""PNG, JPEG and TIFF through Pillow, inside the worker; a TIFF may have many pages."""

from __future__ import annotations

import importlib
import io
from typing import Final

from PIL import Image, ImageFile, ImageOps

from ppir_desktop.documents import limits
from ppir_desktop.documents.messages import AskImage, OutlineEntry
from ppir_desktop.documents.rendering import (
    Fetch,
    PageCharacters,
    Rendered,
    UnreadableError,
    canvas_of,
    fetch_whole,
)

_FORMATS: Final = ("PNG", "JPEG", "TIFF")
_POINTS_A_PIXEL: Final = 72 / 96
# Refused by us before anything is decoded, and by the library again.
Image.MAX_IMAGE_PIXELS = limits.SOURCE_PIXELS
ImageFile.LOAD_TRUNCATED_IMAGES = False


def load_decoders() -> None:
    """Load what decodes, while files can still be opened."""
    Image.preinit()
    for name in _FORMATS:
        importlib.import_module(f"PIL.{name.capitalize()}ImagePlugin")


class ImageRendering:
    """An open image file."""

    def __init__(self, fetch: Fetch, size: int) -> None:
        """Open an image file.

        Raises:
            UnreadableError: ``document_too_large`` or ``document_unreadable``.
        """
        content = fetch_whole(fetch, size, limits.IMAGE_FILE)
        try:
            self._image = Image.open(io.BytesIO(content), formats=_FORMATS)
            self._count = min(getattr(self._image, "n_frames", 1), limits.PAGES)
        except Exception:  # noqa: BLE001 -- decoders raise what they like
            raise UnreadableError("document_unreadable") from None

    def page_count(self) -> int:
        """Number of pages."""
        return self._count

    def outline(self) -> tuple[OutlineEntry, ...]:
        """There is none."""
        return ()

    def size(self, page: int) -> tuple[float, float]:
        """Width and height of a page in points: four thirds of a pixel each."""
        frame = self._frame(page)
        width, height = frame.size
        if frame.getexif().get(0x0112, 1) in {5, 6, 7, 8}:  # lying on its side, says EXIF
            width, height = height, width
        side = limits.LARGEST_SIDE
        return min(width * _POINTS_A_PIXEL, side), min(height * _POINTS_A_PIXEL, side)

    def text(self, page: int) -> str:
        """There is none."""
        self._frame(page)
        return ""

    def characters(self, page: int) -> PageCharacters:
        """There are none."""
        self._frame(page)
        return PageCharacters("", b"")

    def image(self, request: AskImage) -> Rendered:
        """A picture of a page or of part of it."""
        canvas = canvas_of(self.size(request.page), request)
        if canvas.width * canvas.height > 4 * limits.IMAGE_PIXELS:
            raise UnreadableError("document_picture_refused")
        try:
            upright = ImageOps.exif_transpose(self._frame(request.page)).convert("RGBA")
            white = Image.new("RGBA", upright.size, "white")
            turned = Image.alpha_composite(white, upright).rotate(-request.rotation, expand=True)
            box = (
                canvas.left * turned.width / canvas.width,
                canvas.top * turned.height / canvas.height,
                (canvas.left + canvas.clip_width) * turned.width / canvas.width,
                (canvas.top + canvas.clip_height) * turned.height / canvas.height,
            )
            target = (canvas.clip_width, canvas.clip_height)
            resized = turned.resize(target, Image.Resampling.BILINEAR, box=box)
        except Exception:  # noqa: BLE001 -- decoders raise what they like
            raise UnreadableError("document_page_failed") from None
        return Rendered(*target, resized.tobytes("raw", "BGRA"))

    def close(self) -> None:
        """Forget all of it."""
        self._image.close()

    def _frame(self, page: int) -> Image.Image:
        try:
            self._image.seek(page)
        except Exception:  # noqa: BLE001 -- decoders raise what they like
            raise UnreadableError("document_page_failed") from None
        if self._image.width * self._image.height > limits.SOURCE_PIXELS:
            raise UnreadableError("document_too_large")
        return self._image
