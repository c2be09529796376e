"""What those who run a round work from: the office's ledger.

Revision ID: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "ledger",
        *(sa.Column(key, sa.Text(), nullable=False) for key in ("round", "kind", "name")),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("own", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round"], ["rounds.round"], name=op.f("fk_ledger_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round", "kind", "name", name=op.f("pk_ledger")),
    )
    op.create_table(
        "told",
        *(sa.Column(key, sa.Text(), nullable=False) for key in ("round", "invitation")),
        sa.ForeignKeyConstraint(
            ["round"], ["rounds.round"], name=op.f("fk_told_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round", "invitation", name=op.f("pk_told")),
    )
