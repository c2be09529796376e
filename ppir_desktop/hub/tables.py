"""The hub's tables. What is sealed lies here as it was carried; the hub cannot read it."""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData(naming_convention={"ix": "ix_%(column_0_label)s", "pk": "pk_%(table_name)s"})

AUTHORITIES = sa.Table(
    "authorities",
    METADATA,
    sa.Column("fingerprint", sa.Text, primary_key=True),
    sa.Column("admitted_at", sa.Text, nullable=False),
)
"""Authorities whose rounds this hub takes."""

ROUNDS = sa.Table(
    "rounds",
    METADATA,
    sa.Column("round", sa.Text, primary_key=True),
    sa.Column("authority", sa.Text, nullable=False),
    sa.Column("opening", sa.Text, nullable=False),
    sa.Column("last_index", sa.BigInteger, nullable=False),
    sa.Column("deleted_at", sa.Text),
)
"""Rounds: the parcel that opened each, the last number given out in its log, and its end."""

PARCELS = sa.Table(
    "parcels",
    METADATA,
    sa.Column("round", sa.Text, primary_key=True),
    sa.Column("idx", sa.BigInteger, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("header", sa.LargeBinary, nullable=False),
    sa.Column("receipt", sa.LargeBinary, nullable=False),
    sa.Column("content", sa.LargeBinary),
    sa.Index("ix_parcels_name", "round", "name", unique=True),
    sa.Index("ix_parcels_author", "round", "author", "kind"),
)
"""The log of each round; a backup's content goes when a newer one replaces it."""

ADDRESSES = sa.Table(
    "addresses",
    METADATA,
    sa.Column("round", sa.Text, primary_key=True),
    sa.Column("address", sa.Text, primary_key=True),
    sa.Column("idx", sa.BigInteger, primary_key=True),
)
"""Whom each parcel is handed to, so that a feed is read in order however long the log is."""

ACCESSES = sa.Table(
    "accesses",
    METADATA,
    sa.Column("round", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("idx", sa.BigInteger, primary_key=True),
)
"""Which access records speak of a key."""

GRANTS = sa.Table(
    "grants",
    METADATA,
    sa.Column("round", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("grant", sa.LargeBinary, nullable=False),
)
"""What all access records about a key come to."""

INVITATIONS = sa.Table(
    "invitations",
    METADATA,
    sa.Column("round", sa.Text, primary_key=True),
    sa.Column("invitation", sa.Text, primary_key=True),
    sa.Column("used", sa.Integer, nullable=False),
)
"""Invitations that were sent out, and how often each was answered."""

BLOBS = sa.Table(
    "blobs",
    METADATA,
    sa.Column("round", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
)
"""Documents that are here, whole."""

ASSERTIONS = sa.Table(
    "assertions",
    METADATA,
    sa.Column("assertion", sa.Text, primary_key=True),
    sa.Column("expires", sa.BigInteger, nullable=False),
    sa.Index("ix_assertions_expires", "expires"),
)
"""Assertions that were used already, until nobody could use them any more."""
