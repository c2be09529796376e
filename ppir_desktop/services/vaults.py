"""Looking after a vault: checking it, backing it up, restoring it, purging a round."""

from __future__ import annotations

from pathlib import Path

import msgspec

from ppir_desktop.common.clock import Clock
from ppir_desktop.common.durable import write_durably
from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.services.profiles import read_recovery_key, ways_into
from ppir_desktop.signing.device_secrets import system_keyring
from ppir_desktop.store import backups, purging
from ppir_desktop.store.backups import Progress, quiet
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.profiles import ProfileInfo
from ppir_desktop.store.purging import Inventory
from ppir_desktop.store.slots import SlotKind
from ppir_desktop.store.ways_in import Passphrase


class Findings(msgspec.Struct, frozen=True):
    """What a check of a vault found.

    Attributes:
        database: What is wrong with the database; empty when nothing is.
        damaged: Documents that are not what their names say.
        missing: Documents that assigned dossiers need and that are not here.
        orphans: Documents that nothing needs.
        slots: Copies of key slots that are missing, of 4.
    """

    database: tuple[str, ...]
    damaged: tuple[Digest, ...]
    missing: tuple[Digest, ...]
    orphans: tuple[Digest, ...]
    slots: int

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong; a document still to come is not."""
        return not (self.database or self.damaged or self.slots)


def check(profile: OpenProfile, progress: Progress = quiet) -> Findings:
    """Check everything that an open profile keeps.

    Args:
        profile: The profile.
        progress: Told how many documents of how many are checked.
    """
    blobs = profile.vault.blobs
    here = blobs.all()
    damaged = []
    for number, digest in enumerate(here, 1):
        if not blobs.verify(digest):
            damaged.append(digest)
        progress(number, len(here))
    with profile.vault.reading() as work:
        wanted = {*work.assignments.blobs(), *work.exchange.kept_documents()}
    ways = ways_into(profile)
    copies = ways.has(SlotKind.ACCESS) + ways.has(SlotKind.RECOVERY)
    return Findings(
        database=tuple(profile.vault.problems()),
        damaged=tuple(damaged),
        missing=tuple(sorted(wanted - set(here))),
        orphans=tuple(sorted(set(here) - wanted)),
        slots=4 - copies,
    )


def backup(profile: OpenProfile, file: Path, clock: Clock, progress: Progress = quiet) -> None:
    """Write a backup of an open profile.

    Raises:
        PpirError: What `store.backups.make_backup` raises.
    """
    backups.make_backup(profile, file, clock, progress)


def restore(
    file: Path,
    name: str,
    key: str,
    passphrase: Passphrase,
    *,
    use_keyring: bool = True,
    progress: Progress = quiet,
) -> ProfileInfo:
    """Make a profile of a backup.

    Args:
        file: The backup.
        name: What the profile is to be called.
        key: The key on the recovery sheet.
        passphrase: What is to open it.
        use_keyring: Whether half of its access lies in this system's keyring.
        progress: Told how far it is.

    Raises:
        PpirError: What `store.backups.restore_backup` raises.
    """
    keyring = system_keyring() if use_keyring else None
    recovery = read_recovery_key(key)
    return backups.restore_backup(file, name, recovery, passphrase, keyring, progress=progress)


def before_purge(profile: OpenProfile, round_id: Identifier) -> Inventory:
    """What a purge of a round would destroy.

    Raises:
        InputError: ``round_unknown``.
    """
    with profile.vault.reading() as work:
        return purging.inventory(work, round_id)


def purge(
    profile: OpenProfile,
    passphrase: Passphrase,
    round_id: Identifier,
    *,
    statement: str,
    clock: Clock,
    record: Path | None = None,
) -> Digest:
    """Destroy a round and give the digest of the record that says so.

    Args:
        profile: The open profile.
        passphrase: What opens it; the new key is sealed to it.
        round_id: The round.
        statement: What the person confirmed.
        clock: Says when.
        record: Where to write the signed record; nowhere by default, it is kept in any case.

    Raises:
        PpirError: What `store.purging.purge_round` raises; ``file_exists`` before anything is
            destroyed.
    """
    if record is not None:
        if record.exists():
            raise InputError("file_exists", file=str(record))
        # Whether it can be written there shows before anything is destroyed.
        write_durably(record, b"")
    try:
        signed = purging.purge_round(
            profile, ways_into(profile), passphrase, round_id, statement=statement, clock=clock
        )
    except InputError:
        if record is not None:
            record.unlink(missing_ok=True)
        raise
    if record is not None:
        write_record(profile, signed.digest, record)
    return signed.digest


def write_record(profile: OpenProfile, digest: Digest, file: Path) -> None:
    """Write the kept record of a destruction to a file.

    Raises:
        InputError: ``record_unknown``.
        EnvironmentFault: ``destruction_not_written``; the round is gone, the vault has the record.
    """
    with profile.vault.reading() as work:
        kept = {digest: envelope for digest, _, envelope in work.destructions.all()}
    if digest not in kept:
        raise InputError("record_unknown", digest=digest)
    try:
        write_durably(file, kept[digest])
    except EnvironmentFault as fault:
        raise EnvironmentFault("destruction_not_written", **fault.params) from fault
