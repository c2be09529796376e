"""My dossiers: what was assigned to a panellist, and how far each is."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.manifest import DossierManifest
from ppir_desktop.protocol.review_bodies import Declared, GivenSheet
from ppir_desktop.services.statements import opening_of
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.assignments import AssignmentRow, AssignmentState
from ppir_desktop.store.repositories.outbox import OutboxState
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.effects import read_back


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
        self._key = work.rounds.get(round_id).identity.id
        self._drafts = {(row.stage, row.dossier) for row in work.drafts.all(round_id)}
        self._accepted: dict[tuple[str, str], bool] = {}
        self._sheets: dict[tuple[str, str], bool] = {}
        sent = {
            row.digest
            for row in work.outbox.all(OutboxState.SENT)
            if work.exchange.receipt(row.parcel) is not None
        }
        for kind in (Kind.DECLARATION, Kind.SHEET):
            rows = work.records.of_kind(round_id, kind)
            for known in sorted(rows, key=lambda one: one.seq):
                if known.author == self._key:
                    self._note(work, known.digest, is_sent=known.digest in sent)

    def state(self, row: AssignmentRow) -> State:
        place = row.stage, row.dossier
        if row.state is AssignmentState.WITHDRAWN:
            return State.WITHDRAWN
        if place in self._sheets:
            return State.RECEIVED if self._sheets[place] else State.SIGNED
        if place not in self._accepted:
            return State.TO_DECLARE
        if not self._accepted[place]:
            return State.RECUSED
        if row.dossier_key is None:
            return State.LOCKED
        return State.IN_PROGRESS if place in self._drafts else State.TO_DO

    def _note(self, work: Work, digest: Digest, *, is_sent: bool) -> None:
        body = read_back(work.records.envelope(digest)).record.body
        if isinstance(body, Declared):
            self._accepted[body.stage, body.dossier] = body.accepts
        elif isinstance(body, GivenSheet):
            self._sheets[body.stage, body.dossier] = is_sent
