"""The matching with parts of experts allowed: what no whole matching can beat.

Few of the pairs that may be are ever worth choosing, and few panels are in danger of falling under
the floor. So the linear programme begins with each panel's best choices and no floors; its prices
then show which of all the others would improve it, those are taken in, and the floors of the
panels that fell under; until nothing is left to take in (sifting). Duals of a part bound the whole
at any time (Lagrange), so stopping early costs nothing but a known gap.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from scipy import sparse

from ppir_desktop.matching.highs import Parts, solve_parts, solve_whole
from ppir_desktop.matching.task import Choices, Floats, Ints, Mask, Rows, Task, rows_of

_BEST: Final = 40  # choices a panel begins with, and
_BEST_OF_SECTOR: Final = 4  # for each member that a sector or the chair asks for
_NEAR: Final = 60  # points by which a choice may miss being worth it and stay
_MARGIN: Final = 300  # points over the floor below which a panel is watched
_NOTHING: Final = 1e-6
_EMPTY_SEAT: Final = 100_000.0  # points; more than any chain of exchanges could win
_SHORT: Final = 100.0  # points for each point under the floor
_SMALL: Final = 50_000  # choices up to which sifting ends by itself
_ROUNDS: Final = (60, 7)  # for a small matching, for a large one
_GAP: Final = 1e-5  # of the total, at which a large one ends


class Relaxed(NamedTuple):
    """A solution with parts.

    Attributes:
        value: How much of each choice is taken, 0 to 1.
        empty: Seats that nobody can fill.
        bound: No whole matching with every panel over the floor has a greater total.
        price: What a point of each panel's fit is worth besides, because of the floor.
        worst_bound: No panel of a matching can be the worst with more points than this; only
            meaningful where the floor was not reached.
        short: Points missing to the floor, all panels together.
        reduced: By how many points each choice misses being worth it.
    """

    value: Floats
    empty: float
    bound: float
    price: Floats
    worst_bound: float
    short: float
    reduced: Floats


class Relaxation:
    """A task's linear programme, which keeps what it learned from one floor to the next."""

    def __init__(self, task: Task) -> None:
        """Begin with each panel's best choices."""
        self._task = task
        self._all = task.choices
        self._active = _best_choices(task)
        self._floored: Ints = np.array([], np.intp)
        self._is_fresh = True
        self._weight = 1.0

    @property
    def active(self) -> Ints:
        """The choices that seemed worth having, as places in the task's."""
        return np.flatnonzero(self._active)

    def solve(self, floor: int, *, for_floor_alone: bool = False) -> Relaxed:
        """The best total with every panel's fit at the floor, or as near as can be.

        Args:
            floor: The floor, in points.
            for_floor_alone: Come as near to the floor as can be and let the total be what it is;
                that tells most about which floors cannot be reached.
        """
        self._weight = 0.0 if for_floor_alone else 1.0
        task, everything = self._task, self._all
        small = len(everything.panel) <= _SMALL
        bound = np.inf
        for _ in range(_ROUNDS[0] if small else _ROUNDS[1]):
            solved = self._solve_part(floor)
            priced = (solved.reduced < -_NOTHING) & ~self._active
            bound = min(bound, solved.bound)
            fits = np.bincount(everything.panel, solved.value * everything.score, task.panels)
            low = np.setdiff1d(np.flatnonzero(fits < floor - _NOTHING), self._floored)
            gap = -float(solved.reduced[priced].sum())
            if not len(low) and gap <= (0 if small else _GAP * abs(bound)):
                break
            self._take_in(solved, priced)
            if len(low):
                near = np.flatnonzero(fits < floor + _MARGIN)
                self._floored = np.union1d(self._floored, near)
        return solved._replace(bound=bound)

    def _take_in(self, solved: Relaxed, priced: Mask) -> None:
        if self._is_fresh:  # the first prices are the first to tell what will never be worth it
            self._active = (solved.reduced < _NEAR) | (solved.value > 0) | self._all.pinned
            self._is_fresh = False
        self._active |= priced

    def _solve_part(self, floor: int) -> Relaxed:
        task, everything = self._task, self._all
        active = self.active
        some = everything.take(active)
        rows = rows_of(task, some, self._floored, floor)
        result = _solve(task, some, rows, self._weight, len(self._floored))
        y, u, taken = result.equal, result.under, result.value
        price = np.zeros(task.panels)
        price[self._floored] = -u[len(u) - len(self._floored) :]
        reduced = _reduced(task, self._weight, y, u, price)
        inactive = ~self._active
        bound = -result.cost - float(np.minimum(reduced[inactive], 0).sum())
        value = np.zeros(len(everything.panel))
        value[active] = taken[: len(active)]
        spare = taken[len(active) : len(taken) - len(self._floored)]
        # The worst panel's fit, times the panels and all prices, is no more than the total and the
        # fits at their prices, which the duals bound.
        weight = task.panels * self._weight + price.sum()
        return Relaxed(
            value=value,
            empty=float(spare.sum()),
            bound=bound,
            price=price,
            worst_bound=(bound + floor * price.sum()) / weight if weight else np.inf,
            short=float(taken[len(taken) - len(self._floored) :].sum()),
            reduced=reduced,
        )

    def whole(self, solved: Relaxed) -> Ints:
        """A whole matching near to a solution with parts, of shape panels × size.

        Floors are in it as prices only: that keeps it a network flow, which is whole by itself.
        """
        task = self._task
        some = self._all.take(self.active)
        rows = rows_of(task, some, np.array([], np.intp), 0)
        worth = some.score * (1 + solved.price[some.panel])
        low, high = some.pinned.astype(np.float64), np.ones(len(worth))
        taken = solve_parts(-worth, rows, low, high).value
        if np.abs(taken - np.rint(taken)).max() > _NOTHING:  # the chair can split it
            whole = solve_whole(-worth, rows, low, high).value
            taken = taken if whole is None else whole
        return some.expert[np.flatnonzero(taken > 0.5)].reshape(task.panels, task.size)


def _solve(task: Task, some: Choices, rows: Rows, weight: float, floors: int) -> Parts:
    """Solve a part with seats that may stay empty and floors that may be missed, at a price."""
    groups = max(1, len(task.asked))
    spares = groups * task.panels
    seats = np.arange(spares)
    equal = sparse.csc_array(
        (np.ones(spares), (seats % task.panels, seats)), shape=(task.panels, spares + floors)
    )
    # An empty seat stands for somebody of the sector, able to chair.
    first, asked = task.experts, len(task.asked) * task.panels
    rest = rows.under.shape[0]
    row, column = [first + seats[:asked]], [seats[:asked]]
    if task.chaired:
        row.append(first + asked + seats % task.panels)
        column.append(seats)
    row.append(np.arange(rest - floors, rest))
    column.append(spares + np.arange(floors))
    places = np.concatenate(row), np.concatenate(column)
    under = sparse.csc_array((-np.ones(len(places[0])), places), shape=(rest, spares + floors))
    choices = len(some.panel)
    return solve_parts(
        np.concatenate(
            [-weight * some.score, np.full(spares, _EMPTY_SEAT), np.full(floors, _SHORT)]
        ),
        rows.beside(equal, under),
        np.concatenate([some.pinned, np.zeros(spares + floors)]),
        np.concatenate([np.ones(choices), np.full(spares + floors, np.inf)]),
    )


def _reduced(task: Task, weight: float, y: Floats, u: Floats, price: Floats) -> Floats:
    """What each choice would cost at the prices of a part: less than 0 for one worth having."""
    every = task.choices
    cost = (
        -weight * every.score - price[every.panel] * every.score - y[every.panel] - u[every.expert]
    )
    start = task.experts
    for sector in task.asked:
        of_sector = task.sector[every.expert] == sector
        cost += np.where(of_sector, u[start + every.panel], 0)
        start += task.panels
    if task.chaired:
        cost += np.where(task.able[every.expert], u[start + every.panel], 0)
    return np.asarray(cost)


def _best_choices(task: Task) -> Mask:
    every = task.choices
    best = every.pinned | (_rank(every, np.arange(len(every.panel))) < max(_BEST, 2 * task.size))
    for sector in task.asked:
        here = np.flatnonzero(task.sector[every.expert] == sector)
        best[here[_rank(every, here) < _BEST_OF_SECTOR * task.minima[sector]]] = True
    if task.chaired:
        here = np.flatnonzero(task.able[every.expert])
        best[here[_rank(every, here) < _BEST_OF_SECTOR]] = True
    return best


def _rank(every: Choices, some: Ints) -> Ints:
    """The rank of each of some choices in its panel, from 0, by points."""
    order = np.lexsort((-every.score[some], every.panel[some]))
    panel = every.panel[some][order]
    rank = np.empty(len(some), np.intp)
    rank[order] = np.arange(len(some)) - np.searchsorted(panel, panel)
    return rank
