"""Texts of people where Qt would take a sign in them for a key, or for markup."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import Qt

_LATIN = 0x10FF


def plain(text: str) -> str:
    """A text for a button, box or tab that shows as it is: an ampersand names no key."""
    return text.replace("&", "&&")


def plain_tip(text: str) -> str:
    """A text for a tooltip that shows as it is: what looks like markup is none."""
    return f"<p>{escape(text)}</p>" if Qt.mightBeRichText(text) else text


def in_lines(text: str, room: int = 56) -> str:
    """A text broken into lines between words, for boxes, which do not break theirs.

    Args:
        text: The text.
        room: How many letters have room on a line; a syllable of Hangul takes that of two.
    """
    lines: list[str] = []
    taken = room
    for word in text.split():
        wide = sum(2 if ord(letter) > _LATIN else 1 for letter in word) + 1
        if taken + wide > room:
            lines.append(word)
            taken = wide
        else:
            lines[-1] += f" {word}"
            taken += wide
    return "\n".join(lines)
