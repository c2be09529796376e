"""One line in front of the document worker: what is wanted most is asked for next.

The worker does one thing at a time. What is asked for is therefore chosen when it is free, not
when it is wished: a page that was scrolled past meanwhile is never drawn.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from PySide6.QtCore import QObject

from ppir_desktop.common.errors import PpirError
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.task_runner import TaskRunner

T = TypeVar("T")


class Job(NamedTuple):
    """Something to be asked of the worker.

    Attributes:
        work: Asks it, in another thread.
        done: Takes the answer, in the window's thread.
        failed: Takes what went wrong.
    """

    work: Callable[[], object]
    done: Callable[[object], None]
    failed: Callable[[PpirError], None]


class Lane(QObject):
    """Asks one thing at a time."""

    def __init__(
        self, runner: TaskRunner, choose: Callable[[], Job | None], parent: QObject | None = None
    ) -> None:
        """Ask nothing yet.

        Args:
            runner: Runs the work.
            choose: Says what is wanted most now; None for nothing.
            parent: Whom it belongs to.
        """
        super().__init__(parent)
        self._runner, self._choose = runner, choose
        self._first: deque[Job] = deque()
        self._busy = False
        self._generation = 0

    def put_first(self, job: Job) -> None:
        """Have something be done before whatever else is wished."""
        self._first.append(job)
        self.poke()

    def poke(self) -> None:
        """Go on, if nothing is under way."""
        if self._busy:
            return
        job = self._first.popleft() if self._first else self._choose()
        if job is None:
            return
        self._busy = True
        generation = self._generation

        def work(_watch: Watch) -> object:
            return job.work()

        task = self._runner.aside(work)
        task.succeeded.connect(lambda value: self._tell(generation, job.done, value))
        task.failed.connect(lambda error: self._tell(generation, job.failed, error))
        task.ended.connect(self._go_on)

    def forget(self) -> None:
        """Forget what was wished, and tell nobody what comes of what is under way."""
        self._generation += 1
        self._first.clear()

    def _tell(self, generation: int, to: Callable[[T], None], value: T) -> None:
        if generation == self._generation:
            to(value)

    def _go_on(self) -> None:
        self._busy = False
        self.poke()
