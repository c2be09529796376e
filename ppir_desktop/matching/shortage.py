"""Why there are no panels, and which single change would make them possible."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum
from itertools import islice
from typing import Final, NamedTuple

import msgspec
import numpy as np
from scipy import sparse

from ppir_desktop.common.problems import Problem
from ppir_desktop.domain.stage import PanelRule, Sector
from ppir_desktop.matching.highs import solve_whole
from ppir_desktop.matching.needs import Needs, Pair, code_of, needs_problems
from ppir_desktop.matching.pairs import Against, Pairs
from ppir_desktop.matching.task import SECTORS, Ints, Mask, Task, rows_of

_MOST_PINS: Final = 20
_ANY: Final = len(SECTORS)
# An empty seat is somebody of no sector where that is enough, and then of a sector that is asked.
_OF_SECTOR: Final = 1.001


class Lack(msgspec.Struct, frozen=True):
    """Members that some panels of a sub-field lack.

    Attributes:
        sub_field: Code of the sub-field.
        sector: The sector they must be from; None where any will do.
        seats: How many seats stay empty at the least, all panels of the sub-field together.
        applications: The panels with an empty seat, in one of the ways to leave as few empty.
        known: Experts of the sub-field and sector in the pool.
        against: How many of them each ground keeps from one of these panels at least, in the
            order of `Against`; ``barred`` for the office's own.
        full: How many that may sit on one of these panels have their full load in that way.
    """

    sub_field: str
    sector: Sector | None
    seats: int
    applications: tuple[str, ...]
    known: int
    against: tuple[tuple[str, int], ...]
    full: int

    def problems(self) -> Iterator[Problem]:
        """The lack in the form that can be worded, then each of its grounds."""
        place = {"sub_field": self.sub_field, "sector": str(self.sector or "")}
        lacking = Problem(
            code="members_lacking" if self.sector is None else "sector_lacking",
            value=str(self.seats),
            dossier=", ".join(self.applications),
            params={**place, "known": str(self.known)},
        )
        yield lacking
        for ground, count in self.against:
            yield Problem(code=f"lack_{ground}", value=str(count), params=place)
        if self.full:
            yield Problem(code="lack_full_load", value=str(self.full), params=place)


class Change(StrEnum):
    """What could be changed."""

    LOAD = "load"
    SIZE = "size"
    SECTOR = "sector"
    UNPIN = "unpin"
    INVITE = "invite"


class Relief(msgspec.Struct, frozen=True):
    """One change that makes the panels possible by itself.

    Attributes:
        change: What to change.
        number: The new load or size, or how many experts to invite; the least change that does.
        sector: The sector to drop or to invite from; None for any.
        sub_field: The sub-field that invited experts must know.
        pair: The pair to unpin.
    """

    change: Change
    number: int = 0
    sector: Sector | None = None
    sub_field: str = ""
    pair: Pair | None = None

    def problem(self) -> Problem:
        """The change in the form that can be worded."""
        invites = self.change is Change.INVITE and self.sector is not None
        return Problem(
            code=f"relief_{self.change}_sector" if invites else f"relief_{self.change}",
            value=str(self.number),
            dossier=self.pair.application if self.pair else "",
            panellist=self.pair.expert if self.pair else "",
            params={"sector": str(self.sector or ""), "sub_field": self.sub_field},
        )


class Impossible(msgspec.Struct, frozen=True):
    """Why there are no panels.

    Attributes:
        lacks: What is lacking, by sub-field and sector.
        reliefs: Single changes each of which would be enough; none when none is.
    """

    lacks: tuple[Lack, ...]
    reliefs: tuple[Relief, ...]

    def problems(self) -> list[Problem]:
        """All of it in the form that can be worded."""
        lacks = [problem for lack in self.lacks for problem in lack.problems()]
        return lacks + [relief.problem() for relief in self.reliefs]


class Lacking(NamedTuple):
    """The fewest empty seats.

    Attributes:
        seats: How many, of shape panels × sectors, the last for any sector.
        load: How many panels each expert sits on then.
    """

    seats: Ints
    load: Ints

    def any(self) -> bool:
        """Whether a seat stays empty."""
        return bool(self.seats.any())


def seats_lacking(task: Task) -> Lacking:
    """The fewest seats that stay empty whatever is done; the fits of panels do not matter."""
    every = task.choices
    groups = [_ANY, *(int(sector) for sector in task.asked)]
    spares = task.panels * len(groups)
    panel = np.tile(np.arange(task.panels), len(groups))
    rows = rows_of(task, every, np.array([], np.intp), 0)
    seats = np.arange(spares)
    equal = sparse.csc_array((np.ones(spares), (panel, seats)), shape=(task.panels, spares))
    first, asked = task.experts, len(task.asked) * task.panels
    row, column = [first + np.arange(asked)], [task.panels + np.arange(asked)]
    if task.chaired:  # whoever is invited to an empty seat would be able to chair
        row.append(first + asked + panel)
        column.append(seats)
    places = np.concatenate(row), np.concatenate(column)
    under = sparse.csc_array(
        (-np.ones(len(places[0])), places), shape=(rows.under.shape[0], spares)
    )
    cost = np.concatenate([np.ones(task.panels), np.full(asked, _OF_SECTOR)])
    choices = len(every.panel)
    found = solve_whole(
        np.concatenate([np.zeros(choices), cost]),
        rows.beside(equal, under),
        np.concatenate([every.pinned, np.zeros(spares)]),
        np.concatenate([np.ones(choices), np.full(spares, float(task.size))]),
    )
    taken = np.rint(np.zeros(choices + spares) if found.value is None else found.value)
    taken = taken.astype(np.intp)
    empty = np.zeros((task.panels, _ANY + 1), np.intp)
    empty[:, groups] = taken[choices:].reshape(len(groups), task.panels).T
    load = np.bincount(every.expert[taken[:choices] > 0], minlength=task.experts)
    return Lacking(empty, load)


def impossible(
    pairs: Pairs, needs: Needs, rule: PanelRule, task: Task, lacking: Lacking
) -> Impossible:
    """Say why, and look for the single changes that would be enough."""
    lacks = tuple(_lacks(pairs, needs, task, lacking))
    reliefs = (
        *_load(task),
        *_size(task, pairs, needs, rule),
        *_sectors(task),
        *_pins(task, pairs, needs),
        *_invitations(task, pairs, lacking),
    )
    return Impossible(lacks, reliefs)


def _lacks(pairs: Pairs, needs: Needs, task: Task, lacking: Lacking) -> Iterator[Lack]:
    fields = np.array([application.sub_field for application in pairs.applications])
    for code in sorted(set(fields[lacking.seats.any(axis=1)].tolist())):
        of_field = fields == code
        for place in np.flatnonzero(lacking.seats[of_field].any(axis=0)):
            short = np.flatnonzero(of_field & (lacking.seats[:, place] > 0))
            knows = np.array([code in expert.sub_fields for expert in pairs.experts], np.bool_)
            if place != _ANY:
                knows &= task.sector == place
            may = (task.score[short] >= 0).any(axis=0)
            yield Lack(
                sub_field=code,
                sector=None if place == _ANY else SECTORS[place],
                seats=int(lacking.seats[short, place].sum()),
                applications=tuple(pairs.applications[row].number for row in short),
                known=int(knows.sum()),
                against=tuple(_grounds(pairs, needs, short, knows)),
                full=int((knows & may & (lacking.load >= task.spare)).sum()),
            )


def _grounds(pairs: Pairs, needs: Needs, short: Ints, knows: Mask) -> Iterator[tuple[str, int]]:
    for ground in Against:
        count = int(((pairs.against[short] & ground.value).any(axis=0) & knows).sum())
        if count and ground is not Against.SUB_FIELD:
            yield code_of(ground), count
    numbers = {pairs.applications[row].number for row in short}
    barred = {
        pair.expert
        for pair in needs.barred
        if pair.application in numbers
        and pair.expert in pairs.columns
        and knows[pairs.columns[pair.expert]]
    }
    if barred:
        yield "barred", len(barred)


def _is_enough(task: Task) -> bool:
    return not seats_lacking(task).any()


def _least(low: int, high: int, works: Callable[[int], bool]) -> int | None:
    """The least number from low to high that works, when every greater one does too."""
    if low > high or not works(high):
        return None
    step = 1
    while low < high:  # it is near the low end more often than not
        middle = min(low + step - 1, (low + high) // 2)
        if works(middle):
            high = middle
        else:
            low, step = middle + 1, step * 2
    return high


def _load(task: Task) -> Iterator[Relief]:
    number = _least(task.load + 1, task.panels, lambda load: _is_enough(replace(task, load=load)))
    if number is not None:
        yield Relief(Change.LOAD, number)


def _size(task: Task, pairs: Pairs, needs: Needs, rule: PanelRule) -> Iterator[Relief]:
    def works(fewer: int) -> bool:
        smaller = msgspec.structs.replace(needs, size=task.size - fewer)
        if next(needs_problems(pairs, smaller, rule), None) is not None:
            return False
        return _is_enough(replace(task, size=task.size - fewer))

    # The least reduction: enough for one size is not always enough for a still smaller one, since
    # pins must have room, so that each is tried in turn.
    for fewer in range(1, task.size - max(1, rule.minimum, int(task.minima.sum())) + 1):
        if works(fewer):
            yield Relief(Change.SIZE, task.size - fewer)
            return


def _sectors(task: Task) -> Iterator[Relief]:
    for place in task.asked:
        minima = task.minima.copy()
        minima[place] = 0
        if _is_enough(replace(task, minima=minima)):
            yield Relief(Change.SECTOR, sector=SECTORS[place])


def _pins(task: Task, pairs: Pairs, needs: Needs) -> Iterator[Relief]:
    for pin in islice(sorted(needs.pinned), _MOST_PINS):
        pinned = task.pinned.copy()
        pinned[pairs.rows[pin.application], pairs.columns[pin.expert]] = False
        if _is_enough(replace(task, pinned=pinned)):
            yield Relief(Change.UNPIN, pair=pin)


def _invitations(task: Task, pairs: Pairs, lacking: Lacking) -> Iterator[Relief]:
    """Experts of one sub-field and sector, when only panels of one sub-field lack any."""
    fields = np.array([application.sub_field for application in pairs.applications])
    lacked = sorted(set(fields[lacking.seats.any(axis=1)].tolist()))
    if len(lacked) != 1:
        return
    panels = fields == lacked[0]
    seats = int(lacking.seats.sum())
    least = -(-seats // task.load)
    for place in np.flatnonzero(lacking.seats.any(axis=0)):

        def works(count: int, sector: int = int(place)) -> bool:
            return _is_enough(task.with_more(count, sector, panels))

        if (number := _least(least, seats, works)) is not None:
            sector = None if place == _ANY else SECTORS[place]
            yield Relief(Change.INVITE, number, sector, lacked[0])
