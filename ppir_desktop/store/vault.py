"""The vault: one encrypted database that many read and one writes, and what belongs to it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlcipher3 import dbapi2 as sqlcipher

from ppir_desktop.common.closing import Closes
from ppir_desktop.common.durable import faults_of
from ppir_desktop.common.errors import EnvironmentFault, InputError, RefusedError
from ppir_desktop.store.blobs import BlobFolder
from ppir_desktop.store.engine import (
    WRITING,
    check_integrity,
    connect,
    database_faults,
    make_engine,
)
from ppir_desktop.store.migrate import SCHEMA, migrate, refuse_newer, schema_of
from ppir_desktop.store.reader_gate import ReaderGate
from ppir_desktop.store.repositories.annotations import Annotations
from ppir_desktop.store.repositories.assignments import Assignments
from ppir_desktop.store.repositories.destructions import Destructions
from ppir_desktop.store.repositories.drafts import Drafts
from ppir_desktop.store.repositories.exchange import Exchange
from ppir_desktop.store.repositories.feed import Feed
from ppir_desktop.store.repositories.ledger import LedgerBook
from ppir_desktop.store.repositories.meetings import Meetings
from ppir_desktop.store.repositories.meta import Meta
from ppir_desktop.store.repositories.outbox import Outbox
from ppir_desktop.store.repositories.put_away import PutAway
from ppir_desktop.store.repositories.records import Records
from ppir_desktop.store.repositories.rounds import Rounds
from ppir_desktop.store.search import Search

DATABASE: Final = "vault.db"
BLOBS: Final = "blobs"
JOURNAL: Final = f"{DATABASE}-wal"
_LONG_JOURNAL: Final = 32 * 1024 * 1024
"""Bytes of the journal from which on it is emptied."""


class Work:
    """One transaction: everything in it happens, or nothing."""

    def __init__(self, connection: sa.Connection) -> None:
        """Work within a transaction."""
        self.connection = connection

    @cached_property
    def rounds(self) -> Rounds:
        """Rounds and the device's keys."""
        return Rounds(self.connection)

    @cached_property
    def records(self) -> Records:
        """Signed records."""
        return Records(self.connection)

    @cached_property
    def assignments(self) -> Assignments:
        """Dossiers given to this person."""
        return Assignments(self.connection)

    @cached_property
    def drafts(self) -> Drafts:
        """Sheets being written."""
        return Drafts(self.connection)

    @cached_property
    def annotations(self) -> Annotations:
        """Highlights and notes."""
        return Annotations(self.connection)

    @cached_property
    def meetings(self) -> Meetings:
        """What a chair writes down."""
        return Meetings(self.connection)

    @cached_property
    def outbox(self) -> Outbox:
        """Parcels to be sent."""
        return Outbox(self.connection)

    @cached_property
    def feed(self) -> Feed:
        """Positions in hubs' logs."""
        return Feed(self.connection)

    @cached_property
    def exchange(self) -> Exchange:
        """Hubs, receipts, what waits and what was refused."""
        return Exchange(self.connection)

    @cached_property
    def ledger(self) -> LedgerBook:
        """What those who run a round work from."""
        return LedgerBook(self.connection)

    @cached_property
    def put_away(self) -> PutAway:
        """Work on dossiers that were withdrawn."""
        return PutAway(self.connection)

    @cached_property
    def destructions(self) -> Destructions:
        """Records of rounds that were purged."""
        return Destructions(self.connection)

    @cached_property
    def search(self) -> Search:
        """Text of dossiers."""
        return Search(self.connection)

    @cached_property
    def meta(self) -> Meta:
        """Facts about the vault."""
        return Meta(self.connection)


class Vault(Closes):
    """An open vault.

    Any number of threads may read, each seeing one state from beginning to end; writers take
    turns. When a writing transaction is left without an error, the disk has it.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        """Open the vault in a folder; `create` makes one first.

        Args:
            folder: Where ``vault.db`` and the blobs lie.
            key: The raw key, 32 bytes.

        Raises:
            EnvironmentFault: ``vault_missing`` or ``vault_unreadable``.
            InputError: ``vault_not_encrypted``, ``vault_key_wrong``, ``vault_newer``; or
                ``vault_older`` for one that `upgrade` has to bring up first.
        """
        self.folder = folder
        self.blobs = BlobFolder(folder / BLOBS)
        self._key = bytearray(key)
        self._turn = threading.Lock()
        self._gate = ReaderGate()
        self._journal_limit = _LONG_JOURNAL
        self._writer = 0
        self._engine = make_engine(self._connect)
        self._writing = self._engine.execution_options(**{WRITING: True})
        self.is_open = True
        try:
            self._refuse_other_schema()
        except BaseException:
            self.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[Work]:
        """A transaction that sees one state throughout.

        Raises:
            RefusedError: ``vault_locked`` after `close`.
        """
        self._refuse_closed()
        with self._gate.reading(), database_faults(), self._engine.begin() as connection:
            yield Work(connection)

    @contextmanager
    def writing(self) -> Iterator[Work]:
        """A transaction that writes; an error within it undoes all of it.

        Raises:
            RefusedError: ``vault_locked`` after `close`.
            EnvironmentFault: ``vault_not_written`` when the disk takes no more; nothing of the
                transaction is kept then, and everything before it is.
        """
        if self._writer == threading.get_ident():
            raise RuntimeError("a transaction within a transaction")
        with self._turn:
            self._refuse_closed()
            self._writer = threading.get_ident()
            try:
                with database_faults(), self._writing.begin() as connection:
                    yield Work(connection)
                self._empty_long_journal()
            finally:
                self._writer = 0

    def problems(self) -> list[str]:
        """What is wrong with the database, in the library's words; empty when nothing is."""
        self._refuse_closed()
        connection = connect(self.folder / DATABASE, bytes(self._key))
        try:
            return check_integrity(connection)
        finally:
            connection.close()

    def copy_to(self, path: Path, key: bytes) -> None:
        """Copy the whole database to a new file under another key, never through plaintext.

        Args:
            path: A file that does not exist.
            key: The raw key of the copy.

        Raises:
            EnvironmentFault: ``vault_unreadable`` or ``vault_not_written``.
        """
        self._refuse_closed()
        with self._turn:
            copy_database(self.folder / DATABASE, bytes(self._key), path, key)

    def close(self) -> None:
        """Close every connection and drop the key; what is under way fails, and nothing is lost."""
        self.is_open = False
        self._engine.dispose()
        self._key[:] = bytes(len(self._key))

    def _empty_long_journal(self) -> None:
        """Have the database take back a journal that readers kept from being emptied."""
        try:
            size = (self.folder / JOURNAL).stat().st_size
        except OSError:
            return
        if size < self._journal_limit:
            return
        with self._gate.alone() as alone:
            if alone:
                # Should the disk be full, say: what is in the journal is safe there.
                with closing(self._engine.raw_connection()) as one, suppress(sqlcipher.Error):
                    one.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        # While somebody reads for long, it is not tried again at every turn.
        self._journal_limit = _LONG_JOURNAL if alone else size + _LONG_JOURNAL

    def _connect(self) -> object:
        self._refuse_closed()
        return connect(self.folder / DATABASE, bytes(self._key))

    def _refuse_closed(self) -> None:
        if not self.is_open:
            raise RefusedError("vault_locked")

    def _refuse_other_schema(self) -> None:
        with self.reading() as work:
            schema = schema_of(work.connection)
        refuse_newer(schema)
        if schema != SCHEMA:
            raise InputError("vault_older", found=schema, known=SCHEMA)


def create(folder: Path, key: bytes, facts: dict[str, str]) -> None:
    """Make a vault in a folder: its database, and what is known of it from the start.

    Args:
        folder: An existing folder without a vault.
        key: The raw key, 32 bytes.
        facts: What `Work.meta` is to say.

    Raises:
        InputError: ``vault_exists``; it is never replaced.
        EnvironmentFault: ``vault_unreadable`` or ``vault_not_written``.
    """
    path = folder / DATABASE
    if path.exists():
        raise InputError("vault_exists", file=str(path))
    connect(path, key, create=True).close()
    with faults_of(path):
        path.chmod(0o600)
    upgrade(folder, key)
    with Vault(folder, key) as vault, vault.writing() as work:
        for name, value in facts.items():
            work.meta.set(name, value)


def schema_on_disk(folder: Path, key: bytes) -> str:
    """The form of the vault in a folder, without opening it for work.

    Raises:
        InputError: ``vault_not_encrypted`` or ``vault_key_wrong``.
        EnvironmentFault: ``vault_missing`` or ``vault_unreadable``.
    """
    engine = make_engine(lambda: connect(folder / DATABASE, key))
    try:
        with database_faults(), engine.begin() as connection:
            return schema_of(connection)
    finally:
        engine.dispose()


def upgrade(folder: Path, key: bytes) -> None:
    """Bring the vault in a folder to the form that this program knows.

    Raises:
        InputError: ``vault_newer``, or what opening refuses.
        EnvironmentFault: ``vault_not_written``; the vault is as it was.
    """
    engine = make_engine(lambda: connect(folder / DATABASE, key))
    try:
        with database_faults(), engine.execution_options(**{WRITING: True}).begin() as connection:
            migrate(connection)
    finally:
        engine.dispose()


def copy_database(source: Path, source_key: bytes, target: Path, target_key: bytes) -> None:
    """Copy an encrypted database to a new file under another key.

    Raises:
        InputError: What opening refuses.
        EnvironmentFault: ``vault_missing``, ``vault_unreadable``, ``vault_damaged`` or
            ``vault_not_written``.
    """
    reading = connect(source, source_key)
    try:
        # SQLCipher copies a page that it cannot authenticate as if nothing were the matter.
        if wrong := check_integrity(reading):
            raise EnvironmentFault("vault_damaged", reason=wrong[0][:80])
        writing = connect(target, target_key, create=True)
        try:
            with database_faults():
                reading.backup(writing)
                # One file that is whole by itself, not one with a journal beside it.
                writing.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            writing.close()
    finally:
        reading.close()
