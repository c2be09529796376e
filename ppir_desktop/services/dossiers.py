"""My dossiers: what was assigned to a panellist, and how far each is."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.protocol.manifest import DossierManifest
from ppir_desktop.services.own_records import own_records
from ppir_desktop.services.statements import opening_of
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.assignments import AssignmentRow, AssignmentState
from ppir_desktop.store.repositories.outbox import OutboxState
from ppir_desktop.store.vault import Work


class State(StrEnum):
    """How far a dossier is, from the first to the last."""

    TO_DECLARE = "to_declare"
    RECUSED = "recused"
    LOCKED = "locked"
    """Declared, and its key has not come yet."""
    TO_DO = "to_do"
    IN_PROGRESS = "in_progress"
    SIGNED = "signed"
    """Signed, and not received by anybody yet."""
    RECEIVED = "received"
    WITHDRAWN = "withdrawn"


READABLE: Final = frozenset({State.TO_DO, State.IN_PROGRESS, State.SIGNED, State.RECEIVED})
"""When its documents may be read and searched: declared, and its key is here."""


class Card(msgspec.Struct, frozen=True):
    """A dossier in the list.

    Attributes:
        round: The round.
        round_title: What the round is called, in Korean and English.
        stage: Id of the stage.
        dossier: Application number.
        due: Until when the sheet must have been received, UTC.
        state: How far it is.
        manifest: The dossier.
    """

    round: Identifier
    round_title: tuple[str, str]
    stage: str
    dossier: str
    due: str
    state: State
    manifest: DossierManifest


def cards(profile: OpenProfile) -> list[Card]:
    """All dossiers of a profile, the most urgent first."""
    with profile.vault.reading() as work:
        found = []
        for round_id in work.rounds.ids():
            rows = work.assignments.all(round_id)
            if rows:
                opened = opening_of(work, round_id)
                title = (opened.title.ko, opened.title.en)
                own = _Own(work, round_id)
                found += [
                    Card(
                        round_id, title, row.stage, row.dossier, row.due, own.state(row),
                        row.manifest,
                    )
                    for row in rows
                ]  # fmt: skip
        return sorted(found, key=lambda card: (card.due, card.dossier))


class _Own:
    """What this device itself said in a round."""

    def __init__(self, work: Work, round_id: Identifier) -> None:
        self._drafts = {(row.stage, row.dossier) for row in work.drafts.all(round_id)}
        self._said = own_records(work, round_id)
        # Also what a desk took from a stick and the hub is still to have.
        receipts = work.exchange.receipts()
        self._received = {
            row.digest
            for row in work.outbox.all()
            if row.state is not OutboxState.REFUSED and row.parcel in receipts
        }

    def state(self, row: AssignmentRow) -> State:
        place = row.stage, row.dossier
        if row.state is AssignmentState.WITHDRAWN:
            return State.WITHDRAWN
        if sheet := self._said.sheets.get(place):
            return State.RECEIVED if sheet.digest in self._received else State.SIGNED
        declared = self._said.declarations.get(place)
        if declared is None:
            return State.TO_DECLARE
        if not declared.body.accepts:
            return State.RECUSED
        if row.dossier_key is None:
            return State.LOCKED
        return State.IN_PROGRESS if place in self._drafts else State.TO_DO
