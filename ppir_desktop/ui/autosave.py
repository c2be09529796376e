"""Keeps what is being written: on the disk within half a second, by itself."""

from __future__ import annotations

from typing import Final, NamedTuple

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


class _Sheet(NamedTuple):
    """Whose sheet it is: the profile by its name, since it may be closed and opened again."""

    profile: str
    round: Identifier
    place: Place


class Autosave(QObject):
    """Saves one sheet at a time, and those left before that the disk did not take.

    Signals:
        saved: When it was saved, UTC; the disk has everything up to the change before.
        failed: The `PpirError` that says why it was not. It is kept, and tried again.

    Attributes:
        is_refused: Whether the disk did not take what was handed over last.
    """

    saved = Signal(str)
    failed = Signal(object)

    def __init__(self, runner: TaskRunner, parent: QObject | None = None) -> None:
        """Have nothing to save yet."""
        super().__init__(parent)
        self._runner = runner
        self._profile: OpenProfile | None = None
        self._sheet: _Sheet | None = None
        self._model: SheetModel | None = None
        self._kept: Draft | None = None
        self._on_disk: Draft | None = None
        # Sheets that were left, until the disk is known to have them. They outlast locking.
        self._left: dict[_Sheet, Draft] = {}
        self.is_refused = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.flush)
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._save_left)

    def resume(self, profile: OpenProfile) -> None:
        """Save what the disk did not take before a profile was closed, now that it is open."""
        self._profile = profile
        self._save_left()

    def left_of(self, profile: OpenProfile, round_id: Identifier, place: Place) -> Draft | None:
        """What stood on a sheet when it was left, if the disk is not known to have it."""
        return self._left.get(_Sheet(profile.info.name, round_id, place))

    def watch(
        self, profile: OpenProfile, round_id: Identifier, place: Place, model: SheetModel
    ) -> None:
        """Save a sheet from now on, after what there is of another one."""
        self.leave()
        self._profile, self._model = profile, model
        self._sheet = _Sheet(profile.info.name, round_id, place)
        model.changed.connect(self._begin)
        if self._left.pop(self._sheet, None) is None:
            self._kept = self._on_disk = model.draft()
        else:
            self._begin()

    def leave(self) -> None:
        """Save what there is, and watch nothing from now on."""
        self.flush()
        if self._sheet is not None and self._kept is not None and self._kept != self._on_disk:
            self._left[self._sheet] = self._kept
        self._stop()

    def suspend(self) -> None:
        """Leave, and try nothing any more until a profile is open again."""
        self.leave()
        self._again.stop()
        self._profile = None

    def forget(self) -> None:
        """Watch nothing from now on, and save nothing more, as of a sheet that was signed."""
        if self._sheet is not None:
            self._left.pop(self._sheet, None)
        self._stop()

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
        if self._model is None or self._sheet is None:
            return
        draft = self._model.draft()
        if draft != self._kept:
            self._kept = draft
            self._save(self._sheet, draft)

    def _stop(self) -> None:
        self._timer.stop()
        if self._model is not None:
            self._model.changed.disconnect(self._begin)
        self._sheet = self._model = self._kept = self._on_disk = None

    def _begin(self) -> None:
        if not self._timer.isActive():
            self._timer.start(PAUSE_MS)

    def _save(self, sheet: _Sheet, draft: Draft) -> None:
        profile = self._profile
        if profile is None or profile.info.name != sheet.profile:
            return

        def work(_watch: Watch) -> str:
            return drafts.save(profile, sheet.round, sheet.place, draft, SystemClock())

        task = self._runner.on_vault(work)
        task.succeeded.connect(lambda time: self._note(sheet, draft, time))
        task.failed.connect(lambda error: self._try_again(sheet, draft, error))

    def _save_left(self) -> None:
        for sheet, draft in self._left.items():
            self._save(sheet, draft)

    def _note(self, sheet: _Sheet, draft: Draft, time: str) -> None:
        if sheet == self._sheet:
            self._on_disk = draft
        elif self._left.get(sheet) == draft:
            del self._left[sheet]
        self.is_refused = bool(self.is_refused and self._left)
        self.saved.emit(time)

    def _try_again(self, sheet: _Sheet, draft: Draft, error: PpirError) -> None:
        if sheet == self._sheet and self._kept == draft:
            self._kept = None
            self._timer.start(AGAIN_MS)
        elif self._left.get(sheet) == draft:
            self._again.start(AGAIN_MS)
        else:  # what is newer was handed over since, or it is not wanted any more
            return
        self.is_refused = True
        self.failed.emit(error)
