"""Texts of people where Qt would take a sign in them for a key, or for markup."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import Qt


def plain(text: str) -> str:
    """A text for a button, box or tab that shows as it is: an ampersand names no key."""
    return text.replace("&", "&&")


def plain_tip(text: str) -> str:
    """A text for a tooltip that shows as it is: what looks like markup is none."""
    return f"<p>{escape(text)}</p>" if Qt.mightBeRichText(text) else text
