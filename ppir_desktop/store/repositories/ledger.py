"""The office's ledger: for each of its entries, the one that counts.

What counts does not depend on the order in which records arrive: the highest revision, and of two
officers who made the same revision at once the earlier.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

import msgspec
import sqlalchemy as sa

from ppir_desktop.common.identifiers import Digest, Identifier, digest_of
from ppir_desktop.protocol.ledger_bodies import Content, Convened, Displaced, Entry, Kept
from ppir_desktop.store.tables import LEDGER, TOLD

C = TypeVar("C", bound=Kept)

_ENCODER: Final = msgspec.json.Encoder()


class LedgerBook:
    """The ledgers of a vault's rounds."""

    def __init__(self, connection: sa.Connection) -> None:
        """Work within a transaction."""
        self._connection = connection

    def put(
        self,
        round_id: Identifier,
        entry: Entry,
        made_at: str,
        source: Digest | str,
        *,
        own: bool = False,
    ) -> bool:
        """Take an entry in; say whether it counts from now on.

        What was said at once by another desk and does not count is kept as `Displaced`, since
        something may have followed from it.

        Args:
            round_id: The round.
            entry: The entry.
            made_at: When it was made.
            source: The record it came in; empty for what this desk keeps to itself.
            own: Whether this desk made it.
        """
        kind = _kind(type(entry.content))
        known = self._row(round_id, kind, entry.name)
        if known is not None and known.revision == entry.revision and known.source != source:
            earlier = (known.made_at, known.source) < (made_at, source)
            former = self._decoded(type(entry.content), known.content)
            if former != entry.content:
                loser = entry.content if earlier else former
                was_own = own if earlier else bool(known.own)
                self._displace(round_id, entry.name, loser, was_own)
            if earlier:
                return False
        elif known is not None:
            is_newer = entry.revision > known.revision
            if known.source != source and not own:
                former = self._decoded(type(entry.content), known.content)
                lost, kept = (former, entry.content) if is_newer else (entry.content, former)
                if _parted(lost, kept):
                    self._displace(round_id, entry.name, lost, bool(known.own) and is_newer)
            if not is_newer:
                return False
        self._keep(round_id, entry.name, entry.content, revision=entry.revision,
                   made_at=made_at, source=source, own=own)  # fmt: skip
        return True

    def displaced(self, round_id: Identifier) -> dict[str, Displaced]:
        """What was said at once with another officer and does not count, until it is settled."""
        return self.all(round_id, Displaced)

    def settle(self, round_id: Identifier, name: str) -> None:
        """Forget something displaced: what there was to be done about it is done."""
        self._connection.execute(
            LEDGER.delete().where(
                LEDGER.c.round == round_id, LEDGER.c.kind == "displaced", LEDGER.c.name == name
            )
        )

    def get(self, round_id: Identifier, kind: type[C], name: str) -> C | None:
        """What an entry says, or None when there is no such entry."""
        query = sa.select(LEDGER.c.content).where(
            LEDGER.c.round == round_id, LEDGER.c.kind == _kind(kind), LEDGER.c.name == name
        )
        content = self._connection.execute(query).scalar()
        return None if content is None else msgspec.json.decode(bytes(content), type=kind)

    def revision(self, round_id: Identifier, kind: type[C], name: str) -> int:
        """Which revision of an entry counts; 0 when there is no such entry."""
        row = self._row(round_id, _kind(kind), name)
        return 0 if row is None else row.revision

    def is_own(self, round_id: Identifier, kind: type[C], name: str) -> bool:
        """Whether what counts of an entry was said at this desk."""
        row = self._row(round_id, _kind(kind), name)
        return row is not None and bool(row.own)

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

    def _row(self, round_id: Identifier, kind: str, name: str) -> sa.Row[Any] | None:
        query = LEDGER.select().where(
            LEDGER.c.round == round_id, LEDGER.c.kind == kind, LEDGER.c.name == name
        )
        return self._connection.execute(query).first()

    def _displace(self, round_id: Identifier, name: str, content: Content, own: bool) -> None:
        kept = Displaced(name=name, content=content, own=own)
        place = f"{_kind(type(content))}:{name}#{digest_of(_ENCODER.encode(content))[:16]}"
        self._keep(round_id, place, kept, revision=1, made_at="", source="", own=own)

    def _keep(
        self,
        round_id: Identifier,
        name: str,
        content: Kept,
        *,
        revision: int,
        made_at: str,
        source: str,
        own: bool,
    ) -> None:
        statement = LEDGER.insert().prefix_with("OR REPLACE", dialect="sqlite")
        self._connection.execute(
            statement.values(
                round=round_id, kind=_kind(type(content)), name=name, revision=revision,
                made_at=made_at, source=source, own=int(own), content=_ENCODER.encode(content),
            )
        )  # fmt: skip

    @staticmethod
    def _decoded(kind: type[C], content: bytes) -> C:
        return msgspec.json.decode(bytes(content), type=kind)


def _parted(lost: Content, kept: Content) -> bool:
    """Whether a panel of a lower revision did not lead to that of a higher one.

    A panel keeps its id for good, and whoever was given its dossier stays in its list. Where that
    is not so, two desks went on apart, and one of them said more often than the other.
    """
    if not isinstance(lost, Convened) or not isinstance(kept, Convened):
        return False
    listed = {seat.number for seat in kept.seats}
    strays = any(seat.given_to and seat.number not in listed for seat in lost.seats)
    return lost.panel != kept.panel or strays


def _kind(content: type[msgspec.Struct]) -> str:
    return str(content.__struct_config__.tag)
