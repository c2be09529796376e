"""The hub's database: SQLite in its folder, or PostgreSQL for several machines.

Every call is one transaction. Whatever is acknowledged was committed, and a commit has the disk
keep it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from ppir_desktop.common.errors import EnvironmentFault

SCHEMA: Final = "0001"
"""The newest step in migrations/versions."""

_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_PRAGMAS: Final = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
    "trusted_schema = OFF",
    "busy_timeout = 30000",
)
_POOL: Final = 10
_LOCK: Final = 7_465_120_431
"""Any number of our own: machines that start together migrate one after the other."""


class Database:
    """Transactions on the hub's database."""

    def __init__(self, url: str) -> None:
        """Connect when first needed.

        Args:
            url: ``sqlite:///FILE`` or ``postgresql+psycopg://…``, as SQLAlchemy writes them.

        Raises:
            EnvironmentFault: ``hub_database_unknown`` for any other.
        """
        self.is_sqlite = url.startswith("sqlite:")
        if not self.is_sqlite and not url.startswith("postgresql+psycopg:"):
            raise EnvironmentFault("hub_database_unknown")
        # A connection is not tried before it is used: should the server have been started anew,
        # whoever comes first is told to come again, and clients do.
        self._engine = sa.create_engine(
            url, hide_parameters=True, pool_size=_POOL, max_overflow=_POOL
        )
        if self.is_sqlite:
            sa.event.listen(self._engine, "connect", _prepare_sqlite)
            sa.event.listen(self._engine, "begin", _begin_sqlite)
        self._writing = self._engine.execution_options(ppir_writing=True)
        # PostgreSQL shows every statement what is committed then, in a transaction as without
        # one; so reading takes none, which saves two trips. SQLite's keeps what it shows.
        self._reading = self._engine.execution_options(
            **({} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"})
        )

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection for what changes nothing.

        Raises:
            EnvironmentFault: ``hub_database_failed``.
        """
        with self._faults(), self._reading.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that writes; an error within it undoes all of it.

        Raises:
            EnvironmentFault: ``hub_database_failed``; nothing of it was kept.
        """
        with self._faults(), self._writing.begin() as connection:
            yield connection

    def migrate(self) -> None:
        """Bring the tables to the form that this program knows.

        Raises:
            EnvironmentFault: ``hub_database_newer`` or ``hub_database_failed``.
        """
        from alembic import command  # noqa: PLC0415 -- slow to load, and needed once
        from alembic.config import Config  # noqa: PLC0415

        logging.getLogger("alembic").setLevel(logging.WARNING)
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        with self.writing() as connection:
            if not self.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            if sa.inspect(connection).has_table("alembic_version"):
                found = connection.execute(sa.text("SELECT version_num FROM alembic_version"))
                if str(found.scalar() or "") > SCHEMA:
                    raise EnvironmentFault("hub_database_newer", known=SCHEMA)
            config.attributes["connection"] = connection
            command.upgrade(config, SCHEMA)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except sa.exc.DBAPIError as error:
            # The library's text may hold anything; its kind says enough.
            kind, url = type(error.orig).__name__, self._engine.url
            server = url.host or url.query.get("host", "")
            port = f":{url.port}" if url.port else ""
            where = f"{server}{port}/{url.database}" if server else str(url.database)
            raise EnvironmentFault("hub_database_failed", where=where, reason=kind) from error


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 -- sqlite3's own
    # Transactions begin where we say so, not where the driver thinks that one is needed.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("ppir_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
