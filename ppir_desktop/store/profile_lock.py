"""The lock on a profile; apart from `profiles`, which the first window loads."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

from ppir_desktop.common.errors import EnvironmentFault, RefusedError


class ProfileLock:
    """Keeps a second program out of a profile while one has it open; a crash lets go of it."""

    def __init__(self, folder: Path) -> None:
        """Lock the profile in a folder; `take` does it."""
        # A watch may close a profile from a thread of its own.
        self._lock = FileLock(folder / "in-use.lock", timeout=0, thread_local=False)
        self._name = folder.name

    def take(self) -> None:
        """Take the lock.

        Raises:
            RefusedError: ``vault_in_use`` when another program has the profile open.
            EnvironmentFault: ``file_not_written`` where not even a lock can be kept.
        """
        try:
            self._lock.acquire()
        except Timeout:
            raise RefusedError("vault_in_use", name=self._name) from None
        except OSError as error:
            raise EnvironmentFault(
                "file_not_written", file=self._lock.lock_file, reason=error.strerror or ""
            ) from None

    def release(self) -> None:
        """Let others in."""
        self._lock.release()
