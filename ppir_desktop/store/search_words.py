"""How text is cut into what is indexed: pairs of syllables for Korean, words for the rest.

Korean has no spaces where words end: 혁신제품은 holds 혁신 and 제품 and a particle. So a run of
Hangul or of Chinese characters is cut into every pair of neighbours, and whatever is sought in it
is a row of such pairs. Letters and digits are taken as words, which may be sought by their
beginning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_SYLLABLES: Final = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_RUN = re.compile(rf"([{_SYLLABLES}]+)|([^\W_{_SYLLABLES}]+)")
_LONGEST_WORD: Final = 40


def plain(text: str) -> str:
    """Text as it is compared: composed (NFC), and without a difference of capitals."""
    return unicodedata.normalize("NFC", text).lower()


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """The runs of a plain text: each with whether it consists of syllables."""
    for match in _RUN.finditer(text):
        yield match[0], match[1] is not None


def tokens(text: str) -> Iterator[str]:
    """What is indexed of a plain text, in its order.

    A run of syllables gives each pair of neighbours and its last syllable alone, so that a single
    syllable is found by the beginning of a token.
    """
    for run, syllables in runs(text):
        if not syllables:
            yield run[:_LONGEST_WORD]
            continue
        for start in range(len(run) - 1):
            yield run[start : start + 2]
        yield run[-1]


def phrase(text: str, *, whole: bool = False) -> str:
    """A query of FTS5 for one thing that is sought; empty when there is nothing in it to seek.

    Args:
        text: Plain text: a word, or several that stand together.
        whole: Whether its last word must end there, rather than only begin so.
    """
    parts = list(runs(text))
    found: list[str] = []
    prefix = False
    for index, (run, syllables) in enumerate(parts):
        last = index == len(parts) - 1
        if not syllables:
            found.append(run[:_LONGEST_WORD])
            prefix = last and not whole
        elif len(run) == 1:
            # Alone in its run or not, it begins a token: a pair, or the last syllable.
            found.append(run)
            prefix = last
        else:
            found += [run[start : start + 2] for start in range(len(run) - 1)]
            if not last:
                found.append(run[-1])
            prefix = False
    if not found:
        return ""
    # Tokens hold letters and digits alone, so nothing in them means anything to FTS5.
    return '"' + " ".join(found) + '"' + (" *" if prefix else "")
