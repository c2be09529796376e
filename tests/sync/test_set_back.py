"""What a hub makes of whoever speaks of its log, or of receipts, as they were before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ppir_desktop.common.identifiers import Digest, digest_of, new_identifier
from ppir_desktop.hub.core import receipt_in
from ppir_desktop.protocol.carriage_bodies import Receipt
from ppir_desktop.protocol.hub_api import Mark
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.parcels import RoutingHeader
from ppir_desktop.signing.keys import PublicKey, SigningKey
from ppir_desktop.signing.sealing import make_parcel
from ppir_desktop.sync.failures import HubRefusalError
from ppir_desktop.sync.hub_client import HubClient
from tests.support.play import token_of
from tests.support.records import sheet
from tests.support.scene import Kim, Scene

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e


@pytest.fixture
def client(scene: Scene) -> Iterator[HubClient]:
    with scene.hub.client() as made:
        yield made


def parcel_of(scene: Scene, kim: Kim, kind: Kind = Kind.SHEET) -> tuple[RoutingHeader, bytes]:
    person = scene.small.newcomer("E-1")
    author = type(person.author)(kim.identity.signing, scene.round, scene.small.clock)
    body = sheet() if kind is Kind.SHEET else scene.small.enrolment(person, b"s" * 32)
    return make_parcel(author.sign(kind, body), [scene.small.office.recipient], ["office"])


def read(scene: Scene, receipt: bytes) -> Receipt:
    found = receipt_in(receipt, PublicKey.read(scene.hub.key), scene.round)
    assert found is not None
    return found


def test_a_place_that_the_log_does_not_have_is_refused_and_one_that_it_has_is_not(
    scene: Scene, kim: Kim, client: HubClient
) -> None:
    token = token_of(scene.hub, scene.small, kim.identity)
    entry = client.feed(scene.round, token, 0).entries[-1]
    name = entry.header.parcel
    page = client.feed(scene.round, token, entry.index, Mark(entry.index, name))
    assert page.entries == ()
    for index, parcel in (
        (entry.index + 1, name),
        (entry.index - 1, name),
        (10**9, name),
        (entry.index, digest_of(b"another")),
    ):
        with pytest.raises(HubRefusalError, match="log_set_back") as refused:
            client.feed(scene.round, token, 0, Mark(index, parcel))
        assert refused.value.params["status"] == "409"


@pytest.mark.parametrize(("index", "parcel"), [(0, "0" * 64), (1, "0" * 63), (1, "../up"), (1, "")])
def test_a_place_that_is_none_is_refused(
    scene: Scene, kim: Kim, client: HubClient, index: int, parcel: str
) -> None:
    token = token_of(scene.hub, scene.small, kim.identity)
    with pytest.raises(HubRefusalError, match="not_readable") as refused:
        client.feed(scene.round, token, 0, Mark(index, Digest(parcel)))
    assert refused.value.params["status"] == "400"


def test_a_parcel_that_was_lost_keeps_the_time_at_which_it_was_received(
    scene: Scene, kim: Kim, client: HubClient
) -> None:
    token = token_of(scene.hub, scene.small, kim.identity)
    header, content = parcel_of(scene, kim)
    former = scene.receipt(header.parcel, 99)
    again = client.put(token, header, content, former)
    assert read(scene, again).received_at == read(scene, former).received_at
    assert read(scene, again).index != 99
    assert client.put(token, header, content) == again


@pytest.mark.parametrize(
    "wrong", ["of another parcel", "of another round", "by another key", "nonsense"]
)
def test_a_former_receipt_that_is_not_the_hubs_of_this_parcel_is_refused(
    scene: Scene, kim: Kim, client: HubClient, wrong: str
) -> None:
    token = token_of(scene.hub, scene.small, kim.identity)
    header, content = parcel_of(scene, kim)
    former = {
        "of another parcel": scene.receipt(digest_of(b"another"), 99),
        "of another round": scene.receipt(header.parcel, 99, round_id=new_identifier()),
        "by another key": scene.receipt(header.parcel, 99, SigningKey.generate()),
        "nonsense": b"nonsense",
    }[wrong]
    with pytest.raises(HubRefusalError, match="receipt_wrong") as refused:
        client.put(token, header, content, former)
    assert refused.value.params["status"] == "400"
    with pytest.raises(HubRefusalError, match="parcel_unknown"):
        client.parcel(scene.round, token, header.parcel)


def test_an_enrolment_comes_by_an_invitation_unless_the_hub_had_it(
    scene: Scene, kim: Kim, client: HubClient
) -> None:
    token = token_of(scene.hub, scene.small, kim.identity)
    header, content = parcel_of(scene, kim, Kind.ENROLMENT)
    with pytest.raises(HubRefusalError, match="kind_not_yours"):
        client.put(token, header, content)
    with pytest.raises(HubRefusalError, match="invitation_unknown"):
        client.enrol(new_identifier(), header, content)
    former = scene.receipt(header.parcel, 99)
    again = client.put(token, header, content, former)
    assert read(scene, again).received_at == read(scene, former).received_at
    # Whoever waits to be let in has no token; the invitation may be lost as well.
    header, content = parcel_of(scene, kim, Kind.ENROLMENT)
    former = scene.receipt(header.parcel, 99)
    again = client.enrol(new_identifier(), header, content, former)
    assert read(scene, again).received_at == read(scene, former).received_at
    with pytest.raises(HubRefusalError, match="receipt_wrong"):
        client.enrol(new_identifier(), *parcel_of(scene, kim, Kind.ENROLMENT), former)
