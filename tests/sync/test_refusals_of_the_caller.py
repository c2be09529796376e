"""What a hub says of who calls, or when, says nothing of what was to be handed in."""

from __future__ import annotations

import json

import pytest

from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.services import exchange
from ppir_desktop.store.repositories.exchange import HubRow
from ppir_desktop.store.repositories.outbox import OutboxState
from ppir_desktop.sync.changes import Happened
from tests.support.front import Lie, Said, on, the_truth
from tests.support.lies import DOCUMENT
from tests.support.play import sign_sheet
from tests.support.scene import Kim, Scene, failed, happened, synced, waiting

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e

OF_THE_CALLER = {
    "token_wrong": 401,
    "token_expired": 401,
    "key_revoked": 403,
    "key_not_yet": 403,
    "key_not_admitted": 403,
    "round_deleted": 410,
}


def refusal(code: str, status: int) -> Said:
    return Said(status, json.dumps({"error": code, "params": {}}).encode())


def not_taken(code: str, status: int) -> Lie:
    """Have no document be there, and none be taken."""
    absent, refused = on("HEAD", "/blobs/", Said(404)), on("PUT", "/blobs/", refusal(code, status))
    return lambda asked, said: absent(asked, refused(asked, said))


def at_work(scene: Scene, kim: Kim) -> None:
    """A laptop with a sheet to send."""
    scene.give(kim, DOCUMENT)
    synced(kim.profile)
    sign_sheet(kim.profile, scene.round)


@pytest.mark.parametrize(("code", "status"), OF_THE_CALLER.items())
def test_a_parcel_stays_to_be_sent(scene: Scene, kim: Kim, code: str, status: int) -> None:
    at_work(scene, kim)
    scene.front.lie = on("PUT", "/parcels/", refusal(code, status))
    assert failed(kim.profile) == code
    assert waiting(kim.profile) == [Kind.SHEET]
    scene.front.lie = the_truth
    assert happened(synced(kim.profile))[Happened.SENT] == 1
    assert waiting(kim.profile) == []


def test_a_parcel_that_is_refused_itself_is_not_sent_again(scene: Scene, kim: Kim) -> None:
    at_work(scene, kim)
    scene.front.lie = on("PUT", "/parcels/", refusal("parcel_not_yours", 403))
    assert happened(synced(kim.profile))[Happened.REFUSED_BY_HUB] == 1
    scene.front.lie = the_truth
    assert not synced(kim.profile).changes
    (refused,) = exchange.outbox_of(kim.profile, OutboxState.REFUSED)
    assert (refused.row.header.kind, refused.row.reason) == (Kind.SHEET, "parcel_not_yours")


def test_a_document_stays_to_be_sent_whatever_is_refused(scene: Scene, kim: Kim) -> None:
    desk = scene.desk.profile
    hub = HubRow(scene.front.address, scene.hub.certificate, "")
    with desk.vault.writing() as work:
        work.exchange.set_hub(scene.round, hub)
    blob = scene.desk.give(kim.identity, DOCUMENT)
    scene.front.lie = not_taken("key_revoked", 403)
    assert failed(desk) == "key_revoked"
    scene.front.lie = not_taken("too_large", 413)
    came = synced(desk)
    # It keeps nothing else from being sent.
    assert happened(came)[Happened.REFUSED_BY_HUB] == 1
    assert happened(came)[Happened.SENT] >= 1
    scene.front.lie = the_truth
    assert [c.subject for c in synced(desk).changes if c.what is Happened.UPLOADED] == [blob]
