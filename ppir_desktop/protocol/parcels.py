"""Parcels: what is carried, and the routing header that tells a carrier whom to hand it to."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from ppir_desktop.protocol import limits
from ppir_desktop.protocol.canonical import canonical_json, decoder_of, read_canonical
from ppir_desktop.protocol.fields import Address, Count, KeyId, Sha256, Uuid
from ppir_desktop.protocol.kinds import Kind


class RoutingHeader(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A hint for carriers; the truth is inside the parcel.

    Attributes:
        parcel: SHA-256 of the parcel's bytes: its name.
        kind: What kind of record is inside.
        round: Id of the round.
        author: The author's key.
        recipients: Whom to hand it to; nobody in particular for an open kind.
        size: Size of the parcel in bytes.
    """

    parcel: Sha256
    kind: Kind
    round: Uuid
    author: KeyId
    recipients: Annotated[tuple[Address, ...], Meta(max_length=500)]
    size: Count


class Arrival(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A parcel as a carrier handed it over.

    Attributes:
        header: Its routing header.
        content: Its bytes.
        receipt: The signed receipt that came with it; None where there is none.
    """

    header: RoutingHeader
    content: bytes
    receipt: bytes | None = None


_DECODER = decoder_of(RoutingHeader)
_ARRIVAL = decoder_of(Arrival)


def write_header(header: RoutingHeader) -> bytes:
    """A routing header as canonical JSON."""
    return canonical_json(header)


def read_header(content: bytes) -> RoutingHeader:
    """Read what `write_header` wrote.

    Raises:
        InputError: ``too_large``, ``not_readable``, ``not_canonical``.
    """
    limits.refuse_over(len(content), limits.ROUTING_HEADER, "header")
    header: RoutingHeader = read_canonical(content, _DECODER)
    return header


def write_arrival(arrival: Arrival) -> bytes:
    """An arrival as JSON, for one's own keeping."""
    return canonical_json(arrival)


def read_arrival(content: bytes) -> Arrival:
    """Read what `write_arrival` wrote.

    Raises:
        InputError: ``not_readable`` or ``not_canonical``.
    """
    arrival: Arrival = read_canonical(content, _ARRIVAL)
    return arrival
