"""Mends a whole matching by exchanges: the worst panels first, then the total.

An exchange gives a panel somebody else's member, or somebody with load to spare, for one of its
own. Only such exchanges are made as keep every rule.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from ppir_desktop.matching.task import Ints, Task

_FIRST: Final = 1000.0  # points of the total that a point under the floor outweighs
_NOTHING: Final = 1e-9
_BENCH: Final = -1
# Chains get longer only where short ones are not enough. Looks are counted and not timed: the same
# input must give the same panels on any machine.
_CHAINS: Final = (1, 2, 4)
_MOST_LOOKS: Final = 4_000
_WIDEST: Final = 8


class _Exchange(NamedTuple):
    """What is won, the seat, the other panel or the bench, its seat, who goes, who comes."""

    gain: float
    seat: int
    other: int
    other_seat: int
    goes: int
    comes: int


class Exchanges:
    """A whole matching while it is mended.

    Attributes:
        members: The panels, of shape panels × size.
        fits: Each panel's fit.
    """

    def __init__(self, task: Task, members: Ints) -> None:
        """Start from a matching that keeps every rule."""
        self._task = task
        self._looks = 0
        self.members = members.copy()
        self.fits = task.fits(members)
        panels = np.arange(task.panels)[:, None]
        self._sits = np.zeros(task.score.shape, np.bool_)
        self._sits[panels, members] = True
        self._left = task.spare - np.bincount(members.ravel(), minlength=task.experts)
        self._of_sector = np.zeros((task.panels, len(task.minima)), np.intp)
        np.add.at(self._of_sector, (panels, task.sector[members]), 1)
        self._able = task.able[members].sum(axis=1)

    def raise_worst(self, floor: int) -> None:
        """Bring panels up to a floor, the worst first, as far as exchanges go."""
        for longest in _CHAINS:
            stuck: set[int] = set()
            self._looks = 0
            while low := [int(panel) for panel in self._low(floor) if panel not in stuck]:
                panel = min(low, key=lambda one: (self.fits[one], one))
                if not self._chain(panel, floor, self._missing(floor), longest):
                    stuck.add(panel)
                if self._looks > _MOST_LOOKS:
                    break

    def _low(self, floor: int) -> Ints:
        return np.flatnonzero(self.fits < floor)

    def _missing(self, floor: int) -> int:
        return int(_short(self.fits, floor).sum())

    def _chain(self, panel: int, floor: int, missing: int, longest: int) -> bool:
        """Make exchanges after which less is missing to the floor than before, or none.

        Where an exchange leaves the other panel under the floor, that one is helped on in turn.
        """
        width = _WIDEST if longest > 1 else 1
        for found in self._best(panel, floor, width):
            self._make(panel, found)
            if self._missing(floor) < missing:
                return True
            falls = found.other != _BENCH and self.fits[found.other] < floor
            if falls and longest > 1 and self._chain(found.other, floor, missing, longest - 1):
                return True
            self._unmake(panel, found)
        return False

    def raise_total(self, floor: int, rounds: int) -> None:
        """Raise the total, no panel falling under the floor.

        Args:
            floor: The floor; panels under it already are not to fall further.
            rounds: How often to go through the panels at most.
        """
        for _ in range(rounds):
            made = 0
            for panel in range(self._task.panels):
                for found in self._best(panel, floor, 1):
                    if found.gain > _NOTHING:
                        self._make(panel, found)
                        made += 1
            if not made:
                return

    def _best(self, panel: int, floor: int, count: int) -> list[_Exchange]:
        """The exchanges that win most for a panel, the best first, or cost least."""
        self._looks += 1
        task = self._task
        others, experts, places = self._candidates(panel)
        own = self.members[panel]
        score = task.score
        gain = score[panel, experts] - score[panel, own][:, None]
        seated = others != _BENCH
        # For those on the bench the row does not matter; what it says is put aside below.
        rows = np.where(seated, others, 0)
        given = score[rows, own[:, None]]
        loss = np.where(seated, given - score[rows, experts], 0)
        legal = ~seated | ((given >= 0) & ~self._sits[rows, own[:, None]])
        legal &= ~task.pinned[panel, own][:, None]
        legal &= self._keeps(panel, own[:, None], experts)
        legal &= ~seated | self._keeps(rows, experts, own[:, None])
        mine = _short(self.fits[panel] + gain, floor) - _short(self.fits[panel], floor)
        theirs = _short(self.fits[rows] + loss, floor) - _short(self.fits[rows], floor)
        won = gain + loss - _FIRST * (mine + np.where(seated, theirs, 0))
        won[~legal] = -np.inf
        flat = won.ravel()
        best = np.argsort(-flat, kind="stable")[:count] if count > 1 else _place_of_most(flat)
        seats, spots = np.unravel_index(best, won.shape)
        return [
            _Exchange(
                float(won[seat, spot]),
                int(seat),
                int(others[spot]),
                int(places[spot]),
                int(own[seat]),
                int(experts[spot]),
            )
            for seat, spot in zip(seats, spots, strict=True)
            if won[seat, spot] > -np.inf
        ]

    def _candidates(self, panel: int) -> tuple[Ints, Ints, Ints]:
        """Whom a panel could have: on which panel or the bench, who, on which of its seats."""
        task = self._task
        may = (task.score[panel] >= 0) & ~self._sits[panel]
        seated = may[self.members]
        seated &= ~task.pinned[np.arange(task.panels)[:, None], self.members]
        other, place = np.nonzero(seated)
        bench = np.flatnonzero(may & (self._left > 0))
        nowhere = np.full(len(bench), _BENCH)
        return (
            np.concatenate([other, nowhere]),
            np.concatenate([self.members[other, place], bench]),
            np.concatenate([place, nowhere]),
        )

    def _keeps(self, panel: Ints | int, out: Ints, into: Ints) -> np.ndarray:
        """Whether a panel keeps its sectors and a chair when one goes and another comes."""
        task = self._task
        gone, come = task.sector[out], task.sector[into]
        keeps = (gone == come) | (self._of_sector[panel, gone] > task.minima[gone])
        if task.chaired:
            keeps = keeps & (~task.able[out] | task.able[into] | (self._able[panel] > 1))
        return np.asarray(keeps)

    def _make(self, panel: int, found: _Exchange) -> None:
        self._seat(panel, found.seat, found.comes)
        if found.other == _BENCH:
            self._left[found.goes] += 1
            self._left[found.comes] -= 1
        else:
            self._seat(found.other, found.other_seat, found.goes)

    def _unmake(self, panel: int, found: _Exchange) -> None:
        self._make(panel, found._replace(goes=found.comes, comes=found.goes))

    def _seat(self, panel: int, seat: int, expert: int) -> None:
        task = self._task
        out = int(self.members[panel, seat])
        self.members[panel, seat] = expert
        self._sits[panel, out], self._sits[panel, expert] = False, True
        self.fits[panel] += int(task.score[panel, expert]) - int(task.score[panel, out])
        self._of_sector[panel, task.sector[out]] -= 1
        self._of_sector[panel, task.sector[expert]] += 1
        self._able[panel] += int(task.able[expert]) - int(task.able[out])


def _short(fits: np.ndarray | int, floor: int) -> np.ndarray:
    return np.maximum(floor - fits, 0)


def _place_of_most(values: np.ndarray) -> Ints:
    return np.array([values.argmax()] if values.size else [], np.intp)
