"""Annotations: highlights and notes in the documents of a dossier."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.store.tables import ANNOTATIONS


class Annotation(msgspec.Struct, frozen=True):
    """A highlight or a note.

    Attributes:
        id: Its id.
        round: The round.
        dossier: Application number.
        document: SHA-256 of the plain document.
        page: The page, from 0.
        saved_at: When it was saved last.
        content: What it is and where on the page, as its writer encodes it.
    """

    id: Identifier
    round: Identifier
    dossier: str
    document: Digest
    page: int
    saved_at: str
    content: str


class Annotations:
    """The annotations of a vault."""

    def __init__(self, connection: sa.Connection) -> None:
        """Work within a transaction."""
        self._connection = connection

    def save(self, annotation: Annotation) -> None:
        """Save an annotation, in the place of an earlier one of the same id."""
        statement = ANNOTATIONS.insert().prefix_with("OR REPLACE", dialect="sqlite")
        self._connection.execute(statement.values(msgspec.structs.asdict(annotation)))

    def all(self, round_id: Identifier, document: Digest | None = None) -> list[Annotation]:
        """The annotations of a round, or of one document, page by page."""
        table = ANNOTATIONS.c
        query = ANNOTATIONS.select().where(table.round == round_id)
        if document is not None:
            query = query.where(table.document == document)
        rows = self._connection.execute(query.order_by(table.document, table.page, table.id))
        return [Annotation(*row) for row in rows]

    def delete(self, annotation: Identifier) -> bool:
        """Delete an annotation; say whether there was one."""
        statement = ANNOTATIONS.delete().where(ANNOTATIONS.c.id == annotation)
        return self._connection.execute(statement).rowcount == 1
