"""What carries parcels and documents: a hub over the network, or a bundle file, alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.protocol.hub_api import Mark
from ppir_desktop.protocol.parcels import Arrival, RoutingHeader


class Batch(msgspec.Struct, frozen=True):
    """Parcels that came together.

    Attributes:
        arrivals: The parcels, in the carrier's order.
        position: Number of the last one in the carrier's log; None where it has none.
    """

    arrivals: tuple[Arrival, ...]
    position: int | None


Knows = Callable[[Digest], bool]


def knows_none(_parcel: Digest) -> bool:
    """Know no parcel."""
    return False


class Source(Protocol):
    """Where parcels and documents come from."""

    def batches(
        self, after: int, mark: Mark | None = None, knows: Knows = knows_none
    ) -> Iterator[Batch]:
        """The parcels for us after a position.

        Args:
            after: The position.
            mark: A place that the carrier's log had when it was read last.
            knows: Which parcels are here already; their bytes need not be brought.

        Raises:
            OfflineFault: When the line is gone.
            HubRefusalError: When the hub does not give them; ``log_set_back`` when its log does
                not have that place any more.
            DamagedError: When they are not what they should be.
        """

    def blob(self, digest: Digest, start: int) -> Iterator[bytes]:
        """The bytes of a document from a place on.

        Raises:
            OfflineFault: When the line is gone; what came so far is good.
            HubRefusalError: When there is no such document.
        """


class Sink(Protocol):
    """Where parcels and documents go."""

    def deliver(self, header: RoutingHeader, content: bytes, former: bytes | None) -> bytes | None:
        """Hand a parcel over, and give its receipt if there is one at once.

        Args:
            header: Its header.
            content: Its bytes.
            former: The receipt that the same carrier gave before it lost the parcel.

        Raises:
            OfflineFault: When the line is gone; handing it over again changes nothing.
            HubRefusalError: When it is not taken.
        """

    def upload(self, digest: Digest, path: Path) -> None:
        """Hand a document over.

        Raises:
            OfflineFault: When the line is gone.
            HubRefusalError: When it is not taken.
        """

    def announce(self, invitations: Sequence[Identifier]) -> None:
        """Say which invitations were sent out, so that what answers them is taken.

        Raises:
            OfflineFault: When the line is gone; saying it again changes nothing.
            HubRefusalError: When the caller may not invite.
        """
