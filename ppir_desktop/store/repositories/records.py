"""Records: signed envelopes by their digest, and the parcels that they came or went in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.protocol.kinds import Body, Kind
from ppir_desktop.protocol.records import Named
from ppir_desktop.signing.chains import Link
from ppir_desktop.store.tables import PARCELS, RECEIPTS, RECORDS


class RecordRow(msgspec.Struct, frozen=True):
    """A record as the vault lists it.

    Attributes:
        digest: Its name.
        kind: What it states.
        author: The author's key.
        seq: Its place in the author's count.
        made_at: What the author's clock said.
        supersedes: The record that it replaces.
        received_at: When this device got or made it.
    """

    digest: Digest
    kind: Kind
    author: Digest
    seq: int
    made_at: str
    supersedes: Digest | None
    received_at: str


class ArrivedRow(NamedTuple):
    """A record in the order of its arrival: place, name, signed envelope, when it was received."""

    place: int
    digest: Digest
    envelope: bytes
    received_at: str


_LISTED = (
    RECORDS.c.digest,
    RECORDS.c.kind,
    RECORDS.c.author,
    RECORDS.c.seq,
    RECORDS.c.made_at,
    RECORDS.c.supersedes,
    RECORDS.c.received_at,
)


class Records:
    """The records of a vault."""

    def __init__(self, connection: sa.Connection) -> None:
        """Work within a transaction."""
        self._connection = connection

    def add(
        self, named: Named[Body], envelope: bytes, received_at: str, *, addressed: bool = False
    ) -> bool:
        """Keep a record that was verified; one that is known already changes nothing.

        Args:
            named: The record.
            envelope: It, signed.
            received_at: When it was received, by its receipt where there is one.
            addressed: Whether it was sealed to this device's own key in the round.

        Returns:
            Whether it is new.
        """
        record = named.record
        return self._insert(
            RECORDS,
            digest=named.digest,
            round=record.round,
            kind=record.kind.value,
            author=record.author,
            seq=record.seq,
            prev=record.prev,
            made_at=record.made_at,
            supersedes=record.supersedes,
            received_at=received_at,
            envelope=envelope,
            addressed=int(addressed),
        )

    def add_parcel(self, parcel: Digest, round_id: Identifier, digest: Digest) -> bool:
        """Keep which record was in a parcel; say whether the parcel is new."""
        return self._insert(PARCELS, parcel=parcel, round=round_id, digest=digest)

    def knows_parcel(self, parcel: Digest) -> bool:
        """Whether a parcel was taken in or sent before."""
        query = sa.select(PARCELS.c.parcel).where(PARCELS.c.parcel == parcel)
        return self._connection.execute(query).first() is not None

    def envelope(self, digest: Digest) -> bytes:
        """The signed envelope of a record.

        Raises:
            InputError: ``record_unknown``.
        """
        query = sa.select(RECORDS.c.envelope).where(RECORDS.c.digest == digest)
        found = self._connection.execute(query).scalar()
        if not found:
            raise InputError("record_unknown", digest=digest)
        return bytes(found)

    def empty(self, digests: Iterable[Digest]) -> None:
        """Delete what some records say; that there were such, and by whom, stays."""
        for digest in digests:
            which = RECORDS.update().where(RECORDS.c.digest == digest)
            self._connection.execute(which.values(envelope=b""))

    def envelopes(self, round_id: Identifier, kinds: Sequence[Kind]) -> Iterator[bytes]:
        """The envelopes of some kinds in a round, in the order of their time."""
        query = (
            sa.select(RECORDS.c.envelope)
            .where(
                RECORDS.c.round == round_id,
                RECORDS.c.kind.in_([kind.value for kind in kinds]),
                RECORDS.c.envelope != b"",
            )
            .order_by(RECORDS.c.made_at, RECORDS.c.digest)
        )
        yield from self._connection.execute(query).scalars()

    def received(self, round_id: Identifier, kinds: Sequence[Kind]) -> list[tuple[bytes, str]]:
        """The envelopes of some kinds in a round, and when each was received."""
        query = sa.select(RECORDS.c.envelope, RECORDS.c.received_at).where(
            RECORDS.c.round == round_id, RECORDS.c.kind.in_([kind.value for kind in kinds])
        )
        return [(bytes(row.envelope), row.received_at) for row in self._connection.execute(query)]

    def timed(self, round_id: Identifier, kinds: Sequence[Kind]) -> list[tuple[bytes, str]]:
        """The envelopes of some kinds in a round, and by when each was made for certain.

        That is the earliest that anybody says of it: its author, whoever gave a receipt for it, or
        this device, which has it.
        """
        receipt = (
            sa.select(sa.func.min(RECEIPTS.c.received_at))
            .join(PARCELS, PARCELS.c.parcel == RECEIPTS.c.parcel)
            .where(PARCELS.c.digest == RECORDS.c.digest)
            .scalar_subquery()
        )
        known = sa.func.min(RECORDS.c.made_at, RECORDS.c.received_at)
        query = sa.select(
            RECORDS.c.envelope, sa.func.min(known, sa.func.coalesce(receipt, known)).label("at")
        ).where(
            RECORDS.c.round == round_id,
            RECORDS.c.kind.in_([kind.value for kind in kinds]),
            RECORDS.c.envelope != b"",
        )
        return [(bytes(row.envelope), row.at) for row in self._connection.execute(query)]

    def arrived(
        self, round_id: Identifier, kinds: Sequence[Kind], after: int
    ) -> Iterator[ArrivedRow]:
        """The records of some kinds that came after others, in the order in which they came.

        Emptied ones are left out.

        Args:
            round_id: The round.
            kinds: The kinds.
            after: Place of the last that is known; 0 for all.
        """
        place = _place("records")
        query = (
            sa.select(place, RECORDS.c.digest, RECORDS.c.envelope, RECORDS.c.received_at)
            .where(
                place > after, RECORDS.c.round == round_id,
                RECORDS.c.kind.in_([kind.value for kind in kinds]),
            )
            .order_by(place)
        )  # fmt: skip
        for row in self._connection.execute(query):
            if row[2]:
                yield ArrivedRow(row[0], row[1], bytes(row[2]), row[3])

    def parcels_arrived(self, round_id: Identifier, after: int) -> list[tuple[int, Digest, Digest]]:
        """Parcels that came or went after others: the place of each, its name, its record.

        Args:
            round_id: The round.
            after: Place of the last that is known; 0 for all.
        """
        place = _place("parcels")
        query = sa.select(place, PARCELS.c.parcel, PARCELS.c.digest)
        query = query.where(place > after, PARCELS.c.round == round_id).order_by(place)
        return [(row[0], row[1], row[2]) for row in self._connection.execute(query)]

    def receipts_arrived(self, round_id: Identifier, after: int) -> list[tuple[int, Digest, str]]:
        """Receipts that came after others: the place of each, its parcel, when that was received.

        Args:
            round_id: The round.
            after: Place of the last that is known; 0 for all.
        """
        place = _place("receipts")
        query = sa.select(place, RECEIPTS.c.parcel, RECEIPTS.c.received_at)
        query = query.where(place > after, RECEIPTS.c.round == round_id).order_by(place)
        return [(row[0], row[1], row[2]) for row in self._connection.execute(query)]

    def receipt_of(self, digest: Digest) -> bytes | None:
        """The earliest signed receipt of a record; None where it was handed over by hand."""
        query = (
            sa.select(RECEIPTS.c.envelope)
            .join(PARCELS, PARCELS.c.parcel == RECEIPTS.c.parcel)
            .where(PARCELS.c.digest == digest)
            .order_by(RECEIPTS.c.received_at, RECEIPTS.c.parcel)
        )
        found = self._connection.execute(query).scalars().first()
        return None if found is None else bytes(found)

    def last_of(self, round_id: Identifier, kinds: Sequence[Kind]) -> int:
        """The place of the last record of some kinds that came; 0 while there is none."""
        query = sa.select(sa.func.max(_place("records"))).where(
            RECORDS.c.round == round_id, RECORDS.c.kind.in_([kind.value for kind in kinds])
        )
        return int(self._connection.execute(query).scalar() or 0)

    def of_kind(
        self, round_id: Identifier, kind: Kind, *, current: bool = False
    ) -> list[RecordRow]:
        """The records of one kind in a round, in the order of their time.

        Args:
            round_id: The round.
            kind: The kind.
            current: Leave out those that another record by the same author replaces.
        """
        query = (
            sa.select(*_LISTED)
            .where(RECORDS.c.round == round_id, RECORDS.c.kind == kind.value)
            .order_by(RECORDS.c.made_at, RECORDS.c.digest)
        )
        if current:
            later = RECORDS.alias("later")
            replaced = sa.exists().where(
                later.c.supersedes == RECORDS.c.digest, later.c.author == RECORDS.c.author
            )
            query = query.where(~replaced)
        rows = self._connection.execute(query).mappings()
        return [msgspec.convert(row, RecordRow) for row in rows]

    def addressed(self, round_id: Identifier, kinds: Sequence[Kind]) -> list[tuple[Digest, bytes]]:
        """Digest and envelope of the records of some kinds that are for this person."""
        query = (
            sa.select(RECORDS.c.digest, RECORDS.c.envelope)
            .where(
                RECORDS.c.round == round_id,
                RECORDS.c.kind.in_([kind.value for kind in kinds]),
                RECORDS.c.addressed == 1,
                RECORDS.c.envelope != b"",
            )
            .order_by(RECORDS.c.made_at, RECORDS.c.digest)
        )
        return [(row.digest, bytes(row.envelope)) for row in self._connection.execute(query)]

    def authors_of(self, round_id: Identifier, kinds: Sequence[Kind]) -> dict[Digest, Digest]:
        """Who said each record of some kinds that is for this person, emptied ones included."""
        query = sa.select(RECORDS.c.digest, RECORDS.c.author).where(
            RECORDS.c.round == round_id,
            RECORDS.c.kind.in_([kind.value for kind in kinds]),
            RECORDS.c.addressed == 1,
        )
        return {row.digest: row.author for row in self._connection.execute(query)}

    def links(self, round_id: Identifier) -> list[Link]:
        """Every known place in the authors' counts."""
        query = sa.select(RECORDS.c.author, RECORDS.c.seq, RECORDS.c.digest, RECORDS.c.prev).where(
            RECORDS.c.round == round_id, RECORDS.c.seq > 0
        )
        return [Link(*row) for row in self._connection.execute(query)]

    def count(self, round_id: Identifier) -> int:
        """How many records of a round there are."""
        query = sa.select(sa.func.count()).where(RECORDS.c.round == round_id)
        return int(self._connection.execute(query).scalar_one())

    def _insert(self, table: sa.Table, **values: object) -> bool:
        statement = table.insert().prefix_with("OR IGNORE", dialect="sqlite").values(**values)
        return self._connection.execute(statement).rowcount == 1


def _place(table: str) -> sa.ColumnClause[int]:
    """Where a row stands in the order in which a table's rows came; no row is ever moved."""
    return sa.literal_column(f"{table}.rowid", sa.Integer)
