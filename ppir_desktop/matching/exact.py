"""Small matchings solved by branch and bound: proved best, where sifting leaves a gap."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from scipy import sparse

from ppir_desktop.matching.highs import Whole, solve_whole
from ppir_desktop.matching.task import Ints, Task, rows_of

LARGEST: Final = 3_000
"""Choices up to which it is tried."""

_MOST_BRANCHES: Final = 5_000


class Proved(NamedTuple):
    """A matching, or None where none was found in time, and what none can beat."""

    members: Ints | None
    bound: float


def best_worst(task: Task) -> Proved:
    """A matching whose worst panel is as good as can be; the bound is of that panel's fit."""
    every = task.choices
    choices, panels = len(every.panel), np.arange(task.panels)
    rows = rows_of(task, every, panels, 0)
    # One more column: the floor, which is as high as it can be.
    places = len(rows.most) - task.panels + panels, np.zeros(task.panels, np.intp)
    floor = sparse.csc_array((np.ones(task.panels), places), shape=(len(rows.most), 1))
    rows = rows.beside(sparse.csc_array((task.panels, 1)), floor)
    cost = np.append(np.zeros(choices), -1.0)
    low = np.append(every.pinned.astype(np.float64), 0.0)
    high = np.append(np.ones(choices), np.inf)
    return _proved(task, solve_whole(cost, rows, low, high, parts=1, branches=_MOST_BRANCHES))


def best_total(task: Task, floor: int) -> Proved:
    """A matching of the greatest total with every panel over a floor; the bound is of it."""
    every = task.choices
    rows = rows_of(task, every, np.arange(task.panels), floor)
    low, high = every.pinned.astype(np.float64), np.ones(len(every.panel))
    return _proved(task, solve_whole(-every.score, rows, low, high, branches=_MOST_BRANCHES))


def _proved(task: Task, found: Whole) -> Proved:
    if found.value is None:
        return Proved(None, -found.bound)
    every = task.choices
    taken = np.flatnonzero(found.value[: len(every.panel)] > 0.5)
    return Proved(every.expert[taken].reshape(task.panels, task.size), -found.bound)
