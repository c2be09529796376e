"""What the vault says and gives before a document is shown, and what it keeps afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.services.annotations import PageMark, delete_marks, keep_marks, marks_of
from ppir_desktop.services.dossier_reading import AgeReader, open_document
from ppir_desktop.services.dossiers import Card
from ppir_desktop.services.sessions import OpenProfile
from ppir_desktop.services.viewing import Place, Viewing, keep_place, look_at
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.session import Session


class Loaded(NamedTuple):
    """A document as the vault gives it.

    Attributes:
        viewing: What is known of its dossier.
        document: SHA-256 of the plain document; empty for a dossier without any.
        source: Its plain bytes; None while it is closed or has not come.
        marks: What was marked in it.
    """

    viewing: Viewing
    document: str
    source: AgeReader | None
    marks: list[PageMark]


class Opening(QObject):
    """Speaks with the vault.

    Signals:
        loaded: What was asked for last is here: `Loaded`.
        failed: It is not; the `PpirError` that says why.
        not_kept: A mark was not kept; the `PpirError` that says why.
        kept: Marks were kept: when, UTC; empty where some were only deleted.
    """

    loaded = Signal(object)
    failed = Signal(object)
    not_kept = Signal(object)
    kept = Signal(str)

    def __init__(self, session: Session, parent: QObject) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._session = session
        self._number = 0

    def load(self, card: Card, document: Digest | None) -> None:
        """Load a document of a dossier; None for the one that was read last, or the first."""
        self._number += 1
        number = self._number
        self._on_vault(lambda profile: _load(profile, card, document),
                       lambda loaded: self._take(number, loaded), self.failed.emit)  # fmt: skip

    def forget(self) -> None:
        """Want nothing any more of what was asked for."""
        self._number += 1

    def keep_place(self, card: Card, place: Place) -> None:
        """Keep where the reader is."""
        # Where somebody was is no loss worth a message.
        self._on_vault(
            lambda profile: keep_place(profile, card.round, (card.stage, card.dossier), place),
            lambda _none: None,
            lambda _error: None,
        )

    def keep_marks(
        self, round_id: Identifier, kept: Sequence[PageMark], deleted: Sequence[Identifier]
    ) -> None:
        """Keep marks, and delete others."""

        def work(profile: OpenProfile) -> str:
            if deleted:
                delete_marks(profile, deleted)
            return keep_marks(profile, round_id, kept, SystemClock()) if kept else ""

        self._on_vault(work, self.kept.emit, self.not_kept.emit)

    def _take(self, number: int, loaded: Loaded) -> None:
        if number == self._number and self._session.profile is not None:
            self.loaded.emit(loaded)
        elif loaded.source is not None:
            # Nobody waits for it any more: its key goes at once.
            loaded.source.close()

    def _on_vault(
        self,
        work: Callable[[OpenProfile], object],
        done: Callable[..., object],
        failed: Callable[..., object],
    ) -> None:
        profile = self._session.profile
        if profile is None:
            return

        def on_vault(_watch: Watch) -> object:
            return work(profile)

        task = self._session.runner.on_vault(on_vault)
        task.succeeded.connect(done)
        task.failed.connect(failed)


def _load(profile: OpenProfile, card: Card, wanted: Digest | None) -> Loaded:
    place = (card.stage, card.dossier)
    viewing = look_at(profile, card.round, place)
    known = [one.digest for one in card.manifest.documents]
    before = viewing.place.document if viewing.place is not None else None
    document = next((one for one in (wanted, before, *known) if one in known), None)
    if document is None or not viewing.is_open or document not in viewing.here:
        return Loaded(viewing, document or "", None, [])
    marks = marks_of(profile, card.round, card.dossier, document)
    source, _ = open_document(profile, card.round, place, document)
    return Loaded(viewing, document, source, marks)
