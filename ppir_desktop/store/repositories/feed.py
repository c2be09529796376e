"""What is known of each hub's log of a round: how far it was read, and its places."""

from __future__ import annotations

import sqlalchemy as sa

from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.protocol.carriage_bodies import Receipt
from ppir_desktop.protocol.hub_api import Mark
from ppir_desktop.store.tables import FEED, RECEIPTS


class Feed:
    """What a vault knows of hubs' logs."""

    def __init__(self, connection: sa.Connection) -> None:
        """Work within a transaction."""
        self._connection = connection

    def position(self, round_id: Identifier, hub: str) -> int:
        """Index of the last parcel that was read, 0 at the beginning."""
        query = sa.select(FEED.c.position).where(FEED.c.round == round_id, FEED.c.hub == hub)
        return int(self._connection.execute(query).scalar() or 0)

    def move(self, round_id: Identifier, hub: str, position: int) -> None:
        """Move on, with the records that were read; never back."""
        forward = max(position, self.position(round_id, hub))
        self._set(round_id, hub, position=forward)

    def rewind(self, round_id: Identifier, hub: str, why: str = "") -> None:
        """Have the log be read from its beginning, since something of it is missing here.

        Once for each reason, where one is given.
        """
        query = sa.select(FEED.c.looked_back).where(FEED.c.round == round_id, FEED.c.hub == hub)
        if not why or self._connection.execute(query).scalar() != why:
            self._set(round_id, hub, position=0, looked_back=why)

    def mark(self, round_id: Identifier, hub: str) -> Mark | None:
        """The place of the log that the hub was last seen to have; None before the first."""
        query = sa.select(FEED.c.mark_index, FEED.c.mark_parcel).where(
            FEED.c.round == round_id, FEED.c.hub == hub, FEED.c.mark_index > 0
        )
        row = self._connection.execute(query).first()
        return Mark(row.mark_index, Digest(row.mark_parcel)) if row else None

    def set_mark(self, round_id: Identifier, hub: str, mark: Mark | None) -> None:
        """Keep a place of the log that the hub has, or none any more."""
        index, parcel = (mark.index, mark.parcel) if mark else (0, "")
        self._set(round_id, hub, mark_index=index, mark_parcel=parcel)

    def is_place_taken(self, round_id: Identifier, receipt: Receipt) -> bool:
        """Whether a hub gave a receipt's number to another parcel before."""
        query = sa.select(RECEIPTS.c.parcel).where(
            RECEIPTS.c.round == round_id,
            RECEIPTS.c.taken_by == "hub",
            RECEIPTS.c.index == receipt.index,
            RECEIPTS.c.parcel != receipt.parcel,
        )
        return receipt.taken_by == "hub" and self._connection.execute(query).first() is not None

    def last_place(self, round_id: Identifier) -> Mark | None:
        """The last place of its log that a hub itself said."""
        query = (
            sa.select(RECEIPTS.c.index, RECEIPTS.c.parcel)
            .where(
                RECEIPTS.c.round == round_id,
                RECEIPTS.c.taken_by == "hub",
                RECEIPTS.c.index > 0,
            )
            .order_by(RECEIPTS.c.index.desc())
            .limit(1)
        )
        row = self._connection.execute(query).first()
        return Mark(*row) if row else None

    def displace(self, round_id: Identifier) -> list[Digest]:
        """Know that a hub's log is another one now; give the parcels that it may have had.

        The receipts stay: they say when each parcel was received. One that a desk had before may
        have gone to the hub since, whose receipt is not kept then.
        """
        own = RECEIPTS.c.round == round_id
        query = sa.select(RECEIPTS.c.parcel).where(own)
        found = list(self._connection.execute(query).scalars())
        by_hub = RECEIPTS.update().where(own, RECEIPTS.c.taken_by == "hub")
        self._connection.execute(by_hub.values(index=0))
        return found

    def _set(self, round_id: Identifier, hub: str, **values: object) -> None:
        self._connection.execute(
            FEED.insert()
            .prefix_with("OR IGNORE", dialect="sqlite")
            .values(round=round_id, hub=hub, position=0)
        )
        which = (FEED.c.round == round_id, FEED.c.hub == hub)
        self._connection.execute(FEED.update().where(*which).values(**values))
