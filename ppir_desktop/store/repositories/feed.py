"""The feed position: how far each hub's log of a round was read."""

from __future__ import annotations

import sqlalchemy as sa

from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.store.tables import FEED


class Feed:
    """The feed positions of a vault."""

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
        self._connection.execute(
            FEED.insert()
            .prefix_with("OR REPLACE", dialect="sqlite")
            .values(round=round_id, hub=hub, position=forward)
        )
