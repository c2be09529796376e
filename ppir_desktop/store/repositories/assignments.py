"""Assignments: the dossiers given to this person, as they stand after all that was said."""

from __future__ import annotations

from enum import StrEnum

import msgspec
import sqlalchemy as sa

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, Identifier, digest_of
from ppir_desktop.domain.panels import Duty
from ppir_desktop.protocol.canonical import canonical_json, decoder_of
from ppir_desktop.protocol.manifest import DossierManifest
from ppir_desktop.protocol.review_bodies import Given
from ppir_desktop.store.tables import ASSIGNMENTS

_MANIFEST: msgspec.json.Decoder[DossierManifest] = decoder_of(DossierManifest)


class AssignmentState(StrEnum):
    """Whether a dossier may be worked on."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"


class AssignmentRow(msgspec.Struct, frozen=True, kw_only=True):
    """A dossier given to this person.

    Attributes:
        round: The round.
        stage: Id of the stage.
        dossier: Application number.
        panel: Id of the panel.
        duty: What the person does besides marking.
        due: Until when the sheet must have been received.
        state: Whether it may be worked on.
        panel_recipient: Whom the sheet is sealed to, besides the office.
        manifest: The dossier as it is now.
        manifest_digest: SHA-256 of the canonical manifest.
        dossier_key: The dossier's identity; None while it is held back or withdrawn.
        source: Digest of the record that gave it.
    """

    round: Identifier
    stage: str
    dossier: str
    panel: Identifier
    duty: Duty
    due: str
    state: AssignmentState
    panel_recipient: str
    manifest: DossierManifest
    manifest_digest: Digest
    dossier_key: str | None
    source: Digest


class Assignments:
    """The assignments of a vault."""

    def __init__(self, connection: sa.Connection) -> None:
        """Work within a transaction."""
        self._connection = connection

    def give(self, round_id: Identifier, given: Given, source: Digest) -> None:
        """Keep an assignment as it was given."""
        self.set(
            round_id,
            given,
            manifest=given.manifest,
            key=given.key,
            due=given.due,
            is_withdrawn=False,
            source=source,
        )

    def set(
        self,
        round_id: Identifier,
        given: Given,
        *,
        manifest: DossierManifest,
        key: str | None,
        due: str,
        is_withdrawn: bool,
        source: Digest,
    ) -> None:
        """Keep how an assignment stands after all that was said of it.

        Args:
            round_id: The round.
            given: How it was given last.
            manifest: The dossier as corrected.
            key: The dossier's identity; None while it is held back or withdrawn.
            due: Until when the sheet must have been received.
            is_withdrawn: Whether it was taken away again.
            source: Digest of the record that gave it.
        """
        content = canonical_json(manifest)
        state = AssignmentState.WITHDRAWN if is_withdrawn else AssignmentState.GIVEN
        values = {
            "round": round_id,
            "stage": given.stage,
            "dossier": given.manifest.dossier,
            "panel": given.panel,
            "duty": given.duty.value,
            "due": due,
            "state": state.value,
            "panel_recipient": given.panel_recipient,
            "manifest": content,
            "manifest_digest": digest_of(content),
            "dossier_key": key,
            "source": source,
        }
        statement = ASSIGNMENTS.insert().prefix_with("OR REPLACE", dialect="sqlite")
        self._connection.execute(statement.values(values))

    def get(self, round_id: Identifier, stage: str, dossier: str) -> AssignmentRow:
        """One assignment.

        Raises:
            InputError: ``assignment_unknown``.
        """
        query = ASSIGNMENTS.select().where(*_which(round_id, stage, dossier))
        row = self._connection.execute(query).mappings().first()
        if row is None:
            raise _unknown(stage, dossier)
        return _row(row)

    def all(self, round_id: Identifier | None = None) -> list[AssignmentRow]:
        """All assignments, or those of one round, the most urgent first."""
        query = ASSIGNMENTS.select().order_by(ASSIGNMENTS.c.due, ASSIGNMENTS.c.dossier)
        if round_id is not None:
            query = query.where(ASSIGNMENTS.c.round == round_id)
        return [_row(row) for row in self._connection.execute(query).mappings()]

    def blobs(self, round_id: Identifier | None = None) -> dict[Digest, int]:
        """The blobs that dossiers which may be worked on consist of, with their sizes."""
        return {
            document.blob: document.blob_size
            for row in self.all(round_id)
            if row.state is AssignmentState.GIVEN
            for document in row.manifest.documents
        }


def _which(round_id: Identifier, stage: str, dossier: str) -> tuple[sa.ColumnElement[bool], ...]:
    table = ASSIGNMENTS.c
    return table.round == round_id, table.stage == stage, table.dossier == dossier


def _unknown(stage: str, dossier: str) -> InputError:
    return InputError("assignment_unknown", stage=stage, dossier=dossier)


def _row(row: sa.RowMapping) -> AssignmentRow:
    return AssignmentRow(
        **{
            **row,
            "duty": Duty(row["duty"]),
            "state": AssignmentState(row["state"]),
            "manifest": _MANIFEST.decode(row["manifest"]),
        }
    )
