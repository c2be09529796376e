"""Going to a page or passage of a document, as soon as it is open and read."""

from __future__ import annotations

from typing import NamedTuple

from ppir_desktop.services.searching import parts_of
from ppir_desktop.ui.viewer.document_model import DocumentModel
from ppir_desktop.ui.viewer.finding import Finding
from ppir_desktop.ui.viewer.page_text import passage
from ppir_desktop.ui.viewer.page_view import PageView
from ppir_desktop.ui.viewer.text_hand import TextHand


class Aim(NamedTuple):
    """Where to go once a document is open.

    Attributes:
        page: The page, from 0.
        quote: A passage that is selected there.
        sought: Words that are marked, as they were sought in all dossiers.
    """

    page: int
    quote: str
    sought: str


class Aiming:
    """Goes where somebody wanted to go."""

    def __init__(
        self, model: DocumentModel, view: PageView, hand: TextHand, finding: Finding
    ) -> None:
        """Want to go nowhere."""
        self._model, self._view, self._hand, self._finding = model, view, hand, finding
        self._aim: Aim | None = None

    @property
    def is_somewhere(self) -> bool:
        """Whether there is still somewhere to go."""
        return self._aim is not None

    def want(self, aim: Aim | None) -> None:
        """Want to go somewhere, or nowhere any more."""
        self._aim = aim

    def go(self) -> None:
        """Go there in the document that is open."""
        aim = self._aim
        if aim is None:
            return
        if aim.page != self._view.page or not aim.quote:
            self._view.go_to(aim.page)
        if aim.sought:
            self._finding.show_sought(aim.sought, parts_of(aim.sought), aim.page)
        self._aim = aim if aim.quote else None
        self.go_to_quote(aim.page)

    def go_to_quote(self, page: int) -> None:
        """Select the passage that was aimed at, as soon as it is known where it stands."""
        aim = self._aim
        if aim is None or not aim.quote or page != aim.page:
            return
        text = self._model.need_letters(page)
        if text is None:
            return
        self._aim = None
        pattern = passage(aim.quote)
        spans = text.find(pattern) if pattern is not None else []
        if spans:
            self._hand.select(page, spans[0])
            for rectangle in text.rectangles(spans[0])[:1]:
                self._view.reveal(page, rectangle)
