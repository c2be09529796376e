"""Plain text, inside the worker: cut into pages of lines, since there are none in it."""

from __future__ import annotations

from typing import Final

from ppir_desktop.documents import limits
from ppir_desktop.documents.messages import AskImage, OutlineEntry
from ppir_desktop.documents.rendering import (
    Fetch,
    PageCharacters,
    Rendered,
    UnreadableError,
    fetch_whole,
)
from ppir_desktop.documents.sniffing import SAMPLE, encoding_of

_LINES: Final = 60
_LETTERS: Final = 6_000
_A4: Final = (595.0, 842.0)


class TextRendering:
    """An open text file."""

    def __init__(self, fetch: Fetch, size: int) -> None:
        """Open a text file.

        Raises:
            UnreadableError: ``document_too_large`` or ``document_unreadable``.
        """
        content = fetch_whole(fetch, size, limits.TEXT_FILE)
        encoding = encoding_of(content[:SAMPLE])
        if encoding is None:
            raise UnreadableError("document_unreadable")
        # The rest may be worse than its beginning; what can be read of it is shown.
        self._pages = _paged(content.decode(encoding, "replace"))

    def page_count(self) -> int:
        """Number of pages."""
        return len(self._pages)

    def outline(self) -> tuple[OutlineEntry, ...]:
        """There is none."""
        return ()

    def size(self, page: int) -> tuple[float, float]:
        """A4, for whoever wants a size."""
        self.text(page)
        return _A4

    def text(self, page: int) -> str:
        """The text of a page."""
        if not 0 <= page < len(self._pages):
            raise UnreadableError("document_page_failed")
        return self._pages[page]

    def characters(self, page: int) -> PageCharacters:
        """The text again; where it stands is up to whoever shows it."""
        text = self.text(page)
        return PageCharacters(text, bytes(16 * len(text)))

    def image(self, request: AskImage) -> Rendered:
        """There is none: text is shown as text."""
        self.text(request.page)
        raise UnreadableError("document_picture_refused")

    def close(self) -> None:
        """Forget all of it."""
        self._pages = []


def _paged(text: str) -> list[str]:
    """Text cut after so many lines or letters, or where it says that a page ends."""
    pages: list[str] = []
    for sheet in text.split("\f"):
        lines: list[str] = []
        letters = 0
        for line in sheet.splitlines(keepends=True) or [""]:
            for start in range(0, max(1, len(line)), _LETTERS):
                piece = line[start : start + _LETTERS]
                if lines and (len(lines) >= _LINES or letters + len(piece) > _LETTERS):
                    pages.append("".join(lines))
                    lines, letters = [], 0
                lines.append(piece)
                letters += len(piece)
        pages.append("".join(lines))
    return pages[: limits.PAGES]
