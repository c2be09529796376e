"""Text that can be shown as it is: nothing in it commands a terminal or hides from the eye."""

from __future__ import annotations

import unicodedata

# Control, format (bidirectional marks, zero-width letters), surrogate, private, unassigned.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def is_plain(text: str, *, lines: bool = False) -> bool:
    """Whether every character can be seen; with `lines`, line ends are allowed too."""
    return all(_is_plain(letter) or (lines and letter == "\n") for letter in text)


def make_plain(text: str) -> str:
    """A text whose hidden characters are replaced by the sign for one that cannot be shown."""
    return "".join(
        letter if _is_plain(letter) or letter == "\n" else "\N{REPLACEMENT CHARACTER}"
        for letter in text
    )


def _is_plain(letter: str) -> bool:
    return letter.isprintable() or unicodedata.category(letter) not in _HIDDEN
