"""The matching as numbers: what the optimiser sees, with neither names nor dates.

Panels are numbered as the rows of `Pairs`, experts as its columns. A choice is a pair that may be;
all of them together are the columns of a linear programme, in order of panel, then expert.

Every expert is of one sector, so that panels' sizes, sector minima and loads make a network flow,
whose best solution is whole by itself. Floors under panels' fits, and the chair, do not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ppir_desktop.domain.stage import Chair, Sector
from ppir_desktop.matching.needs import Needs
from ppir_desktop.matching.pairs import Pairs

Ints = NDArray[np.intp]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

SECTORS = tuple(Sector)


@dataclass(frozen=True)
class Task:
    """What is to be matched.

    Attributes:
        score: Points of each pair with what the lot adds, of shape panels × experts; -1 where
            it may not be.
        sector: Each expert's sector, as its place in `SECTORS`.
        able: Who is able to chair.
        pinned: Pairs that must be, of the shape of `score`.
        minima: Least members of each sector, in the order of `SECTORS`.
        size: Members of each panel.
        load: Most panels of one expert, those carried included.
        carried: Panels that each expert sits on already.
        chaired: Whether each panel needs a member able to chair.
    """

    score: NDArray[np.int32]
    sector: Ints
    able: Mask
    pinned: Mask
    minima: Ints
    size: int
    load: int
    carried: Ints
    chaired: bool

    @property
    def panels(self) -> int:
        """How many panels there are."""
        return int(self.score.shape[0])

    @property
    def experts(self) -> int:
        """How many experts there are."""
        return int(self.score.shape[1])

    @cached_property
    def choices(self) -> Choices:
        """All pairs that may be."""
        panel, expert = np.nonzero(self.score >= 0)
        return Choices(
            panel,
            expert,
            self.score[panel, expert].astype(np.float64),
            self.pinned[panel, expert],
        )

    @cached_property
    def spare(self) -> Ints:
        """How many panels each expert may sit on still."""
        return np.maximum(self.load - self.carried, 0)

    @cached_property
    def asked(self) -> Ints:
        """The sectors that have a minimum."""
        return np.flatnonzero(self.minima)

    def fits(self, members: Ints) -> Ints:
        """Each panel's fit: the points of its members, of shape panels × size, added up."""
        points = self.score[np.arange(self.panels)[:, None], members]
        return np.asarray(points.sum(axis=1, dtype=np.intp))

    def shuffled(self, panels: Ints, experts: Ints) -> Task:
        """The same with panels and experts in another order."""
        return replace(
            self,
            score=self.score[np.ix_(panels, experts)],
            pinned=self.pinned[np.ix_(panels, experts)],
            sector=self.sector[experts],
            able=self.able[experts],
            carried=self.carried[experts],
        )

    def with_more(self, count: int, sector: int, panels: Mask) -> Task:
        """The same with some more experts of a sector, who may sit on some of the panels."""
        column = np.where(panels, 0, -1).astype(np.int32)[:, None]
        return replace(
            self,
            score=np.hstack([self.score, np.repeat(column, count, axis=1)]),
            sector=np.append(self.sector, np.full(count, sector)),
            able=np.append(self.able, np.ones(count, np.bool_)),
            carried=np.append(self.carried, np.zeros(count, np.intp)),
            pinned=np.hstack([self.pinned, np.zeros((self.panels, count), np.bool_)]),
        )


class Choices(NamedTuple):
    """Pairs that may be, as columns: panel, expert, points, pinned."""

    panel: Ints
    expert: Ints
    score: Floats
    pinned: Mask

    def take(self, some: Ints) -> Choices:
        """Some of them."""
        return Choices(
            self.panel[some],
            self.expert[some],
            self.score[some],
            self.pinned[some],
        )


class Rows(NamedTuple):
    """The rules of a linear programme over some choices: ``equal`` = ``is_``, ``under`` ≤ ``most``.

    ``equal`` are the sizes of panels. ``under`` are loads, then a row a panel and asked sector,
    then one a panel for the chair where it is wanted, then the floors; the last three with their
    signs turned round.
    """

    equal: sparse.csc_array
    is_: Floats
    under: sparse.csc_array
    most: Floats

    def beside(self, equal: sparse.csc_array, under: sparse.csc_array) -> Rows:
        """The same with more columns."""
        return self._replace(
            equal=sparse.csc_array(sparse.hstack([self.equal, equal])),
            under=sparse.csc_array(sparse.hstack([self.under, under])),
        )


def rows_of(task: Task, some: Choices, floored: Ints, floor: float) -> Rows:
    """The rules over some choices.

    Args:
        task: What is to be matched.
        some: The choices.
        floored: Panels whose fit has to reach the floor.
        floor: The floor, in points.
    """
    column = np.arange(len(some.panel))
    ones = np.ones(len(column))
    blocks = [_block(some.expert, column, ones, task.experts)]
    most = [task.spare.astype(np.float64)]
    for sector in task.asked:
        here = np.flatnonzero(task.sector[some.expert] == sector)
        blocks.append(_block(some.panel[here], here, -ones[here], task.panels, len(column)))
        most.append(np.full(task.panels, -float(task.minima[sector])))
    if task.chaired:
        here = np.flatnonzero(task.able[some.expert])
        blocks.append(_block(some.panel[here], here, -ones[here], task.panels, len(column)))
        most.append(np.full(task.panels, -1.0))
    place = np.full(task.panels, -1)
    place[floored] = np.arange(len(floored))
    here = np.flatnonzero(place[some.panel] >= 0)
    blocks.append(
        _block(place[some.panel[here]], here, -some.score[here], len(floored), len(column))
    )
    most.append(np.full(len(floored), -float(floor)))
    return Rows(
        _block(some.panel, column, ones, task.panels),
        np.full(task.panels, float(task.size)),
        sparse.vstack(blocks, format="csc"),
        np.concatenate(most),
    )


def _block(
    row: Ints, column: Ints, value: Floats, rows: int, columns: int | None = None
) -> sparse.csc_array:
    width = len(column) if columns is None else columns
    return sparse.csc_array((value, (row, column)), shape=(rows, width))


def task_of(pairs: Pairs, needs: Needs, seed: int) -> Task:
    """The task that pairs and needs make, with what the lot adds to the points.

    It adds whole points, up to ``near_equal``: parts of points make the programme slow.
    """
    lot = np.random.default_rng(seed).integers(0, needs.near_equal + 1, pairs.score.shape)
    score = np.where(pairs.against == 0, pairs.score + lot, -1).astype(np.int32)
    pinned = np.zeros(score.shape, np.bool_)
    carried = dict(needs.carried)
    for pair in needs.barred:
        if pair.application in pairs.rows and pair.expert in pairs.columns:
            score[pairs.rows[pair.application], pairs.columns[pair.expert]] = -1
    for pair in needs.pinned:
        pinned[pairs.rows[pair.application], pairs.columns[pair.expert]] = True
    return Task(
        score=score,
        sector=np.array([SECTORS.index(expert.sector) for expert in pairs.experts], np.intp),
        able=np.array([expert.years >= needs.chair_years for expert in pairs.experts], np.bool_),
        pinned=pinned,
        minima=np.array([needs.minima.get(sector, 0) for sector in SECTORS], np.intp),
        size=needs.size,
        load=needs.load,
        carried=np.array([carried.get(expert.number, 0) for expert in pairs.experts], np.intp),
        chaired=needs.chair is not Chair.ELECTED,
    )
