"""When parcels were received: what a hub says counts before what a desk says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.protocol.carriage_bodies import Receipt


class DeskTime(NamedTuple):
    """When a desk took a parcel, and whose desk it was."""

    received: str
    desk: Digest


class Times:
    """Receipts by parcel.

    Attributes:
        parcels: The parcel that a receipt is for, by the receipt's digest.
        desks: What desks say in theirs, likewise.
    """

    def __init__(self) -> None:
        """Start from none."""
        self.parcels: dict[Digest, Digest] = {}
        self.desks: dict[Digest, DeskTime] = {}
        self._by_hub: dict[Digest, str] = {}
        self._by_desk: dict[Digest, str] = {}

    def add(self, digest: Digest, receipt: Receipt, author: Digest) -> None:
        """Take a verified receipt in."""
        self.parcels[digest] = receipt.parcel
        if receipt.taken_by == "desk":
            self.desks[digest] = DeskTime(receipt.received_at, author)
        known = self._by_hub if receipt.taken_by == "hub" else self._by_desk
        before = known.get(receipt.parcel, receipt.received_at)
        known[receipt.parcel] = min(before, receipt.received_at)

    def of(self, parcels: Iterable[Digest]) -> str:
        """When the first of some parcels with the same record was received; empty if unknown.

        A desk's word counts only where no hub took any of them: a chair's desk could say what it
        likes of when it took a sheet.
        """
        parcels = tuple(parcels)
        for known in (self._by_hub, self._by_desk):
            found = [known[one] for one in parcels if one in known]
            if found:
                return min(found)
        return ""
