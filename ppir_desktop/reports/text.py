"""Text into lines: broken between words, inside a word only where it alone is too wide.

Nothing in a text is markup. Lines that run from right to left are put in the order and the joined
forms in which they are drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ppir_desktop.reports.fonts import WIDEST_SPACE, Weight, face, weight
from ppir_desktop.reports.styles import Style

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Between a base letter and the mark that stands on it no line is broken.
_CLUSTER = re.compile(".[\u0300-\u036f\u064b-\u065f\u20d0-\u20ff\u3099\u309a]*", re.DOTALL)
_SHORT = 400
_SMALLEST = 0.5


class Line(NamedTuple):
    """One line as it is drawn.

    Attributes:
        runs: Pieces from left to right, each with its face.
        width: In points.
    """

    runs: tuple[tuple[str, str], ...]
    width: float


class Block(NamedTuple):
    """A text in lines, and whether it runs from right to left."""

    lines: tuple[Line, ...]
    reversed: bool = False


def broken(text: str, style: Style, width: float) -> Block:
    """A text in lines no wider than `width` points; one empty line for an empty text."""
    if len(text) <= _SHORT:  # titles, guidance and labels come again on every sheet
        return _broken_before(text, style.size, style.weight, width)
    return _broken(text, style.size, style.weight, width)


def width_of(text: str, style: Style) -> float:
    """How wide a text on one line is, in points."""
    face = weight(style.weight)
    return style.size * _measured(face, face.printable(text))


def one_line(text: str) -> str:
    """A name without the line breaks that somebody may have put into it."""
    return text.replace("\n", " ")


def fitting(text: str, style: Style, width: float, height: float) -> Style:
    """A style in which a text is no higher than that: the one given, or the same made smaller.

    For what cannot go on over pages, such as the head of a page or a name beside its seal.
    """
    while style.size > _SMALLEST and len(broken(text, style, width).lines) * style.leading > height:
        style = style._replace(size=style.size * 0.8, leading=style.leading * 0.8)
    return style


def _broken(text: str, size: float, weight_name: str, width: float) -> Block:
    face = weight(weight_name)
    shown = face.printable(text)
    backwards = _RIGHT_TO_LEFT.search(shown) is not None
    room = width / size
    lines = [
        _line(face, line, size, backwards=backwards)
        for paragraph in shown.split("\n")
        for line in _lines(face, paragraph, room)
    ]
    return Block(tuple(lines), backwards and _is_backwards(shown))


_broken_before = lru_cache(maxsize=4096)(_broken)


def _lines(face: Weight, paragraph: str, room: float) -> Iterator[str]:
    """A paragraph in lines, each narrow enough for `room`, in the size of the type."""
    space = WIDEST_SPACE if _RIGHT_TO_LEFT.search(paragraph) else face.advances[" "]
    line: list[str] = []
    used = 0.0
    for word in paragraph.split(" "):
        wide = _measured(face, word)
        if line and used + space + wide <= room:
            line.append(word)
            used += space + wide
            continue
        if line:
            yield " ".join(line)
        if wide > room:
            *whole, last = _pieces(face, word, room)
            yield from whole
            line, used = [last], _measured(face, last)
        else:
            line, used = [word], wide
    yield " ".join(line)


def _pieces(face: Weight, word: str, room: float) -> Iterator[str]:
    """A word that is too wide, in pieces that are not; a letter wider than all room stays whole."""
    piece, used = "", 0.0
    for cluster in _CLUSTER.findall(word):
        wide = face.width(cluster)
        if piece and used + wide > room:
            yield piece
            piece, used = "", 0.0
        piece += cluster
        used += wide
    yield piece


def _measured(face: Weight, text: str) -> float:
    if _RIGHT_TO_LEFT.search(text):
        text = _joined(face, text)
    return face.width(text)


def _line(face_: Weight, text: str, size: float, *, backwards: bool) -> Line:
    if not backwards or not _RIGHT_TO_LEFT.search(text):
        return Line(face_.runs(text), size * face_.width(text))
    from bidi.algorithm import get_display  # noqa: PLC0415 -- only where a text needs it

    runs = face_.runs(str(get_display(_joined(face_, text))), joined=True)
    wide = sum(sum(map(face(name).advances.__getitem__, run)) for name, run in runs)
    return Line(runs, size * wide)


def _joined(face: Weight, text: str) -> str:
    """Arabic letters in the forms that they take beside each other, as far as the face has them."""
    from arabic_reshaper import reshape  # noqa: PLC0415 -- only where a text needs it

    joined: str = reshape(text)
    return joined if face.advances.keys() >= set(joined) else text


def _is_backwards(text: str) -> bool:
    from bidi.algorithm import get_base_level  # noqa: PLC0415 -- only where a text needs it

    return bool(get_base_level(text))
