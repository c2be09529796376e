"""A hub that lies about documents, receipts and sizes: nothing of it is kept, the rest goes on."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Iterator

import msgspec
import pytest

from ppir_desktop.common.identifiers import digest_of, new_identifier
from ppir_desktop.protocol.hub_api import Taken
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.limits import MIB
from ppir_desktop.services import exchange
from ppir_desktop.signing.keys import SigningKey
from ppir_desktop.store.repositories.outbox import OutboxState
from ppir_desktop.sync.changes import Happened
from tests.support.front import Asked, Lie, Said, on, the_truth
from tests.support.play import sign_sheet
from tests.support.scene import Kim, Scene, failed, happened, synced, waiting

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e

ONE, TWO = os.urandom(300_001), os.urandom(150_007)
GB = 1024 * MIB


def zeros(count: int) -> Iterator[bytes]:
    piece = bytes(256 * 1024)
    return (piece for _ in range(count // len(piece)))


class TestDocuments:
    @pytest.mark.parametrize("lie", ["another's", "changed", "too long", "empty", "2 GB"])
    def test_one_that_is_not_what_its_name_says_is_not_kept(
        self, scene: Scene, kim: Kim, lie: str
    ) -> None:
        first, second = scene.give(kim, ONE, TWO)
        others = scene.desk.profile.vault.blobs.path(second).read_bytes()

        def lying(asked: Asked, said: Said) -> Said:
            if asked.method != "GET" or first not in asked.path:
                return said
            body = {
                "another's": others,
                "changed": said.body[:-1] + bytes([said.body[-1] ^ 1]),
                "too long": said.body + b"!",
                "empty": b"",
            }
            if lie == "2 GB":
                return Said(said.status, pieces=zeros(2 * GB), length=2 * GB)
            return said._replace(body=body[lie])

        scene.front.lie = lying
        before = scene.front.sent
        outcome = synced(kim.profile)
        missing = [change for change in outcome.changes if change.what is Happened.MISSING]
        assert [(one.subject, one.detail) for one in missing] == [(first, "blob_damaged")]
        assert kim.profile.vault.blobs.verify(second)
        assert scene.front.sent - before < 64 * MIB
        assert not kim.profile.vault.blobs.has(first)
        assert first not in kim.profile.vault.blobs.partial()
        scene.front.lie = the_truth
        synced(kim.profile)
        assert kim.profile.vault.blobs.verify(first)
        assert kim.profile.vault.blobs.verify(second)

    def test_what_arrived_wrongly_is_not_gone_on_with_for_ever(
        self, scene: Scene, kim: Kim
    ) -> None:
        """A hub changes the first part of a document, and the line breaks after it."""
        (name,) = scene.give(kim, ONE)
        asked_for = []

        def first_part(asked: Asked, said: Said) -> Said:
            if asked.method != "GET" or name not in asked.path:
                return said
            asked_for.append(asked)
            if len(asked_for) > 1:
                return said
            return said._replace(body=b"!" * 100_000, length=len(said.body))

        scene.front.lie = first_part
        synced(kim.profile)
        assert kim.profile.vault.blobs.verify(name)
        assert len(asked_for) == 3


@pytest.mark.parametrize("part", ["/feed?", "/v1/hub", "/tokens"])
def test_an_answer_of_2_gb_is_not_read(scene: Scene, kim: Kim, part: str) -> None:
    def endless(asked: Asked, said: Said) -> Said:
        if part not in asked.path:
            return said
        return Said(200, pieces=zeros(2 * GB), length=2 * GB)

    scene.front.lie = endless
    before = scene.front.sent
    tracemalloc.start()
    try:
        assert failed(kim.profile) == "answer_damaged"
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 48 * MIB
    assert scene.front.sent - before < 64 * MIB
    scene.front.lie = the_truth
    synced(kim.profile)


def answering(receipt: bytes, kind: Kind) -> Lie:
    """Answer whoever hands in a parcel of a kind with a receipt."""

    def lie(asked: Asked, said: Said) -> Said:
        if asked.method != "PUT" or f'"kind":"{kind}"'.encode() not in asked.body:
            return said
        return Said(200, msgspec.json.encode(Taken(receipt=receipt)))

    return lie


@pytest.mark.parametrize("lie", ["another parcel", "another key", "another round", "nonsense"])
def test_a_receipt_that_is_none_of_the_parcel_leaves_it_to_be_sent(
    scene: Scene, kim: Kim, lie: str
) -> None:
    scene.give(kim, ONE)
    synced(kim.profile)
    sign_sheet(kim.profile, scene.round)
    (sheet,) = exchange.outbox_of(kim.profile, OutboxState.WAITING)
    name = sheet.row.parcel
    receipts = {
        "another parcel": scene.receipt(digest_of(b"another"), 7),
        "another key": scene.receipt(name, 7, SigningKey.generate()),
        "another round": scene.receipt(name, 7, round_id=new_identifier()),
        "nonsense": b"{}",
    }
    scene.front.lie = answering(receipts[lie], Kind.SHEET)
    blob = scene.desk.give(kim.identity, TWO, "2026-0002")
    synced(scene.desk.profile)
    outcome = synced(kim.profile)
    told = [change for change in outcome.changes if change.what is Happened.UNRECEIPTED]
    assert [(one.subject, one.detail) for one in told] == [(sheet.row.parcel, "receipt_wrong")]
    # The rest of the exchange went on.
    assert kim.profile.vault.blobs.verify(blob)
    assert waiting(kim.profile) == [Kind.SHEET]
    scene.front.lie = the_truth
    assert happened(synced(kim.profile))[Happened.SENT] == 1
    assert waiting(kim.profile) == []


def test_an_answer_that_is_none_is_asked_for_again_and_leaves_all_as_it_was(
    scene: Scene, kim: Kim
) -> None:
    scene.give(kim, ONE)
    seen: list[Asked] = []

    def once(asked: Asked, said: Said) -> Said:
        if "/feed?" in asked.path and not seen:
            seen.append(asked)
            return said._replace(body=said.body[:-1] + b"!")
        return said

    scene.front.lie = once
    came = happened(synced(kim.profile))
    assert (came[Happened.GIVEN], len(seen)) == (1, 1)


def test_a_number_that_is_given_out_twice_shows_a_hub_that_was_set_back_and_hides_it(
    scene: Scene, kim: Kim
) -> None:
    """It agrees with every place that is named to it; its own receipts contradict each other."""
    scene.give(kim, ONE)
    synced(kim.profile)
    with kim.profile.vault.reading() as work:
        last = work.feed.last_place(scene.round)
    assert last is not None
    sign_sheet(kim.profile, scene.round)
    (sheet,) = exchange.outbox_of(kim.profile, OutboxState.WAITING)
    told: list[Asked] = []

    def twice(asked: Asked, said: Said) -> Said:
        if asked.method != "PUT" or told:
            return said
        told.append(asked)
        receipt = scene.receipt(sheet.row.parcel, last.index)
        return Said(200, msgspec.json.encode(Taken(receipt=receipt)))

    scene.front.lie = twice
    came = happened(synced(kim.profile))
    assert (came[Happened.SET_BACK], len(told)) == (1, 1)
    assert waiting(kim.profile) == []
    assert not synced(kim.profile).changes


def test_a_hub_that_always_says_that_it_was_set_back_is_told_of_and_costs_one_more_reading(
    scene: Scene, kim: Kim
) -> None:
    scene.give(kim, ONE)
    synced(kim.profile)
    refusal = Said(409, b'{"error":"log_set_back","params":{}}')
    scene.front.lie = on("GET", "/feed?", refusal)
    before = len(scene.front.asked)
    assert failed(kim.profile) == "log_set_back"
    calls = [one for one in scene.front.asked[before:] if "/feed?" in one.path]
    assert len(calls) == 2
    scene.front.lie = the_truth
    synced(kim.profile)
    assert waiting(kim.profile) == []
