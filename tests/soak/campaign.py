"""Running operations until time is up or something breaks; replaying a list; shrinking one."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple, TextIO

from tests.soak.model import BrokenError
from tests.soak.operations import Drawing
from tests.soak.play import Operation, Play
from tests.soak.playing import carry_out
from tests.soak.world import World

LIST: Final = "operations.jsonl"
_REST_EVERY: Final = 25


class Run(NamedTuple):
    """How a run ended.

    Attributes:
        steps: Operations that were carried out, or begun.
        seconds: How long they took, without setting up.
        broken: What is not as it must be; None when all is.
        last: The operation at which that showed.
        list: Where the operations are listed.
    """

    steps: int
    seconds: float
    broken: BrokenError | None
    last: Operation | None
    list: Path


class Budget(NamedTuple):
    """When to stop: at so many steps, or after so many minutes, whichever is first."""

    steps: int | None = None
    minutes: float | None = None

    def allows(self, steps: int, seconds: float) -> bool:
        """Whether there is anything left."""
        enough = self.steps is not None and steps >= self.steps
        late = self.minutes is not None and seconds >= self.minutes * 60
        return not enough and not late


class Operations(NamedTuple):
    """Where operations come from: the seed that is written down, and what gives them."""

    seed: int
    given: Callable[[Play], Iterator[Operation]]


def drawn(seed: int, budget: Budget, rest_every: int = _REST_EVERY) -> Operations:
    """Operations by chance, until the budget is spent; the last one lets all come to rest."""

    def operations(play: Play) -> Iterator[Operation]:
        drawing, begun = Drawing(seed, rest_every), time.monotonic()
        count = 0
        while budget.allows(count + 1, time.monotonic() - begun):
            count += 1
            yield drawing.next(play)
        yield {"op": "rest"}

    return Operations(seed, operations)


def listed(file: Path) -> tuple[int, list[Operation]]:
    """The seed and the operations of a list that a run left."""
    head, *lines = file.read_text(encoding="utf-8").splitlines()
    return int(json.loads(head)["seed"]), [json.loads(line) for line in lines]


def replayed(seed: int, operations: Sequence[Operation]) -> Operations:
    """The operations of a list, which ends with a rest whether or not it did."""
    return Operations(seed, lambda _play: iter([*operations, {"op": "rest"}]))


def run(folder: Path, operations: Operations) -> Run:
    """Play a round in a folder, which is removed again unless something breaks.

    Args:
        folder: Where the list is left; what the machines keep lies in ``world`` there.
        operations: What is done.
    """
    shutil.rmtree(folder / "world", ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    with World(folder / "world") as world:
        ended = play_on(Play(world), operations, folder / LIST)
    if ended.broken is None:
        shutil.rmtree(folder / "world", ignore_errors=True)
    return ended


def play_on(play: Play, operations: Operations, path: Path) -> Run:
    """Carry operations out, and list them in a file."""
    begun, steps = time.monotonic(), 0
    last: Operation | None = None
    broken: BrokenError | None = None
    with path.open("w", encoding="utf-8") as log:
        _write(log, {"seed": operations.seed})
        try:
            for last in operations.given(play):
                steps += 1
                # It is listed before it is carried out, should all of this end at once.
                _write(log, last)
                carry_out(play, last)
        except BrokenError as error:
            broken = error
    return Run(steps, time.monotonic() - begun, broken, last, path)


def _write(log: TextIO, line: Operation) -> None:
    log.write(json.dumps(line, ensure_ascii=False) + "\n")
    log.flush()


def fewest(
    operations: Sequence[Operation], still_fails: Callable[[Sequence[Operation]], bool]
) -> list[Operation]:
    """Leave out whatever can be left out; halves first, then ever smaller parts.

    It is the simple form of delta debugging (Zeller and Hildebrandt, 2002).
    """
    left = list(operations)
    size = max(1, len(left) // 2)
    while size:
        start = 0
        while start < len(left):
            fewer = left[:start] + left[start + size :]
            if still_fails(fewer):
                left = fewer
            else:
                start += size
        size //= 2
    return left


def shrunk(folder: Path, file: Path, tell: Callable[[str], None]) -> Path:
    """Drop operations of a list as long as the same check fails; where the shorter list lies."""
    seed, operations = listed(file)
    check = _check_that_fails(folder, seed, operations)
    if check is None:
        return file

    def still_fails(fewer: Sequence[Operation]) -> bool:
        tell(f"{len(operations)} operations; trying {len(fewer)}")
        return _check_that_fails(folder, seed, fewer) == check

    operations = fewest(operations, still_fails)
    target = file.with_name("shrunk.jsonl")
    with target.open("w", encoding="utf-8") as log:
        for line in ({"seed": seed}, *operations):
            _write(log, line)
    return target


def _check_that_fails(folder: Path, seed: int, operations: Sequence[Operation]) -> str | None:
    broken = run(folder / "shrinking", replayed(seed, operations)).broken
    return broken.check if broken is not None else None
