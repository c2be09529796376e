"""Writers that come at once are served together, and each gets an answer of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa

from ppir_desktop.common.errors import EnvironmentFault, RefusedError
from ppir_desktop.hub.database import Database

pytest.importorskip("litestar")

from ppir_desktop.hub.group_commit import MOST, GroupCommit


class Ledger:
    """A table of names; some names are refused after they were written."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(f"sqlite:///{folder / 'ledger.db'}")
        self.groups: list[int] = []
        with self.database.writing() as connection:
            connection.exec_driver_sql("CREATE TABLE names (name TEXT PRIMARY KEY)")

    def write(self, connection: sa.Connection, names: Sequence[str]) -> list[bytes]:
        self.groups.append(len(names))
        for name in names:
            connection.exec_driver_sql("INSERT INTO names VALUES (?)", (name,))
            if name.startswith("bad"):
                raise RefusedError("kind_not_yours", name=name)
        return [name.encode() for name in names]

    def names(self) -> set[str]:
        with self.database.reading() as connection:
            return set(connection.exec_driver_sql("SELECT name FROM names").scalars())

    def hand_in(self, names: Sequence[str]) -> list[bytes | BaseException]:
        async def all_at_once() -> list[bytes | BaseException]:
            commits = GroupCommit(self.database, self.write)
            waiting = (commits.run("ledger", name) for name in names)
            return await asyncio.gather(*waiting, return_exceptions=True)

        return asyncio.run(all_at_once())


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path)


def test_many_are_written_in_few_transactions_and_each_is_told_its_own(ledger: Ledger) -> None:
    names = [f"name-{number}" for number in range(300)]
    assert ledger.hand_in(names) == [name.encode() for name in names]
    assert ledger.names() == set(names)
    assert sum(ledger.groups) == 300
    assert len(ledger.groups) <= 300 // MOST + 2


def test_one_that_is_refused_takes_nobody_with_it_and_leaves_nothing(ledger: Ledger) -> None:
    names = ["first", *(f"name-{number}" for number in range(20)), "bad-1", "last", "bad-2"]
    told = dict(zip(names, ledger.hand_in(names), strict=True))
    for bad in ("bad-1", "bad-2"):
        refusal = told.pop(bad)
        assert isinstance(refusal, RefusedError)
        assert refusal.params == {"name": bad}
    assert told == {name: name.encode() for name in told}
    assert ledger.names() == set(told)


def test_a_database_that_fails_is_told_to_everybody(ledger: Ledger) -> None:
    for failed in ledger.hand_in(["twice", "twice"]):
        assert isinstance(failed, EnvironmentFault)
        assert failed.code == "hub_database_failed"
    # It is not asked again for each of them.
    assert ledger.groups == [2]
    assert not ledger.names()


def test_whoever_hangs_up_does_not_stop_the_others(ledger: Ledger) -> None:
    async def impatient() -> list[bytes]:
        commits = GroupCommit(ledger.database, ledger.write)
        tasks = [asyncio.ensure_future(commits.run("ledger", f"name-{n}")) for n in range(9)]
        await asyncio.sleep(0)
        tasks[4].cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
        return [one for one in done if isinstance(one, bytes)]

    assert len(asyncio.run(impatient())) == 8
