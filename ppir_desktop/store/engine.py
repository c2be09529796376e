"""SQLCipher through SQLAlchemy: how a connection is made, and how a transaction begins.

SQLAlchemy's own SQLCipher dialect keeps one connection a thread in a way that crashes across
threads, and puts the key into SQL text; so connections are made here and pooled as usual.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2 as sqlcipher

from ppir_desktop.common.errors import EnvironmentFault, InputError

PAGE_SIZE: Final = 16_384
KEY_BYTES: Final = 32
_PLAIN_HEADER: Final = b"SQLite format 3\0"
_SALT_BYTES: Final = 16
_BUSY_SECONDS: Final = 30
_POOL: Final = 24
_DISK_FULL: Final = ("disk is full", "disk I/O error", "unable to open database file")
_DAMAGED: Final = ("malformed", "not a database", "corrupt")
WRITING: Final = "ppir_writing"
"""Execution option of connections whose transactions will write."""

_PRAGMAS: Final = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
    "foreign_keys = ON",
    "trusted_schema = OFF",
    "cell_size_check = ON",
)
_PRAGMAS_MACOS: Final = ("fullfsync = ON", "checkpoint_fullfsync = ON")


def connect(path: Path, key: bytes, *, create: bool = False) -> sqlcipher.Connection:
    """Open a connection to an encrypted database.

    Args:
        path: The file.
        key: The raw key, 32 bytes.
        create: Whether to make the file; otherwise it must be there.

    Raises:
        EnvironmentFault: ``vault_missing`` or ``vault_unreadable`` for the file itself.
        InputError: ``vault_not_encrypted`` for a plain database; ``vault_key_wrong`` when the key
            does not open it, or it is damaged from its first page on.
    """
    if not create:
        _look_at(path)
    mode = "rwc" if create else "rw"
    try:
        connection = sqlcipher.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=_BUSY_SECONDS,
        )
    except sqlcipher.Error as error:
        raise EnvironmentFault("vault_unreadable", file=str(path), reason=str(error)) from None
    try:
        _unlock(connection, key)
    except sqlcipher.DatabaseError as error:
        connection.close()
        raise _refusal(error, path) from None
    return connection


def make_engine(connector: Callable[[], Any]) -> sa.Engine:
    """An engine over connections of one kind; errors never show what was being written.

    Args:
        connector: Makes a connection.
    """
    engine = sa.create_engine(
        "sqlite://",
        creator=connector,
        module=sqlcipher,
        poolclass=QueuePool,
        pool_size=_POOL,
        max_overflow=_POOL,
        hide_parameters=True,
    )

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A writer says so at once: one that finds out halfway would have to start over.
        writing = connection.get_execution_options().get(WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


@contextmanager
def database_faults() -> Iterator[None]:
    """Turn what the database says of the machine into a fault that a person can do something on.

    Raises:
        EnvironmentFault: ``vault_not_written`` when the disk takes no more; ``vault_damaged`` when
            a page is not what was written.
    """
    try:
        yield
    except (sa.exc.DBAPIError, sqlcipher.Error) as error:
        # SQLAlchemy's own text would show the statement; the library's holds no data.
        text = str(error.orig if isinstance(error, sa.exc.DBAPIError) else error)
        if any(sign in text for sign in _DISK_FULL):
            raise EnvironmentFault("vault_not_written", reason=text) from None
        if any(sign in text for sign in _DAMAGED):
            raise EnvironmentFault("vault_damaged", reason=text) from None
        raise


def check_integrity(connection: sqlcipher.Connection) -> list[str]:
    """What is wrong with a database, page by page and then row by row; empty when nothing is.

    SQLCipher lists every page whose authentication fails; SQLite what does not fit together.
    """
    try:
        pages = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
        if pages:
            return pages
        rows = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
        references = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlcipher.DatabaseError as error:
        return [str(error)]
    return [row for row in rows if row != "ok"] + [f"foreign key of {row[0]}" for row in references]


def key_literal(key: bytes) -> bytearray:
    """A raw key in the form by which SQLCipher knows that it is one.

    Raises:
        ValueError: If it has not 32 bytes; SQLCipher would take it for a passphrase.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("a vault key has 32 bytes")
    return bytearray(b"x'" + key.hex().encode() + b"'")


def _look_at(path: Path) -> None:
    """Refuse what is not an encrypted database before a library touches it."""
    try:
        with path.open("rb") as file:
            start = file.read(_SALT_BYTES)
    except FileNotFoundError:
        raise EnvironmentFault("vault_missing", file=str(path)) from None
    except OSError as error:
        raise EnvironmentFault(
            "vault_unreadable", file=str(path), reason=error.strerror or ""
        ) from None
    if start == _PLAIN_HEADER:
        raise InputError("vault_not_encrypted", file=str(path))
    if len(start) < _SALT_BYTES:
        raise InputError("vault_key_wrong", file=str(path))


def _unlock(connection: sqlcipher.Connection, key: bytes) -> None:
    # The library writes to stderr what it finds wrong; it is told through errors as well.
    connection.execute("PRAGMA cipher_log_level = NONE")
    literal = key_literal(key)
    connection.set_key(literal)
    literal[:] = bytes(len(literal))
    connection.execute(f"PRAGMA cipher_page_size = {PAGE_SIZE}")
    # The first statement that reads a page is the one that finds a wrong key.
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if connection.execute("PRAGMA cipher_status").fetchone() != ("1",):
        raise sqlcipher.DatabaseError("not encrypted")
    extra = _PRAGMAS_MACOS if sys.platform == "darwin" else ()
    for pragma in (*_PRAGMAS, *extra):
        connection.execute(f"PRAGMA {pragma}")


def _refusal(error: Exception, path: Path) -> InputError | EnvironmentFault:
    """What a failure to open means; the library's texts hold no data."""
    text = str(error)
    if "not encrypted" in text or any(sign in text for sign in _DAMAGED):
        return InputError("vault_key_wrong", file=str(path))
    return EnvironmentFault("vault_unreadable", file=str(path), reason=text[:80])
