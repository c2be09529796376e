"""PDF through PDFium, inside the worker."""

from __future__ import annotations

import contextlib
import ctypes
import io
from array import array
from collections import OrderedDict
from collections.abc import Iterator

import pypdfium2 as pdfium
from pypdfium2 import raw

from ppir_desktop.documents import limits
from ppir_desktop.documents.messages import AskImage, OutlineEntry
from ppir_desktop.documents.rendering import (
    Fetch,
    PageCharacters,
    Rendered,
    UnreadableError,
    canvas_of,
)


class RemoteFile(io.RawIOBase):
    """The document's bytes as PDFium reads them: here and there, in blocks that are kept."""

    def __init__(self, fetch: Fetch, size: int) -> None:
        """Read a document of `size` bytes from the other process."""
        super().__init__()
        self._fetch = fetch
        self._size = size
        self._at = 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move, as in any file."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        """Where it stands."""
        return self._at

    # Wider buffers never come: PDFium alone asks.
    def readinto(self, target: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill a buffer as far as there are bytes."""
        view = memoryview(target).cast("B")
        wanted = min(len(view), self._size - self._at)
        done = 0
        while done < wanted:
            number, begin = divmod(self._at, limits.BLOCK)
            part = self._block(number)[begin : begin + wanted - done]
            if not part:
                break
            view[done : done + len(part)] = part
            done += len(part)
            self._at += len(part)
        return done

    def _block(self, number: int) -> bytes:
        block = self._blocks.get(number)
        if block is None:
            block = self._fetch(number * limits.BLOCK, limits.BLOCK)
            self._blocks[number] = block
            if len(self._blocks) > limits.BLOCKS_KEPT:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(number)
        return block


class PdfRendering:
    """An open PDF."""

    def __init__(self, fetch: Fetch, size: int) -> None:
        """Open a PDF.

        Raises:
            UnreadableError: ``document_encrypted`` when it wants a password;
                ``document_unreadable`` otherwise.
        """
        source = fetch(0, size) if 0 < size <= limits.READ_WHOLE else RemoteFile(fetch, size)
        try:
            self._pdf = pdfium.PdfDocument(source)
        except pdfium.PdfiumError as error:
            locked = error.err_code == raw.FPDF_ERR_PASSWORD
            raise UnreadableError(
                "document_encrypted" if locked else "document_unreadable"
            ) from None
        with contextlib.suppress(pdfium.PdfiumError):
            self._pdf.init_forms()

    def page_count(self) -> int:
        """Number of pages."""
        return len(self._pdf)

    def outline(self) -> tuple[OutlineEntry, ...]:
        """Its outline."""
        return tuple(self._entries())

    def _entries(self) -> Iterator[OutlineEntry]:
        pages = self.page_count()
        for count, mark in enumerate(self._pdf.get_toc(max_depth=limits.OUTLINE_DEPTH)):
            if count >= limits.OUTLINE:
                return
            target = mark.get_dest()
            index = target.get_index() if target else None
            page = index if index is not None and 0 <= index < pages else None
            yield OutlineEntry(mark.level, mark.get_title()[: limits.TITLE], page)

    def size(self, page: int) -> tuple[float, float]:
        """Width and height of a page in points."""
        try:
            width, height = self._pdf.get_page_size(page)
        except pdfium.PdfiumError:
            raise UnreadableError("document_page_failed") from None
        return min(width, limits.LARGEST_SIDE), min(height, limits.LARGEST_SIDE)

    def text(self, page: int) -> str:
        """The text of a page."""
        with self._page(page) as opened, contextlib.closing(opened.get_textpage()) as text:
            found: str = text.get_text_bounded()
        return _clean(found[: limits.PAGE_TEXT])

    def characters(self, page: int) -> PageCharacters:
        """The characters of a page with their boxes."""
        letters: list[str] = []
        boxes = array("f")
        with self._page(page) as opened, contextlib.closing(opened.get_textpage()) as text:
            turned, (width, height) = opened.get_rotation(), opened.get_size()
            if turned % 180:
                width, height = height, width
            # PDFium counts from below and may begin elsewhere than at nothing.
            left0, bottom0, _, _ = opened.get_bbox()
            edges = [ctypes.c_double() for _ in range(4)]
            pointers = [ctypes.byref(edge) for edge in edges]
            for index in range(min(text.count_chars(), limits.PAGE_TEXT)):
                letters.append(chr(raw.FPDFText_GetUnicode(text, index)))
                if not raw.FPDFText_GetCharBox(text, index, *pointers):
                    boxes.extend((0.0, 0.0, 0.0, 0.0))
                    continue
                left, right, bottom, top = (edge.value for edge in edges)
                box = (
                    left - left0,
                    height - (top - bottom0),
                    right - left0,
                    height - (bottom - bottom0),
                )
                boxes.extend(_turned(box, turned, width, height))
        return _joined(letters, boxes)

    def image(self, request: AskImage) -> Rendered:
        """A picture of a page or of part of it."""
        with self._page(request.page) as opened:
            canvas = canvas_of(opened.get_size(), request)
            bitmap = pdfium.PdfBitmap.new_native(
                canvas.clip_width, canvas.clip_height, raw.FPDFBitmap_BGRx
            )
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, canvas.clip_width, canvas.clip_height)
            place = (
                -canvas.left,
                -canvas.top,
                canvas.width,
                canvas.height,
                request.rotation // 90,
                raw.FPDF_ANNOT,
            )
            raw.FPDF_RenderPageBitmap(bitmap, opened, *place)
            if self._pdf.formenv:
                raw.FPDF_FFLDraw(self._pdf.formenv, bitmap, opened, *place)
            pixels = memoryview(bitmap.buffer).cast("B")
            row = canvas.clip_width * 4
            if bitmap.stride != row:
                pixels = memoryview(
                    b"".join(
                        pixels[start : start + row]
                        for start in range(0, bitmap.stride * bitmap.height, bitmap.stride)
                    )
                )
            return Rendered(canvas.clip_width, canvas.clip_height, pixels)

    def close(self) -> None:
        """Forget all of it."""
        self._pdf.close()

    @contextlib.contextmanager
    def _page(self, page: int) -> Iterator[pdfium.PdfPage]:
        try:
            opened = self._pdf[page]
        except (pdfium.PdfiumError, IndexError):
            raise UnreadableError("document_page_failed") from None
        try:
            yield opened
        except pdfium.PdfiumError:
            raise UnreadableError("document_page_failed") from None
        finally:
            opened.close()


def _turned(
    box: tuple[float, float, float, float], degrees: int, width: float, height: float
) -> tuple[float, float, float, float]:
    """Where a box is on a page that the document itself turns clockwise.

    Args:
        box: Left, top, right, bottom on the page as it was before.
        degrees: How far it is turned.
        width: Width of the page before.
        height: Its height before.
    """
    left, top, right, bottom = box
    if degrees == 90:
        return height - bottom, left, height - top, right
    if degrees == 180:
        return width - right, height - bottom, width - left, height - top
    if degrees == 270:
        return top, width - right, bottom, width - left
    return box


def _clean(text: str) -> str:
    """Text without halves of letters and without what PDFium has for what it cannot say."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore").replace("\0", "")


def _joined(letters: list[str], boxes: array[float]) -> PageCharacters:
    """Characters with halves of one letter put together, and a box for each that remains."""
    text: list[str] = []
    kept = array("f")
    index = 0
    while index < len(letters):
        letter = letters[index]
        box = boxes[4 * index : 4 * index + 4]
        if "\ud800" <= letter <= "\udbff" and index + 1 < len(letters):
            letter = _clean(letter + letters[index + 1]) or "\ufffd"
            index += 1
        elif "\ud800" <= letter <= "\udfff" or letter == "\0":
            letter = "\ufffd"
        text.append(letter[0])
        kept.extend(box)
        index += 1
    return PageCharacters("".join(text), kept.tobytes())
