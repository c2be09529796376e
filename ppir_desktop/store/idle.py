"""When a vault locks by itself: after a while without anybody, or when another program asks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

REQUEST: Final = "lock.request"
DEFAULT_SECONDS: Final = 15 * 60
_LOOKS_EVERY: Final = 0.5


def awake_or_asleep() -> float:
    """Seconds on a clock that is never set back and goes on while the machine sleeps."""
    # macOS counts sleep in its monotonic clock, and Windows in Python's.
    kind = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
    return time.monotonic() if kind is None else time.clock_gettime(kind)


class IdleWatch:
    """Calls something once when nobody has touched a vault for a while, or locking is asked for."""

    def __init__(
        self,
        folder: Path,
        on_lock: Callable[[], None],
        seconds: float = DEFAULT_SECONDS,
        monotonic: Callable[[], float] = awake_or_asleep,
    ) -> None:
        """Watch a profile that was just opened; `start` begins.

        Args:
            folder: The profile's folder.
            on_lock: What to do; called from a thread of the watch's own.
            seconds: How long nobody may be there.
            monotonic: A clock that is never set back, in seconds; a laptop may be stolen asleep.
        """
        self._request = folder / REQUEST
        self._on_lock = on_lock
        self._seconds = seconds
        self._monotonic = monotonic
        self._touched = monotonic()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="idle-watch", daemon=True)
        # A request from before is answered: whoever asked found the vault locked.
        self._request.unlink(missing_ok=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def touch(self) -> None:
        """Somebody is there."""
        self._touched = self._monotonic()

    def is_due(self) -> bool:
        """Whether it is time to lock."""
        return self._monotonic() - self._touched >= self._seconds or self._request.exists()

    def stop(self) -> None:
        """Watch no longer; harmless when it never began or has ended."""
        self._stopped.set()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join()

    def _watch(self) -> None:
        while not self._stopped.wait(min(_LOOKS_EVERY, self._seconds)):
            if self.is_due():
                self._stopped.set()
                self._on_lock()
                self._request.unlink(missing_ok=True)


def request_lock(folder: Path) -> None:
    """Ask whoever has a profile open to lock it."""
    (folder / REQUEST).touch()
