"""A round from the invitation to the receipt: over a network, on a stick, and over both."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ppir_desktop.common.identifiers import Identifier, digest_of
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.services import bundles, exchange
from ppir_desktop.services.enrolment import enrol
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.outbox import OutboxState
from ppir_desktop.sync.changes import Happened
from tests.support.hub import RunningHub
from tests.support.play import (
    CLOCK,
    KIM,
    bundle_path,
    identity_of,
    office,
    panellist,
    read_document,
    records_in,
    sign_sheet,
    today_round,
)
from tests.support.scene import happened, synced

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e

# More than a few pieces of a line, and no multiple of anything.
DOCUMENT = os.urandom(1_300_007)


def draft(profile: OpenProfile, round_id: Identifier) -> None:
    with profile.vault.writing() as work:
        work.drafts.save(
            round_id, "paper", "2026-0001", content="초안", saved_at="2026-11-25T00:00:00Z"
        )


def states(profile: OpenProfile) -> set[OutboxState]:
    return {sent.row.state for sent in exchange.outbox_of(profile)}


def test_a_round_is_played_over_the_network(hub: RunningHub) -> None:
    small = today_round(hub)
    with office(small, hub) as desk, panellist() as kim:
        desk.open_on_hub()
        invitation = desk.invitation()
        enrolled = enrol(kim, invitation, KIM, CLOCK)
        assert enrol(kim, invitation, KIM, CLOCK) == enrolled
        assert synced(kim).awaits_approval
        assert synced(kim).awaits_approval
        assert states(kim) == {OutboxState.SENT}

        synced(desk.profile)
        ((author, asked),) = desk.enrolments()
        assert (author, digest_of(asked.key)) == (enrolled.fingerprint, enrolled.fingerprint)
        identity = identity_of(kim, small.id)
        desk.let_in(identity)
        blob = desk.give(identity, DOCUMENT)
        sent = happened(synced(desk.profile))
        assert (sent[Happened.UPLOADED], sent[Happened.SENT]) == (1, 3)

        came = happened(synced(kim))
        assert (came[Happened.GIVEN], came[Happened.FETCHED]) == (1, 1)
        assert not came[Happened.REFUSED]
        assert kim.vault.blobs.verify(blob)
        assert read_document(kim, small.id) == DOCUMENT

        draft(kim, small.id)
        signed = sign_sheet(kim, small.id)
        synced(kim)
        assert states(kim) == {OutboxState.SENT}
        kinds = {sent.row.header.kind: sent.receipt for sent in exchange.outbox_of(kim)}
        assert set(kinds) == {Kind.ENROLMENT, Kind.BACKUP, Kind.SHEET}
        receipts = [receipt for receipt in kinds.values() if receipt is not None]
        assert len(receipts) == 3
        assert {receipt.taken_by for receipt in receipts} == {"hub"}

        synced(desk.profile)
        assert records_in(desk.profile, small.id, Kind.SHEET) == [signed.digest]
        # Nothing is left to do, for either.
        assert not synced(kim).changes
        assert not synced(desk.profile).changes
        assert exchange.refused_of(kim) == exchange.refused_of(desk.profile) == []
    checked = hub.check()
    assert (checked.status, checked.err) == (0, ""), checked.out


def test_a_round_is_played_with_sticks_alone(tmp_path: Path) -> None:
    small = today_round()
    opening, request, work, answer, receipt = (
        bundle_path(tmp_path, name) for name in ("opening", "request", "work", "answer", "receipt")
    )
    with office(small) as desk, panellist() as kim:
        desk.let_in(small.newcomer("E-9").identity, "E-9")
        bundles.export(desk.profile, small.id, opening, CLOCK)
        enrol(kim, desk.invitation(), KIM, CLOCK, bundle=opening)
        assert exchange.sync(kim, CLOCK) == []

        exported = bundles.export(kim, small.id, request, CLOCK)
        assert (exported.files, exported.blobs) == ((request,), 0)
        assert bundles.import_bundle(desk.profile, request, CLOCK).is_whole
        assert len(desk.enrolments()) == 1
        identity = identity_of(kim, small.id)
        desk.let_in(identity)
        blob = desk.give(identity, DOCUMENT)

        exported = bundles.export(desk.profile, small.id, work, CLOCK, readers=[identity.id])
        assert exported.blobs == 1
        came = bundles.import_bundle(kim, work, CLOCK)
        assert {Happened.GIVEN, Happened.RECORD} <= {change.what for change in came.changes}
        assert kim.vault.blobs.verify(blob)
        assert read_document(kim, small.id) == DOCUMENT
        assert bundles.import_bundle(kim, work, CLOCK).changes == ()

        signed = sign_sheet(kim, small.id)
        bundles.export(kim, small.id, answer, CLOCK)
        bundles.import_bundle(desk.profile, answer, CLOCK)
        assert records_in(desk.profile, small.id, Kind.SHEET) == [signed.digest]
        assert bundles.import_bundle(desk.profile, answer, CLOCK).changes == ()

        bundles.export(desk.profile, small.id, receipt, CLOCK, readers=[identity.id])
        bundles.import_bundle(kim, receipt, CLOCK)
        (sheet,) = [one for one in exchange.outbox_of(kim) if one.row.header.kind is Kind.SHEET]
        assert sheet.row.state is OutboxState.SENT
        assert sheet.dossier
        assert sheet.receipt is not None
        assert sheet.receipt.taken_by == "desk"
        assert exchange.refused_of(kim) == exchange.refused_of(desk.profile) == []


def test_what_came_on_a_stick_is_not_doubled_by_the_network(
    hub: RunningHub, tmp_path: Path
) -> None:
    small, work = today_round(hub), bundle_path(tmp_path, "work")
    answer = bundle_path(tmp_path, "answer")
    with office(small, hub) as desk, panellist() as kim:
        desk.open_on_hub()
        enrol(kim, desk.invitation(), KIM, CLOCK)
        assert synced(kim).awaits_approval
        synced(desk.profile)
        identity = identity_of(kim, small.id)
        desk.let_in(identity)
        desk.give(identity, DOCUMENT)
        bundles.export(desk.profile, small.id, work, CLOCK, readers=[identity.id])
        synced(desk.profile)

        bundles.import_bundle(kim, work, CLOCK)
        known = {kind: records_in(kim, small.id, kind) for kind in Kind}
        signed = sign_sheet(kim, small.id)
        bundles.export(kim, small.id, answer, CLOCK)
        bundles.import_bundle(desk.profile, answer, CLOCK)
        # The laptop finds a network after all.
        came = happened(synced(kim))
        assert not came[Happened.GIVEN] + came[Happened.FETCHED] + came[Happened.REFUSED]
        for kind in (Kind.ACCESS, Kind.CERTIFICATE, Kind.ASSIGNMENT):
            assert set(known[kind]) <= set(records_in(kim, small.id, kind))
            assert len(records_in(kim, small.id, kind)) == len(set(records_in(kim, small.id, kind)))
        assert records_in(kim, small.id, Kind.ASSIGNMENT) == known[Kind.ASSIGNMENT]
        for _ in range(2):
            synced(desk.profile)
            synced(kim)
        assert records_in(desk.profile, small.id, Kind.SHEET) == [signed.digest]
        assert states(kim) == {OutboxState.SENT}
        assert not synced(kim).changes
        assert not synced(desk.profile).changes
        assert exchange.refused_of(kim) == exchange.refused_of(desk.profile) == []
    checked = hub.check()
    assert checked.status == 0, checked.out
