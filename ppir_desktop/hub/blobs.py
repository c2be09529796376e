"""Documents on a hub: as they were encrypted, in a folder or in a bucket of an object store.

A document arrives in a file beside its place, and counts once its bytes match its name.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from ppir_desktop.common.durable import PARTIAL, faults_of
from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.identifiers import Digest, Identifier, new_identifier, parse_digest
from ppir_desktop.common.paths import ensure_private
from ppir_desktop.common.verified_files import VerifiedWriter
from ppir_desktop.protocol import limits

_PIECE: Final = limits.MIB


class BlobStore(Protocol):
    """Where documents lie."""

    def writer(self, round_id: Identifier, digest: Digest) -> VerifiedWriter:
        """Take a document in; `keep` follows when it is whole.

        Raises:
            EnvironmentFault: ``file_not_written`` or ``folder_not_made``.
        """

    def keep(self, round_id: Identifier, digest: Digest, path: Path) -> None:
        """Have a document that a writer finished be where all others find it.

        Args:
            round_id: The round.
            digest: Its name.
            path: Where the writer left it.

        Raises:
            EnvironmentFault: ``hub_blobs_failed``.
        """

    def read(self, round_id: Identifier, digest: Digest, start: int, end: int) -> Iterator[bytes]:
        """The bytes of a document from a place up to before another one.

        Raises:
            EnvironmentFault: ``hub_blobs_failed``.
        """

    def delete(self, round_id: Identifier, digest: Digest) -> None:
        """Delete a document.

        Raises:
            EnvironmentFault: ``hub_blobs_failed``.
        """

    def delete_round(self, round_id: Identifier) -> None:
        """Delete all documents of a round.

        Raises:
            EnvironmentFault: ``hub_blobs_failed``.
        """

    def sweep(self) -> None:
        """Delete what documents that were arriving when this machine's hub ended left behind.

        Raises:
            EnvironmentFault: ``file_not_written``.
        """

    def all(self) -> Iterator[tuple[Identifier, Digest, int]]:
        """Round, digest and size of every document that lies here.

        Raises:
            EnvironmentFault: ``hub_blobs_failed``.
        """


def open_blobs(address: str, incoming: Path) -> BlobStore:
    """The store at an address.

    Args:
        address: A folder, or ``s3://BUCKET/PREFIX``; keys and endpoint of an object store come
            from the usual ``AWS_…`` variables.
        incoming: A folder of this machine for documents that are arriving.

    Raises:
        EnvironmentFault: ``hub_blobs_unknown`` for another kind of address; ``folder_not_made``.
    """
    if "://" not in address:
        return FolderBlobs(Path(address))
    parts = urlsplit(address)
    if parts.scheme != "s3" or not parts.netloc:
        raise EnvironmentFault("hub_blobs_unknown")
    return BucketBlobs(parts.netloc, parts.path.strip("/"), incoming)


class FolderBlobs:
    """Documents in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        """Keep documents in a folder, which is made."""
        self._folder = ensure_private(folder)

    def writer(self, round_id: Identifier, digest: Digest) -> VerifiedWriter:
        """See `BlobStore.writer`."""
        path = self._path(round_id, digest)
        ensure_private(path.parent.parent)
        ensure_private(path.parent)
        # Two that send the same document at once do not write into one file.
        partial = path.with_name(new_identifier() + PARTIAL)
        return VerifiedWriter(path, partial, digest, limits.BLOB)

    def keep(self, round_id: Identifier, digest: Digest, path: Path) -> None:
        """See `BlobStore.keep`: it lies where it belongs already."""

    def read(self, round_id: Identifier, digest: Digest, start: int, end: int) -> Iterator[bytes]:
        """See `BlobStore.read`."""
        try:
            with self._path(round_id, digest).open("rb") as file:
                file.seek(start)
                left = end - start
                while left and (piece := file.read(min(left, _PIECE))):
                    left -= len(piece)
                    yield piece
        except OSError as error:
            raise EnvironmentFault("hub_blobs_failed", reason=error.strerror or "") from error

    def delete(self, round_id: Identifier, digest: Digest) -> None:
        """See `BlobStore.delete`."""
        path = self._path(round_id, digest)
        with faults_of(path):
            path.unlink(missing_ok=True)

    def delete_round(self, round_id: Identifier) -> None:
        """See `BlobStore.delete_round`."""
        folder = self._folder / round_id
        if folder.exists():
            with faults_of(folder):
                shutil.rmtree(folder)

    def sweep(self) -> None:
        """See `BlobStore.sweep`."""
        _delete_files(self._folder.glob(f"*/??/*{PARTIAL}"))

    def all(self) -> Iterator[tuple[Identifier, Digest, int]]:
        """See `BlobStore.all`."""
        for path in sorted(self._folder.glob("*/??/*")):
            try:
                digest = parse_digest(path.name)
            except InputError:
                continue
            yield Identifier(path.parent.parent.name), digest, path.stat().st_size

    def _path(self, round_id: Identifier, digest: Digest) -> Path:
        return self._folder / round_id / digest[:2] / parse_digest(digest)


class BucketBlobs:
    """Documents in a bucket of an object store, for hubs of several machines."""

    def __init__(self, bucket: str, prefix: str, incoming: Path) -> None:
        """Keep documents below a prefix.

        Args:
            bucket: The bucket.
            prefix: What the names of all objects begin with.
            incoming: A folder of this machine for documents that are arriving.

        Raises:
            EnvironmentFault: ``folder_not_made`` or ``hub_blobs_failed``.
        """
        self._incoming = ensure_private(incoming)
        self._prefix = f"{prefix}/" if prefix else ""
        # Plain HTTP is for an object store on the same machine, and only where it is asked for.
        plain = os.environ.get("AWS_ALLOW_HTTP", "").lower() == "true"
        self._store = S3Store(
            bucket,
            client_options={"timeout": timedelta(seconds=120), "allow_http": plain},
            retry_config={"max_retries": 5},
        )

    def writer(self, round_id: Identifier, digest: Digest) -> VerifiedWriter:
        """See `BlobStore.writer`."""
        # Two that send the same document at once do not take each other's away.
        waiting = self._incoming / new_identifier()
        partial = waiting.with_name(waiting.name + PARTIAL)
        return VerifiedWriter(waiting, partial, digest, limits.BLOB)

    def keep(self, round_id: Identifier, digest: Digest, path: Path) -> None:
        """See `BlobStore.keep`: it is sent on to the bucket."""
        try:
            obstore.put(self._store, self._name(round_id, digest), path)
        except (BaseError, OSError) as error:
            raise EnvironmentFault("hub_blobs_failed", reason=type(error).__name__) from error
        finally:
            path.unlink(missing_ok=True)

    def read(self, round_id: Identifier, digest: Digest, start: int, end: int) -> Iterator[bytes]:
        """See `BlobStore.read`."""
        name = self._name(round_id, digest)
        try:
            while start < end:
                upto = min(end, start + 8 * _PIECE)
                piece = bytes(obstore.get_range(self._store, name, start=start, end=upto))
                if not piece:
                    raise EnvironmentFault("hub_blobs_failed", reason="short")
                start += len(piece)
                yield piece
        except BaseError as error:
            raise EnvironmentFault("hub_blobs_failed", reason=type(error).__name__) from error

    def delete(self, round_id: Identifier, digest: Digest) -> None:
        """See `BlobStore.delete`."""
        self._delete([self._name(round_id, digest)])

    def delete_round(self, round_id: Identifier) -> None:
        """See `BlobStore.delete_round`."""
        self._delete([name for name, _ in self._names(f"{self._prefix}{round_id}/")])

    def sweep(self) -> None:
        """See `BlobStore.sweep`: whole ones too, which nobody was told of and are sent again."""
        _delete_files(self._incoming.iterdir())

    def all(self) -> Iterator[tuple[Identifier, Digest, int]]:
        """See `BlobStore.all`."""
        for name, size in self._names(self._prefix):
            round_id, _, digest = name.removeprefix(self._prefix).partition("/")
            try:
                yield Identifier(round_id), parse_digest(digest), size
            except InputError:
                continue

    def _names(self, prefix: str) -> Iterator[tuple[str, int]]:
        try:
            for page in obstore.list(self._store, prefix or None):
                for entry in page:
                    yield entry["path"], entry["size"]
        except BaseError as error:
            raise EnvironmentFault("hub_blobs_failed", reason=type(error).__name__) from error

    def _delete(self, names: list[str]) -> None:
        try:
            for start in range(0, len(names), 1000):
                obstore.delete(self._store, names[start : start + 1000])
        except FileNotFoundError:
            return
        except BaseError as error:
            raise EnvironmentFault("hub_blobs_failed", reason=type(error).__name__) from error

    def _name(self, round_id: Identifier, digest: Digest) -> str:
        return f"{self._prefix}{round_id}/{digest}"


def _delete_files(paths: Iterable[Path]) -> None:
    for path in paths:
        with faults_of(path):
            path.unlink(missing_ok=True)
