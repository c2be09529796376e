"""The vault's tables. Times are RFC 3339 in UTC, digests and identifiers as everywhere else.

A round owns its rows: deleting it deletes all of them.
"""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _round_column(*, primary: bool = False) -> sa.Column[str]:
    reference = sa.ForeignKey("rounds.round", ondelete="CASCADE")
    return sa.Column("round", sa.Text, reference, primary_key=primary, nullable=False)


META = sa.Table(
    "meta",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
"""Facts about the vault itself."""

ROUNDS = sa.Table(
    "rounds",
    METADATA,
    sa.Column("round", sa.Text, primary_key=True),
    sa.Column("authority", sa.Text, nullable=False),
    sa.Column("joined_at", sa.Text, nullable=False),
    sa.Column("signing_key", sa.LargeBinary, nullable=False),
    sa.Column("sealing_identity", sa.Text, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("last", sa.Text),
)
"""Rounds, with the device's own keys and count in each."""

RECORDS = sa.Table(
    "records",
    METADATA,
    sa.Column("digest", sa.Text, primary_key=True),
    _round_column(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("prev", sa.Text),
    sa.Column("made_at", sa.Text, nullable=False),
    sa.Column("supersedes", sa.Text),
    sa.Column("received_at", sa.Text, nullable=False),
    sa.Column("envelope", sa.LargeBinary, nullable=False),
    sa.Column("addressed", sa.Integer, nullable=False, server_default="0"),
    sa.Index("ix_records_round_kind", "round", "kind", "made_at"),
    sa.Index("ix_records_author", "round", "author", "seq"),
    sa.Index("ix_records_supersedes", "supersedes"),
)
"""Signed envelopes, received or our own, with what they are looked up by."""

PARCELS = sa.Table(
    "parcels",
    METADATA,
    sa.Column("parcel", sa.Text, primary_key=True),
    _round_column(),
    sa.Column("digest", sa.Text, nullable=False),
)
"""Parcels taken in or sent, and the record that was in each."""

ASSIGNMENTS = sa.Table(
    "assignments",
    METADATA,
    _round_column(primary=True),
    sa.Column("stage", sa.Text, primary_key=True),
    sa.Column("dossier", sa.Text, primary_key=True),
    sa.Column("panel", sa.Text, nullable=False),
    sa.Column("duty", sa.Text, nullable=False),
    sa.Column("due", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("panel_recipient", sa.Text, nullable=False),
    sa.Column("manifest", sa.LargeBinary, nullable=False),
    sa.Column("manifest_digest", sa.Text, nullable=False),
    sa.Column("dossier_key", sa.Text),
    sa.Column("source", sa.Text, nullable=False),
    sa.Index("ix_assignments_due", "due"),
)
"""Dossiers given to this person, as they stand now."""

DRAFTS = sa.Table(
    "drafts",
    METADATA,
    _round_column(primary=True),
    sa.Column("stage", sa.Text, primary_key=True),
    sa.Column("dossier", sa.Text, primary_key=True),
    sa.Column("saved_at", sa.Text, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)
"""Sheets that are being written."""

MEETINGS = sa.Table(
    "meetings",
    METADATA,
    _round_column(primary=True),
    sa.Column("stage", sa.Text, primary_key=True),
    sa.Column("dossier", sa.Text, primary_key=True),
    sa.Column("saved_at", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)
"""What a chair writes down in a meeting: of each dossier, and without one of the meeting itself."""

ANNOTATIONS = sa.Table(
    "annotations",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    _round_column(),
    sa.Column("dossier", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("page", sa.Integer, nullable=False),
    sa.Column("saved_at", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Index("ix_annotations_document", "round", "document", "page"),
)
"""Highlights and notes in documents."""

OUTBOX = sa.Table(
    "outbox",
    METADATA,
    sa.Column("parcel", sa.Text, primary_key=True),
    _round_column(),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("header", sa.LargeBinary, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("queued_at", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Index("ix_outbox_state", "state", "queued_at"),
)
"""Parcels to be sent, and those sent."""

FEED = sa.Table(
    "feed",
    METADATA,
    _round_column(primary=True),
    sa.Column("hub", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("mark_index", sa.Integer, nullable=False, server_default="0"),
    sa.Column("mark_parcel", sa.Text, nullable=False, server_default=""),
    sa.Column("looked_back", sa.Text, nullable=False, server_default=""),
)
"""How far each hub's log was read, a place in it by which a log that was set back shows, and what
it was read anew for last.
"""

PAGES = sa.Table(
    "pages",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    _round_column(),
    sa.Column("dossier", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("page", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Index("ix_pages_document", "round", "document", "dossier", "page", unique=True),
)
"""The text of documents, page by page; ``page_index`` beside it is what finds them."""

DESTRUCTIONS = sa.Table(
    "destructions",
    METADATA,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("round", sa.Text, nullable=False),
    sa.Column("made_at", sa.Text, nullable=False),
    sa.Column("envelope", sa.LargeBinary, nullable=False),
)
"""Signed records of rounds that were purged; they outlive their rounds."""

BACKUPS = sa.Table(
    "backups",
    METADATA,
    sa.Column("made_at", sa.Text, primary_key=True),
    sa.Column("file", sa.Text, nullable=False),
)
"""Backups of the whole vault that were made, by their files' names."""

HUBS = sa.Table(
    "hubs",
    METADATA,
    _round_column(primary=True),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("certificate", sa.Text, nullable=False),
    sa.Column("invitation", sa.Text, nullable=False),
)
"""Where each round's hub is, its certificate, and the invitation that was answered."""

IDENTITIES = sa.Table(
    "identities",
    METADATA,
    _round_column(primary=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("identity", sa.Text, nullable=False),
)
"""What else this device opens parcels with: the office's identity, those of panels."""

RECEIPTS = sa.Table(
    "receipts",
    METADATA,
    sa.Column("parcel", sa.Text, primary_key=True),
    _round_column(),
    sa.Column("index", sa.Integer, nullable=False),
    sa.Column("taken_by", sa.Text, nullable=False),
    sa.Column("received_at", sa.Text, nullable=False),
    sa.Column("envelope", sa.LargeBinary, nullable=False),
    sa.Index("ix_receipts_place", "round", "taken_by", "index"),
)
"""Signed receipts: the first of each parcel counts.

Its number is 0 until the hub itself said it, and while it has lost the parcel (`Feed.displace`).
"""

HELD = sa.Table(
    "held",
    METADATA,
    sa.Column("parcel", sa.Text, primary_key=True),
    _round_column(),
    sa.Column("arrival", sa.LargeBinary, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)
"""Parcels that cannot be opened or judged yet; they are looked at again when that may change."""

REFUSALS = sa.Table(
    "refusals",
    METADATA,
    sa.Column("parcel", sa.Text, primary_key=True),
    _round_column(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("seen_at", sa.Text, nullable=False),
)
"""Parcels that were refused, and why."""

UPLOADS = sa.Table(
    "uploads",
    METADATA,
    _round_column(primary=True),
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
)
"""Documents to be sent, by the office and by chairs."""

PUT_AWAY = sa.Table(
    "put_away",
    METADATA,
    _round_column(primary=True),
    sa.Column("dossier", sa.Text, primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)
"""Drafts and notes on dossiers that were withdrawn, sealed to their author."""

STAGED_PARTS = sa.Table(
    "staged_parts",
    METADATA,
    sa.Column("bundle", sa.Text, primary_key=True),
    sa.Column("part", sa.Integer, primary_key=True),
    _round_column(),
)
"""Parts of bundles that have arrived while others have not, by `Contents.whole`."""

STAGED = sa.Table(
    "staged",
    METADATA,
    sa.Column("bundle", sa.Text, primary_key=True),
    sa.Column("parcel", sa.Text, primary_key=True),
    _round_column(),
    sa.Column("arrival", sa.LargeBinary, nullable=False),
)
"""Parcels of such bundles: nothing counts until everything is there, and what is held waits on."""

STAGED_BLOBS = sa.Table(
    "staged_blobs",
    METADATA,
    sa.Column("bundle", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, primary_key=True),
    _round_column(),
)
"""Documents that came with such parcels, which no dossier needs as yet."""

LEDGER = sa.Table(
    "ledger",
    METADATA,
    _round_column(primary=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("made_at", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("own", sa.Integer, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
"""What those who run a round work from: for each entry the one that counts.

``source`` is the record that says so; empty for what this desk keeps to itself.
"""

TOLD = sa.Table(
    "told",
    METADATA,
    _round_column(primary=True),
    sa.Column("invitation", sa.Text, primary_key=True),
)
"""Invitations that the hub was told of."""
