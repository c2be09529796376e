"""Makes the index of all dossiers in the background, a few pages at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

from PySide6.QtCore import QObject, QTimer, Signal

from ppir_desktop.common.errors import PpirError
from ppir_desktop.services.dossier_reading import DocumentWorker
from ppir_desktop.services.searching import (
    Indexing,
    PageText,
    Unindexed,
    due_for_index,
    keep_pages,
)
from ppir_desktop.services.sessions import OpenProfile
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.task_runner import Task

_REST_MS: Final = 1_000


class Indexer(QObject):
    """Indexes what is not indexed yet; it has a worker of its own.

    Signals:
        changed: More is indexed, or there is more to index.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        """Index whenever a profile is opened; `start` looks for more."""
        super().__init__(parent)
        self._session = session
        self._worker = DocumentWorker()
        self._due: list[Unindexed] = []
        self._indexing: Indexing | None = None
        self._item: Unindexed | None = None
        self._task: Task | None = None
        # Documents that cannot be read are told of where they are opened, and not tried again.
        self._unreadable: set[tuple[str, str]] = set()
        self._pause = QTimer(self, interval=_REST_MS, singleShot=True)
        session.opened.connect(self.start)
        session.locked.connect(self.stop)

    @property
    def worker_pid(self) -> int | None:
        """Number of the worker's process, while there is one."""
        return self._worker.pid

    @property
    def waiting(self) -> int:
        """How many documents are still to be indexed."""
        return len(self._due) + (self._item is not None)

    def start(self) -> None:
        """Look what there is to index, and begin."""
        profile = self._session.profile
        if profile is not None and self._task is None:
            self._on_vault(due_for_index, self._begin)

    def rest(self) -> None:
        """Let what a person waits for go first, for a moment."""
        self._pause.start()

    def stop(self) -> None:
        """Stop, and end the worker; what is indexed stays."""
        self._due, self._item = [], None
        if self._task is not None:
            self._task.cancel()
        self._task = None
        self._unreadable.clear()
        indexing, self._indexing = self._indexing, None
        self._end_worker()
        if indexing is not None:
            self._session.runner.surely(indexing.close)
        self.changed.emit()

    def _end_worker(self) -> None:
        # One that is closed is so for good, whatever was still about to be asked of it.
        worker, self._worker = self._worker, DocumentWorker()
        self._session.runner.surely(worker.close)

    def _begin(self, due: object) -> None:
        found = cast("list[Unindexed]", due)
        self._due = [one for one in found if (one.dossier, one.document) not in self._unreadable]
        self._next_document()

    def _next_document(self) -> None:
        self._item, self._indexing = None, None
        self.changed.emit()
        profile = self._session.profile
        if profile is None or not self._due:
            self._task = None
            self._end_worker()
            return
        item = self._item = self._due.pop(0)
        worker = self._worker
        self._aside(lambda _watch: Indexing(profile, worker, item), self._read)

    def _read(self, indexing: object) -> None:
        opened = self._indexing = cast("Indexing", indexing)
        self._aside(lambda _watch: opened.next_pages(), self._keep)

    def _keep(self, pages: object) -> None:
        item, indexing = self._item, self._indexing
        found = cast("list[PageText]", pages)
        if item is None or indexing is None:
            return
        if not found:
            self._finish()
            return
        self._on_vault(
            lambda profile: keep_pages(profile, item, found),
            lambda kept: self._read(indexing) if kept else self._finish(),
        )

    def _finish(self) -> None:
        indexing = self._indexing
        if indexing is not None:
            self._session.runner.surely(indexing.close)
        self._next_document()

    def _give_up(self, _error: PpirError) -> None:
        if self._item is not None:
            self._unreadable.add((self._item.dossier, self._item.document))
            self._finish()
        else:
            self._task = None

    def _aside(self, work: Callable[[Watch], object], done: Callable[[object], object]) -> None:
        if self._pause.isActive():
            item = self._item
            QTimer.singleShot(
                self._pause.remainingTime() + 1,
                self,
                # Another profile may be open by then, or none.
                lambda: self._aside(work, done) if self._item is item is not None else None,
            )
            return
        self._watch_task(self._session.runner.aside(work), done)

    def _on_vault(
        self, work: Callable[[OpenProfile], object], done: Callable[[object], object]
    ) -> None:
        profile = self._session.profile
        if profile is not None:
            self._watch_task(self._session.runner.on_vault(lambda _watch: work(profile)), done)

    def _watch_task(self, task: Task, done: Callable[[object], object]) -> None:
        self._task = task

        def take(value: object) -> None:
            if self._task is task:
                done(value)
            elif isinstance(value, Indexing):
                # It was given up meanwhile: what was opened for it is closed.
                self._session.runner.surely(value.close)

        task.succeeded.connect(take)
        task.failed.connect(lambda error: self._give_up(error) if self._task is task else None)
