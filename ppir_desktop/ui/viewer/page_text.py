"""The text of a page as it stands there: lines, words, what is near a point, what is sought."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from ppir_desktop.services.annotations import Rectangle
from ppir_desktop.services.dossier_reading import Letters

Span = tuple[int, int]
"""From the first letter to the one after the last."""

_WORD: Final = re.compile(r"\w+(?:['’·-]\w+)*")
_MOST_MATCHES: Final = 2_000


class Line(NamedTuple):
    """A line of text: its letters, and where it stands."""

    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float


class PageText:
    """The letters of a page and where each stands."""

    def __init__(self, letters: Letters) -> None:
        """Sort letters into lines."""
        self.text = letters.text
        flat = letters.boxes.tolist()
        self._boxes: list[Rectangle] = list(
            zip(flat[0::4], flat[1::4], flat[2::4], flat[3::4], strict=True)
        )
        self.lines = list(self._lines())
        self._starts = [line.start for line in self.lines]

    def caret_at(self, x: float, y: float) -> int | None:
        """Between which letters a point lies, by the number of the one after it."""
        if not self.lines:
            return None
        line = min(self.lines, key=lambda one: _distance(one, x, y))
        return self._in_line(line, x)

    def is_over(self, x: float, y: float) -> bool:
        """Whether a point lies on a line of text."""
        return any(one.left <= x <= one.right and one.top <= y <= one.bottom for one in self.lines)

    def word(self, caret: int) -> Span:
        """The word at a place, or the single letter where there is none."""
        for match in _WORD.finditer(self.text):
            if match.start() <= caret < match.end():
                return match.span()
        return caret, min(caret + 1, len(self.text))

    def next_word(self, caret: int, direction: int) -> int:
        """Where the next word ends, or the one before begins."""
        spans = [match.span() for match in _WORD.finditer(self.text)]
        if direction > 0:
            return next((end for _, end in spans if end > caret), len(self.text))
        return next((start for start, _ in reversed(spans) if start < caret), 0)

    def line(self, caret: int) -> Span:
        """The line at a place."""
        if not self.lines:
            return 0, 0
        found = self.lines[max(0, bisect_right(self._starts, caret) - 1)]
        return found.start, found.end

    def next_line(self, caret: int, direction: int) -> int:
        """The place below or above, in the line after or before."""
        if not self.lines:
            return caret
        at = max(0, bisect_right(self._starts, caret) - 1)
        wanted = at + direction
        if not 0 <= wanted < len(self.lines):
            return 0 if direction < 0 else len(self.text)
        left = self._boxes[min(caret, len(self._boxes) - 1)][0]
        return self._in_line(self.lines[wanted], left)

    def rectangles(self, span: Span) -> list[Rectangle]:
        """Where letters stand: a rectangle for each line."""
        start, end = span
        found = []
        for line in self.lines:
            first, last = max(start, line.start), min(end, line.end)
            boxes = [box for box in self._boxes[first:last] if box[2] > box[0]]
            if first < last and boxes:
                left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
                found.append((left, line.top, right, line.bottom))
        return found

    def quote(self, span: Span) -> str:
        """Letters as they are quoted: on one line, and composed."""
        return unicodedata.normalize("NFC", " ".join(self.text[slice(*span)].split()))

    def find(self, pattern: re.Pattern[str]) -> list[Span]:
        """Where something that is sought stands."""
        return spans_of(pattern, self.text)

    def _lines(self) -> Iterable[Line]:
        start = 0
        text, boxes = self.text, self._boxes
        for index, letter in enumerate(text):
            if letter in "\r\n" or self._jumps(start, index):
                yield from self._line(start, index)
                start = index + 1 if letter in "\r\n" else index
        yield from self._line(start, len(boxes))

    def _jumps(self, start: int, index: int) -> bool:
        """Whether a letter stands clearly above or below the line so far."""
        if index == start:
            return False
        before, here = self._boxes[index - 1], self._boxes[index]
        if here[2] <= here[0] or before[2] <= before[0]:
            return False
        height = max(before[3] - before[1], here[3] - here[1])
        return here[1] > before[3] + height / 2 or here[3] < before[1] - height / 2

    def _line(self, start: int, end: int) -> Iterable[Line]:
        boxes = [box for box in self._boxes[start:end] if box[2] > box[0]]
        if boxes:
            yield Line(
                start,
                end,
                min(box[0] for box in boxes),
                min(box[1] for box in boxes),
                max(box[2] for box in boxes),
                max(box[3] for box in boxes),
            )

    def _in_line(self, line: Line, x: float) -> int:
        for index in range(line.start, line.end):
            left, _, right, _ = self._boxes[index]
            if right > left and x < (left + right) / 2:
                return index
        return line.end


def spans_of(pattern: re.Pattern[str], text: str) -> list[Span]:
    """Where something that is sought stands in a text."""
    found = []
    for match in pattern.finditer(text):
        if match.end() > match.start():
            found.append(match.span())
        if len(found) >= _MOST_MATCHES:
            break
    return found


def sought(parts: Sequence[str]) -> re.Pattern[str] | None:
    """What finds any of some words or phrases, over the ends of lines too; None for nothing."""
    patterns = [_over_lines(part, r"[\r\n]*", r"\s+") for part in parts if part.strip()]
    return re.compile("|".join(patterns), re.IGNORECASE) if patterns else None


def passage(quote: str) -> re.Pattern[str] | None:
    """What finds a passage that was quoted, wherever its lines and words break now."""
    return re.compile(_over_lines(quote, r"\s*", r"\s*")) if quote.strip() else None


def _over_lines(text: str, between: str, gap: str) -> str:
    """A pattern for a text, whether its Hangul is composed or not."""
    words = []
    for word in unicodedata.normalize("NFC", text).split():
        letters = []
        for letter in word:
            apart = unicodedata.normalize("NFD", letter)
            plain = re.escape(letter)
            letters.append(plain if apart == letter else f"(?:{plain}|{re.escape(apart)})")
        words.append(between.join(letters))
    return gap.join(words)


def _distance(line: Line, x: float, y: float) -> tuple[float, float]:
    """How far a point is from a line of text: below or above first, then beside."""
    down = max(line.top - y, 0, y - line.bottom)
    across = max(line.left - x, 0, x - line.right)
    return down, across
