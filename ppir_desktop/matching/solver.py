"""Who should review what: panels that raise the worst panel's fit first, then the total.

The fit of a panel is what its members' points add up to. How good the panels are is proved: no
matching has a worst panel, or with such a worst panel a total, above the bounds that are given.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import msgspec
import numpy as np

from ppir_desktop.domain.stage import Chair, PanelRule
from ppir_desktop.matching import exact
from ppir_desktop.matching.exchange import Exchanges
from ppir_desktop.matching.fit import MOST
from ppir_desktop.matching.needs import Needs, check_needs
from ppir_desktop.matching.pairs import Pairs
from ppir_desktop.matching.relaxation import Relaxation, Relaxed
from ppir_desktop.matching.shortage import Impossible, impossible, seats_lacking
from ppir_desktop.matching.task import Ints, Task, task_of

_NOTHING: Final = 1e-6
_PASSES: Final = 3
_FLOORS: Final = 6
_LARGE: Final = 100_000  # choices


class Seat(msgspec.Struct, frozen=True):
    """A member of a panel: expert number, points, and whether somebody pinned the pair."""

    expert: str
    score: int
    pinned: bool


class MatchedPanel(msgspec.Struct, frozen=True):
    """The panel of one application.

    Attributes:
        application: Application number.
        members: Its members, in order of their numbers.
        chair: Expert number of the chair; empty where the panel elects one.
        fit: The members' points added up.
    """

    application: str
    members: tuple[Seat, ...]
    chair: str
    fit: int


class Matching(msgspec.Struct, frozen=True, kw_only=True):
    """All panels, and how good they are.

    Attributes:
        panels: The panels, in order of application number.
        needs: What they keep to.
        seed: The seed of the lot; the same input and seed give the same panels.
        worst: The least fit of a panel.
        worst_bound: No matching has a worst panel of a greater fit.
        total: All panels' fits added up.
        total_bound: No matching whose worst panel is as good has a greater total. Both bounds are
            of points with what the lot adds, so that what the lot costs shows as a gap.
    """

    panels: tuple[MatchedPanel, ...]
    needs: Needs
    seed: int
    worst: int
    worst_bound: int
    total: int
    total_bound: int

    @property
    def worst_gap(self) -> float:
        """By what part of its bound the worst panel may fall short; 0 means proved best."""
        return _gap(self.worst, self.worst_bound)

    @property
    def total_gap(self) -> float:
        """By what part of its bound the total may fall short; 0 means proved best."""
        return _gap(self.total, self.total_bound)


def match(pairs: Pairs, needs: Needs, rule: PanelRule, *, seed: int) -> Matching | Impossible:
    """Make the panels.

    Args:
        pairs: Who may review what.
        needs: What the panels are to be like.
        rule: The stage's rule, which the needs must keep to.
        seed: Throws the lot, 0 or more.

    Returns:
        The panels, or why there are none and what would make them possible.

    Raises:
        InputError: ``needs_invalid`` when the needs contradict the rule, themselves or a ground
            against a pinned pair.
    """
    check_needs(pairs, needs, rule)
    task = task_of(pairs, needs, seed)
    if not task.panels:
        return _matching(pairs, needs, seed, _Matched(np.zeros((0, needs.size), np.intp), 0, 0))
    if not _is_hopeless(task):
        found = _drawn(task, seed)
        if found is not None:
            return _matching(pairs, needs, seed, found)
    lacking = seats_lacking(task)
    return impossible(pairs, needs, rule, task, lacking)


def _is_hopeless(task: Task) -> bool:
    """Whether a panel lacks members even by itself."""
    return bool((np.count_nonzero(task.score >= 0, axis=1) < task.size).any())


class _Matched(NamedTuple):
    """The panels, the bound of the worst one's fit, and the bound of the total."""

    members: Ints
    worst_bound: int
    total_bound: int


def _drawn(task: Task, seed: int) -> _Matched | None:
    """The panels, or None when seats stay empty.

    Among quite equal matchings the one is taken that comes first, so the lot puts panels and
    experts in order; adding parts of a point instead would make the programme three times slower.
    """
    lot = np.random.default_rng([seed, 1])
    panels, experts = lot.permutation(task.panels), lot.permutation(task.experts)
    found = _matched(task.shuffled(panels, experts))
    if found is None:
        return None
    members = np.empty_like(found.members)
    members[panels] = experts[found.members]
    return found._replace(members=members)


def _matched(task: Task) -> _Matched | None:
    relaxation = Relaxation(task)
    if relaxation.solve(0).empty > _NOTHING:
        return None
    worst_bound, solved = _highest_floor(task, relaxation)
    exchanges = Exchanges(task, relaxation.whole(solved))
    exchanges.raise_worst(worst_bound)
    worst = min(worst_bound, int(exchanges.fits.min()))
    exchanges.raise_total(worst, _PASSES)
    if worst < worst_bound:
        solved = relaxation.solve(worst)
    bound = solved.bound
    members = exchanges.members
    is_open = worst < worst_bound or _total(task, members) < int(bound + _NOTHING)
    if is_open and len(task.choices.panel) <= exact.LARGEST:
        members, worst_bound, bound = _proved(task, members, worst_bound, bound)
    return _Matched(members, worst_bound, int(np.floor(bound + _NOTHING)))


def _highest_floor(task: Task, relaxation: Relaxation) -> tuple[int, Relaxed]:
    """The highest floor that panels with parts of experts reach, and how they reach it.

    No floor is tried above what the worst-off panel could have if it had the first choice. One
    that is not reached gives a lower one by its prices (Dinkelbach, 1967).
    """
    floor = int(_alone(task).min())
    solved = relaxation.solve(floor)
    for _ in range(_FLOORS):
        # The better bound takes a minute of a large round, for less than one per cent.
        if solved.short <= _NOTHING or len(task.choices.panel) > _LARGE:
            break
        lower = relaxation.solve(floor, for_floor_alone=True).worst_bound + _NOTHING
        if not lower < floor:  # where no price tells anything it is infinite
            break
        floor = int(np.floor(lower))
        solved = relaxation.solve(floor)
    return floor, solved


def _alone(task: Task) -> Ints:
    """What each panel could have at best if it were the only one, the chair put aside."""
    panels = np.arange(task.panels)[:, None]
    # Pins first, then the best of each asked sector, then whoever is left.
    score = task.score.astype(np.intp) + np.where(task.pinned, 2 * MOST, 0)
    for sector in task.asked:
        of_sector = np.flatnonzero(task.sector == sector)
        order = np.argsort(-score[:, of_sector], axis=1, kind="stable")[:, : task.minima[sector]]
        best = of_sector[order]
        score[panels, best] += np.where(score[panels, best] <= MOST, 2 * MOST, 0)
    best = np.argsort(-score, axis=1, kind="stable")[:, : task.size]
    return task.fits(best)


def _proved(task: Task, members: Ints, worst_bound: int, bound: float) -> tuple[Ints, int, float]:
    """The same by branch and bound, where that finds better or proves more."""
    raised = exact.best_worst(task)
    worst_bound = int(min(worst_bound, np.floor(raised.bound + _NOTHING)))
    floor = int(task.fits(members).min())
    if raised.members is not None and int(task.fits(raised.members).min()) > floor:
        members, floor = raised.members, int(task.fits(raised.members).min())
    best = exact.best_total(task, floor)
    if best.members is not None and _total(task, best.members) > _total(task, members):
        members = best.members
    return members, worst_bound, min(bound, best.bound)


def _total(task: Task, members: Ints) -> int:
    return int(task.fits(members).sum())


def _gap(reached: int, bound: int) -> float:
    return 0.0 if bound <= 0 else max(0, bound - reached) / bound


def _matching(pairs: Pairs, needs: Needs, seed: int, found: _Matched) -> Matching:
    pinned = {(pin.application, pin.expert) for pin in needs.pinned}
    panels = []
    for row, application in enumerate(pairs.applications):
        columns = sorted(int(column) for column in found.members[row])
        seats = tuple(
            Seat(number, int(pairs.score[row, column]), (application.number, number) in pinned)
            for column in columns
            for number in (pairs.experts[column].number,)
        )
        chair = _chair(pairs, needs, row, columns, seed)
        fit = sum(seat.score for seat in seats)
        panels.append(MatchedPanel(application.number, seats, chair, fit))
    fits = [panel.fit for panel in panels]
    return Matching(
        panels=tuple(panels),
        needs=needs,
        seed=seed,
        worst=min(fits, default=0),
        worst_bound=found.worst_bound,
        total=sum(fits),
        total_bound=found.total_bound,
    )


def _chair(pairs: Pairs, needs: Needs, row: int, columns: list[int], seed: int) -> str:
    """The chair among the members able to chair: the most experienced, or by lot."""
    if needs.chair is Chair.ELECTED:
        return ""
    able = [c for c in columns if pairs.experts[c].years >= needs.chair_years]
    if needs.chair is Chair.LOT:
        chosen = able[int(np.random.default_rng([seed, row]).integers(len(able)))]
    else:
        chosen = max(able, key=lambda c: (pairs.experts[c].years, pairs.score[row, c], -c))
    return pairs.experts[chosen].number
