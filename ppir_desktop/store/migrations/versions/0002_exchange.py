"""What an exchange needs: hubs, receipts, what waits or was refused, what is to be sent.

Revision ID: 0002
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables, and to records whether they were meant for this person."""
    op.add_column(
        "records", sa.Column("addressed", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("feed", sa.Column("mark_index", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("feed", sa.Column("mark_parcel", sa.Text(), nullable=False, server_default=""))
    op.add_column("feed", sa.Column("looked_back", sa.Text(), nullable=False, server_default=""))
    _table("hubs", ["round"], _text("address"), _text("certificate"), _text("invitation"))
    _table("identities", ["round", "name"], _text("identity"))
    _table(
        "receipts",
        ["parcel"],
        _text("round"),
        sa.Column("index", sa.Integer(), nullable=False),
        _text("taken_by"),
        _text("received_at"),
        _bytes("envelope"),
    )
    op.create_index("ix_receipts_place", "receipts", ["round", "taken_by", "index"], unique=False)
    _table("held", ["parcel"], _text("round"), _bytes("arrival"), _text("reason"))
    _table("refusals", ["parcel"], _text("round"), _text("kind"), _text("code"), _text("seen_at"))
    _table("uploads", ["round", "digest"], _text("state"))
    _table("put_away", ["round", "dossier"], _bytes("sealed"))
    _table("staged_parts", ["bundle", "part"], _text("round"), key_types={"part": sa.Integer()})
    _table("staged", ["bundle", "parcel"], _text("round"), _bytes("arrival"))
    _table("staged_blobs", ["bundle", "digest"], _text("round"))


def _table(
    name: str,
    keys: list[str],
    *others: sa.Column[Any],
    key_types: dict[str, sa.types.TypeEngine[Any]] | None = None,
) -> None:
    """A table that belongs to rounds and goes with them."""
    types = key_types or {}
    op.create_table(
        name,
        *(sa.Column(key, types.get(key, sa.Text()), nullable=False) for key in keys),
        *others,
        sa.ForeignKeyConstraint(
            ["round"], ["rounds.round"], name=op.f(f"fk_{name}_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{name}")),
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)
