"""Facts about the vault itself, and the backups that were made of it."""

from __future__ import annotations

from typing import Final

import msgspec
import sqlalchemy as sa

from ppir_desktop.store.tables import BACKUPS, META

READING_FACT: Final = "reading:"
"""Fact about a round, whose id follows: where its dossiers were read last. It goes with it."""


class BackupRow(msgspec.Struct, frozen=True):
    """A backup that was made: when, and the name of its file."""

    made_at: str
    file: str


class Meta:
    """Facts about a vault, by name."""

    def __init__(self, connection: sa.Connection) -> None:
        """Work within a transaction."""
        self._connection = connection

    def get(self, name: str) -> str:
        """A fact; empty when it was never set."""
        query = sa.select(META.c.value).where(META.c.name == name)
        return str(self._connection.execute(query).scalar() or "")

    def set(self, name: str, value: str) -> None:
        """Set a fact."""
        statement = META.insert().prefix_with("OR REPLACE", dialect="sqlite")
        self._connection.execute(statement.values(name=name, value=value))

    def backups(self) -> list[BackupRow]:
        """The backups that were made, the oldest first."""
        rows = self._connection.execute(BACKUPS.select().order_by(BACKUPS.c.made_at))
        return [BackupRow(*row) for row in rows]

    def forget_backup(self, made_at: str) -> None:
        """Forget a backup that was not finished."""
        self._connection.execute(BACKUPS.delete().where(BACKUPS.c.made_at == made_at))

    def add_backup(self, made_at: str, file: str) -> None:
        """Remember that a backup was made."""
        statement = BACKUPS.insert().prefix_with("OR REPLACE", dialect="sqlite")
        self._connection.execute(statement.values(made_at=made_at, file=file))
