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
    scored: list[tuple[Fraction, Result, ScoreWorking]] = [
        (_value(result, result.working), result, result.working)
        for result in results
        if isinstance(result.working, ScoreWorking)
    ]
    scored.sort(key=lambda one: (-one[0], one[1].dossier))
    ranked: list[Ranked] = []
    for _, group in groupby(scored, key=itemgetter(0)):
        together = list(group)
        # Means are worked out for those alone whose scores do not tell them apart.
        keyed = sorted(
            (_means(stage, working) if len(together) > 1 else (), result.dossier)
            for _, result, working in together
        )
        for _, equals in groupby(keyed, key=itemgetter(0)):
            dossiers = [dossier for _, dossier in equals]
            place = len(ranked) + 1
            ranked += [Ranked(place, dossier, len(dossiers) > 1) for dossier in dossiers]
    return ranked


def _value(result: Result, working: ScoreWorking) -> Fraction:
    value = result.score if working.compare_on is CompareOn.ROUNDED else result.exact
    return Fraction(value or 0)


def _means(stage: Stage, working: ScoreWorking) -> tuple[Fraction, ...]:
    """What breaks a tie, the greatest first: means of criteria, with their signs turned round."""
    means = {one.criterion: Fraction(one.sum, one.divisor) for one in working.criteria}
    most = max(
        stage.criteria, key=lambda criterion: criterion.scale.maximum if criterion.scale else 0
    )
    named = (-means[stage.tie_break],) if stage.tie_break else ()
    return (*named, -means[most.id])
