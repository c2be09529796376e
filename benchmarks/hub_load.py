"""A hub of two processes on PostgreSQL before 3,000 panellists, and how its costs grow."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from benchmarks import hub_sql
from benchmarks.hub_crowd import RECORDS, SHEETS, Crowd, Load, gather, storm
from benchmarks.measuring import Measurement, Sample, sample
from ppir_desktop.hub.core import Hub
from ppir_desktop.hub.serving import open_hub
from ppir_desktop.hub.settings import DATABASE_VARIABLE, settings_of
from tests.support.hub import RunningHub, running_hub
from tests.support.servers import has_postgres, postgres

FEW, MANY = 100, 3_000
CALLS = 2 + RECORDS + SHEETS
ROUNDS = 3
_BARE = "bare"


class Server(NamedTuple):
    """A hub that serves, the same hub for preparing, and its database's address."""

    running: RunningHub
    hub: Hub
    url: str


def measure() -> list[Measurement]:
    """Throughput against bare SQL, the longest waits, and both against fewer clients."""
    if not has_postgres():
        return []
    with _serving() as server:
        few = [_stood(server, gather(server.hub, server.running, FEW)) for _ in range(ROUNDS)]
        crowd = gather(server.hub, server.running, MANY)
        bare = _bare_loop(server, crowd)
        many = _stood(server, crowd)
        _nothing_is_lost(server, crowd)
        return [_throughput(many, bare), _growth(many, few), *_waits(many)]


@contextmanager
def _serving() -> Iterator[Server]:
    with postgres() as url, tempfile.TemporaryDirectory(dir=Path.home()) as folder:
        os.environ[DATABASE_VARIABLE] = url
        try:
            place = Path(folder) / "hub"
            with (
                running_hub(place, "--workers", "2") as running,
                open_hub(settings_of(place)) as hub,
            ):
                yield Server(running, hub, url)
        finally:
            os.environ.pop(DATABASE_VARIABLE)


def _stood(server: Server, crowd: Crowd) -> Load:
    load = storm(server.running, crowd)
    assert load.receipts == SHEETS * len(crowd.clients)
    return load


def _nothing_is_lost(server: Server, crowd: Crowd) -> None:
    """Hold what the hub acknowledged against what its database has."""
    with server.hub.database.reading() as connection:
        query = "SELECT name FROM parcels WHERE round = :round AND kind = 'sheet'"
        found = set(connection.execute(sa.text(query), {"round": crowd.round}).scalars())
    assert found == {header.parcel for one in crowd.clients for header, _ in one.sheets}
    checked = server.running.check()
    assert checked.status == 0, checked.out


def _bare_loop(server: Server, crowd: Crowd) -> float:
    """How long the same statements take on a copy of the same database; seconds."""
    server.hub.database.close()
    engine = sa.create_engine(server.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {_BARE}")
    url = server.url.replace("+psycopg", "").replace("/postgres?", f"/{_BARE}?")
    _copy(server.url.replace("+psycopg", ""), url)
    command = [sys.executable, "-m", hub_sql.__name__, url, crowd.round]
    workers = [
        subprocess.Popen(
            [*command, str(share), "2"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for share in range(2)
    ]
    taken = []
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in workers:
        out, _ = worker.communicate()
        taken.append(float(out.split()[0]))
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {_BARE}")
    engine.dispose()
    return max(taken)


def _copy(source: str, target: str) -> None:
    """Copy a database as an administrator would, others at work in it."""
    with subprocess.Popen(["pg_dump", "-d", source], stdout=subprocess.PIPE) as dump:
        command = ["psql", "-q", "-d", target, "-o", os.devnull, "-v", "ON_ERROR_STOP=1"]
        subprocess.run(command, stdin=dump.stdout, check=True)


def _throughput(many: Load, bare: float) -> Measurement:
    return Measurement(
        name=f"{MANY:,} clients: a token, a feed, 2 records and 3 sheets each",
        peer="the same SQL in a bare loop of two processes on the same PostgreSQL",
        unit="s",
        ours=_once(many.seconds),
        theirs=_once(bare),
        promised=2.0,
        note=f"{MANY / many.seconds:.0f} clients and {CALLS * MANY / many.seconds:.0f} calls a "
        "second; the clients, each with a line of its own, take their share of the two cores",
        shortfall="clients, TLS and signatures take the two cores too, which the peer has alone",
    )


def _growth(many: Load, few: list[Load]) -> Measurement:
    return Measurement(
        name=f"what a client costs, of {MANY:,}",
        peer=f"of {FEW}",
        unit="ms",
        ours=_once(many.seconds / MANY * 1000),
        theirs=sample([load.seconds / FEW * 1000 for load in few]),
        promised=1.25,
    )


def _waits(many: Load) -> list[Measurement]:
    return [
        Measurement(
            name=f"{what} with 32 clients at once, 99th percentile",
            peer="limit",
            unit="ms",
            ours=Sample(many.late(kind, 0.99), many.late(kind, 0), many.late(kind, 0.9999)),
            theirs=_once(1000.0),
            promised=1.0,
            note=f"half of them within {many.late(kind, 0.5):.0f} ms, "
            f"95 % within {many.late(kind, 0.95):.0f} ms",
        )
        for kind, what in {
            "connect": "a line with TLS", "token": "a token", "feed": "a feed",
            "record": "a record", "sheet": "a receipt for a sheet",
        }.items()
    ]  # fmt: skip


def _once(value: float) -> Sample:
    return Sample(value, value, value)
