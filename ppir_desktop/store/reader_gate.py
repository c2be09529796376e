"""A gap between readers, in which a database can take back what its journal holds.

SQLite empties a write-ahead log only while nobody reads from it ("checkpoint starvation",
sqlite.org/wal.html, section 6). With readers that follow each other without a pause it would grow
as long as they do; so now and then the writer holds new ones back until the others are done.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_PATIENCE_SECONDS: Final = 0.5


class ReaderGate:
    """Counts who reads, and lets a writer be alone for a moment."""

    def __init__(self) -> None:
        """Begin with nobody inside."""
        self._changed = threading.Condition()
        self._inside = 0
        self._is_shut = False

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read; wait a moment first where a writer wants to be alone."""
        with self._changed:
            # Bounded, since whoever waits here may be inside already, further up its stack.
            self._changed.wait_for(lambda: not self._is_shut, _PATIENCE_SECONDS)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                if self._inside == 0:
                    self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Hold new readers back and say whether those inside came to an end in time."""
        with self._changed:
            self._is_shut = True
            empty = self._changed.wait_for(lambda: self._inside == 0, _PATIENCE_SECONDS)
        try:
            yield empty
        finally:
            with self._changed:
                self._is_shut = False
                self._changed.notify_all()
