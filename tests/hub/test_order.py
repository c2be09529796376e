"""Writers on PostgreSQL whose commits finish in any order: no reader of a feed misses a parcel."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
import sqlalchemy as sa

from ppir_desktop.common.identifiers import Digest, Identifier, digest_of, new_identifier
from ppir_desktop.hub import log
from ppir_desktop.hub.database import Database
from ppir_desktop.hub.log import RoundRow
from ppir_desktop.hub.settings import DATABASE_VARIABLE
from ppir_desktop.hub.tables import ROUNDS
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.parcels import RoutingHeader
from tests.support.servers import Servers

pytestmark = pytest.mark.e2e

PATIENCE = 60
WRITERS, EACH = 6, 40


@pytest.fixture
def database(servers: Servers) -> Iterator[Database]:
    made = Database(servers.fresh()[DATABASE_VARIABLE])
    made.migrate()
    yield made
    made.close()


@pytest.fixture
def round_id(database: Database) -> Identifier:
    made = new_identifier()
    with database.writing() as connection:
        row = {"round": made, "authority": "0" * 64, "opening": "0" * 64, "last_index": 0}
        connection.execute(ROUNDS.insert().values(row))
    return made


def begin(connection: sa.Connection, round_id: Identifier) -> RoundRow:
    """Come to the end of the log, as whoever puts something into it has to."""
    return log.find_round(connection, round_id, lock=True)


def add(connection: sa.Connection, row: RoundRow, content: bytes) -> int:
    """Put a parcel for the office into the log; its number."""
    header = RoutingHeader(
        parcel=digest_of(content), kind=Kind.SHEET, round=row.round,
        author=Digest("0" * 64), recipients=("office",), size=len(content),
    )  # fmt: skip
    taken = log.append(connection, row, [(header, content)], lambda *_: b"receipt")
    return taken[header.parcel].number


def read(database: Database, round_id: Identifier, after: int) -> dict[int, bytes | None]:
    """A page of the office's feed, by number."""
    with database.reading() as connection:
        page = log.feed(connection, round_id, ["office"], after)
    return {entry.index: entry.content for entry in page.entries}


def wait_until_somebody_waits(database: Database) -> None:
    """Return once a transaction waits for another one's lock, as the server itself says."""
    waiting = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while True:
        with database.reading() as connection:
            if connection.execute(waiting).scalar_one():
                return


def test_a_number_is_seen_only_after_all_before_it(
    database: Database, round_id: Identifier
) -> None:
    def second() -> int:
        with database.writing() as connection:
            return add(connection, begin(connection, round_id), b"second")

    with ThreadPoolExecutor(1) as pool:
        with database.writing() as connection:
            row = begin(connection, round_id)
            # Between its number and its commit, somebody else comes along.
            later = pool.submit(second)
            wait_until_somebody_waits(database)
            assert read(database, round_id, 0) == {}
            assert not later.done()
            index = add(connection, row, b"first")
        assert (index, later.result(PATIENCE)) == (1, 2)
    assert read(database, round_id, 0) == {1: b"first", 2: b"second"}


def test_a_number_that_was_not_kept_is_given_out_again(
    database: Database, round_id: Identifier
) -> None:
    with suppress(InterruptedError), database.writing() as connection:
        assert add(connection, begin(connection, round_id), b"gone") == 1
        raise InterruptedError
    with database.writing() as connection:
        assert add(connection, begin(connection, round_id), b"kept") == 1
    assert read(database, round_id, 0) == {1: b"kept"}


def test_a_reader_who_reads_all_the_while_misses_none(
    database: Database, round_id: Identifier
) -> None:
    written: dict[int, bytes] = {}
    ended = threading.Event()

    def write(writer: int) -> None:
        chance = random.Random(writer)
        for number in range(EACH):
            content = b"%d of %d" % (number, writer)
            try:
                with database.writing() as connection:
                    row = begin(connection, round_id)
                    connection.execute(sa.func.pg_sleep(chance.random() / 200).select())
                    index = add(connection, row, content)
                    if chance.random() < 0.2:
                        raise InterruptedError
                written[index] = content
            except InterruptedError:
                continue

    def follow() -> dict[int, bytes | None]:
        seen: dict[int, bytes | None] = {}
        while True:
            is_last = ended.is_set()
            page = read(database, round_id, max(seen, default=0))
            seen |= page
            if is_last and not page:
                return seen

    with ThreadPoolExecutor(WRITERS + 2) as pool:
        readers = [pool.submit(follow) for _ in range(2)]
        writers = [pool.submit(write, number) for number in range(WRITERS)]
        for one in writers:
            one.result(PATIENCE)
        ended.set()
        for reader in readers:
            assert reader.result(PATIENCE) == written
    assert sorted(written) == list(range(1, len(written) + 1))
