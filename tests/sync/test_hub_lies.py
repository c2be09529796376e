"""A hub that lies in what it hands out: each lie is refused by itself, and the rest goes on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec
import pytest

from ppir_desktop.common.identifiers import digest_of
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.hub_api import FeedEntry, FeedPage
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.parcels import RoutingHeader
from ppir_desktop.protocol.round_bodies import Access, Notice, Role
from ppir_desktop.services import exchange
from ppir_desktop.services.statements import opening_of
from ppir_desktop.signing.authors import Author, Signed
from ppir_desktop.signing.identities import RoundIdentity
from ppir_desktop.signing.keys import SigningKey
from ppir_desktop.signing.sealing import make_parcel
from ppir_desktop.sync.changes import Happened
from ppir_desktop.sync.inbox import Inbox
from tests.support.front import Said, on, on_feed, the_truth
from tests.support.play import CLOCK, read_document, records_in
from tests.support.records import SmallRound, given
from tests.support.scene import Kim, Scene, dossiers, failed, happened, synced

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e

DOCUMENT = os.urandom(70_001)


Changed = Callable[[FeedPage], FeedPage]


def changed(page: FeedPage, *entries: FeedEntry) -> FeedPage:
    return msgspec.structs.replace(page, entries=entries)


def entry_of(scene: Scene, index: int, header: RoutingHeader, content: bytes) -> FeedEntry:
    """An entry as the hub alone can make it, its receipt included."""
    receipt = scene.receipt(header.parcel, index)
    return FeedEntry(index=index, header=header, receipt=receipt, content=content)


def sealed_for(scene: Scene, kim: Kim, signed: Signed) -> tuple[RoutingHeader, bytes]:
    return make_parcel(signed, [kim.identity.sealing.recipient], [kim.identity.id])


@contextmanager
def adding(scene: Scene, *parcels: tuple[RoutingHeader, bytes]) -> Iterator[None]:
    """Have the hub put parcels of its own before what it has."""

    def with_more(page: FeedPage) -> FeedPage:
        if not page.entries:
            return page
        first = page.entries[0].index
        moved = [
            entry_of(scene, first + len(parcels) + number, one.header, one.content or b"")
            for number, one in enumerate(page.entries)
        ]
        own = [entry_of(scene, first + n, *parcel) for n, parcel in enumerate(parcels)]
        return changed(page, *own, *moved)

    scene.front.lie = on_feed(with_more)
    yield
    scene.front.lie = the_truth


def assert_given(kim: Kim, scene: Scene) -> None:
    """The one dossier that was truly given is here, and nothing else."""
    (row,) = dossiers(kim.profile, scene.round)
    assert row.dossier == "2026-0001"
    assert read_document(kim.profile, scene.round) == DOCUMENT


def test_a_record_that_another_key_signed_in_an_officers_name_is_refused(
    scene: Scene, kim: Kim
) -> None:
    scene.give(kim, DOCUMENT)
    forger = RoundIdentity.generate()
    signed = Author(forger.signing, scene.round, CLOCK).sign(Kind.ASSIGNMENT, given("2026-0666"))
    officer = scene.small.officer.identity.id
    in_name = msgspec.structs.replace(
        signed, envelope=signed.envelope.replace(forger.id.encode(), officer.encode())
    )
    header, content = sealed_for(scene, kim, in_name)
    # One in the forger's own name waits in vain for somebody to vouch for it.
    own = sealed_for(scene, kim, signed)
    with adding(scene, (header, content), own):
        outcome = synced(kim.profile)
    assert scene.refusals(kim) == {(header.parcel, "signature_wrong")}
    assert [c.detail for c in outcome.changes if c.what is Happened.REFUSED] == ["signature_wrong"]
    assert_given(kim, scene)


def test_a_record_of_another_round_is_refused(scene: Scene, kim: Kim) -> None:
    scene.give(kim, DOCUMENT)
    officer = scene.small.officer.identity
    elsewhere = Author(officer.signing, SmallRound().id, CLOCK)
    header, content = sealed_for(scene, kim, elsewhere.sign(Kind.ASSIGNMENT, given("2026-0666")))
    header = msgspec.structs.replace(header, round=scene.round)
    with adding(scene, (header, content)):
        synced(kim.profile)
    assert scene.refusals(kim) == {(header.parcel, "standing_other_round")}
    assert_given(kim, scene)


def test_a_record_that_is_given_again_changes_nothing(scene: Scene, kim: Kim) -> None:
    scene.give(kim, DOCUMENT)
    before: list[FeedEntry] = []

    def keep(page: FeedPage) -> FeedPage:
        before.extend(page.entries)
        return page

    scene.front.lie = on_feed(keep)
    synced(kim.profile)
    known = [records_in(kim.profile, scene.round, kind) for kind in Kind]

    def replay(page: FeedPage) -> FeedPage:
        again = [
            entry_of(scene, 10_000 + n, one.header, one.content or b"")
            for n, one in enumerate(before)
        ]
        return changed(page, *page.entries, *again)

    scene.front.lie = on_feed(replay)
    outcome = synced(kim.profile)
    assert not happened(outcome)[Happened.RECORD]
    assert [records_in(kim.profile, scene.round, kind) for kind in Kind] == known
    assert_given(kim, scene)


def test_records_in_another_order_come_to_the_same(scene: Scene, kim: Kim) -> None:
    scene.give(kim, DOCUMENT, DOCUMENT[1:])

    def turned(page: FeedPage) -> FeedPage:
        places = [one.index for one in page.entries]
        entries = [
            entry_of(scene, place, one.header, one.content or b"")
            for place, one in zip(places, reversed(page.entries), strict=True)
        ]
        return changed(page, *entries)

    scene.front.lie = on_feed(turned)
    synced(kim.profile)
    assert [row.dossier for row in dossiers(kim.profile, scene.round)] == ["2026-0001", "2026-0002"]
    assert not scene.refusals(kim)


def test_contents_that_were_swapped_are_had_by_their_names(scene: Scene, kim: Kim) -> None:
    scene.give(kim, DOCUMENT, DOCUMENT[1:])

    def swapped(page: FeedPage) -> FeedPage:
        contents = [one.content for one in page.entries]
        entries = [
            msgspec.structs.replace(one, content=content)
            for one, content in zip(page.entries, reversed(contents), strict=True)
        ]
        return changed(page, *entries)

    scene.front.lie = on_feed(swapped)
    synced(kim.profile)
    assert len(dossiers(kim.profile, scene.round)) == 2
    assert not scene.refusals(kim)


def test_a_content_that_cannot_be_had_is_refused_and_comes_at_the_next_contact(
    scene: Scene, kim: Kim
) -> None:
    """Neither in the feed nor by its name; what officers say of it has it asked for again."""
    scene.give(kim, DOCUMENT, DOCUMENT[1:])
    scene.tell_head(kim)
    lost: list[str] = []

    def swallowed(page: FeedPage) -> FeedPage:
        lost[:] = [one.header.parcel for one in page.entries
                   if one.header.kind is Kind.ASSIGNMENT][:1]  # fmt: skip
        return changed(page, *[
            msgspec.structs.replace(one, content=None) if one.header.parcel in lost else one
            for one in page.entries
        ])  # fmt: skip

    by_name = on("GET", "/parcels/", Said(404, b'{"error":"parcel_unknown","params":{}}'))
    scene.front.lie = lambda asked, said: by_name(asked, on_feed(swallowed)(asked, said))
    outcome = synced(kim.profile)
    assert scene.refusals(kim) == {(lost[0], "parcel_damaged")}
    assert happened(outcome)[Happened.WITHHELD] == 1
    assert len(dossiers(kim.profile, scene.round)) == 1
    scene.front.lie = the_truth
    came = happened(synced(kim.profile))
    assert (came[Happened.GIVEN], came[Happened.WITHHELD]) == (1, 0)
    assert not scene.refusals(kim)


def without(*kinds: Kind) -> Changed:
    return lambda page: changed(page, *[e for e in page.entries if e.header.kind not in kinds])


def test_what_is_withheld_shows_at_the_next_contact_by_the_head(scene: Scene, kim: Kim) -> None:
    scene.give(kim, DOCUMENT)
    scene.front.lie = on_feed(without(Kind.ASSIGNMENT))
    assert not happened(synced(kim.profile))[Happened.WITHHELD]
    scene.tell_head(kim)
    # It is told each time, for as long as it lasts.
    for _ in range(2):
        outcome = synced(kim.profile)
        assert [c.subject for c in outcome.changes if c.what is Happened.WITHHELD] == ["1"]
    assert dossiers(kim.profile, scene.round) == []
    scene.front.lie = the_truth
    assert happened(synced(kim.profile))[Happened.GIVEN] == 1
    assert_given(kim, scene)
    assert not synced(kim.profile).changes


def test_what_is_withheld_with_its_head_shows_by_a_later_one(scene: Scene, kim: Kim) -> None:
    scene.give(kim, DOCUMENT)
    scene.tell_head(kim)
    scene.front.lie = on_feed(without(Kind.ASSIGNMENT, Kind.HEAD))
    assert not happened(synced(kim.profile))[Happened.WITHHELD]
    notice = Notice(to=(kim.identity.id,), text="안내", stage=None, deadline=None)
    scene.desk.tell(Kind.NOTICE, notice, kim.identity)
    scene.tell_head(kim)
    scene.front.lie = on_feed(without(Kind.ASSIGNMENT))
    came = happened(synced(kim.profile))
    assert (came[Happened.NOTICE], came[Happened.WITHHELD]) == (1, 1)


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


@pytest.mark.parametrize("lie", ["backwards", "empty and more", "again and more", "ever more"])
def test_a_feed_that_goes_nowhere_is_left_and_the_documents_come_all_the_same(
    scene: Scene, kim: Kim, lie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (blob,) = scene.give(kim, DOCUMENT)
    scene.front.lie = on("GET", "/blobs/", Said(404, b'{"error":"blob_unknown","params":{}}'))
    assert happened(synced(kim.profile))[Happened.MISSING] == 1
    monkeypatch.setattr(limits, "FEED", 20)
    scene.front.lie = on_feed(_endless(scene, lie))
    assert failed(kim.profile) == "feed_out_of_order"
    assert kim.profile.vault.blobs.has(blob)
    scene.front.lie = the_truth
    synced(kim.profile)
    assert_given(kim, scene)


def _endless(scene: Scene, lie: str) -> Changed:
    indices = iter(range(100_000, 200_000))
    known = make_parcel(scene.small.officer_access, [], [])

    def more(page: FeedPage) -> FeedPage:
        if lie == "empty and more":
            return FeedPage(entries=(), more=True)
        if lie == "ever more":
            content = os.urandom(100)
            header = msgspec.structs.replace(known[0], parcel=digest_of(content), size=100,
                                             kind=Kind.ASSIGNMENT)  # fmt: skip
            return FeedPage(entries=(entry_of(scene, next(indices), header, content),), more=True)
        index = next(indices)
        entries = [entry_of(scene, index, *known)]
        if lie == "backwards":
            entries.append(entry_of(scene, index - 1, *make_parcel(scene.small.opened, [], [])))
        return FeedPage(entries=tuple(entries), more=True)

    return more


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
