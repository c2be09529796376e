"""The outbox: what was decided and is to be sent, as soon as a network or a stick is there.

A parcel is put here in the transaction that keeps its record, so that neither is ever without the
other. Sending it twice changes nothing, since its name is its digest.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

import msgspec
import sqlalchemy as sa

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, Identifier, digest_of
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.parcels import RoutingHeader, read_header, write_header
from ppir_desktop.store.tables import OUTBOX


class OutboxState(StrEnum):
    """What became of a parcel."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"


class OutboxRow(msgspec.Struct, frozen=True):
    """A parcel to be sent.

    Attributes:
        parcel: Its name.
        round: The round.
        digest: The record inside.
        header: Whom it goes to.
        queued_at: When it was put here.
        state: What became of it.
        attempts: How often sending was tried.
        reason: Code of why it was refused; empty otherwise.
    """

    parcel: Digest
    round: Identifier
    digest: Digest
    header: RoutingHeader
    queued_at: str
    state: OutboxState
    attempts: int
    reason: str


_LISTED = (
    OUTBOX.c.parcel,
    OUTBOX.c.round,
    OUTBOX.c.digest,
    OUTBOX.c.header,
    OUTBOX.c.queued_at,
    OUTBOX.c.state,
    OUTBOX.c.attempts,
    OUTBOX.c.reason,
)


class Outbox:
    """The outbox of a vault."""

    def __init__(self, connection: sa.Connection) -> None:
        """Work within a transaction."""
        self._connection = connection

    def put(self, header: RoutingHeader, sealed: bytes, digest: Digest, queued_at: str) -> None:
        """Queue a parcel.

        Args:
            header: Whom it goes to.
            sealed: Its bytes.
            digest: The record inside.
            queued_at: When.

        Raises:
            ValueError: If the header names other bytes.
        """
        if digest_of(sealed) != header.parcel:
            raise ValueError("a parcel is named by its bytes")
        self._connection.execute(
            OUTBOX.insert()
            .prefix_with("OR IGNORE", dialect="sqlite")
            .values(
                parcel=header.parcel,
                round=header.round,
                digest=digest,
                header=write_header(header),
                sealed=sealed,
                queued_at=queued_at,
                state=OutboxState.WAITING.value,
                attempts=0,
                reason="",
            )
        )

    def all(self, state: OutboxState | None = None) -> list[OutboxRow]:
        """The parcels, or those in one state, the oldest first."""
        query = sa.select(*_LISTED).order_by(OUTBOX.c.queued_at, OUTBOX.c.parcel)
        if state is not None:
            query = query.where(OUTBOX.c.state == state.value)
        return [_row(row) for row in self._connection.execute(query).mappings()]

    def sealed(self, parcel: Digest) -> bytes:
        """The bytes of a parcel.

        Raises:
            InputError: ``parcel_unknown``.
        """
        query = sa.select(OUTBOX.c.sealed).where(OUTBOX.c.parcel == parcel)
        found = self._connection.execute(query).scalar()
        if found is None:
            raise InputError("parcel_unknown", parcel=parcel)
        return bytes(found)

    def mark(self, parcel: Digest, state: OutboxState, reason: str = "") -> None:
        """Keep what became of an attempt to send a parcel.

        Raises:
            InputError: ``parcel_unknown``.
        """
        statement = (
            OUTBOX.update()
            .where(OUTBOX.c.parcel == parcel)
            .values(state=state.value, attempts=OUTBOX.c.attempts + 1, reason=reason)
        )
        if self._connection.execute(statement).rowcount == 0:
            raise InputError("parcel_unknown", parcel=parcel)

    def drop_waiting(self, round_id: Identifier, kind: Kind) -> None:
        """Drop parcels of a kind that were never sent, since a newer one takes their place."""
        for row in self.all(OutboxState.WAITING):
            if row.round == round_id and row.header.kind is kind:
                self._connection.execute(OUTBOX.delete().where(OUTBOX.c.parcel == row.parcel))

    def send_again(self, parcels: Collection[Digest]) -> None:
        """Have parcels that were sent be sent once more; the newest backup alone of those."""
        rows = [row for row in self.all(OutboxState.SENT) if row.parcel in parcels]
        backups = [row for row in rows if row.header.kind is Kind.BACKUP]
        for row in rows:
            if row not in backups[:-1]:
                self.mark(row.parcel, OutboxState.WAITING)

    def settle(self, parcel: Digest) -> None:
        """Keep that a parcel's receipt is here; one that is not of ours is passed over."""
        self._connection.execute(
            OUTBOX.update()
            .where(OUTBOX.c.parcel == parcel)
            .values(state=OutboxState.SENT.value, reason="")
        )


def _row(row: sa.RowMapping) -> OutboxRow:
    values = dict(row)
    values["header"] = read_header(values["header"])
    values["state"] = OutboxState(values["state"])
    return OutboxRow(**values)
