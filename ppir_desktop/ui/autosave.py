"""Keeps what is being written: on the disk within half a second, by itself."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.errors import PpirError
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.services import drafts
from ppir_desktop.services.drafts import Draft
from ppir_desktop.services.own_records import Place
from ppir_desktop.services.sessions import OpenProfile
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.task_runner import TaskRunner
from ppir_desktop.ui.viewmodels.sheet_model import SheetModel

PAUSE_MS: Final = 250
"""How long after the first change; what is typed meanwhile is kept along with it."""
AGAIN_MS: Final = 3_000
"""How long until it is tried again where the disk took nothing."""


class Autosave(QObject):
    """Saves one sheet at a time.

    Signals:
        saved: When it was saved, UTC; the disk has everything up to the change before.
        failed: The `PpirError` that says why it was not. The sheet keeps it, and it is tried again.
    """

    saved = Signal(str)
    failed = Signal(object)

    def __init__(self, runner: TaskRunner, parent: QObject | None = None) -> None:
        """Have nothing to save yet."""
        super().__init__(parent)
        self._runner = runner
        self._at: tuple[OpenProfile, Identifier, Place] | None = None
        self._model: SheetModel | None = None
        self._kept: Draft | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.flush)

    def watch(
        self, profile: OpenProfile, round_id: Identifier, place: Place, model: SheetModel
    ) -> None:
        """Save a sheet from now on, after what there is of another one."""
        self.leave()
        self._at, self._model, self._kept = (profile, round_id, place), model, model.draft()
        model.changed.connect(self._begin)

    def leave(self) -> None:
        """Save what there is, and watch nothing from now on."""
        self.flush()
        self.forget()

    def forget(self) -> None:
        """Watch nothing from now on, and save nothing more, as of a sheet that was signed."""
        self._timer.stop()
        if self._model is not None:
            self._model.changed.disconnect(self._begin)
        self._at = self._model = self._kept = None

    @property
    def is_watching(self) -> bool:
        """Whether a sheet is being filled in."""
        return self._model is not None

    @property
    def is_pending(self) -> bool:
        """Whether something stands on the sheet that is not on the disk, or not for certain."""
        return self._model is not None and self._model.draft() != self._kept

    def flush(self) -> None:
        """Save at once what is not on the disk yet."""
        self._timer.stop()
        if self._model is None or self._at is None:
            return
        draft = self._model.draft()
        if draft == self._kept:
            return
        self._kept = draft
        profile, round_id, place = self._at

        def work(_watch: Watch) -> str:
            return drafts.save(profile, round_id, place, draft, SystemClock())

        task = self._runner.on_vault(work)
        task.succeeded.connect(self.saved.emit)
        task.failed.connect(lambda error: self._try_again(draft, error))

    def _begin(self) -> None:
        if not self._timer.isActive():
            self._timer.start(PAUSE_MS)

    def _try_again(self, draft: Draft, error: PpirError) -> None:
        if self._kept == draft:
            self._kept = None
            self._timer.start(AGAIN_MS)
        self.failed.emit(error)
