"""The office's ledger: for each of its entries, the one that counts.

What counts does not depend on the order in which records arrive: the highest revision, and of two
officers who made the same revision at once the earlier.
"""

from __future__ import annotations

from typing import Final, TypeVar

import msgspec
import sqlalchemy as sa

from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.protocol.ledger_bodies import Content, Entry
from ppir_desktop.store.tables import LEDGER, TOLD

C = TypeVar("C", bound=Content)

_ENCODER: Final = msgspec.json.Encoder()


class LedgerRow(msgspec.Struct, frozen=True):
    """An entry that counts.

    Attributes:
        entry: The entry.
        made_at: When its author says it was made.
        source: The record that says so; empty for what this desk keeps to itself.
    """

    entry: Entry
    made_at: str
    source: str


class LedgerBook:
    """The ledgers of a vault's rounds."""

    def __init__(self, connection: sa.Connection) -> None:
        """Work within a transaction."""
        self._connection = connection

    def put(self, round_id: Identifier, entry: Entry, made_at: str, source: Digest | str) -> bool:
        """Take an entry in; say whether it counts from now on.

        Args:
            round_id: The round.
            entry: The entry.
            made_at: When it was made.
            source: The record it came in; empty for what this desk keeps to itself.
        """
        kind = _kind(type(entry.content))
        known = self._connection.execute(
            sa.select(LEDGER.c.revision, LEDGER.c.made_at, LEDGER.c.source).where(
                LEDGER.c.round == round_id, LEDGER.c.kind == kind, LEDGER.c.name == entry.name
            )
        ).first()
        if known is not None:
            earlier = (known.made_at, known.source) <= (made_at, source)
            if known.revision > entry.revision or (known.revision == entry.revision and earlier):
                return False
        statement = LEDGER.insert().prefix_with("OR REPLACE", dialect="sqlite")
        self._connection.execute(
            statement.values(
                round=round_id,
                kind=kind,
                name=entry.name,
                revision=entry.revision,
                made_at=made_at,
                source=source,
                content=_ENCODER.encode(entry.content),
            )
        )
        return True

    def get(self, round_id: Identifier, kind: type[C], name: str) -> C | None:
        """What an entry says, or None when there is no such entry."""
        query = sa.select(LEDGER.c.content).where(
            LEDGER.c.round == round_id, LEDGER.c.kind == _kind(kind), LEDGER.c.name == name
        )
        content = self._connection.execute(query).scalar()
        return None if content is None else msgspec.json.decode(bytes(content), type=kind)

    def revision(self, round_id: Identifier, kind: type[C], name: str) -> int:
        """Which revision of an entry counts; 0 when there is no such entry."""
        query = sa.select(LEDGER.c.revision).where(
            LEDGER.c.round == round_id, LEDGER.c.kind == _kind(kind), LEDGER.c.name == name
        )
        return self._connection.execute(query).scalar() or 0

    def all(self, round_id: Identifier, kind: type[C]) -> dict[str, C]:
        """The entries of a kind by name, in the order of their names."""
        query = (
            sa.select(LEDGER.c.name, LEDGER.c.content)
            .where(LEDGER.c.round == round_id, LEDGER.c.kind == _kind(kind))
            .order_by(LEDGER.c.name)
        )
        decoder = msgspec.json.Decoder(kind)
        return {
            row.name: decoder.decode(bytes(row.content)) for row in self._connection.execute(query)
        }

    def untold(self, round_id: Identifier) -> list[Identifier]:
        """Invitations that the hub was not told of yet."""
        query = sa.select(LEDGER.c.name).where(
            LEDGER.c.round == round_id,
            LEDGER.c.kind == "invitation",
            LEDGER.c.name.not_in(sa.select(TOLD.c.invitation).where(TOLD.c.round == round_id)),
        )
        return list(self._connection.execute(query.order_by(LEDGER.c.name)).scalars())

    def tell(self, round_id: Identifier, invitations: list[Identifier]) -> None:
        """Keep that the hub was told of invitations."""
        if invitations:
            statement = TOLD.insert().prefix_with("OR IGNORE", dialect="sqlite")
            rows = [{"round": round_id, "invitation": one} for one in invitations]
            self._connection.execute(statement, rows)

    def tell_again(self, round_id: Identifier) -> None:
        """Have the hub be told of every invitation once more, since it may have lost them."""
        self._connection.execute(TOLD.delete().where(TOLD.c.round == round_id))


def _kind(content: type[msgspec.Struct]) -> str:
    return str(content.__struct_config__.tag)
