"""Destruction records: what is left of a round that was purged, and nothing of its content."""

from __future__ import annotations

import sqlalchemy as sa

from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.signing.authors import Signed
from ppir_desktop.store.tables import DESTRUCTIONS


class Destructions:
    """The destruction records of a vault."""

    def __init__(self, connection: sa.Connection) -> None:
        """Work within a transaction."""
        self._connection = connection

    def add(self, signed: Signed) -> None:
        """Keep a destruction record, in the transaction that destroys."""
        self._connection.execute(
            DESTRUCTIONS.insert().values(
                digest=signed.digest,
                round=signed.record.round,
                made_at=signed.record.made_at,
                envelope=signed.envelope,
            )
        )

    def all(self) -> list[tuple[Digest, Identifier, bytes]]:
        """Digest, round and signed envelope of each, the oldest first."""
        query = sa.select(
            DESTRUCTIONS.c.digest, DESTRUCTIONS.c.round, DESTRUCTIONS.c.envelope
        ).order_by(DESTRUCTIONS.c.made_at, DESTRUCTIONS.c.digest)
        return [tuple(row) for row in self._connection.execute(query)]
