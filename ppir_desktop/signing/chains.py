"""Where a record stands in its author's own count: a gap, a replay or a swap shows here."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from ppir_desktop.common.identifiers import Digest


class Place(StrEnum):
    """Where a record stands among those of its author."""

    OUTSIDE = "outside"
    """Its kind has no place in the count."""
    NEXT = "next"
    """It follows a record that is known, or is the first."""
    REPEATED = "repeated"
    """It is known already; taking it again changes nothing."""
    GAP = "gap"
    """Records before it are missing so far."""
    FORK = "fork"
    """The author signed two records for one place, or one that contradicts its neighbour."""
    UNKNOWN = "unknown"
    """Nobody asked."""


class Link(msgspec.Struct, frozen=True, gc=False):
    """One place in an author's count.

    Attributes:
        author: The author's key.
        seq: The place, from 1; 0 for records outside the count.
        digest: The record.
        prev: The record that it says comes before it.
    """

    author: Digest
    seq: int
    digest: Digest
    prev: Digest | None


class Chains:
    """The counts of all authors of one round, as far as they are known."""

    def __init__(self, links: Iterable[Link] = ()) -> None:
        """Start from links that are known already."""
        self._links: dict[tuple[Digest, int], Link] = {}
        for link in links:
            self.add(link)

    def place(self, link: Link) -> Place:
        """Where a record stands, without taking it in."""
        if link.seq == 0:
            return Place.OUTSIDE
        known = self._links.get((link.author, link.seq))
        if known is not None:
            return Place.REPEATED if known.digest == link.digest else Place.FORK
        before = self._links.get((link.author, link.seq - 1))
        after = self._links.get((link.author, link.seq + 1))
        if after is not None and after.prev != link.digest:
            return Place.FORK
        if before is not None and before.digest != link.prev:
            return Place.FORK
        return Place.GAP if before is None and link.seq > 1 else Place.NEXT

    def add(self, link: Link) -> Place:
        """Take a record in and say where it stood; what forks is not taken."""
        place = self.place(link)
        if place in (Place.NEXT, Place.GAP):
            self._links[link.author, link.seq] = link
        return place

    def missing(self, author: Digest) -> tuple[int, ...]:
        """Places of an author below the highest known one at which nothing is known."""
        known = {seq for key, seq in self._links if key == author}
        return tuple(sorted(set(range(1, max(known, default=0))) - known))
