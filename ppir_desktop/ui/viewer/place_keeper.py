"""Where the reader of a document is, kept by itself as they go on."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.services.dossiers import Card
from ppir_desktop.services.viewing import Place
from ppir_desktop.ui.viewer.opening import Loaded, Opening
from ppir_desktop.ui.viewer.page_view import PageView

_KEEP_MS = 400


class PlaceKeeper(QObject):
    """Keeps the place of the document that is open."""

    def __init__(self, view: PageView, opening: Opening, parent: QObject) -> None:
        """Have no document open."""
        super().__init__(parent)
        self._view, self._opening = view, opening
        self._card: Card | None = None
        self._document = ""
        self._before: Place | None = None
        self._place: Place | None = None
        self.has_moved = False
        self._timer = QTimer(self, interval=_KEEP_MS, singleShot=True)
        self._timer.timeout.connect(self.keep)

    def begin(self, card: Card, loaded: Loaded) -> None:
        """Be at a document, which is still to be shown."""
        self._card, self._document = card, loaded.document
        known = loaded.viewing.place
        is_same = known is not None and known.document == self._document
        self._before, self._place = known if is_same else None, None
        # To open it is to be there: the dossier that was opened last is the one to land in.
        self.has_moved = True
        self._timer.start()

    def arrive(self) -> None:
        """The document is shown where it is to be read on."""
        self._place = self._where()

    def follow(self) -> None:
        """Keep the place soon, if the reader went on."""
        if self._document and self._place is not None and self._place != self._where():
            self._place, self.has_moved = self._where(), True
            self._timer.start()

    def keep(self) -> None:
        """Keep the place now, if it is another one than what was kept last."""
        self._timer.stop()
        place = self._place or self._before
        if place is None and self._document:
            # It is not shown yet, or cannot be.
            place = Place(document=Digest(self._document))
        if self.has_moved and self._card is not None and place is not None:
            self._opening.keep_place(self._card, place)
        self.has_moved = False

    def leave(self) -> None:
        """Keep the place, and be nowhere."""
        self.keep()
        self._card, self._document, self._before, self._place = None, "", None, None

    def _where(self) -> Place:
        page, down = self._view.place()
        return Place(document=Digest(self._document), page=page, down=round(down, 4),
                     zoom=self._view.zoom, rotation=self._view.rotation)  # fmt: skip
