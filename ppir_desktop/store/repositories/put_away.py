"""Work put away: drafts and notes on a dossier that was withdrawn, sealed to their author.

They can be neither read nor searched while they lie here. Given the dossier again, the author
finds them where they were.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.canonical import canonical_json
from ppir_desktop.protocol.carriage_bodies import BackupItem
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.sealing import open_sealed, seal
from ppir_desktop.store.repositories.annotations import Annotation, Annotations
from ppir_desktop.store.repositories.drafts import Drafts
from ppir_desktop.store.repositories.meetings import MeetingRow, Meetings
from ppir_desktop.store.tables import ANNOTATIONS, DRAFTS, PUT_AWAY

_ITEMS: msgspec.json.Decoder[tuple[BackupItem, ...]] = msgspec.json.Decoder(tuple[BackupItem, ...])
_NOTE: msgspec.json.Decoder[Annotation] = msgspec.json.Decoder(Annotation)


class PutAway:
    """The put-away work of a vault, and work as items that can be carried."""

    def __init__(self, connection: sa.Connection) -> None:
        """Work within a transaction."""
        self._connection = connection

    def items(self, round_id: Identifier, dossier: str | None = None) -> tuple[BackupItem, ...]:
        """The drafts and notes of one dossier, or all that was written in a round, as a backup."""
        drafts = [
            BackupItem(
                kind="draft",
                stage=row.stage,
                dossier=row.dossier,
                document=None,
                saved_at=row.saved_at,
                content=row.content,
            )
            for row in Drafts(self._connection).all(round_id)
        ]
        notes = [
            BackupItem(
                kind="annotation",
                stage="",
                dossier=note.dossier,
                document=note.document,
                saved_at=note.saved_at,
                content=canonical_json(note).decode(),
            )
            for note in Annotations(self._connection).all(round_id)
        ]
        if dossier is not None:  # what was said in a meeting stays with the chair
            return tuple(one for one in (*drafts, *notes) if one.dossier == dossier)
        meetings = [
            BackupItem(
                kind="meeting", stage=row.stage, dossier=row.dossier, document=None,
                saved_at=row.saved_at, content=row.content,
            )
            for row in Meetings(self._connection).all(round_id)
        ]  # fmt: skip
        return (*drafts, *notes, *meetings)

    def restore(self, round_id: Identifier, items: Iterable[BackupItem]) -> int:
        """Put drafts and notes where they were, except where there is a newer one.

        Returns:
            How many were put back.
        """
        drafts, notes = Drafts(self._connection), Annotations(self._connection)
        meetings = Meetings(self._connection)
        known = {note.id: note for note in notes.all(round_id)}
        restored = 0
        for item in items:
            if item.kind == "draft":
                there = drafts.get(round_id, item.stage, item.dossier)
                if there is not None and there.saved_at >= item.saved_at:
                    continue
                drafts.save(
                    round_id, item.stage, item.dossier,
                    content=item.content, saved_at=item.saved_at,
                )  # fmt: skip
            elif item.kind == "meeting":
                row = meetings.get(round_id, item.stage, item.dossier)
                if row is not None and row.saved_at >= item.saved_at:
                    continue
                kept = MeetingRow(round_id, item.stage, item.dossier, item.saved_at, item.content)
                meetings.save(kept)
            else:
                note = msgspec.structs.replace(_NOTE.decode(item.content), round=round_id)
                if note.id in known and known[note.id].saved_at >= note.saved_at:
                    continue
                notes.save(note)
            restored += 1
        return restored

    def seal(self, round_id: Identifier, dossier: str, author: str) -> None:
        """Put the work on a dossier away, sealed to its author's recipient."""
        items = self.items(round_id, dossier)
        if not items:
            return
        self._connection.execute(
            PUT_AWAY.insert()
            .prefix_with("OR REPLACE", dialect="sqlite")
            .values(round=round_id, dossier=dossier, sealed=seal(canonical_json(items), [author]))
        )
        for table in (DRAFTS, ANNOTATIONS):
            self._connection.execute(
                table.delete().where(table.c.round == round_id, table.c.dossier == dossier)
            )

    def unseal(self, round_id: Identifier, dossier: str, author: SealingIdentity) -> int:
        """Put the work on a dossier back where it was; give how much there was."""
        which = (PUT_AWAY.c.round == round_id, PUT_AWAY.c.dossier == dossier)
        query = sa.select(PUT_AWAY.c.sealed).where(*which)
        sealed = self._connection.execute(query).scalar()
        if sealed is None:
            return 0
        content = open_sealed(bytes(sealed), [author], limit=limits.BACKUP_PAYLOAD)
        restored = self.restore(round_id, _ITEMS.decode(content))
        self._connection.execute(PUT_AWAY.delete().where(*which))
        return restored

    def dossiers(self, round_id: Identifier) -> list[str]:
        """Dossiers whose work is put away."""
        query = sa.select(PUT_AWAY.c.dossier).where(PUT_AWAY.c.round == round_id)
        return list(self._connection.execute(query.order_by(PUT_AWAY.c.dossier)).scalars())
