"""What chairs write down in meetings.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "meetings",
        *(sa.Column(key, sa.Text(), nullable=False) for key in ("round", "stage", "dossier")),
        sa.Column("saved_at", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round"], ["rounds.round"], name=op.f("fk_meetings_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round", "stage", "dossier", name=op.f("pk_meetings")),
    )
