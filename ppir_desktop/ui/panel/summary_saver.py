"""Keeps what a chair types of a dossier: on the disk within half a second, by itself."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from ppir_desktop.common.errors import PpirError
from ppir_desktop.services.chair.sittings import Sight
from ppir_desktop.ui.panel.lane import PanelLane

PAUSE_MS: Final = 250
AGAIN_MS: Final = 3_000


class Where(NamedTuple):
    """Of which dossier something is written, and what: a field of a `Talk`.

    The profile goes by its name, since it may be closed and opened again.
    """

    profile: str
    sight: Sight
    dossier: str
    field: str = "summary"


class SummarySaver(QObject):
    """Saves what was typed, and tries again where the disk took nothing.

    Signals:
        saved: When it was saved, UTC.
        failed: The `PpirError` that says why it was not. It is kept, and tried again.
    """

    saved = Signal(str)
    failed = Signal(object)

    def __init__(self, lane: PanelLane, parent: QObject) -> None:
        """Have nothing to save yet."""
        super().__init__(parent)
        self._lane = lane
        # Texts that the disk is not known to have. They outlast locking.
        self._waiting: dict[Where, str] = {}
        self._under_way: dict[Where, str] = {}
        self.is_refused = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.flush)

    @property
    def is_pending(self) -> bool:
        """Whether something is not on the disk, or not for certain."""
        return bool(self._waiting or self._under_way)

    def take(self, where: Where, text: str) -> None:
        """Save a text soon; what is typed meanwhile is saved along with it."""
        self._waiting[where] = text
        if not self._timer.isActive():
            self._timer.start(PAUSE_MS)

    def text_of(self, where: Where) -> str | None:
        """A text that the disk is not known to have; None where it has the last one."""
        return self._waiting.get(where, self._under_way.get(where))

    def flush(self) -> None:
        """Save at once what is not on the disk yet."""
        self._timer.stop()
        for where, text in list(self._waiting.items()):
            if where.profile != self._lane.profile_name:
                continue  # locked: it is tried again once that profile is open
            task = self._lane.write(where.sight, where.dossier, **{where.field: text})
            if task is None:
                return
            del self._waiting[where]
            self._under_way[where] = text
            task.succeeded.connect(lambda time, at=where, said=text: self._note(at, said, time))
            task.failed.connect(lambda error, at=where, said=text: self._retry(at, said, error))

    def _note(self, where: Where, text: str, time: str) -> None:
        if self._under_way.get(where) == text:
            del self._under_way[where]
        self.is_refused = False
        self.saved.emit(time)

    def _retry(self, where: Where, text: str, error: PpirError) -> None:
        if self._under_way.get(where) == text:
            del self._under_way[where]
            # What is newer was handed over since.
            self._waiting.setdefault(where, text)
            self._timer.start(AGAIN_MS)
        self.is_refused = True
        self.failed.emit(error)
