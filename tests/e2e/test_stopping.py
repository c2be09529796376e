"""Whoever wishes to stop is heard within a second, whatever the line does; nothing is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import NamedTuple

import pytest

from ppir_desktop.common.errors import RefusedError
from ppir_desktop.services import exchange
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.exchange import HubRow
from ppir_desktop.sync.failures import TRIES
from ppir_desktop.sync.progress import Progress, Watch
from tests.support.hub import RunningHub
from tests.support.play import (
    CLOCK,
    Office,
    identity_of,
    office,
    panellist,
    read_document,
    today_round,
)
from tests.support.records import SmallRound
from tests.support.tunnel import Fate, Fates, Trouble, Tunnel
from tests.support.whole_round import agreed, joined_over

pytest.importorskip("litestar")
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.parametrize("kept_in", ["folder"], indirect=True),
]

DOCUMENT = bytes(range(256)) * 6000
SECOND = 1.0
PATIENCE = 60
"""Seconds that a test waits for what must come."""


class Laptop(NamedTuple):
    """A panellist whose line to the hub is ours to spoil; a dossier awaits them."""

    small: SmallRound
    desk: Office
    kim: OpenProfile
    tunnel: Tunnel

    def spoil(self, fates: Fates) -> None:
        """Have lines that are opened from now on end so."""
        first = self.tunnel.connections
        self.tunnel.fates = lambda number: fates(number - first)


@pytest.fixture
def laptop(hub: RunningHub) -> Iterator[Laptop]:
    with ExitStack() as stack:
        small = today_round(hub)
        desk = stack.enter_context(office(small, hub))
        kim = stack.enter_context(panellist())
        tunnel = stack.enter_context(Tunnel(hub.address))
        joined_over(tunnel.address, desk, kim)
        desk.give(identity_of(kim, small.id), DOCUMENT)
        yield Laptop(small, desk, kim, tunnel)


def stopped(profile: OpenProfile, watch: Watch, until: Callable[[], bool]) -> float:
    """Exchange, stop it when something is so, and say how many seconds it took to end."""
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(exchange.sync, profile, CLOCK, watch)
        assert until(), "it never came to that"
        began = time.monotonic()
        watch.cancel()
        with pytest.raises(RefusedError, match="cancelled"):
            running.result(PATIENCE)
        return time.monotonic() - began


def goes_on(laptop: Laptop) -> None:
    """Nothing was lost: the next exchanges come to their end."""
    laptop.spoil(lambda _number: None)
    agreed(laptop.desk.profile)
    agreed(laptop.kim)
    assert read_document(laptop.kim, laptop.small.id) == DOCUMENT


def test_it_stops_in_the_middle_of_a_download(laptop: Laptop) -> None:
    agreed(laptop.desk.profile)
    begun = threading.Event()

    def told(progress: Progress) -> None:
        if progress.step == "documents" and progress.done:
            begun.set()

    # The rest of the document comes so late that it cannot be here within a second.
    laptop.spoil(lambda _number: Fate(Trouble.STALLED, upward=False, at=600_000))
    assert stopped(laptop.kim, Watch(told), lambda: begun.wait(PATIENCE)) < SECOND
    goes_on(laptop)


@pytest.mark.parametrize("at", [0, 3_000, 400_000])
def test_it_stops_while_a_hub_is_silent_in_the_middle_of_an_answer(laptop: Laptop, at: int) -> None:
    agreed(laptop.desk.profile)
    laptop.spoil(lambda _number: Fate(Trouble.STALLED, upward=False, at=at))
    took = stopped(laptop.kim, Watch(), lambda: laptop.tunnel.stalled.wait(PATIENCE))
    assert took < SECOND
    goes_on(laptop)


def test_it_stops_while_it_waits_for_another_try(laptop: Laptop) -> None:
    agreed(laptop.desk.profile)
    waiting = threading.Event()

    def fate(number: int) -> Fate:
        if number == TRIES // 2:
            waiting.set()
        return Fate(Trouble.CUT, upward=True, at=0)

    laptop.spoil(fate)
    assert stopped(laptop.kim, Watch(), lambda: waiting.wait(PATIENCE)) < SECOND
    goes_on(laptop)


def test_it_stops_in_the_middle_of_an_upload(laptop: Laptop, hub: RunningHub) -> None:
    profile = laptop.desk.profile
    with profile.vault.writing() as work:
        work.exchange.set_hub(laptop.small.id, HubRow(laptop.tunnel.address, hub.certificate, ""))
    laptop.spoil(lambda _number: Fate(Trouble.STALLED, upward=True, at=400_000))
    took = stopped(profile, Watch(), lambda: laptop.tunnel.stalled.wait(PATIENCE))
    assert took < SECOND
    goes_on(laptop)


@pytest.mark.parametrize("trouble", [Trouble.CUT, Trouble.HALF_CLOSED])
def test_what_was_cut_off_is_gone_on_with_and_not_fetched_again(
    laptop: Laptop, trouble: Trouble
) -> None:
    agreed(laptop.desk.profile)
    cuts = 3
    # One line asks and is cut in the document; so are the two after it.
    laptop.spoil(lambda number: Fate(trouble, upward=False, at=400_000) if number < cuts else None)
    before = laptop.tunnel.down
    agreed(laptop.kim)
    assert len(laptop.tunnel.befell) == cuts
    assert read_document(laptop.kim, laptop.small.id) == DOCUMENT
    # What came twice is what TLS could not give out, and what every line costs.
    assert laptop.tunnel.down - before < len(DOCUMENT) + 30_000 * (cuts + 1)


def test_a_line_that_is_reset_again_and_again_brings_a_document_all_the_same(
    laptop: Laptop,
) -> None:
    agreed(laptop.desk.profile)
    laptop.spoil(lambda _number: Fate(Trouble.RESET, upward=False, at=150_000))
    agreed(laptop.kim)
    assert len(laptop.tunnel.befell) > TRIES
    assert read_document(laptop.kim, laptop.small.id) == DOCUMENT
