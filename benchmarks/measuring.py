"""How things are measured: ours and the peer's in turn, the median and the spread of each."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

import msgspec


class Sample(NamedTuple):
    """The median of several measurements and the range that they lie in."""

    median: float
    least: float
    most: float


class Measurement(msgspec.Struct, frozen=True):
    """One promise and what was measured.

    Attributes:
        name: What is measured.
        peer: What it is measured against, with its version.
        unit: Unit of both figures.
        ours: Our figure.
        theirs: The peer's figure, or the limit.
        promised: The greatest ratio of ours to theirs that keeps the promise.
        note: What else a reader should know.
        shortfall: Why the promise is not always kept, where that is known.
    """

    name: str
    peer: str
    unit: str
    ours: Sample
    theirs: Sample
    promised: float
    note: str = ""
    shortfall: str = ""

    @property
    def ratio(self) -> float:
        """Ours divided by theirs."""
        return self.ours.median / self.theirs.median

    @property
    def kept(self) -> bool:
        """Whether the promise is kept."""
        return self.ratio <= self.promised


def seconds(task: Callable[[], object]) -> float:
    """How long a task takes, garbage of earlier ones put away before."""
    gc.collect()
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def in_turn(
    ours: Callable[[], float], theirs: Callable[[], float], rounds: int
) -> tuple[Sample, Sample]:
    """Measure both sides in turn, so that what slows the machine down slows both.

    The first round of each only warms up.
    """
    taken = [(ours(), theirs()) for _ in range(rounds + 1)][1:]
    return sample([mine for mine, _ in taken]), sample([other for _, other in taken])


def sample(values: list[float]) -> Sample:
    """The median and range of some values."""
    return Sample(statistics.median(values), min(values), max(values))
