"""Writing a bundle: in parts that any stick takes, each there whole or not at all."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from ppir_desktop.common.durable import PARTIAL, faults_of, flush_to_disk, put_in_place
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, Identifier, new_identifier
from ppir_desktop.common.verified_files import pieces
from ppir_desktop.protocol.bundles import (
    BLOBS,
    CONTENTS,
    PARCELS,
    PART_SIZE,
    PAYLOAD_TYPE,
    CarriedBlob,
    CarriedParcel,
    Contents,
    write_contents,
)
from ppir_desktop.protocol.envelopes import Envelope, Signature, signed_bytes, write_envelope
from ppir_desktop.protocol.parcels import Arrival
from ppir_desktop.signing.keys import SigningKey
from ppir_desktop.sync.bundle_reader import BundleReader
from ppir_desktop.sync.progress import Watch

_ENTRY_OVERHEAD: Final = 512
"""Bytes that an entry takes besides its content, list and directory included."""


class Load(msgspec.Struct, frozen=True):
    """What a bundle is to carry.

    Attributes:
        round: The round.
        readers: Whom it is for; nobody in particular when it is empty.
        parcels: The parcels.
        blobs: Digest and size of the documents.
    """

    round: Identifier
    readers: tuple[str, ...]
    parcels: tuple[Arrival, ...]
    blobs: tuple[tuple[Digest, int], ...]


def write_bundle(
    path: Path,
    load: Load,
    key: SigningKey,
    made_at: str,
    *,
    blob_path: Callable[[Digest], Path],
    watch: Watch,
    part_size: int = PART_SIZE,
) -> list[Path]:
    """Write a bundle, and read it back.

    Args:
        path: Where to. A bundle of several parts has their numbers in its files' names.
        load: What it carries.
        key: Whose bundle it is.
        made_at: When.
        blob_path: Where each document lies.
        watch: Counts, and says whether to stop; what was written is taken away then.
        part_size: How large a part may be, in bytes.

    Returns:
        The files.

    Raises:
        InputError: ``file_exists``; ``bundle_too_large`` when a single part cannot hold the
            parcels, or a document.
        EnvironmentFault: ``file_not_written``; nothing is left of it.
        RefusedError: ``cancelled``.
    """
    parts = _in_parts(load, part_size)
    files = [path if len(parts) == 1 else _numbered(path, n, len(parts)) for n in _count(parts)]
    for file in files:
        if file.exists():
            raise InputError("file_exists", file=str(file))
    bundle = new_identifier()
    # Each byte is written once and read back once.
    watch.begin("bundle", 2 * sum(size for _, size in load.blobs))
    written: list[Path] = []
    try:
        for number, file in zip(_count(parts), files, strict=True):
            contents = Contents(
                version=1,
                bundle=bundle,
                round=load.round,
                part=number,
                parts=len(parts),
                made_at=made_at,
                key=key.public.der,
                readers=load.readers,
                parcels=tuple(
                    CarriedParcel(header=one.header, receipt=one.receipt)
                    for one in (load.parcels if number == 1 else ())
                ),
                blobs=tuple(CarriedBlob(digest=d, size=s) for d, s in parts[number - 1]),
            )
            written.append(file)
            _write(file, contents, load.parcels, key, blob_path=blob_path, watch=watch)
            _read_back(file, watch)
    except BaseException:
        for file in written:
            file.unlink(missing_ok=True)
        raise
    return files


def _count(parts: Sequence[object]) -> range:
    return range(1, len(parts) + 1)


def _numbered(path: Path, number: int, of: int) -> Path:
    return path.with_name(f"{path.stem}.{number}of{of}{path.suffix}")


def _in_parts(load: Load, part_size: int) -> list[list[tuple[Digest, int]]]:
    """Documents spread over parts, as many to each as it holds; the first one has the parcels."""
    parcels = sum(2 * _ENTRY_OVERHEAD + one.header.size for one in load.parcels)
    parts: list[list[tuple[Digest, int]]] = [[]]
    room = part_size - parcels
    if room < 0:
        raise InputError("bundle_too_large")
    for digest, size in load.blobs:
        taken = size + _ENTRY_OVERHEAD
        if taken > room and (parts[-1] or len(parts) == 1):
            parts.append([])
            room = part_size
        if taken > room:
            raise InputError("bundle_too_large")
        parts[-1].append((digest, size))
        room -= taken
    return parts


def _write(
    file: Path,
    contents: Contents,
    parcels: Sequence[Arrival],
    key: SigningKey,
    *,
    blob_path: Callable[[Digest], Path],
    watch: Watch,
) -> None:
    partial = file.with_name(file.name + PARTIAL)
    with faults_of(file):
        try:
            partial.unlink(missing_ok=True)
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as target:
                with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
                    archive.writestr(CONTENTS, _signed(contents, key))
                    for one in parcels if contents.part == 1 else ():
                        archive.writestr(PARCELS + one.header.parcel, one.content)
                    for blob in contents.blobs:
                        _store(archive, blob, blob_path(blob.digest), watch)
                target.flush()
                flush_to_disk(target.fileno())
            put_in_place(partial, file)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise


def _store(archive: zipfile.ZipFile, blob: CarriedBlob, path: Path, watch: Watch) -> None:
    entry = zipfile.ZipInfo(BLOBS + blob.digest)
    entry.file_size = blob.size
    with path.open("rb") as source, archive.open(entry, "w") as target:
        for piece in pieces(source):
            watch.check()
            target.write(piece)
            watch.add(len(piece))


def _signed(contents: Contents, key: SigningKey) -> bytes:
    payload = write_contents(contents)
    signature = Signature(key.public.id, key.sign(signed_bytes(PAYLOAD_TYPE, payload)))
    return write_envelope(Envelope(payload, PAYLOAD_TYPE, (signature,)))


def _read_back(file: Path, watch: Watch) -> None:
    """Read what was written from the stick itself, and hold all of it against its names.

    Raises:
        InputError: ``bundle_damaged`` when the stick did not keep it.
    """
    _forget_cached(file)
    with BundleReader(file) as reader:
        for _ in reader.arrivals():
            watch.check()
        for blob in reader.contents.blobs:
            reader.verify(blob, watch)


def _forget_cached(file: Path) -> None:
    """Have the system read a file from the disk again, where it can be asked to."""
    if not hasattr(os, "posix_fadvise"):
        return
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
