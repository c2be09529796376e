"""Drafts: sheets that are being written. What is saved is on the disk before it is acknowledged."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.store.tables import DRAFTS


class DraftRow(msgspec.Struct, frozen=True):
    """A draft.

    Attributes:
        round: The round.
        stage: Id of the stage.
        dossier: Application number.
        saved_at: When it was saved last.
        revision: How often it was saved, from 1.
        content: The draft, as its writer encodes it.
    """

    round: Identifier
    stage: str
    dossier: str
    saved_at: str
    revision: int
    content: str


class Drafts:
    """The drafts of a vault."""

    def __init__(self, connection: sa.Connection) -> None:
        """Work within a transaction."""
        self._connection = connection

    def save(
        self, round_id: Identifier, stage: str, dossier: str, *, content: str, saved_at: str
    ) -> int:
        """Save a draft and give its revision."""
        saved = self.get(round_id, stage, dossier)
        revision = saved.revision + 1 if saved else 1
        statement = DRAFTS.insert().prefix_with("OR REPLACE", dialect="sqlite")
        values = DraftRow(round_id, stage, dossier, saved_at, revision, content)
        self._connection.execute(statement.values(msgspec.structs.asdict(values)))
        return revision

    def get(self, round_id: Identifier, stage: str, dossier: str) -> DraftRow | None:
        """A draft, or None when there is none."""
        row = self._connection.execute(
            DRAFTS.select().where(
                DRAFTS.c.round == round_id, DRAFTS.c.stage == stage, DRAFTS.c.dossier == dossier
            )
        ).first()
        return DraftRow(*row) if row else None

    def all(self, round_id: Identifier) -> list[DraftRow]:
        """All drafts of a round."""
        query = DRAFTS.select().where(DRAFTS.c.round == round_id)
        rows = self._connection.execute(query.order_by(DRAFTS.c.stage, DRAFTS.c.dossier))
        return [DraftRow(*row) for row in rows]

    def delete(self, round_id: Identifier, stage: str, dossier: str) -> None:
        """Delete a draft, such as one that became a signed sheet."""
        self._connection.execute(
            DRAFTS.delete().where(
                DRAFTS.c.round == round_id, DRAFTS.c.stage == stage, DRAFTS.c.dossier == dossier
            )
        )
