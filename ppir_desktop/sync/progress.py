"""How far an exchange is, how long it may take still, and that somebody wants it to stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import msgspec

from ppir_desktop.common.errors import RefusedError


class Progress(msgspec.Struct, frozen=True):
    """How far an exchange is.

    Attributes:
        step: What is being done: ``connect``, ``send``, ``records`` or ``documents``.
        done: Bytes that are done of this step.
        total: Bytes that there are; 0 while that is not known.
        seconds_left: How long it takes still at the present speed; None while that is not known.
    """

    step: str
    done: int
    total: int
    seconds_left: float | None


Tell = Callable[[Progress], None]


def tell_nobody(_progress: Progress) -> None:
    """Tell nobody."""


class Watch:
    """Counts what is done, for any number of threads, and carries the wish to stop."""

    def __init__(self, tell: Tell = tell_nobody) -> None:
        """Tell somebody how far it is."""
        self._tell = tell
        self._stop = threading.Event()
        self._endings: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._step, self._done, self._total = "connect", 0, 0
        self._began = time.monotonic()

    def cancel(self) -> None:
        """Wish that it stops; it does so within a second, and nothing is lost."""
        with self._lock:
            self._stop.set()
            endings, self._endings = self._endings, []
        for end in endings:
            end()

    def when_cancelled(self, end: Callable[[], None]) -> None:
        """Have something be done once somebody wishes it to stop, such as ending what waits."""
        with self._lock:
            if not self._stop.is_set():
                self._endings.append(end)
                return
        end()

    def check(self) -> None:
        """Stop here if somebody wishes it.

        Raises:
            RefusedError: ``cancelled``.
        """
        if self._stop.is_set():
            raise RefusedError("cancelled")

    def wait(self, seconds: float) -> None:
        """Wait, unless somebody wishes it to stop.

        Raises:
            RefusedError: ``cancelled``.
        """
        self._stop.wait(seconds)
        self.check()

    def begin(self, step: str, total: int = 0) -> None:
        """Begin a step of so many bytes."""
        with self._lock:
            self._step, self._done, self._total = step, 0, total
            self._began = time.monotonic()
        self.add(0)

    def add(self, count: int) -> None:
        """Count bytes that are done; a negative number takes some back."""
        with self._lock:
            self._done += count
            passed = time.monotonic() - self._began
            left = None
            if self._done > 0 and self._total:
                left = passed / self._done * max(0, self._total - self._done)
            told = Progress(self._step, self._done, self._total, left)
        self._tell(told)
