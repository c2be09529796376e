"""The typefaces of paper: Pretendard, and for what it lacks another that ReportLab can embed.

A character that no face has is written as its code point, never as an empty box.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

from ppir_desktop.common import resources

if TYPE_CHECKING:
    from reportlab.pdfbase.pdfdoc import PDFDocument

REGULAR, SEMIBOLD = "Pretendard-Regular", "Pretendard-SemiBold"
# The first of them that has a character sets it; hardly any is in two.
FALLBACKS = (
    "NotoSansKR-Hanja", "DejaVuSans-Symbols", "NotoSansArabic-Regular", "NotoEmoji-Regular",
)  # fmt: skip
# Joiners, selectors and soft breaks say how neighbours are drawn; alone they have no shape.
_SHAPELESS = frozenset("\u00ad\u034f\u200b\u200c\u200d\u2060\ufeff")
_RIGHT_TO_LEFT = frozenset({"NotoSansArabic-Regular", "DejaVuSans-Symbols"})
"""Faces with Arabic and Hebrew."""

WIDEST_SPACE = 0.32
"""Of those faces whose words run from right to left, in the size of the type."""

_SPACES = frozenset("\t\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f")


class Face(TTFont):
    """A TrueType face that ReportLab embeds, whose text can be taken out of the PDF again."""

    def __init__(self, name: str) -> None:
        """Load a face by its name in ``resources/fonts``."""
        path = resources.resource(f"fonts/{name}.ttf")
        super().__init__(name, str(path), asciiReadable=False, shapable=False)
        self.advances: dict[str, float] = {
            chr(code): width / 1000 for code, width in self.face.charWidths.items()
        }

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802 -- ReportLab's name
        """Embed the characters used; above U+FFFF ReportLab's own table of them is malformed."""
        subsets = [list(subset) for subset in self.state[doc].subsets]
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            base = b"".join((SUBSETN(number), b"+", self.face.name, self.face.subfontNameX))
            stream: Any = doc.idToObject[f"toUnicodeCMap:{base.decode()}"]
            stream.content = _to_unicode(base.decode(), subset)


def _to_unicode(name: str, subset: list[int]) -> str:
    """The table from a font's codes to Unicode (ISO 32000-1, 9.10.3)."""
    pairs = [
        f"<{code:02X}> <{_written(chr(letter)).encode('utf-16-be').hex().upper()}>"
        for code, letter in enumerate(subset)
    ]
    blocks: list[str] = []
    for start in range(0, len(pairs), 100):  # no more in one block
        part = pairs[start : start + 100]
        blocks += [f"{len(part)} beginbfchar", *part, "endbfchar"]
    return "\n".join([
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
        f"/CMapName /{name} def", "/CMapType 2 def",
        "1 begincodespacerange", "<00> <FF>", "endcodespacerange", *blocks,
        "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end",
    ])  # fmt: skip


def _written(letter: str) -> str:
    """The letter that somebody wrote: a joined form of Arabic is a matter of drawing alone.

    The letters of a ligature stand as they are drawn, left to right, like all others of their
    line: whoever reads the line from the right turns them too.
    """
    joined = "\ufb50" <= letter <= "\ufdff" or "\ufe70" <= letter <= "\ufefc"
    return unicodedata.normalize("NFKC", letter)[::-1] if joined else letter


class Weight:
    """One weight of the typeface, with what stands in for characters that it lacks."""

    def __init__(self, name: str) -> None:
        """Load the face of that name; the others are loaded when they are first needed."""
        self.name = name
        self.own = face(name).advances
        self._letters = frozenset(self.own) - _SPACES
        self.advances = self.own
        self._face_of: dict[str, str] = {}

    def printable(self, text: str) -> str:
        """A text as it can be set: composed, without what has no shape, nothing left unseen."""
        if self._letters.issuperset(text):
            return text
        composed = unicodedata.normalize("NFC", text)
        if self._letters.issuperset(composed):
            return composed
        self._load()
        return "".join(map(self._shown, composed))

    def width(self, text: str) -> float:
        """How wide a printable text is, in its own size."""
        return sum(map(self.advances.__getitem__, text))

    def runs(self, text: str, *, joined: bool = False) -> tuple[tuple[str, str], ...]:
        """A printable text in pieces, each with the face that sets it.

        Args:
            text: The text, in the order in which it is drawn.
            joined: Whether a space stays in the face of the word before it, so that readers of the
                PDF put words that run from right to left together in the right order.
        """
        if self.own.keys() >= set(text):
            return ((self.name, text),)
        names: list[str] = []
        for letter in text:
            name = self._face_of.get(letter, self.name)
            stays = joined and letter == " " and names and names[-1] in _RIGHT_TO_LEFT
            names.append(names[-1] if stays else name)
        grouped = groupby(zip(names, text, strict=True), key=lambda pair: pair[0])
        return tuple((name, "".join(letter for _, letter in pairs)) for name, pairs in grouped)

    def _load(self) -> None:
        if self._face_of:
            return
        advances = dict(self.own)
        for name in FALLBACKS:
            for letter, advance in face(name).advances.items():
                if letter not in advances:
                    advances[letter] = advance
                    self._face_of[letter] = name
        self.advances = advances

    def _shown(self, letter: str) -> str:
        if letter == "\n":
            return letter
        if letter in _SPACES:
            return " "
        if letter in _SHAPELESS or "\ufe00" <= letter <= "\ufe0f":
            return ""
        # A format character turns text around or hides it; it must be seen.
        if letter in self.advances and unicodedata.category(letter) not in {"Cc", "Cf", "Co"}:
            return letter
        return f"⟨U+{ord(letter):04X}⟩"


@cache
def face(name: str) -> Face:
    """One face, registered with ReportLab."""
    loaded = Face(name)
    pdfmetrics.registerFont(loaded)
    return loaded


@cache
def weight(name: str) -> Weight:
    """One weight, `REGULAR` or `SEMIBOLD`."""
    return Weight(name)
