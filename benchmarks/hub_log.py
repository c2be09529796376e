"""A page of a feed in a short log and in a long one, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from benchmarks.hub_crowd import gather
from benchmarks.measuring import Measurement, sample
from ppir_desktop.common.identifiers import Digest, digest_of
from ppir_desktop.hub import log, mailbox
from ppir_desktop.hub.core import Hub
from ppir_desktop.hub.serving import open_hub
from ppir_desktop.hub.settings import DATABASE_VARIABLE, settings_of
from ppir_desktop.hub.tables import ADDRESSES, PARCELS, ROUNDS
from ppir_desktop.protocol.hub_api import FeedPage
from tests.support.hub import RunningHub, running_hub
from tests.support.servers import has_postgres, postgres

SHORT, LONG = 1_000, 200_000
MINE = 100
"""Parcels in either log that are for whoever asks, spread over all of it."""

PAGES = 200
_AT_ONCE = 5_000


def measure() -> list[Measurement]:
    """A page of either log, with either database."""
    kinds: list[tuple[str, AbstractContextManager[str | None]]] = [("SQLite", nullcontext(None))]
    if has_postgres():
        kinds.append(("PostgreSQL", postgres()))
    return [_measured(name, context) for name, context in kinds]


def _measured(name: str, database: AbstractContextManager[str | None]) -> Measurement:
    taken: dict[int, list[float]] = {SHORT: [], LONG: []}
    with database as url, _hub(url) as (hub, running):
        pages = {size: _Log(hub, running, size) for size in taken}
        for _ in range(PAGES):
            for size, one in pages.items():
                start = time.perf_counter()
                page = one.page()
                taken[size].append((time.perf_counter() - start) * 1000)
                assert len(page.entries) == MINE // 2
    return Measurement(
        name=f"a page of {MINE // 2} parcels out of a log of {LONG:,}, {name}",
        peer=f"out of a log of {SHORT:,}",
        unit="ms",
        ours=sample(taken[LONG]),
        theirs=sample(taken[SHORT]),
        promised=1.25,
    )


@contextmanager
def _hub(url: str | None) -> Iterator[tuple[Hub, RunningHub]]:
    with tempfile.TemporaryDirectory(dir=Path.home()) as folder:
        if url is not None:
            os.environ[DATABASE_VARIABLE] = url
        try:
            place = Path(folder) / "hub"
            with running_hub(place) as running, open_hub(settings_of(place)) as hub:
                yield hub, running
        finally:
            os.environ.pop(DATABASE_VARIABLE, None)


class _Log:
    """A round's log of some length, a few of its parcels for one panellist."""

    def __init__(self, hub: Hub, running: RunningHub, size: int) -> None:
        crowd = gather(hub, running, 1)
        self._hub, self._round = hub, crowd.round
        self._key = Digest(crowd.clients[0].key.public.id)
        every, chance = size // MINE, random.Random(size)
        with hub.database.writing() as connection:
            last = log.find_round(connection, self._round).last_index
            alike = PARCELS.select().where(PARCELS.c.round == self._round, PARCELS.c.idx == last)
            pattern = dict(connection.execute(alike).mappings().one())
            for start in range(last + 1, size + 1, _AT_ONCE):
                parcels, addresses = [], []
                for index in range(start, min(size + 1, start + _AT_ONCE)):
                    parcels.append({**pattern, "idx": index, "name": digest_of(b"%d" % index)})
                    other = digest_of(chance.randbytes(2))
                    address = other if index % every else self._key
                    addresses.append({"round": self._round, "idx": index, "address": address})
                connection.execute(PARCELS.insert(), parcels)
                connection.execute(ADDRESSES.insert(), addresses)
            ours = ROUNDS.c.round == self._round
            connection.execute(ROUNDS.update().where(ours).values(last_index=size))
        self._token = hub.mint.make(self._key, self._round, hub.clock.now())
        self._middle = size // 2

    def page(self) -> FeedPage:
        return mailbox.feed(self._hub, self._round, self._token, self._middle)
