"""The tabs of a dossier's documents."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QTabBar, QWidget

from ppir_desktop.protocol.manifest import DocumentEntry
from ppir_desktop.ui.plain import plain, plain_tip


class DocumentStrip(QTabBar):
    """One tab for each document.

    Signals:
        chosen: SHA-256 of the document whose tab was chosen.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """Have no tabs yet."""
        super().__init__(parent)
        self.setProperty("role", "strip")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.currentChanged.connect(self._choose)

    def fill(self, documents: Iterable[DocumentEntry]) -> None:
        """Have a tab for each of these documents, and choose none."""
        with QSignalBlocker(self):
            while self.count():
                self.removeTab(0)
            for entry in documents:
                tab = self.addTab(plain(entry.title))
                self.setTabData(tab, entry.digest)
                self.setTabToolTip(tab, plain_tip(entry.title))

    def show_document(self, digest: str) -> None:
        """Show which document is open, without choosing it."""
        with QSignalBlocker(self):
            for tab in range(self.count()):
                if self.tabData(tab) == digest:
                    self.setCurrentIndex(tab)

    def step(self, direction: int) -> None:
        """Choose the next document, or the one before; the first follows the last."""
        if self.count():
            self.setCurrentIndex((self.currentIndex() + direction) % self.count())

    def title(self) -> str:
        """What the document that is shown is called."""
        return self.tabText(self.currentIndex())

    def _choose(self, index: int) -> None:
        if digest := self.tabData(index):
            self.chosen.emit(digest)
