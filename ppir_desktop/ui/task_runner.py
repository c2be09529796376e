"""Work that would keep the window waiting is done by threads; results come back by signals.

All work on a vault goes through one thread, in the order in which it was asked for; other work
that waits for something (a hub, a printer, the passphrase's derivation) through a pool.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from ppir_desktop.common.errors import PpirError, RefusedError
from ppir_desktop.common.logs import EventLogger
from ppir_desktop.services.watching import Progress, Watch

T = TypeVar("T")

_LOG: Final = EventLogger(__name__)
_POOL: Final = 3


class Task(QObject):
    """One piece of work.

    Signals:
        succeeded: It is done; what it came to.
        failed: It is not, with the `PpirError` that says why.
        cancelled: Somebody wished it to stop, and it did.
        progressed: How far it is, as `sync.progress.Progress`.
        ended: It came to its end, whichever that was; always the last signal.
    """

    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    progressed = Signal(object)
    ended = Signal()

    _returned = Signal(object, object)

    def __init__(self, parent: QObject) -> None:
        """Prepare signals; a `TaskRunner` makes tasks."""
        super().__init__(parent)
        self.watch = Watch(self._tell)
        # Emitted by a worker thread, received by the thread that the task lives in.
        self._returned.connect(self._finish)

    def cancel(self) -> None:
        """Wish it to stop; it does so within a second, and nothing is lost."""
        self.watch.cancel()

    def run(self, work: Callable[[Watch], object]) -> None:
        """Do the work, in whichever thread calls this."""
        try:
            self.watch.check()
            self._returned.emit(work(self.watch), None)
        except PpirError as error:
            self._returned.emit(None, error)
        except Exception as error:  # noqa: BLE001 -- a mistake of ours must not look like success
            _LOG.failure("task_mistaken", error)
            self._returned.emit(None, PpirError("task_mistaken", kind=type(error).__name__))

    def _tell(self, progress: Progress) -> None:
        self.progressed.emit(progress)

    @Slot(object, object)
    def _finish(self, value: object, error: PpirError | None) -> None:
        if error is None:
            self.succeeded.emit(value)
        elif isinstance(error, RefusedError) and error.code == "cancelled":
            self.cancelled.emit()
        else:
            self.failed.emit(error)
        self.ended.emit()
        self.deleteLater()


class TaskRunner(QObject):
    """Runs tasks, and says how many there are.

    Signals:
        busy: How many tasks have not come to their end.
    """

    busy = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start no thread yet."""
        super().__init__(parent)
        self._vault = ThreadPoolExecutor(1, thread_name_prefix="vault")
        self._pool = ThreadPoolExecutor(_POOL, thread_name_prefix="pool")
        self._ends = ThreadPoolExecutor(1, thread_name_prefix="ends")
        self._running: set[Task] = set()
        self._aside: set[Task] = set()
        self.is_closed = False

    def on_vault(self, work: Callable[[Watch], T]) -> Task:
        """Have work on a vault be done, after all that was asked for before."""
        return self._submit(self._vault, work)

    def aside(self, work: Callable[[Watch], T]) -> Task:
        """Have other work be done, side by side with whatever else is."""
        task = self._submit(self._pool, work)
        self._aside.add(task)
        return task

    def surely(self, work: Callable[[], object]) -> None:
        """Have something be ended aside, such as a process: closing waits for it as well."""

        def end() -> None:
            try:
                work()
            except Exception as error:  # noqa: BLE001 -- nobody waits for it; it is noted
                _LOG.failure("task_mistaken", error)

        self._ends.submit(end)

    def close(self) -> None:
        """Stop what goes on aside and wait for the rest; nothing is done after that.

        Work on the vault is done to its end: a sheet's last words are among it. Whoever waits for
        a task is told what it came to, so that what it opened is closed.
        """
        self.is_closed = True
        for task in list(self._aside):
            task.cancel()
        self._pool.shutdown(cancel_futures=True)
        self._vault.shutdown()
        # What the threads still had to say arrives now, or never.
        for task in list(self._running):
            QCoreApplication.sendPostedEvents(task)
        self._ends.shutdown()

    def _submit(self, executor: ThreadPoolExecutor, work: Callable[[Watch], Any]) -> Task:
        task = Task(self)
        if self.is_closed:  # nobody is there any more who would wait for it
            return task
        self._running.add(task)
        task.ended.connect(lambda: self._forget(task))
        self.busy.emit(len(self._running))
        executor.submit(task.run, work)
        return task

    def _forget(self, task: Task) -> None:
        self._running.discard(task)
        self._aside.discard(task)
        self.busy.emit(len(self._running))
