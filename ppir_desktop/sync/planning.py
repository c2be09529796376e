"""What an exchange has to do, worked out from what there is: pure, so that it can be tried out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec

from ppir_desktop.common.identifiers import Digest


class Wanted(msgspec.Struct, frozen=True):
    """A document to fetch: its name, its size, and how much of it has arrived before."""

    digest: Digest
    size: int
    arrived: int

    @property
    def left(self) -> int:
        """Bytes still to come."""
        return max(0, self.size - self.arrived)


class Plan(msgspec.Struct, frozen=True):
    """What to fetch and what to forget.

    Attributes:
        fetch: Documents to fetch, in this order.
        forget: Documents that nobody needs any more.
    """

    fetch: tuple[Wanted, ...]
    forget: tuple[Digest, ...]

    @property
    def size(self) -> int:
        """Bytes to fetch."""
        return sum(one.left for one in self.fetch)


def plan(
    wanted: Mapping[Digest, int],
    whole: Collection[Digest],
    partial: Mapping[Digest, int],
    *,
    kept: Collection[Digest] = (),
    first: Sequence[Digest] = (),
) -> Plan:
    """Work out what to fetch and what to forget.

    What was begun is finished first, since ten minutes of a network may be all there is; then
    what is due soonest; small ones before large ones.

    Args:
        wanted: Documents of dossiers that may be worked on, with their sizes.
        whole: Documents that are here.
        partial: Documents that are here in part, and how many bytes of each.
        kept: Documents that stay although no dossier needs them, such as ones still to be sent.
        first: Documents in the order of their urgency.
    """
    urgency = {digest: number for number, digest in enumerate(first)}
    missing = [
        Wanted(digest, size, min(partial.get(digest, 0), size))
        for digest, size in wanted.items()
        if digest not in whole
    ]
    missing.sort(
        key=lambda one: (
            one.arrived == 0,
            urgency.get(one.digest, len(urgency)),
            one.size,
            one.digest,
        )
    )
    here = set(whole) | set(partial)
    return Plan(fetch=tuple(missing), forget=tuple(sorted(here - wanted.keys() - set(kept))))
