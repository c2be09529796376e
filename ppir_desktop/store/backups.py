"""Backups: one file with everything of a profile, as encrypted as it lies on the disk.

A backup is a ZIP of stored entries: the database under a key of its own, that key sealed to the
profile's recovery identity, and the blobs. So it opens with the recovery sheet, on any machine,
and with nothing else. Neither making nor restoring one ever writes plaintext.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

import msgspec

from ppir_desktop.common.clock import Clock, format_utc
from ppir_desktop.common.durable import PARTIAL, faults_of, flush_to_disk, put_in_place
from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.identifiers import Digest, parse_digest
from ppir_desktop.common.paths import ensure_private
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.canonical import canonical_json, read_canonical
from ppir_desktop.signing.device_secrets import DeviceSecrets
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.store.blobs import BlobFolder
from ppir_desktop.store.engine import KEY_BYTES
from ppir_desktop.store.making import finish_profile
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.profiles import (
    INFO_DECODER,
    STAGING,
    ProfileInfo,
    folder_of,
    profiles_folder,
    write_info,
)
from ppir_desktop.store.slots import (
    SlotContent,
    SlotFolder,
    open_recovery,
    seal_recovery,
)
from ppir_desktop.store.vault import BLOBS, DATABASE, copy_database
from ppir_desktop.store.ways_in import Passphrase, WaysIn, make_device_secret

_INFO: Final = "profile.json"
_KEY: Final = "key.age"
_BLOB: Final = "blobs/"
_LARGEST_DATABASE: Final = 64 * 1024 * limits.MIB
_PIECE: Final = limits.MIB

Progress = Callable[[int, int], None]
"""Told how many bytes of how many are done."""


def quiet(_done: int, _all: int) -> None:
    """Tell nobody."""


def make_backup(profile: OpenProfile, file: Path, clock: Clock, progress: Progress = quiet) -> None:
    """Write a backup of an open profile; it is there whole, or not at all.

    Args:
        profile: The profile.
        file: Where to; it must not exist.
        clock: Says when.
        progress: Told how far it is.

    Raises:
        InputError: ``file_exists``.
        EnvironmentFault: ``file_not_written``.
    """
    if file.exists():
        raise InputError("file_exists", file=str(file))
    made_at = format_utc(clock.now())
    with profile.vault.writing() as work:
        work.meta.add_backup(made_at, file.name)
    key = secrets.token_bytes(KEY_BYTES)
    content = SlotContent(vault=profile.info.vault, generation=profile.generation, keys=(key,))
    partial = file.with_name(file.name + PARTIAL)
    blobs = profile.vault.blobs
    names = blobs.all()
    with faults_of(file), tempfile.TemporaryDirectory(dir=profile.folder) as beside:
        database = Path(beside) / DATABASE
        profile.vault.copy_to(database, key)
        count = _Counter(database.stat().st_size + sum(map(blobs.size, names)), progress)
        try:
            # What an attempt that was cut short left behind is of no use.
            partial.unlink(missing_ok=True)
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as target:
                with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
                    archive.writestr(_INFO, canonical_json(profile.info))
                    sealed = seal_recovery(content, profile.recovery_recipient())
                    archive.writestr(_KEY, sealed)
                    _store(archive, DATABASE, database, count)
                    for digest in names:
                        _store(archive, _BLOB + digest, blobs.path(digest), count)
                target.flush()
                flush_to_disk(target.fileno())
            put_in_place(partial, file)
        except BaseException:
            partial.unlink(missing_ok=True)
            with profile.vault.writing() as work:
                work.meta.forget_backup(made_at)
            raise


def restore_backup(
    file: Path,
    name: str,
    recovery: SealingIdentity,
    passphrase: Passphrase,
    keyring: DeviceSecrets | None,
    *,
    progress: Progress = quiet,
) -> ProfileInfo:
    """Make a profile of a backup; it is there whole, or not at all.

    The profile gets a key of its own, sealed to the new passphrase and to the same recovery
    identity.

    Args:
        file: The backup.
        name: What the profile is to be called.
        recovery: The identity on the recovery sheet.
        passphrase: What is to open it.
        keyring: The keyring of this device, if it has one.
        progress: Told how far it is.

    Raises:
        InputError: ``profile_name_bad``, ``profile_exists``, ``passphrase_short``,
            ``recovery_wrong``; ``backup_damaged`` with the entry that is not as it should be.
        EnvironmentFault: ``file_unreadable`` or ``file_not_written``.
    """
    folder = folder_of(name)
    passphrase.refuse_weak(alone=keyring is None)
    if folder.exists():
        raise InputError("profile_exists", name=folder.name)
    staging = ensure_private(profiles_folder()) / f"{STAGING}{secrets.token_hex(8)}"
    ensure_private(staging)
    try:
        with _opened(file) as archive:
            info, content = _read_head(archive, recovery, folder.name)
            _unpack(archive, staging, progress)
        info = msgspec.structs.replace(
            info, name=folder.name, keyring=keyring.name if keyring else ""
        )
        fresh = _with_new_key(staging, content)
        write_info(staging, info)
        if keyring is not None and keyring.read(info.vault) is None:
            make_device_secret(keyring, info.vault)
        ways = WaysIn(SlotFolder(staging), info, keyring)
        ways.write_access(fresh, passphrase)
        ways.write_recovery(fresh, recovery.recipient)
        finish_profile(staging, folder)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    return info


class _Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Target(Protocol):
    def write(self, piece: bytes, /) -> object: ...


class _Counter:
    """Counts bytes for whoever wants to know."""

    def __init__(self, total: int, progress: Progress) -> None:
        self._done, self._total, self._progress = 0, total, progress

    def copy(self, source: _Source, target: _Target) -> None:
        while piece := source.read(_PIECE):
            target.write(piece)
            self._done += len(piece)
            self._progress(self._done, self._total)


def _store(archive: zipfile.ZipFile, name: str, file: Path, count: _Counter) -> None:
    with file.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        count.copy(source, target)


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """A backup, open for reading; what is wrong with it names the file."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise InputError("backup_damaged", file=str(file), entry="ZIP") from None
    except OSError as error:
        raise EnvironmentFault(
            "file_unreadable", file=str(file), reason=error.strerror or ""
        ) from error


def _read_head(
    archive: zipfile.ZipFile, recovery: SealingIdentity, name: str
) -> tuple[ProfileInfo, SlotContent]:
    """Which profile it is of, and the key to its database."""
    try:
        info = read_canonical(_small(archive, _INFO), INFO_DECODER)
        content = open_recovery(_small(archive, _KEY), recovery)
    except InputError as error:
        if error.code == "seal_wrong_key":
            raise InputError("recovery_wrong", name=name) from None
        raise InputError("backup_damaged", file=archive.filename or "", entry=_INFO) from None
    if content.vault != info.vault:
        raise InputError("backup_damaged", file=archive.filename or "", entry=_KEY)
    return info, content


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    """An entry that is known to be small, read no further than it may go."""
    try:
        entry = archive.getinfo(name)
    except KeyError:
        raise InputError("backup_damaged", file=archive.filename or "", entry=name) from None
    limits.refuse_over(entry.file_size, limits.SLOT, "entry")
    with archive.open(entry) as file:
        return file.read(limits.SLOT)


def _unpack(archive: zipfile.ZipFile, staging: Path, progress: Progress) -> None:
    """Copy database and blobs out; nothing is taken by a name that the archive chose."""
    entries = {entry.filename: entry for entry in archive.infolist()}
    named = {name: entry for name, entry in entries.items() if name.startswith(_BLOB)}
    strange = entries.keys() - named.keys() - {_INFO, _KEY, DATABASE}
    odd = [entry for entry in entries.values() if entry.compress_type != zipfile.ZIP_STORED]
    if strange or odd or DATABASE not in entries or len(entries) != len(archive.infolist()):
        wrong = next(iter(strange), "") or (odd[0].filename if odd else DATABASE)
        raise InputError("backup_damaged", file=archive.filename or "", entry=wrong[:80])
    limits.refuse_over(entries[DATABASE].file_size, _LARGEST_DATABASE, "entry")
    count = _Counter(sum(entry.file_size for entry in entries.values()), progress)
    with (
        faults_of(staging),
        archive.open(DATABASE) as source,
        (staging / DATABASE).open("xb") as target,
    ):
        count.copy(source, target)
    blobs = BlobFolder(staging / BLOBS)
    for name, entry in named.items():
        digest: Digest = parse_digest(name.removeprefix(_BLOB))
        with archive.open(entry) as source, blobs.writer(digest, entry.file_size) as writer:
            count.copy(source, writer)
            writer.finish()


def _with_new_key(staging: Path, content: SlotContent) -> SlotContent:
    """Give the restored database a key of its own, so that the backup's opens it no more."""
    fresh = SlotContent(
        vault=content.vault,
        generation=content.generation + 1,
        keys=(secrets.token_bytes(KEY_BYTES),),
    )
    rekeyed = staging / f"{DATABASE}.rekeyed"
    copy_database(staging / DATABASE, content.keys[0], rekeyed, fresh.keys[0])
    with faults_of(rekeyed), rekeyed.open("r+b") as file:
        flush_to_disk(file.fileno())
    put_in_place(rekeyed, staging / DATABASE)
    return fresh
