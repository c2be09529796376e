"""Sheets that a desk took in time by stick, and a hub after the deadline."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.protocol.result_bodies import DossierResult
from ppir_desktop.services.round_verification.evidence import Evidence
from ppir_desktop.services.round_verification.findings import Finding, told
from ppir_desktop.services.round_verification.places import PlaceKnown


def taken_by_desks(
    evidence: Evidence, known: PlaceKnown, what: DossierResult
) -> tuple[PlaceKnown, list[Finding]]:
    """What is known of a dossier where a decision rests on what desks said of when sheets came.

    Who gave a sheet by stick in time is not late because the laptop met the hub after the deadline,
    and a chair may not have heard of the hub's time when the decision was signed. So the receipt
    that the decision names counts for it, and a reader is told whose word that is.

    Args:
        evidence: The records.
        known: What is known of the dossier.
        what: What was decided.
    """
    here = {one.digest: one for one in known.sheets}
    times: dict[Digest, str] = {}
    findings = []
    for used in what.sheets:
        sheet = here.get(used.sheet)
        said = evidence.desks.get(used.receipt) if used.receipt else None
        if sheet is None or said is None or used.receipt is None or sheet.written_on:
            continue
        parcel = evidence.receipts[used.receipt]
        if evidence.owners.get(parcel, used.sheet) != used.sheet:
            continue
        if said.received <= known.limit < sheet.at:
            times[used.sheet] = said.received
            holder = evidence.trust.holder(said.desk)
            desk = (holder.number if holder else "") or said.desk[:10]
            findings.append(
                told("in_time_by_desk", number=used.number, desk=desk, received=said.received,
                     later=sheet.at)
            )  # fmt: skip
    return (received_at(known, times) if times else known), findings


def received_at(known: PlaceKnown, times: Mapping[Digest, str]) -> PlaceKnown:
    """The same with other times for some sheets."""
    sheets = tuple(
        msgspec.structs.replace(one, received=times.get(one.digest, one.received))
        for one in known.sheets
    )
    return msgspec.structs.replace(known, sheets=sheets)
