"""What befalls an operation: kills, cuts, full disks. Each is drawn as plain numbers."""

from __future__ import annotations

import random
import resource
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from tests.soak.desk import Desk
from tests.soak.world import World
from tests.support.tunnel import by_chance

Drawn = Mapping[str, Any]
"""A kind and a number; empty for no fault."""


class Kind(StrEnum):
    """What befalls an operation."""

    KILLED = "killed"
    """The desk, at so many calls of functions."""
    KILLED_ON_LINE = "killed on line"
    """The desk, when so many bytes have passed to or from the hub."""
    HUB_KILLED = "hub killed"
    """Likewise the hub."""
    BAD_LINE = "bad line"
    """The line, by a seed: connections are cut, reset, flipped, delayed, half closed."""
    FULL = "full"
    """The desk's disk: no file of it can be longer than its journal and so many bytes."""
    HUB_FULL = "hub full"
    """Likewise the hub's."""


AT_HOME: Final = (Kind.KILLED, Kind.FULL)
ON_LINE: Final = tuple(Kind)
_SPANS: Final = {
    Kind.KILLED: (6, 16), Kind.KILLED_ON_LINE: (10, 18), Kind.HUB_KILLED: (10, 18),
    Kind.BAD_LINE: (0, 30), Kind.FULL: (0, 19), Kind.HUB_FULL: (0, 19),
}  # fmt: skip


def draw(chance: random.Random, kinds: tuple[Kind, ...]) -> dict[str, Any]:
    """A fault by chance; small numbers are as likely as large ones."""
    kind = chance.choice(kinds)
    low, high = _SPANS[kind]
    return {"kind": kind.value, "at": int(2 ** chance.uniform(low, high))}


@contextmanager
def befalling(world: World, desk: Desk, fault: Drawn) -> Iterator[int | None]:
    """Have a fault befall what is done within; gives the call at which the desk is to be killed.

    Everything is well again afterwards, and nothing that is still to come remains.
    """
    kind, at = fault.get("kind"), int(fault.get("at", 0))
    limits: dict[int, Path] = {}
    if kind == Kind.BAD_LINE:
        world.tunnel.calm(by_chance(at))
    elif kind == Kind.KILLED_ON_LINE:
        world.tunnel.after(at, desk.kill_now())
    elif kind == Kind.HUB_KILLED:
        world.tunnel.after(at, world.hub.process.kill)
    elif kind == Kind.FULL:
        limits[desk.pid] = desk.vault / "vault.db-wal"
    elif kind == Kind.HUB_FULL:
        limits[world.hub.process.pid] = world.folder / "hub" / "hub.db-wal"
    for pid, journal in limits.items():
        _limit(pid, (journal.stat().st_size if journal.exists() else 0) + at)
    try:
        yield at if kind == Kind.KILLED else None
    finally:
        for pid in limits:
            _limit(pid, resource.RLIM_INFINITY)
        world.mend()


def damaged(path: Path, target: Path, damage: Drawn) -> None:
    """Write a copy of a file that was cut off or has a bit flipped, at a part of its length."""
    content = path.read_bytes()
    place = min(int(len(content) * damage["part"]), len(content) - 1)
    if damage["kind"] == "cut":
        content = content[:place]
    else:
        content = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
    target.write_bytes(content)


def _limit(pid: int, most: int) -> None:
    """Let no file that a process writes become longer, as if its disk were full.

    The system says EFBIG where a full disk says ENOSPC; tests/e2e has disks that are really full.
    """
    if not Path(f"/proc/{pid}").exists():
        return
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, hard))
