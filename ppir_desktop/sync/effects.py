"""What follows from the records that were taken in, in the transaction that took them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ppir_desktop.common.identifiers import Digest, Identifier, digest_of
from ppir_desktop.protocol.canonical import canonical_json
from ppir_desktop.protocol.envelopes import read_envelope
from ppir_desktop.protocol.kinds import Body, Kind
from ppir_desktop.protocol.records import Named, decode_record
from ppir_desktop.protocol.review_bodies import Given, KeyReleased, Transcription
from ppir_desktop.protocol.round_bodies import Head, Role
from ppir_desktop.signing.identities import RoundIdentity
from ppir_desktop.signing.trust import Grant, RoundTrust
from ppir_desktop.store.repositories.assignments import AssignmentRow, AssignmentState
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.changes import Change, Happened
from ppir_desktop.sync.folding import Folded, fold

_TOLD = (Kind.ASSIGNMENT, Kind.NOTICE)
COUNTED_BY_HEAD = (Kind.CERTIFICATE, Kind.PANEL, Kind.ASSIGNMENT, Kind.NOTICE)
"""What a head counts: the sealed records of officers to one person, heads apart."""


def refresh_dossiers(work: Work, round_id: Identifier, identity: RoundIdentity) -> list[Change]:
    """Bring the dossiers of a round to what all records to this person come to.

    A withdrawn one loses its key, in the records that brought it too, and its searchable text, and
    what was written on it is sealed to its author; given again, that is put back.

    Args:
        work: The transaction.
        round_id: The round.
        identity: This device's own keys in it.
    """
    told = [read_back(envelope) for _, envelope in work.records.addressed(round_id, _TOLD)]
    known = {(row.stage, row.dossier): row for row in work.assignments.all(round_id)}
    changes: list[Change] = []
    for folded in fold(told):
        before = known.get(folded.place)
        if before is not None and _is_same(before, folded):
            continue
        work.assignments.set(
            round_id,
            folded.given,
            manifest=folded.manifest,
            key=folded.key,
            due=folded.due,
            is_withdrawn=folded.is_withdrawn,
            source=folded.source,
        )
        changes += _consequences(work, round_id, identity, before, folded)
    _forget_keys(work, round_id, told)
    return changes


def scans_in(work: Work, round_id: Identifier) -> dict[Digest, int]:
    """The scans of sheets that were written by hand, and the bytes of each."""
    found = {}
    for envelope in work.records.envelopes(round_id, [Kind.TRANSCRIPTION]):
        body = read_back(envelope).record.body
        if isinstance(body, Transcription):
            found[body.scan] = body.scan_size
    return found


class Withheld(NamedTuple):
    """How many records a carrier kept back, and the head by which that shows."""

    missing: int
    head: Digest


def withheld(work: Work, round_id: Identifier, trust: RoundTrust) -> Withheld | None:
    """What a carrier kept back, by the newest head of each officer (docs/records.md, Heads)."""
    newest: dict[Digest, tuple[int, Digest, Head]] = {}
    for digest, envelope in work.records.addressed(round_id, [Kind.HEAD]):
        record = read_back(envelope).record
        if isinstance(record.body, Head):
            before = newest.get(record.author)
            if before is None or before[0] < record.seq:
                newest[record.author] = record.seq, digest, record.body
    if not newest:
        return None
    authors = work.records.authors_of(round_id, COUNTED_BY_HEAD)
    counted = {digest for digest, author in authors.items() if _is_office(trust.grant(author))}
    for _, digest, head in newest.values():
        missing = head.count - len(counted)
        unknown = head.last is not None and head.last not in counted
        if missing > 0 or unknown:
            return Withheld(max(missing, 1), digest)
    return None


def read_back(envelope: bytes) -> Named[Body]:
    """A record that was verified when it was taken in."""
    signed = read_envelope(envelope)
    return decode_record(signed.payload_type, signed.payload)


def _is_office(grant: Grant | None) -> bool:
    return grant is not None and grant.role in {Role.OFFICER, Role.AUTHORITY}


def _forget_keys(work: Work, round_id: Identifier, told: Iterable[Named[Body]]) -> None:
    """Empty the records that hold the keys of dossiers which are withdrawn."""
    withdrawn = {
        (row.stage, row.dossier)
        for row in work.assignments.all(round_id)
        if row.state is AssignmentState.WITHDRAWN
    }
    work.records.empty(named.digest for named in told if _key_place(named) in withdrawn)


def _key_place(named: Named[Body]) -> tuple[str, str] | None:
    """The dossier, by stage and number, whose key a record holds; None for one that holds none."""
    body = named.record.body
    if isinstance(body, Given):
        return body.stage, body.manifest.dossier
    return (body.stage, body.dossier) if isinstance(body, KeyReleased) else None


def _is_same(row: AssignmentRow, folded: Folded) -> bool:
    return (
        row.source == folded.source
        and row.manifest_digest == digest_of(canonical_json(folded.manifest))
        and row.dossier_key == folded.key
        and row.due == folded.due
        and (row.state is AssignmentState.WITHDRAWN) == folded.is_withdrawn
    )


def _consequences(
    work: Work,
    round_id: Identifier,
    identity: RoundIdentity,
    before: AssignmentRow | None,
    folded: Folded,
) -> list[Change]:
    stage, dossier = folded.place
    was_open = before is not None and before.state is AssignmentState.GIVEN

    def change(what: Happened) -> Change:
        return Change(what, round_id, dossier, stage)

    if folded.is_withdrawn:
        if not _is_open_elsewhere(work, round_id, dossier):
            work.put_away.seal(round_id, dossier, identity.sealing.recipient)
            work.search.forget_dossier(round_id, dossier)
        return [change(Happened.WITHDRAWN)] if was_open or before is None else []
    work.put_away.unseal(round_id, dossier, identity.sealing)
    if before is None or not was_open:
        return [change(Happened.GIVEN)]
    found = []
    if before.manifest != folded.manifest:
        # Text of a document that was replaced must not be found any more.
        work.search.forget_dossier(round_id, dossier)
        found.append(change(Happened.MATERIAL if folded.is_material else Happened.CORRECTED))
    if before.due != folded.due:
        found.append(change(Happened.POSTPONED))
    if before.dossier_key is None and folded.key is not None:
        found.append(change(Happened.KEY_RELEASED))
    return found


def _is_open_elsewhere(work: Work, round_id: Identifier, dossier: str) -> bool:
    """Whether another stage still has the dossier open."""
    return any(
        row.dossier == dossier and row.state is AssignmentState.GIVEN
        for row in work.assignments.all(round_id)
    )
