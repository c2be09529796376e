"""What a lying hub makes of a feed, as only whoever has its keys can."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec

from ppir_desktop.protocol.hub_api import FeedEntry, FeedPage
from ppir_desktop.protocol.parcels import RoutingHeader
from ppir_desktop.signing.authors import Signed
from ppir_desktop.signing.sealing import make_parcel
from tests.support.front import on_feed, the_truth
from tests.support.play import read_document
from tests.support.scene import Kim, Scene, dossiers

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
