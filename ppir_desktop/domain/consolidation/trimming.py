"""Dropping the highest and the lowest.

The Public Procurement Service's detailed rules for assessing proposals, section 12: where several
share the highest or the lowest value, one of each is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

from ppir_desktop.domain.consolidation.result import Entry, Series

_BY_POINTS_THEN_NAME = attrgetter("points", "panellist")


def trim(criterion: str, entries: Iterable[Entry], drop_each: int) -> Series:
    """Cut `drop_each` entries off the top and as many off the bottom.

    Among equals the name decides which is dropped, so that the order of the sheets never does.
    Nothing is computed from it: what is kept adds up to the same whichever it is.

    Args:
        criterion: Id of the criterion whose marks these are, empty for panellists' totals.
        entries: More than twice `drop_each` of them.
        drop_each: How many to drop at either end, 0 for none.
    """
    ordered = tuple(sorted(entries, key=_BY_POINTS_THEN_NAME))
    top = len(ordered) - drop_each
    return Series(criterion, ordered[:drop_each], ordered[drop_each:top], ordered[top:])
