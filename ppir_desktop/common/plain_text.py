"""Text that can be shown as it is: nothing in it commands a terminal or hides from the eye."""

from __future__ import annotations

import re
import unicodedata

# Control, format (bidirectional marks, zero-width letters), surrogate, private, unassigned, and
# the separators of lines and paragraphs.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Letters and marks by their category that show nothing: fillers, blanks, variation selectors.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)


def is_plain(text: str, *, lines: bool = False) -> bool:
    """Whether every character can be seen; with `lines`, line ends are allowed too."""
    # One question about the whole text answers for nearly every one.
    return text.isprintable() or all(
        _is_plain(letter) or (lines and letter == "\n") for letter in text
    )


def is_plain_name(text: str) -> bool:
    """Whether a text is plain and holds nothing that would make two names look the same."""
    return is_plain(text) and _BLANK.search(text) is None


def make_plain(text: str) -> str:
    """A text whose hidden characters are replaced by the sign for one that cannot be shown."""
    return "".join(
        letter if _is_plain(letter) or letter == "\n" else "\N{REPLACEMENT CHARACTER}"
        for letter in text
    )


def _is_plain(letter: str) -> bool:
    return letter.isprintable() or unicodedata.category(letter) not in _HIDDEN
