"""Meetings: what a chair writes down. What is saved is on the disk before it is acknowledged."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.store.tables import MEETINGS


class MeetingRow(msgspec.Struct, frozen=True):
    """What was written down of one dossier, or of a whole meeting.

    Attributes:
        round: The round.
        stage: Id of the stage.
        dossier: Application number; empty for what concerns the whole meeting.
        saved_at: When it was saved last.
        content: It, as its writer encodes it.
    """

    round: Identifier
    stage: str
    dossier: str
    saved_at: str
    content: str


class Meetings:
    """The meetings of a vault."""

    def __init__(self, connection: sa.Connection) -> None:
        """Work within a transaction."""
        self._connection = connection

    def save(self, row: MeetingRow) -> None:
        """Save what was written down, in the place of what was before."""
        statement = MEETINGS.insert().prefix_with("OR REPLACE", dialect="sqlite")
        self._connection.execute(statement.values(msgspec.structs.asdict(row)))

    def get(self, round_id: Identifier, stage: str, dossier: str = "") -> MeetingRow | None:
        """What was written down, or None for nothing."""
        row = self._connection.execute(
            MEETINGS.select().where(
                MEETINGS.c.round == round_id, MEETINGS.c.stage == stage,
                MEETINGS.c.dossier == dossier,
            )
        ).first()  # fmt: skip
        return MeetingRow(*row) if row else None

    def all(self, round_id: Identifier) -> list[MeetingRow]:
        """All that was written down in a round."""
        query = MEETINGS.select().where(MEETINGS.c.round == round_id)
        rows = self._connection.execute(query.order_by(MEETINGS.c.stage, MEETINGS.c.dossier))
        return [MeetingRow(*row) for row in rows]
