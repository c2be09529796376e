"""The first form of the hub's database.

Revision ID: 0001
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table."""
    _table("authorities", ["fingerprint"], sa.Column("admitted_at", sa.Text(), nullable=False))
    _table(
        "rounds",
        ["round"],
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("last_index", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.Text(), nullable=True),
    )
    _create_log()
    _table("accesses", ["round", "subject"], _index_column(), numbered=True)
    _table("grants", ["round", "subject"], sa.Column("grant", sa.LargeBinary(), nullable=False))
    _table("invitations", ["round", "invitation"], sa.Column("used", sa.Integer(), nullable=False))
    _table("blobs", ["round", "digest"], sa.Column("size", sa.BigInteger(), nullable=False))
    _table("assertions", ["assertion"], sa.Column("expires", sa.BigInteger(), nullable=False))
    op.create_index("ix_assertions_expires", "assertions", ["expires"])


def _create_log() -> None:
    """The parcels, and whom each is handed to."""
    _table(
        "parcels",
        ["round"],
        _index_column(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        numbered=True,
    )
    op.create_index("ix_parcels_name", "parcels", ["round", "name"], unique=True)
    op.create_index("ix_parcels_author", "parcels", ["round", "author", "kind"])
    _table("addresses", ["round", "address"], _index_column(), numbered=True)


def _index_column() -> sa.Column[int]:
    return sa.Column("idx", sa.BigInteger(), nullable=False)


def _table(name: str, keys: list[str], *others: sa.Column[Any], numbered: bool = False) -> None:
    """A table whose key is some texts, with a place in the log at its end where it is numbered."""
    primary = sa.PrimaryKeyConstraint(*keys, *(["idx"] if numbered else []), name=f"pk_{name}")
    columns = [sa.Column(key, sa.Text(), nullable=False) for key in keys]
    op.create_table(name, *columns, *others, primary)
