"""A hub that lies in what it hands out: each lie is refused by itself, and the rest goes on."""

from __future__ import annotations

import datetime as dt
import os

import msgspec
import pytest

from ppir_desktop.common.identifiers import digest_of
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.hub_api import FeedEntry, FeedPage
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.round_bodies import Notice
from ppir_desktop.services import exchange
from ppir_desktop.signing.authors import Author
from ppir_desktop.signing.identities import RoundIdentity
from ppir_desktop.signing.sealing import make_parcel
from ppir_desktop.sync.changes import Happened
from tests.support.front import Said, on, on_feed, the_truth
from tests.support.lies import (
    DOCUMENT,
    Changed,
    adding,
    assert_given,
    changed,
    entry_of,
    sealed_for,
)
from tests.support.play import CLOCK, records_in
from tests.support.records import FixedClock, SmallRound, given
from tests.support.scene import Kim, Scene, dossiers, failed, happened, synced

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e


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


def withheld(scene: Scene, kim: Kim) -> bool:
    """Be told that one record is withheld; say whether the log was read from its beginning."""
    scene.front.asked.clear()
    outcome = synced(kim.profile)
    assert [c.subject for c in outcome.changes if c.what is Happened.WITHHELD] == ["1"]
    feeds = [asked.path for asked in scene.front.asked if "/feed?" in asked.path]
    return "after=0&" in feeds[0]


def test_what_is_here_is_not_fetched_again_by_its_name(scene: Scene, kim: Kim) -> None:
    def by_name(page: FeedPage) -> FeedPage:
        return changed(page, *[msgspec.structs.replace(e, content=None) for e in page.entries])

    scene.front.lie = on_feed(by_name)
    with kim.profile.vault.writing() as work:
        work.feed.rewind(scene.round, digest_of(scene.hub.key))
    scene.give(kim, DOCUMENT)
    scene.front.asked.clear()
    synced(kim.profile)
    # The assignment alone is new.
    assert len([one for one in scene.front.asked if "/parcels/" in one.path]) == 1
    assert not scene.refusals(kim)
    assert_given(kim, scene)


def test_what_is_withheld_shows_at_the_next_contact_by_the_head(scene: Scene, kim: Kim) -> None:
    scene.give(kim, DOCUMENT)
    scene.front.lie = on_feed(without(Kind.ASSIGNMENT))
    assert not happened(synced(kim.profile))[Happened.WITHHELD]
    scene.tell_head(kim)
    # It is told each time, for as long as it lasts; all is read anew once a day on that account.
    assert [withheld(scene, kim) for _ in range(4)] == [False, True, False, False]
    assert dossiers(kim.profile, scene.round) == []
    scene.front.lie = the_truth
    assert not withheld(scene, kim)
    tomorrow = FixedClock(CLOCK.now() + dt.timedelta(days=1))
    exchange.sync(kim.profile, tomorrow)
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
