"""What a stick brings beside a hub says nothing of the hub's own log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.parcels import Arrival
from ppir_desktop.protocol.round_bodies import Notice
from ppir_desktop.services import bundles, exchange
from ppir_desktop.services.dossiers import State, cards
from ppir_desktop.store.purging import inventory
from ppir_desktop.store.repositories.outbox import OutboxState
from ppir_desktop.sync.bundle_writer import Load, write_bundle
from ppir_desktop.sync.changes import Happened
from ppir_desktop.sync.progress import Watch
from tests.support.play import CLOCK, records_in, sign_sheet, token_of
from tests.support.records import AT
from tests.support.scene import Kim, Scene, happened, synced, waiting

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e


def import_with_receipt(scene: Scene, kim: Kim, path: Path, index: int) -> None:
    """Bring a notice by stick, with the receipt that a hub gave for it before its log was lost."""
    notice = Notice(to=(kim.identity.id,), text="알림", stage=None, deadline=None)
    scene.desk.tell(Kind.NOTICE, notice, kim.identity)
    with scene.desk.profile.vault.reading() as work:
        sent = [row for row in work.outbox.all() if row.header.recipients == (kim.identity.id,)]
        (row,) = (row for row in sent if row.header.kind is Kind.NOTICE)
        content = work.outbox.sealed(row.parcel)
    receipt = scene.receipt(row.parcel, index)
    arrival = Arrival(header=row.header, content=content, receipt=receipt)
    load = Load(scene.round, (kim.identity.id,), (arrival,), ())
    blob_path = scene.desk.profile.vault.blobs.path
    write_bundle(path, load, scene.small.officer.key, AT, blob_path=blob_path, watch=Watch())
    bundles.import_bundle(kim.profile, path, CLOCK)
    assert len(records_in(kim.profile, scene.round, Kind.NOTICE)) == 1


def last_place(scene: Scene, kim: Kim) -> int:
    with kim.profile.vault.reading() as work:
        mark = work.feed.last_place(scene.round)
    assert mark is not None
    return mark.index


@pytest.mark.parametrize(
    "place", [lambda last: last + 1, lambda last: last + 1000], ids=["the next one", "far beyond"]
)
def test_a_receipt_of_a_log_that_was_lost_sets_nothing_back(
    scene: Scene, kim: Kim, tmp_path: Path, place: Callable[[int], int]
) -> None:
    index = place(last_place(scene, kim))
    import_with_receipt(scene, kim, tmp_path / "stick.ppirb", index)
    for number in range(3):
        assert not happened(synced(kim.profile))[Happened.SET_BACK]
        scene.give(kim, bytes([number]))


def test_what_a_desk_took_from_a_stick_goes_to_the_hub_all_the_same(
    scene: Scene, kim: Kim, tmp_path: Path
) -> None:
    scene.give(kim, b"content")
    synced(kim.profile)
    signed = sign_sheet(kim.profile, scene.round)
    for giver, taker in ((kim.profile, scene.desk.profile), (scene.desk.profile, kim.profile)):
        path = tmp_path / f"to-{taker.info.name}.ppirb"
        bundles.export(giver, scene.round, path, CLOCK)
        bundles.import_bundle(taker, path, CLOCK)
    (sent,) = (one for one in exchange.outbox_of(kim.profile) if one.row.digest == signed.digest)
    assert sent.receipt is not None
    assert sent.receipt.taken_by == "desk"
    assert (sent.state, sent.dossier) == ("at_desk", "2026-0001")
    with kim.profile.vault.reading() as work:
        waits = work.outbox.all(OutboxState.WAITING)
        untaken = [row for row in waits if work.exchange.receipt(row.parcel) is None]
        assert inventory(work, scene.round).unsent == len(untaken) < len(waits)
    assert [card.state for card in cards(kim.profile)] == [State.RECEIVED]
    assert happened(synced(kim.profile))[Happened.SENT] >= 1
    token = token_of(scene.hub, scene.small, kim.identity)
    with scene.hub.client() as client:
        assert client.parcel(scene.round, token, sent.row.parcel)
    assert waiting(kim.profile) == []


def test_what_the_hub_says_of_the_place_counts(scene: Scene, kim: Kim, tmp_path: Path) -> None:
    import_with_receipt(scene, kim, tmp_path / "stick.ppirb", 10**6)
    synced(scene.desk.profile)
    synced(kim.profile)
    with scene.hub.client() as client:
        token = token_of(scene.hub, scene.small, kim.identity)
        last = client.feed(scene.round, token, 0).entries[-1]
    assert last_place(scene, kim) == last.index
