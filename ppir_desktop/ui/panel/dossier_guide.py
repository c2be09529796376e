"""Between the table and the detail: which dossier is laid out, and what is written down of it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from ppir_desktop.common.errors import PpirError
from ppir_desktop.common.identifiers import Digest
from ppir_desktop.services.chair.meeting import Presence, Talk
from ppir_desktop.services.chair.sittings import Laid, Seen
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.panel.detail_model import detail_of
from ppir_desktop.ui.panel.detail_pane import DetailPane
from ppir_desktop.ui.panel.lane import PanelLane
from ppir_desktop.ui.panel.summary_saver import SummarySaver, Where

_PAUSE_MS: Final = 40
"""How long the keys rest on a dossier before it is laid out; who runs through many is not held."""


class DossierGuide(QObject):
    """Lays out one dossier of the stage that is seen.

    Signals:
        page_wanted: Round, stage and application number, digest of a document, page from 1.
        saved: When something was saved, UTC; empty while something is not on the disk.
        failed: The `PpirError` that says why something was not saved.
    """

    page_wanted = Signal(object, str, int)
    saved = Signal(object)
    failed = Signal(object)

    def __init__(
        self, language: Language, lane: PanelLane, pane: DetailPane, parent: QObject
    ) -> None:
        """Lay nothing out yet."""
        super().__init__(parent)
        self._language, self._lane, self._pane = language, lane, pane
        self._seen: Seen | None = None
        self._laid: Laid | None = None
        self._dossier = ""
        self._with_names = False
        self.summaries = SummarySaver(lane, self)
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self._lay)
        lane.laid.connect(self._show)
        pane.page_wanted.connect(self._want_page)
        pane.admit_wanted.connect(self._admit)
        pane.presence_wanted.connect(self._mark)
        pane.summary_changed.connect(self._summarise)
        self.summaries.saved.connect(self._note_saved)
        self.summaries.failed.connect(self._not_saved)
        language.changed.connect(self._tell)

    def see(self, seen: Seen | None) -> None:
        """Go on with a stage as it is now, or with none."""
        former = self._seen.at.sight if self._seen is not None else None
        self._seen = seen
        if seen is None or seen.at.sight != former:
            self._laid = None
        if seen is None:
            self._soon.stop()
            self._tell()
            return
        self._lay()
        # What the disk did not take before the profile was locked.
        self.summaries.flush()

    def choose(self, dossier: str) -> None:
        """Lay out another dossier soon, or none."""
        self.summaries.flush()
        self._dossier = dossier
        if dossier:
            self._soon.start()
        else:
            self._laid = None
            self._tell()

    def name_members(self, *, with_names: bool) -> None:
        """Call members by their names, or by letters."""
        self._with_names = with_names
        self._tell()

    def _lay(self) -> None:
        if self._seen is not None and self._dossier:
            self._lane.lay(self._seen.at.sight, self._dossier)

    def _show(self, laid: Laid) -> None:
        seen = self._seen
        is_wanted = laid.gathered.panel.dossier == self._dossier
        if seen is not None and laid.sight == seen.at.sight and is_wanted:
            self._laid = laid
            self._tell()

    def _tell(self) -> None:
        """Show the dossier in words, in the language of now, with letters or names."""
        seen, laid = self._seen, self._laid
        dossier = laid.gathered.panel.dossier if laid is not None else ""
        rows = seen.table.rows if seen is not None else ()
        row = next((one for one in rows if one.dossier == dossier), None)
        if seen is None or laid is None or row is None:
            self._pane.show_detail(None)
            return
        detail = detail_of(laid, seen, row, self._language.words, with_names=self._with_names)
        waiting = self.summaries.text_of(self._where(seen, dossier))
        self._pane.show_detail(detail, laid.gathered.talk.summary if waiting is None else waiting)

    def _want_page(self, dossier: str, document: str, page: int) -> None:
        if self._seen is not None:
            self.page_wanted.emit((*self._seen.at.sight, dossier), document, page)

    def _admit(self, digest: str, reason: str) -> None:
        def change(talk: Talk) -> dict[str, object]:
            return {"admitted": {**talk.admitted, Digest(digest): reason}}

        if self._seen is not None:
            self._lane.change(self._seen.at.sight, self._dossier, change)

    def _mark(self, number: str, presence: Presence | None) -> None:
        def change(talk: Talk) -> dict[str, object]:
            said = {one: stated for one, stated in talk.presence.items() if one != number}
            return {"presence": said if presence is None else {**said, number: presence}}

        if self._seen is not None:
            self._lane.change(self._seen.at.sight, self._dossier, change)

    def _summarise(self, dossier: str, text: str) -> None:
        if self._seen is not None:
            self.summaries.take(self._where(self._seen, dossier), text)

    def _where(self, seen: Seen, dossier: str) -> Where:
        return Where(self._lane.profile_name, seen.at.sight, dossier)

    def _note_saved(self, time: str) -> None:
        if not self.summaries.is_pending:
            self.saved.emit(time)
        # The text that is laid out is the former one.
        self._lay()

    def _not_saved(self, error: PpirError) -> None:
        self.saved.emit("")
        self.failed.emit(error)
