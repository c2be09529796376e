"""Texts of people on buttons and boxes, where Qt would take a sign for a key."""

from __future__ import annotations


def plain(text: str) -> str:
    """A text that shows as it is: an ampersand names no key."""
    return text.replace("&", "&&")
