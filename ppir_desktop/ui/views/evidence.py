"""Evidence between the sheet and the documents: pinned in one, shown in the other."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.protocol.review_bodies import PinnedEvidence
from ppir_desktop.ui.viewer.page_marks import Pin
from ppir_desktop.ui.viewer.viewer_pane import ViewerPane
from ppir_desktop.ui.views.sheet_pane import SheetPane


class Evidence(QObject):
    """Carries passages from one pane to the other; pages count from 1 on the sheet."""

    def __init__(self, sheet: SheetPane, viewer: ViewerPane, parent: QWidget) -> None:
        """Stand between two panes of a place."""
        super().__init__(parent)
        self._place = parent
        self._sheet, self._viewer = sheet, viewer
        viewer.evidence_wanted.connect(self._pin)
        sheet.evidence_opened.connect(self._open)

    def show(self) -> None:
        """Show at the pages which criteria of the sheet rest on them."""
        if self._sheet.model is None:
            return
        numbers = {
            card.criterion.id: str(number) for number, card in enumerate(self._sheet.cards, 1)
        }
        self._viewer.show_pins(
            [
                Pin(one.document, one.page - 1, one.quote, numbers.get(one.criterion, ""))
                for one in self._sheet.model.all_evidence()
            ]
        )

    def _pin(self, document: str, page: int, quote: str) -> None:
        self._sheet.pin(Digest(document), page + 1, quote)

    def _open(self, evidence: PinnedEvidence) -> None:
        if self._viewer.isVisibleTo(self._place):
            self._viewer.show_passage(evidence.document, evidence.page - 1, evidence.quote)
