"""The order of dossiers by their scores, and what breaks a tie.

Contract rules for negotiated procurement, section 8, put the technical score first and then the
item with the most points; what is still equal then is shown as a tie.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from ppir_desktop.domain.consolidation.result import Result, ScoreWorking
from ppir_desktop.domain.stage import CompareOn, Stage


class Ranked(NamedTuple):
    """A dossier's place: 1 is the best; dossiers that share a place are tied."""

    rank: int
    dossier: str
    tied: bool


def rank(stage: Stage, results: Iterable[Result]) -> list[Ranked]:
    """Order the dossiers that have a score; those without one are left out.

    Equal scores are told apart by the mean of the criterion that the stage names, then by that of
    the one with the most points (the first on the form, where several have as many).
    """
    keyed = sorted(
        (
            (tuple(-value for value in _key(stage, result, result.working)), result.dossier)
            for result in results
            if isinstance(result.working, ScoreWorking)
        ),
    )
    ranked: list[Ranked] = []
    for _, equals in groupby(keyed, key=itemgetter(0)):
        dossiers = [dossier for _, dossier in equals]
        place = len(ranked) + 1
        ranked += [Ranked(place, dossier, len(dossiers) > 1) for dossier in dossiers]
    return ranked


def _key(stage: Stage, result: Result, working: ScoreWorking) -> tuple[Fraction, ...]:
    value = result.score if working.compare_on is CompareOn.ROUNDED else result.exact
    means = {one.criterion: Fraction(one.sum, one.divisor) for one in working.criteria}
    most = max(
        stage.criteria, key=lambda criterion: criterion.scale.maximum if criterion.scale else 0
    )
    named = (means[stage.tie_break],) if stage.tie_break else ()
    return (Fraction(value or 0), *named, means[most.id])
