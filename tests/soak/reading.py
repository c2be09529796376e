"""What a desk has, as it says itself when it is asked in its own process."""

from __future__ import annotations

from typing import Any

from ppir_desktop.common.identifiers import digest_of
from ppir_desktop.protocol.canonical import canonical_json
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.ledger_bodies import Applied, Convened
from ppir_desktop.protocol.review_bodies import Declared, GivenSheet
from ppir_desktop.services import exchange
from ppir_desktop.services.drafts import decode
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.effects import read_back


def look(at: Sitting) -> dict[str, Any]:
    """What a desk has.

    Returns:
        ``id``: the name of its key. ``drafts``: the opinion of each draft, by dossier.
        ``sheets``: digest, dossier, manifest and points of each sheet of its own. ``said``:
        digest, dossier and answer of each declaration. ``given``: state and whether there is a
        key, by dossier. ``chain``: number, digest and former digest of each record in its own
        count. ``outbox``: digest, state and who gave a receipt, by parcel. ``refused``: parcels
        that came and were refused. ``heard``: digests of all sheets that are here.
    """
    sent = exchange.outbox_of(at.profile)
    with at.profile.vault.reading() as work:
        own = work.rounds.get(at.round).identity.id
        links = [one for one in work.records.links(at.round) if one.author == own]
        return {
            "id": own,
            **_signed(work, at, own),
            "drafts": {
                row.dossier: decode(row.content, row.dossier).opinion
                for row in work.drafts.all(at.round)
            },
            "given": {
                row.dossier: (row.state.value, row.dossier_key is not None)
                for row in work.assignments.all(at.round)
            },
            "chain": sorted((one.seq, one.digest, one.prev) for one in links),
            "outbox": {
                one.row.parcel: (
                    one.row.digest,
                    one.row.state.value,
                    one.receipt.taken_by if one.receipt else "",
                )
                for one in sent
            },
            "refused": [
                (row.parcel, row.kind.value, row.code) for row in work.exchange.refusals(at.round)
            ],
            "heard": sorted(row.digest for row in work.records.of_kind(at.round, Kind.SHEET)),
        }


def _signed(work: Work, at: Sitting, own: str) -> dict[str, Any]:
    """Sheets and declarations of a desk's own, in the order in which they were signed."""
    sheets: list[tuple[int, Any]] = []
    said: list[tuple[int, Any]] = []
    for row in work.records.of_kind(at.round, Kind.SHEET):
        body = read_back(work.records.envelope(row.digest)).record.body
        if row.author == own and isinstance(body, GivenSheet):
            points = [(one.points or 0) // 100 for one in body.marks]
            sheets.append((row.seq, (row.digest, body.dossier, body.manifest, points)))
    for row in work.records.of_kind(at.round, Kind.DECLARATION):
        body = read_back(work.records.envelope(row.digest)).record.body
        if row.author == own and isinstance(body, Declared):
            said.append((row.seq, (row.digest, body.dossier, body.accepts)))
    return {"sheets": [one for _, one in sorted(sheets)], "said": [one for _, one in sorted(said)]}


def office_look(at: Sitting) -> dict[str, Any]:
    """What the office has: each dossier's manifest, whether it was given out, and to whom."""
    with at.profile.vault.reading() as work:
        applied = work.ledger.all(at.round, Applied)
        panels = work.ledger.all(at.round, Convened).values()
        return {
            "manifests": {
                one: digest_of(canonical_json(held.manifest)) for one, held in applied.items()
            },
            "given": sorted(panel.dossier for panel in panels if panel.published),
            "seats": {
                panel.dossier: sorted(seat.number for seat in panel.seats if not seat.vacated)
                for panel in panels
            },
        }


def keys(at: Sitting) -> list[str]:
    """Every secret identity that a vault holds: its own, panels', and those of dossiers."""
    with at.profile.vault.reading() as work:
        own = work.rounds.get(at.round).identity.sealing
        rows = work.assignments.all(at.round)
        held = work.exchange.identities(at.round)
        return [
            *(one.secret_text() for one in (own, *held)),
            *(row.dossier_key for row in rows if row.dossier_key is not None),
        ]


def documents(at: Sitting) -> dict[str, list[str]]:
    """Where the office keeps the sealed documents of each dossier, as they are now."""
    with at.profile.vault.reading() as work:
        return {
            one: [str(at.profile.vault.blobs.path(each.blob)) for each in held.manifest.documents]
            for one, held in work.ledger.all(at.round, Applied).items()
        }
