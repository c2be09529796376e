"""A profile that is open: its vault, its lock, and the change of its key."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from ppir_desktop.common.closing import Closes
from ppir_desktop.common.durable import faults_of, flush_folder, flush_to_disk
from ppir_desktop.common.errors import EnvironmentFault, InputError, RefusedError
from ppir_desktop.store.engine import KEY_BYTES
from ppir_desktop.store.migrate import SCHEMA, refuse_newer
from ppir_desktop.store.profile_lock import ProfileLock
from ppir_desktop.store.profiles import (
    ProfileInfo,
)
from ppir_desktop.store.slots import SlotContent
from ppir_desktop.store.vault import (
    DATABASE,
    Vault,
    copy_database,
    schema_on_disk,
    upgrade,
)
from ppir_desktop.store.ways_in import Passphrase, WaysIn

RECIPIENT_FACT: Final = "recovery_recipient"
REKEY_FACT: Final = "rekey_due"
RECOVERY_FACT: Final = "recovery_slot"
"""Digest of the recovery slot as it was written: damage in it shows before it is needed."""

BEFORE_MIGRATION: Final = "before-"
"""What the name of a copy made before a migration begins with, in the profile's folder."""


class OpenProfile(Closes):
    """A profile that is open: its vault, its ways in, and the lock that keeps others out."""

    def __init__(
        self, folder: Path, info: ProfileInfo, content: SlotContent, lock: ProfileLock
    ) -> None:
        """Open the vault with what a slot held.

        Args:
            folder: The profile's folder.
            info: The profile.
            content: What the slot held.
            lock: The lock, taken.

        Raises:
            InputError: ``vault_key_wrong`` when no key of the slot opens it, and what `Vault`
                refuses.
            EnvironmentFault: ``vault_missing`` or ``vault_unreadable``.
        """
        self.folder = folder
        self.info = info
        self._lock = lock
        self._exchange = threading.Lock()
        self.generation = content.generation
        self._key = _working_key(folder, content)
        _bring_up(folder, self._key)
        self.vault = Vault(folder, self._key)

    @property
    def key(self) -> bytes:
        """The vault's raw key."""
        return self._key

    def close(self) -> None:
        """Close the vault, drop its key, and let others in."""
        self.vault.close()
        self._key = b""
        self._lock.release()

    @contextmanager
    def exchanging(self) -> Iterator[None]:
        """One exchange at a time.

        Raises:
            RefusedError: ``exchange_running`` while another one is.
        """
        if not self._exchange.acquire(blocking=False):
            raise RefusedError("exchange_running")
        try:
            yield
        finally:
            self._exchange.release()

    def content(self) -> SlotContent:
        """What a slot of this vault holds."""
        return SlotContent(vault=self.info.vault, generation=self.generation, keys=(self._key,))

    def recovery_recipient(self) -> str:
        """Whom the recovery slot is sealed to."""
        with self.vault.reading() as work:
            return work.meta.get(RECIPIENT_FACT)

    def rekey_due(self) -> bool:
        """Whether the vault's key must still be changed after a purge."""
        with self.vault.reading() as work:
            return bool(work.meta.get(REKEY_FACT))

    def change_key(self, ways: WaysIn, passphrase: Passphrase) -> None:
        """Give the vault a new key: a copy under it takes the place of the old file.

        At any time some slot opens whichever file is there: the slots hold both keys while the
        file is changed.

        Args:
            ways: The ways in, which are sealed anew.
            passphrase: The passphrase, which was checked.

        Raises:
            EnvironmentFault: ``file_not_written`` and what `WaysIn.write_access` raises; unlocking
                again goes on from there.
        """
        self._clear_leftovers()
        recipient = self.recovery_recipient()
        old, new = self._key, secrets.token_bytes(KEY_BYTES)
        with self.vault.writing() as work:
            work.meta.set(REKEY_FACT, "yes")
        self.generation += 1
        both = SlotContent(vault=self.info.vault, generation=self.generation, keys=(new, old))
        ways.write_access(both, passphrase)
        ways.write_recovery(both, recipient)
        self._swap(new)
        with self.vault.writing() as work:
            work.meta.set(REKEY_FACT, "")
        ways.write_access(self.content(), passphrase)
        ways.write_recovery(self.content(), recipient)

    def mend_recovery(self, ways: WaysIn) -> None:
        """Write the recovery slot anew where a copy is lost or not what was written.

        A disk that takes nothing does not keep the person out: it is tried again next time.
        """
        with self.vault.reading() as work:
            written = work.meta.get(RECOVERY_FACT)
        if ways.is_recovery(written):
            return
        with suppress(EnvironmentFault):
            digest = ways.write_recovery(self.content(), self.recovery_recipient())
            with self.vault.writing() as work:
                work.meta.set(RECOVERY_FACT, digest)

    def _clear_leftovers(self) -> None:
        """Delete what the old key still opens: documents that nobody needs, copies of the vault."""
        with self.vault.reading() as work:
            wanted = {*work.assignments.blobs(), *work.exchange.kept_documents()}
        self.vault.blobs.sweep(wanted)
        for copy in self.folder.glob(f"{BEFORE_MIGRATION}*"):
            with faults_of(copy):
                copy.unlink()

    def _swap(self, new: bytes) -> None:
        path = self.folder / DATABASE
        partial = self.folder / f"{DATABASE}.rekeyed"
        _remove_database(partial)
        self.vault.copy_to(partial, new)
        self.vault.close()
        with faults_of(path):
            if any(path.with_name(path.name + end).exists() for end in ("-wal", "-shm")):
                # Somebody still reads: the old journal must not meet the new file.
                raise EnvironmentFault("vault_not_written", reason="in use")
            with partial.open("r+b") as file:  # some systems flush only what may be written
                flush_to_disk(file.fileno())
            partial.replace(path)
            flush_folder(self.folder)
        self._key = new
        self.vault = Vault(self.folder, new)


def _working_key(folder: Path, content: SlotContent) -> bytes:
    """The key of a slot that opens the database; there are two while it is being changed."""
    *others, last = content.keys
    for key in others:
        try:
            schema_on_disk(folder, key)
        except InputError:
            continue
        return key
    return last


def _bring_up(folder: Path, key: bytes) -> None:
    """Migrate an older vault, after a copy of it was made under the same key."""
    schema = schema_on_disk(folder, key)
    refuse_newer(schema)
    if schema == SCHEMA:
        return
    copy = folder / f"{BEFORE_MIGRATION}{SCHEMA}.db"
    _remove_database(copy)
    copy_database(folder / DATABASE, key, copy, key)
    upgrade(folder, key)


def _remove_database(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
