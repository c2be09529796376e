"""A text with headings, to be read and copied."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QTextBrowser, QWidget

SEMIBOLD: Final = "font-weight: 600"
"""The heaviest face that ships; of a heavier one Qt would draw each letter twice."""


def rich_text(parent: QWidget) -> QTextBrowser:
    """An empty text whose headings are in the face that ships."""
    browser = QTextBrowser(parent)
    browser.document().setDefaultStyleSheet(f"h2, h3, h4, b {{ {SEMIBOLD} }}")
    return browser
