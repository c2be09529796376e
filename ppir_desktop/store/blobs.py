"""The blob folder: encrypted documents as they are carried, each named by its own SHA-256.

A blob is written beside its place while its digest is computed, and gets its name only when the
digest is right and the bytes are on the disk; so whatever bears a name is whole.
"""

from __future__ import annotations

import hashlib
import io
import os
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from ppir_desktop.common.closing import Closes
from ppir_desktop.common.durable import PARTIAL, faults_of, flush_to_disk, put_in_place
from ppir_desktop.common.errors import EnvironmentFault, InputError, RefusedError
from ppir_desktop.common.identifiers import Digest, parse_digest
from ppir_desktop.common.paths import ensure_private
from ppir_desktop.protocol import limits
from ppir_desktop.signing.age_reader import AgeReader
from ppir_desktop.signing.identities import SealingIdentity

_OWNER_ONLY: Final = 0o600
_READ: Final = 1024 * 1024
# A profile is open in one program at a time, so its threads are all there is to keep apart.
_LOCK = threading.Lock()
_BEING_WRITTEN: set[Path] = set()


class BlobWriter(Closes):
    """Takes a blob in, piece by piece, from a carrier that may break off at any time.

    What has arrived stays when the writer is closed without being finished, and the next writer
    for the same blob goes on from there.
    """

    def __init__(self, folder: Path, digest: Digest, size: int) -> None:
        """Go on with a blob, or begin it.

        Args:
            folder: The blob folder.
            digest: Its name.
            size: Its size in bytes.

        Raises:
            InputError: ``too_large``.
            RefusedError: ``blob_being_written`` while another thread takes in the same.
            EnvironmentFault: ``file_not_written``.
        """
        limits.refuse_over(size, limits.BLOB, "blob")
        self._path = _place(folder, digest)
        self._partial = self._path.with_name(digest + PARTIAL)
        self._digest = digest
        self._size = size
        self._hash = hashlib.sha256()
        self.received = 0
        ensure_private(self._path.parent)
        self._is_ours = _claim(self._partial)
        try:
            with faults_of(self._path):
                descriptor = os.open(self._partial, os.O_RDWR | os.O_CREAT, _OWNER_ONLY)
                self._file = io.FileIO(descriptor, "r+b")
                for piece in _pieces(self._file):
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
        if self.received + len(piece) > self._size:
            self._drop()
        view = memoryview(piece)
        with faults_of(self._path):
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
            self._drop()
        with faults_of(self._path):
            flush_to_disk(self._file.fileno())
            self._file.close()
            put_in_place(self._partial, self._path)
        self._let_go()

    def _let_go(self) -> None:
        """Let others write it; only once, since the next writer's claim is not ours to end."""
        if self._is_ours:
            self._is_ours = False
            with _LOCK:
                _BEING_WRITTEN.discard(self._partial)

    def _drop(self) -> None:
        self._file.close()
        self._partial.unlink(missing_ok=True)
        self._let_go()
        raise InputError("blob_damaged", digest=self._digest)


class BlobFolder:
    """The blobs of one vault."""

    def __init__(self, folder: Path) -> None:
        """Keep blobs in a folder; it is made when the first one comes."""
        self._folder = folder

    def writer(self, digest: Digest, size: int) -> BlobWriter:
        """Take in a blob whose name is known; see `BlobWriter`."""
        return BlobWriter(self._folder, digest, size)

    def add(self, source: BinaryIO, digest: Digest, size: int) -> None:
        """Take in a whole blob from a stream.

        Raises:
            InputError: ``too_large`` or ``blob_damaged``.
            EnvironmentFault: ``file_not_written``.
        """
        with self.writer(digest, size) as writer:
            source.seek(writer.received, os.SEEK_CUR)
            for piece in _pieces(source):
                writer.write(piece)
            writer.finish()

    def has(self, digest: Digest) -> bool:
        """Whether a blob is here, whole."""
        return self.path(digest).is_file()

    def path(self, digest: Digest) -> Path:
        """Where a blob lies or would lie."""
        return _place(self._folder, digest)

    def size(self, digest: Digest) -> int:
        """Size of a blob in bytes.

        Raises:
            EnvironmentFault: ``blob_missing``.
        """
        with self._reading(digest):
            return self.path(digest).stat().st_size

    def open(self, digest: Digest, identities: Sequence[SealingIdentity]) -> AgeReader:
        """Read a document in its blob, in place.

        Raises:
            EnvironmentFault: ``blob_missing``.
            InputError: What `signing.age_reader.AgeReader.open` refuses.
        """
        with self._reading(digest):
            file = self.path(digest).open("rb")
        try:
            return AgeReader.open(file, identities)
        except BaseException:
            file.close()
            raise

    def verify(self, digest: Digest) -> bool:
        """Whether a blob is still what its name says."""
        found = hashlib.sha256()
        with self._reading(digest), self.path(digest).open("rb") as file:
            for piece in _pieces(file):
                found.update(piece)
        return found.hexdigest() == digest

    def all(self) -> list[Digest]:
        """The blobs that are here, whole."""
        return sorted(digest for digest, path in self._entries() if path.name == digest)

    def delete(self, digest: Digest) -> bool:
        """Delete a blob, or what came of it so far; say whether there was anything."""
        found = False
        path = self.path(digest)
        for file in (path, path.with_name(digest + PARTIAL)):
            if file.exists():
                with faults_of(file):
                    file.unlink()
                found = True
        return found

    def sweep(self, wanted: Collection[Digest]) -> list[Digest]:
        """Delete whatever nobody wants, partial ones too, and name what was deleted."""
        orphans = sorted({digest for digest, _ in self._entries()} - set(wanted))
        for digest in orphans:
            self.delete(digest)
        return orphans

    @contextmanager
    def _reading(self, digest: Digest) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise EnvironmentFault("blob_missing", digest=digest) from None
        except OSError as error:
            raise EnvironmentFault(
                "file_unreadable", file=str(self.path(digest)), reason=error.strerror or ""
            ) from None

    def _entries(self) -> Iterator[tuple[Digest, Path]]:
        """Every file that is a blob or becomes one; anything else is not ours to touch."""
        for path in self._folder.glob("??/*"):
            try:
                yield parse_digest(path.name.removesuffix(PARTIAL)), path
            except InputError:
                continue


def _claim(partial: Path) -> bool:
    """Be the only one who writes a blob: what two wrote over each other would bear its name."""
    with _LOCK:
        if partial in _BEING_WRITTEN:
            raise RefusedError("blob_being_written")
        _BEING_WRITTEN.add(partial)
    return True


def _place(folder: Path, digest: Digest) -> Path:
    """Where a blob lies: spread over folders, since some systems are slow with many in one."""
    return folder / digest[:2] / parse_digest(digest)


def _pieces(file: BinaryIO | io.FileIO) -> Iterator[bytes]:
    while piece := file.read(_READ):
        yield piece
