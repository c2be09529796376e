"""Files that are either as they were or as they should be, whatever happens in between."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ppir_desktop.common.errors import EnvironmentFault

_OWNER_ONLY = 0o600
PARTIAL = ".partial"
"""What the name of a file that is being written ends with."""


def write_durably(path: Path, content: bytes) -> None:
    """Write a file for its owner alone: beside its place, flushed to the disk, then renamed.

    Raises:
        EnvironmentFault: ``file_not_written``; whatever stood there before stands there still.
    """
    partial = path.with_name(path.name + PARTIAL)
    with faults_of(path):
        try:
            # What an attempt that was cut short left behind may not be its owner's alone.
            partial.unlink(missing_ok=True)
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                flush_to_disk(file.fileno())
            put_in_place(partial, path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise


def put_in_place(partial: Path, path: Path) -> None:
    """Give a finished file its name, durably.

    Raises:
        OSError: Whatever the system says.
    """
    partial.replace(path)
    flush_folder(path.parent)


def flush_to_disk(descriptor: int) -> None:
    """Have the disk keep what was written, and not only the disk's own memory."""
    if sys.platform == "darwin":
        import fcntl  # noqa: PLC0415 -- not on every system

        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)


def flush_folder(folder: Path) -> None:
    """Have the disk keep the names in a folder; where folders cannot be opened, names are kept."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """Turn what the system says about writing a file into a fault that names the file.

    Raises:
        EnvironmentFault: ``file_not_written``.
    """
    try:
        yield
    except OSError as error:
        raise EnvironmentFault(
            "file_not_written", file=str(path), reason=error.strerror or ""
        ) from error
