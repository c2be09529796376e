"""The blob folder: encrypted documents as they are carried, each named by its own SHA-256.

A blob is written beside its place while its digest is computed, and gets its name only when the
digest is right and the bytes are on the disk; so whatever bears a name is whole.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ppir_desktop.common.durable import PARTIAL, faults_of
from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.identifiers import Digest, parse_digest
from ppir_desktop.common.paths import ensure_private
from ppir_desktop.common.verified_files import VerifiedWriter, digest_of_file, pieces
from ppir_desktop.protocol import limits
from ppir_desktop.signing.age_reader import AgeReader
from ppir_desktop.signing.identities import SealingIdentity


class BlobFolder:
    """The blobs of one vault."""

    def __init__(self, folder: Path) -> None:
        """Keep blobs in a folder; it is made when the first one comes."""
        self._folder = folder

    def writer(self, digest: Digest, size: int) -> VerifiedWriter:
        """Take in a blob whose name and size in bytes are known, or go on with it.

        Raises:
            InputError: ``too_large``.
            RefusedError: ``blob_being_written`` while another thread takes in the same.
            EnvironmentFault: ``folder_not_made`` or ``file_not_written``.
        """
        limits.refuse_over(size, limits.BLOB, "blob")
        path = self.path(digest)
        ensure_private(path.parent)
        return VerifiedWriter(path, path.with_name(digest + PARTIAL), digest, size)

    def add(self, source: BinaryIO, digest: Digest, size: int) -> None:
        """Take in a whole blob from a stream.

        Raises:
            InputError: ``too_large`` or ``blob_damaged``.
            EnvironmentFault: ``file_not_written``.
        """
        with self.writer(digest, size) as writer:
            source.seek(writer.received, os.SEEK_CUR)
            for piece in pieces(source):
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
        with self._reading(digest), self.path(digest).open("rb") as file:
            return digest_of_file(file) == digest

    def all(self) -> list[Digest]:
        """The blobs that are here, whole."""
        return sorted(digest for digest, path in self._entries() if path.name == digest)

    def partial(self) -> dict[Digest, int]:
        """The blobs that are here in part, and how many bytes of each."""
        return {
            digest: path.stat().st_size for digest, path in self._entries() if path.name != digest
        }

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


def _place(folder: Path, digest: Digest) -> Path:
    """Where a blob lies: spread over folders, since some systems are slow with many in one."""
    return folder / digest[:2] / parse_digest(digest)
