"""The first form of the vault.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table."""
    _create_vault()
    _create_records()
    _create_work()
    _create_search()


def _create_vault() -> None:
    """The vault itself, and its rounds."""
    op.create_table(
        "backups",
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("made_at", name=op.f("pk_backups")),
    )
    op.create_table(
        "meta",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_meta")),
    )
    op.create_table(
        "destructions",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_destructions")),
    )
    op.create_table(
        "rounds",
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.Text(), nullable=False),
        sa.Column("signing_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealing_identity", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("last", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("round", name=op.f("pk_rounds")),
    )


def _create_records() -> None:
    """Records, and what carries them."""
    op.create_table(
        "feed",
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round"], ["rounds.round"], name=op.f("fk_feed_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round", "hub", name=op.f("pk_feed")),
    )
    op.create_table(
        "outbox",
        sa.Column("parcel", sa.Text(), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("queued_at", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round"], ["rounds.round"], name=op.f("fk_outbox_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("parcel", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_state", "outbox", ["state", "queued_at"], unique=False)
    op.create_table(
        "parcels",
        sa.Column("parcel", sa.Text(), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round"], ["rounds.round"], name=op.f("fk_parcels_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("parcel", name=op.f("pk_parcels")),
    )
    op.create_table(
        "records",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("prev", sa.Text(), nullable=True),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("supersedes", sa.Text(), nullable=True),
        sa.Column("received_at", sa.Text(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round"], ["rounds.round"], name=op.f("fk_records_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_records")),
    )
    op.create_index("ix_records_author", "records", ["round", "author", "seq"], unique=False)
    op.create_index("ix_records_round_kind", "records", ["round", "kind", "made_at"], unique=False)
    op.create_index("ix_records_supersedes", "records", ["supersedes"], unique=False)


def _create_work() -> None:
    """What the person works on."""
    op.create_table(
        "annotations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("dossier", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round"], ["rounds.round"], name=op.f("fk_annotations_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotations")),
    )
    op.create_index(
        "ix_annotations_document", "annotations", ["round", "document", "page"], unique=False
    )
    op.create_table(
        "assignments",
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("dossier", sa.Text(), nullable=False),
        sa.Column("panel", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("panel_recipient", sa.Text(), nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.Column("manifest_digest", sa.Text(), nullable=False),
        sa.Column("dossier_key", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round"], ["rounds.round"], name=op.f("fk_assignments_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round", "stage", "dossier", name=op.f("pk_assignments")),
    )
    op.create_index("ix_assignments_due", "assignments", ["due"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("dossier", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round"], ["rounds.round"], name=op.f("fk_drafts_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round", "stage", "dossier", name=op.f("pk_drafts")),
    )


def _create_search() -> None:
    """The text of pages, and the index that finds them."""
    op.create_table(
        "pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("dossier", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round"], ["rounds.round"], name=op.f("fk_pages_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages")),
    )
    op.create_index(
        "ix_pages_document", "pages", ["round", "document", "dossier", "page"], unique=True
    )
    op.execute(
        "CREATE VIRTUAL TABLE page_index USING fts5(tokens, content='', "
        'tokenize="unicode61 remove_diacritics 0")'
    )
    op.execute("INSERT INTO page_index (page_index, rank) VALUES ('secure-delete', 1)")
