"""Conflicts of interest: exclusion, challenge and recusal, which the rules keep apart.

Exclusion (제척) follows from a fact by itself; a challenge (기피) is raised by somebody and decided
by the chair; a recusal (회피) is the member's own step and needs nobody's leave.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

import msgspec

from ppir_desktop.common.errors import RefusedError
from ppir_desktop.domain.scheme import ConflictKind, Effect, Scheme


class Standing(StrEnum):
    """Whether a member may take part."""

    CLEAR = "clear"
    UNDER_CHALLENGE = "under_challenge"
    RECUSED = "recused"
    DISQUALIFIED = "disqualified"


class Conflict(msgspec.Struct, frozen=True):
    """A tie of a member to a dossier.

    Attributes:
        kind: Id of the scheme's kind of conflict.
        ended: When the tie ended; None while it lasts.
        detail: What it is, in the words of whoever declared it.
    """

    kind: str
    ended: dt.date | None = None
    detail: str = ""


class Ruling(StrEnum):
    """What the chair decided on a challenge."""

    PENDING = "pending"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class Challenge(msgspec.Struct, frozen=True):
    """An objection to a member by somebody else, which the chair decides."""

    raised_by: str
    ground: str
    ruling: Ruling = Ruling.PENDING


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day some years earlier; the 28th for a 29th of February that year lacks."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def still_counts(conflict: Conflict, kind: ConflictKind, today: dt.date) -> bool:
    """Whether a tie lasts, or ended within the years that its kind goes on counting."""
    if conflict.ended is None or kind.years is None:
        return True
    return conflict.ended >= years_before(today, kind.years)


def standing(
    scheme: Scheme,
    conflicts: Iterable[Conflict],
    *,
    today: dt.date,
    challenge: Challenge | None = None,
    recused: bool = False,
) -> Standing:
    """Whether a member may take part in a dossier.

    Args:
        scheme: Says what follows from each kind of conflict.
        conflicts: The member's ties to the dossier, declared or found in data.
        today: The day it is judged on.
        challenge: A challenge raised against the member, if any.
        recused: Whether the member stepped back.

    Raises:
        RefusedError: ``conflict_unknown`` for a kind that the scheme does not know.
    """
    effects = {effect_of(scheme, conflict, today) for conflict in conflicts}
    upheld = challenge is not None and challenge.ruling is Ruling.UPHELD
    if Effect.EXCLUSION in effects or upheld:
        return Standing.DISQUALIFIED
    if recused:
        return Standing.RECUSED
    # A tie that is only a ground for a challenge waits for the chair, as a raised one does.
    dismissed = challenge is not None and challenge.ruling is Ruling.DISMISSED
    if (challenge is not None or Effect.CHALLENGE in effects) and not dismissed:
        return Standing.UNDER_CHALLENGE
    return Standing.CLEAR


def effect_of(scheme: Scheme, conflict: Conflict, today: dt.date) -> Effect | None:
    """What follows from one tie, or None when it lies too far back.

    Raises:
        RefusedError: ``conflict_unknown`` for a kind that the scheme does not know.
    """
    kinds = {kind.id: kind for kind in scheme.conflicts}
    kind = kinds.get(conflict.kind)
    if kind is None:
        raise RefusedError("conflict_unknown", value=conflict.kind, allowed=", ".join(kinds))
    return kind.effect if still_counts(conflict, kind, today) else None
