"""Bringing a vault's tables to the form that this program knows."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import sqlalchemy as sa

from ppir_desktop.common.errors import InputError

SCHEMA: Final = "0004"
"""The newest step in migrations/versions: the form that this program reads and writes."""

_FOLDER: Final = Path(__file__).parent / "migrations"


def schema_of(connection: sa.Connection) -> str:
    """The form of a vault; empty for one that holds nothing yet."""
    query = sa.text("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'")
    if not connection.execute(query).scalar():
        return ""
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return str(found or "")


def refuse_newer(schema: str) -> None:
    """Refuse a vault that a newer program wrote: its rows may mean what we do not know.

    Raises:
        InputError: ``vault_newer``.
    """
    if schema > SCHEMA:
        raise InputError("vault_newer", found=schema, known=SCHEMA)


def migrate(connection: sa.Connection) -> None:
    """Take every step that is missing, all of them or none.

    Args:
        connection: Within a transaction that writes.

    Raises:
        InputError: ``vault_newer``.
    """
    refuse_newer(schema_of(connection))
    # Alembic takes longer to load than a vault to open, and is seldom needed.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, SCHEMA)
