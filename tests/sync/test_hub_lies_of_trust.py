"""A hub that lies about whom to believe, and since when: nobody is believed who may not be."""

from __future__ import annotations

import msgspec
import pytest

from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.round_bodies import Access, Role
from ppir_desktop.services import exchange
from ppir_desktop.services.statements import opening_of
from ppir_desktop.signing.authors import Author
from ppir_desktop.signing.identities import RoundIdentity
from ppir_desktop.signing.keys import SigningKey
from ppir_desktop.signing.sealing import make_parcel
from ppir_desktop.sync.changes import Happened
from ppir_desktop.sync.inbox import Inbox
from tests.support.front import Said, on, the_truth
from tests.support.lies import (
    DOCUMENT,
    adding,
    assert_given,
    sealed_for,
)
from tests.support.play import CLOCK
from tests.support.records import SmallRound, given
from tests.support.scene import Kim, Scene, failed, happened, synced

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e


def test_another_authority_changes_nothing(scene: Scene, kim: Kim) -> None:
    scene.give(kim, DOCUMENT)
    false = SmallRound(scene.small.clock, scene.hub.key)
    false.id = scene.round
    authority = Author(false.authority.key, scene.round, CLOCK)
    opened = authority.sign(Kind.ROUND, false.body())
    stranger = RoundIdentity.generate()
    officer = Access(
        key=stranger.signing.public.der, role=Role.OFFICER, valid_from="2026-01-01T00:00:00Z",
        valid_until="2030-01-01T00:00:00Z", revoked_at=None, replaces=None, panels=(),
    )  # fmt: skip
    access = authority.sign(Kind.ACCESS, officer)
    by_stranger = Author(stranger.signing, scene.round, CLOCK)
    assignment = by_stranger.sign(Kind.ASSIGNMENT, given("2026-0666"))
    parcels = [make_parcel(one, [], []) for one in (opened, access)]
    with adding(scene, *parcels, sealed_for(scene, kim, assignment)):
        synced(kim.profile)
    assert scene.refusals(kim) == {(parcels[0][0].parcel, "authority_other")}
    trust = Inbox(kim.profile.vault, scene.round, CLOCK).trust
    assert trust.grant(stranger.id) is None
    assert trust.authority.key.id == scene.small.authority.identity.id
    assert_given(kim, scene)


def test_an_earlier_opening_does_not_take_the_place_of_a_later_one(scene: Scene, kim: Kim) -> None:
    body = scene.small.body()
    (paper,) = body.schedule
    later = msgspec.structs.replace(paper, deadline="2026-12-24T09:00:00Z")
    authority = Author(
        scene.small.authority.key, scene.round, CLOCK, scene.small.authority.author.position
    )
    newer = authority.sign(Kind.ROUND, msgspec.structs.replace(body, schedule=(later,)))
    with scene.hub.client() as client:
        client.open_round(*make_parcel(newer, [], []))
    first = make_parcel(scene.small.opened, [], [])
    synced(kim.profile)
    with adding(scene, first):
        scene.give(kim, DOCUMENT)
        synced(kim.profile)
    with kim.profile.vault.reading() as work:
        assert opening_of(work, scene.round).schedule == (later,)
    # What was said before the newer one still holds for whoever comes later.
    with scene.kim("lee") as lee:
        scene.give(lee, DOCUMENT)
        synced(lee.profile)
        assert_given(lee, scene)


def test_a_revocation_by_nobody_who_may_revokes_nobody(scene: Scene, kim: Kim) -> None:
    """A panellist who works with the hub signs what only an officer may."""
    with scene.kim("lee") as lee:
        access = Access(
            key=kim.identity.signing.public.der, role=Role.PANELLIST,
            valid_from="2026-01-01T00:00:00Z", valid_until="2030-01-01T00:00:00Z",
            revoked_at="2026-01-02T00:00:00Z", replaces=None, panels=(),
        )  # fmt: skip
        signed = Author(lee.identity.signing, scene.round, CLOCK).sign(Kind.ACCESS, access)
        scene.give(kim, DOCUMENT)
        header, content = make_parcel(signed, [], [])
        with adding(scene, (header, content)):
            outcome = synced(kim.profile)
    assert scene.refusals(kim) == {(header.parcel, "standing_not_allowed")}
    assert not happened(outcome)[Happened.REVOKED]
    assert_given(kim, scene)


def test_a_clock_that_lies_stops_nobody_for_longer_than_it_lies(scene: Scene, kim: Kim) -> None:
    with scene.hub.client() as client:
        info = client.info()
    false = msgspec.structs.replace(info, time="2016-01-01T00:00:00Z")
    scene.front.lie = on("GET", "/v1/hub", Said(200, msgspec.json.encode(false)))
    assert failed(kim.profile) == "assertion_expired"
    key = msgspec.structs.replace(info, key=SigningKey.generate().public.der)
    scene.front.lie = on("GET", "/v1/hub", Said(200, msgspec.json.encode(key)))
    assert failed(kim.profile) == "hub_key_wrong"
    scene.front.lie = the_truth
    assert exchange.sync(kim.profile, CLOCK)[0].failure is None
