"""Group commit: writers who wait for the same lock are served by one transaction.

Every parcel takes its round's lock until it is on the disk, and a disk takes milliseconds. While
one group is being written, the next one gathers; so a thousand laptops that come at once cost a
few transactions, and none of them holds a thread while it waits.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Final, Generic, NamedTuple, TypeVar

import sqlalchemy as sa
from anyio.to_thread import run_sync

from ppir_desktop.common.errors import EnvironmentFault
from ppir_desktop.hub.database import Database

MOST: Final = 64
"""How many are written together."""

T = TypeVar("T")


class _Waiting(NamedTuple, Generic[T]):
    item: T
    outcome: asyncio.Future[bytes]


class GroupCommit(Generic[T]):
    """Has one process's things of a kind written in groups."""

    def __init__(
        self, database: Database, write: Callable[[sa.Connection, Sequence[T]], list[bytes]]
    ) -> None:
        """Write to a database.

        Args:
            database: The database.
            write: Writes a group and gives what to tell whom, in its order. What it wrote is undone
                when it raises; each of the group is then written by itself.
        """
        self._database = database
        self._write = write
        self._waiting: dict[str, list[_Waiting[T]]] = defaultdict(list)
        self._writers: dict[str, asyncio.Task[None]] = {}

    async def run(self, lock: str, item: T) -> bytes:
        """Have something written, perhaps together with others; give its result once it is kept.

        Args:
            lock: Name of what writing it locks in the database; only things of the same lock are
                put together.
            item: What is to be written.

        Raises:
            PpirError: What writing it raises; nothing of it was kept then.
            EnvironmentFault: ``hub_database_failed``.
        """
        outcome: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting[lock].append(_Waiting(item, outcome))
        if lock not in self._writers:
            self._writers[lock] = asyncio.create_task(self._serve(lock))
        return await outcome

    async def _serve(self, lock: str) -> None:
        """Write one group after the other until nobody waits."""
        try:
            while group := self._waiting[lock][:MOST]:
                del self._waiting[lock][:MOST]
                # Whoever hung up comes again.
                group = [one for one in group if not one.outcome.done()]
                if not group:
                    continue
                results = await run_sync(self._together, [one.item for one in group])
                for one, result in zip(group, results, strict=True):
                    _tell(one.outcome, result)
        finally:
            del self._writers[lock], self._waiting[lock]

    def _together(self, items: list[T]) -> Sequence[bytes | Exception]:
        try:
            with self._database.writing() as connection:
                return self._write(connection, items)
        except EnvironmentFault as fault:
            # Nothing is wrong with any of them: a database that fails would fail each in its turn.
            return [fault] * len(items)
        except Exception as error:  # noqa: BLE001 -- raised where it is waited for
            if len(items) == 1:
                return [error]
        # Whose fault it is shows when each is written alone.
        return [result for item in items for result in self._together([item])]


def _tell(outcome: asyncio.Future[bytes], result: bytes | Exception) -> None:
    if outcome.done():  # whoever waited has hung up
        return
    if isinstance(result, Exception):
        outcome.set_exception(result)
    else:
        outcome.set_result(result)
