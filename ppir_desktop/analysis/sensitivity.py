"""Leave-one-out: whether one sheet decides the verdict.

Each sheet in turn is left out as if its member had been recused, in neither a numerator nor a
base, and the rest is consolidated by the same rules, exactly.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import msgspec
from msgspec.structs import replace

from ppir_desktop.common.problems import Problem
from ppir_desktop.domain.consolidation import Collected, Consolidator, Outcome, Result
from ppir_desktop.domain.sheets import Absence


class Change(StrEnum):
    """What becomes of the verdict without a sheet."""

    SAME = "same"
    OTHER = "other"  # another outcome
    NO_RESULT = "no_result"  # too few sheets are left
    NO_VERDICT = "no_verdict"  # the stage only ranks


class Without(msgspec.Struct, frozen=True):
    """What a dossier's result would be without one sheet.

    Attributes:
        member: Whose sheet is left out.
        change: What becomes of the verdict.
        outcome: The outcome without it; None where there is none.
        score: The score without it, rounded; None for a gate or vote, or where there is no result.
        moved: By how many points, exactly, the score is higher without it; None likewise.
        problems: Why there would be no result.
    """

    member: str
    change: Change
    outcome: Outcome | None = None
    score: Decimal | None = None
    moved: Fraction | None = None
    problems: tuple[Problem, ...] = ()


class Sensitivity(msgspec.Struct, frozen=True):
    """How far a dossier's verdict hangs on single sheets.

    Attributes:
        dossier: Application number.
        outcome: The outcome with all sheets.
        without: The result without each sheet, in order of members' names; none where the dossier
            has no result to begin with.
        problems: Why it has none.
    """

    dossier: str
    outcome: Outcome | None
    without: tuple[Without, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def decisive(self) -> tuple[str, ...]:
        """Members without whose sheet the verdict would be another."""
        return tuple(one.member for one in self.without if one.change is Change.OTHER)


def sensitivity(consolidator: Consolidator, collected: Collected) -> Sensitivity:
    """What would become of a dossier's verdict without each of its sheets.

    Args:
        consolidator: That of the stage.
        collected: What came in for the dossier.
    """
    whole = consolidator.result(collected)
    if whole.problems:
        return Sensitivity(collected.dossier, None, (), whole.problems)
    names = sorted(sheet.panellist for sheet in collected.sheets)
    without = tuple(
        _compared(name, whole, consolidator.result(_leave_out(collected, name))) for name in names
    )
    return Sensitivity(collected.dossier, whole.outcome, without)


def _leave_out(collected: Collected, member: str) -> Collected:
    return replace(
        collected,
        sheets=tuple(sheet for sheet in collected.sheets if sheet.panellist != member),
        away={**collected.away, member: Absence.RECUSED},
    )


def _compared(member: str, whole: Result, rest: Result) -> Without:
    if rest.problems:
        return Without(member, Change.NO_RESULT, problems=rest.problems)
    if whole.outcome is None:
        change = Change.NO_VERDICT
    else:
        change = Change.SAME if rest.outcome is whole.outcome else Change.OTHER
    moved = None
    if rest.exact is not None and whole.exact is not None:
        moved = rest.exact - whole.exact
    return Without(member, change, rest.outcome, rest.score, moved)
