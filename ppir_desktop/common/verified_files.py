"""Files whose content is known by its digest before it arrives: whatever has the name is whole."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from ppir_desktop.common.closing import Closes
from ppir_desktop.common.durable import faults_of, flush_to_disk, put_in_place
from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.common.identifiers import Digest

_OWNER_ONLY: Final = 0o600
_READ: Final = 1024 * 1024
# Other programs are kept out by other means: a profile's lock, a fresh name on a hub.
_LOCK = threading.Lock()
_BEING_WRITTEN: set[Path] = set()


class VerifiedWriter(Closes):
    """Takes a file in, piece by piece, from a carrier that may break off at any time.

    What has arrived stays when the writer is closed without being finished, and the next writer
    on the same partial file goes on from there.

    Attributes:
        path: Where it lies once it is whole.
        received: How many bytes have arrived.
    """

    def __init__(self, path: Path, partial: Path, digest: Digest, most: int) -> None:
        """Go on with a file, or begin it.

        Args:
            path: Where it is to lie.
            partial: Where it lies until it is whole, on the same file system.
            digest: SHA-256 of its bytes.
            most: How many bytes it may have.

        Raises:
            RefusedError: ``blob_being_written`` while another thread writes the same.
            EnvironmentFault: ``file_not_written``.
        """
        self.path = path
        self._partial = partial
        self._digest = digest
        self._most = most
        self._hash = hashlib.sha256()
        self.received = 0
        self._is_ours = _claim(partial)
        try:
            with faults_of(path):
                descriptor = os.open(partial, os.O_RDWR | os.O_CREAT, _OWNER_ONLY)
                self._file = io.FileIO(descriptor, "r+b")
                for piece in pieces(self._file):
                    self._hash.update(piece)
                    self.received += len(piece)
        except BaseException:
            self._let_go()
            raise

    def close(self) -> None:
        """Stop; what arrived so far stays."""
        self._file.close()
        self._let_go()

    def write(self, piece: bytes) -> None:
        """Take the next bytes.

        Raises:
            InputError: ``blob_damaged`` when there are more than there should be.
            EnvironmentFault: ``file_not_written``; what came before stays.
        """
        if self.received + len(piece) > self._most:
            self.drop()
            raise InputError("blob_damaged", digest=self._digest)
        view = memoryview(piece)
        with faults_of(self.path):
            while view:  # a system may take less than it is given
                taken = self._file.write(view)
                self._hash.update(view[:taken])
                self.received += taken
                view = view[taken:]

    def finish(self) -> None:
        """Check the digest, have the disk keep it, and give it its name.

        Raises:
            InputError: ``blob_damaged`` when it is another; all of it is dropped.
            EnvironmentFault: ``file_not_written``.
        """
        if self._hash.hexdigest() != self._digest:
            self.drop()
            raise InputError("blob_damaged", digest=self._digest)
        with faults_of(self.path):
            flush_to_disk(self._file.fileno())
            self._file.close()
            put_in_place(self._partial, self.path)
        self._let_go()

    def drop(self) -> None:
        """Forget what arrived so far."""
        self._file.close()
        self._partial.unlink(missing_ok=True)
        self._let_go()

    def _let_go(self) -> None:
        """Let others write it; only once, since the next writer's claim is not ours to end."""
        if self._is_ours:
            self._is_ours = False
            with _LOCK:
                _BEING_WRITTEN.discard(self._partial)


def _claim(partial: Path) -> bool:
    """Be the only one who writes a file: what two wrote over each other would bear its name."""
    with _LOCK:
        if partial in _BEING_WRITTEN:
            raise RefusedError("blob_being_written")
        _BEING_WRITTEN.add(partial)
    return True


def pieces(file: BinaryIO | io.FileIO) -> Iterator[bytes]:
    """The rest of a file, a MiB at a time."""
    while piece := file.read(_READ):
        yield piece


def digest_of_file(file: BinaryIO) -> Digest:
    """The SHA-256 of the rest of a file."""
    found = hashlib.sha256()
    for piece in pieces(file):
        found.update(piece)
    return Digest(found.hexdigest())
