"""The agenda of a meeting: which dossier is taken after which, and who leaves the room for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple


class Passing(NamedTuple):
    """Who goes in and out before a dossier is taken."""

    leave: tuple[str, ...]
    enter: tuple[str, ...]


def grouped(dossiers: Sequence[str], conflicted: Mapping[str, frozenset[str]]) -> list[str]:
    """Put dossiers for which the same members must leave next to each other.

    Those for which nobody leaves come first, in the order given. Then group by group, each time
    the one for which the fewest members pass the door; within a group the order stays.

    Args:
        dossiers: Application numbers.
        conflicted: For each, the members who must not be in the room; nobody for one not named.
    """
    left = {one: conflicted.get(one, frozenset()) for one in dossiers}
    ordered: list[str] = []
    out: frozenset[str] = frozenset()
    while left:
        out = min(left.values(), key=partial(_moves, out))
        here = [one for one, gone in left.items() if gone == out]
        ordered += here
        for one in here:
            del left[one]
    return ordered


def passings(dossiers: Sequence[str], conflicted: Mapping[str, frozenset[str]]) -> list[Passing]:
    """Who leaves and who comes back before each dossier of an agenda."""
    found, out = [], frozenset[str]()
    for dossier in dossiers:
        gone = conflicted.get(dossier, frozenset())
        found.append(Passing(tuple(sorted(gone - out)), tuple(sorted(out - gone))))
        out = gone
    return found


def _moves(out: frozenset[str], next_out: frozenset[str]) -> tuple[int, list[str]]:
    """How many get up between two dossiers; the rest tells those apart for which as many do."""
    return len(out ^ next_out), sorted(next_out)
