"""Why a pair may or may not be, and why a panel is as it is."""

from __future__ import annotations

from collections import Counter

import msgspec
import numpy as np

from ppir_desktop.common.errors import RefusedError
from ppir_desktop.common.problems import Problem
from ppir_desktop.matching.fit import Parts
from ppir_desktop.matching.needs import Needs, Pair, code_of
from ppir_desktop.matching.pairs import Against, Doubt, Pairs
from ppir_desktop.matching.solver import Matching


class Judgement(msgspec.Struct, frozen=True):
    """What is to be said of a pair.

    Attributes:
        application: Application number.
        expert: Expert number.
        parts: The points and what they are for, also of a pair that may not be.
        against: Every ground against it.
        doubts: What somebody should look at; it keeps nobody from reviewing.
    """

    application: str
    expert: str
    parts: Parts
    against: tuple[Problem, ...]
    doubts: tuple[Problem, ...]

    @property
    def may_be(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.against


class LeftOut(msgspec.Struct, frozen=True):
    """Somebody who may review and does not.

    Attributes:
        expert: Expert number.
        score: Points.
        elsewhere: On how many panels the expert sits.
        full: Whether that is the full load; if not, the panel's sectors, its pins, the lot or the
            good of a worse panel decided.
    """

    expert: str
    score: int
    elsewhere: int
    full: bool


class PanelReasons(msgspec.Struct, frozen=True):
    """Why a panel is as it is: its members, and the best of those left out."""

    application: str
    members: tuple[Judgement, ...]
    left_out: tuple[LeftOut, ...]


def why(pairs: Pairs, application: str, expert: str, needs: Needs | None = None) -> Judgement:
    """The points of a pair with their parts, and every ground against it.

    Args:
        pairs: The pairs, judged.
        application: Application number.
        expert: Expert number.
        needs: Say whether the office barred the pair, if given.

    Raises:
        RefusedError: ``pair_unknown`` when there is no such application or expert.
    """
    row, column = pairs.rows.get(application), pairs.columns.get(expert)
    if row is None or column is None:
        raise RefusedError("pair_unknown", application=application, expert=expert)

    def named(prefix: str, bits: Against | Doubt) -> list[Problem]:
        codes = [f"{prefix}_{code_of(bit)}" for bit in bits]
        return [Problem(code=code, dossier=application, panellist=expert) for code in codes]

    against = named("pair", Against(int(pairs.against[row, column])))
    if needs is not None and Pair(application, expert) in needs.barred:
        against.append(Problem(code="pair_barred", dossier=application, panellist=expert))
    return Judgement(
        application,
        expert,
        pairs.fit.parts(row, column),
        tuple(against),
        tuple(named("pair", Doubt(int(pairs.doubts[row, column])))),
    )


def why_panel(pairs: Pairs, matching: Matching, application: str, best: int = 5) -> PanelReasons:
    """Why the members of a panel, and why not the next best.

    Args:
        pairs: The pairs that the matching was made from.
        matching: The matching.
        application: Application number.
        best: How many of those left out to name.

    Raises:
        RefusedError: ``panel_not_matched`` when the matching has no such panel.
    """
    panel = next((one for one in matching.panels if one.application == application), None)
    row = pairs.rows.get(application)
    if panel is None or row is None:
        raise RefusedError("panel_not_matched", application=application)
    needs = matching.needs
    members = tuple(why(pairs, application, seat.expert, needs) for seat in panel.members)
    seated = Counter(seat.expert for one in matching.panels for seat in one.members)
    seated.update(dict(needs.carried))
    on_it = {seat.expert for seat in panel.members}
    left_out: list[LeftOut] = []
    may = np.flatnonzero(pairs.against[row] == 0)
    for column in sorted(may, key=lambda one: (-int(pairs.score[row, one]), int(one))):
        number = pairs.experts[column].number
        if number in on_it or Pair(application, number) in needs.barred:
            continue
        count = seated[number]
        left_out.append(LeftOut(number, int(pairs.score[row, column]), count, count >= needs.load))
        if len(left_out) == best:
            break
    return PanelReasons(application, members, tuple(left_out))
