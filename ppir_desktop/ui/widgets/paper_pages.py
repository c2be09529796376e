"""Pages of paper below each other, as pictures that were drawn elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

_WIDEST: Final = 840
_AROUND: Final = 48
_REST: Final = 150
"""Milliseconds without a change of size, after which pages are drawn anew."""


class Sheet(NamedTuple):
    """A page: its picture, and its text for whoever cannot see it."""

    image: QImage
    text: str


class PaperPages(QScrollArea):
    """Shows pages.

    Signals:
        width_changed: Pages should be drawn in another width.
    """

    width_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Show none yet."""
        super().__init__(parent)
        inner = QFrame(self)
        inner.setProperty("role", "pages")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(16, 16, 16, 16)
        self._column.setSpacing(16)
        self.pages: list[QLabel] = []
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REST)
        self._timer.timeout.connect(self.width_changed)

    def page_width(self) -> int:
        """How wide a page is here, in the window's pixels."""
        return max(200, min(_WIDEST, self.viewport().width() - _AROUND))

    def show_pages(self, sheets: Sequence[Sheet], names: Sequence[str]) -> None:
        """Show pages instead of those from before.

        Args:
            sheets: The pages.
            names: What each is called.
        """
        # Labels stay where they are, so that nothing flashes when pages are only drawn anew.
        while len(self.pages) > len(sheets):
            label = self.pages.pop()
            self._column.removeWidget(label)
            label.hide()
            label.deleteLater()
        while len(self.pages) < len(sheets):
            label = QLabel(self.widget())
            self._column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
            self.pages.append(label)
        for label, sheet, name in zip(self.pages, sheets, names, strict=True):
            label.setPixmap(QPixmap.fromImage(sheet.image))
            label.setAccessibleName(name)
            label.setAccessibleDescription(sheet.text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have pages be drawn anew once the size rests."""
        super().resizeEvent(event)
        if self.pages and event.size().width() != event.oldSize().width():
            self._timer.start()
