"""Leads from a page that was found to where it stands in its dossier."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.ui.viewer.search_pane import SearchPane
from ppir_desktop.ui.viewer.viewer_pane import ViewerPane
from ppir_desktop.ui.views.dossiers_pane import DossiersPane

Where = tuple[str, str, str]
"""Round, stage and application number."""


class _Aim(NamedTuple):
    document: Digest
    page: int
    sought: str


class HitGuide(QObject):
    """Remembers where to go while the dossier is being opened."""

    def __init__(
        self,
        search: SearchPane,
        dossiers: DossiersPane,
        viewer: ViewerPane,
        now: Callable[[], Where | None],
        parent: QWidget,
    ) -> None:
        """Lead nowhere yet.

        Args:
            search: Where pages are found.
            dossiers: Where a dossier is chosen.
            viewer: Where its documents are shown.
            now: Says which dossier is open.
            parent: The place that they are parts of.
        """
        super().__init__(parent)
        self._place = parent
        self._dossiers, self._viewer, self._now = dossiers, viewer, now
        self._aim: _Aim | None = None
        search.hit_chosen.connect(self._go)

    def arrive(self) -> None:
        """Go on to the page, now that the dossier is open."""
        aim, self._aim = self._aim, None
        if aim is not None:
            self._show(aim)

    def forget(self) -> None:
        """Lead nowhere any more."""
        self._aim = None

    def go_to(self, where: Where, document: str, page: int, sought: str = "") -> None:
        """Go to a page, once its dossier is open.

        Args:
            where: The dossier.
            document: SHA-256 of the plain document.
            page: The page, from 0.
            sought: Words to show on it; empty for none.
        """
        aim = _Aim(Digest(document), page, sought)
        if self._now() == where:
            self._show(aim)
        else:
            self._aim = aim
            self._dossiers.choose(*where)

    def _go(  # noqa: PLR0917 -- a signal's arguments
        self, round_id: str, stage: str, dossier: str, document: str, page: int, sought: str
    ) -> None:
        self.go_to((round_id, stage, dossier), document, page, sought)

    def _show(self, aim: _Aim) -> None:
        if self._viewer.isVisibleTo(self._place):
            self._viewer.open_at(aim.document, aim.page, sought=aim.sought)
