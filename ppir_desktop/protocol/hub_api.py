"""What a hub and its clients say to each other beside records (docs/records.md, The hub)."""

from __future__ import annotations

from typing import Annotated, Final, TypeVar

import msgspec
from msgspec import Meta, Struct

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, digest_of
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.canonical import decoder_of
from ppir_desktop.protocol.fields import Count, Der, Name, Serial, Sha256, Time, Uuid
from ppir_desktop.protocol.parcels import RoutingHeader, read_header, write_header

T = TypeVar("T")

ASSERTION_SECONDS: Final = 60
"""How long an assertion may hold, by the hub's clock (RFC 7523, section 3)."""

TOKEN_SECONDS: Final = 600
"""How long a bearer token holds."""

INLINE: Final = 256 * limits.KIB
"""The largest parcel that a feed page carries itself; a larger one is fetched by its name."""

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

SET_BACK: Final = "log_set_back"
"""Refusal of a feed to whoever knows a place of the log that the hub does not have."""

RECEIPT_FIELD: Final = "PPIR-Receipt"
"""HTTP field with the hub's former receipt of a parcel that it lost, in base64."""

Envelope = Annotated[bytes, Meta(max_length=16 * limits.KIB)]
"""A signed receipt."""


class HubInfo(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a hub says of itself to anybody.

    Attributes:
        version: Of its program.
        time: What its clock says; a client's assertions go by it.
        key: Public key that it signs receipts with.
    """

    version: Name
    time: Time
    key: Der


class TokenRequest(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A request for a token (RFC 7523, section 2.2).

    Attributes:
        assertion_type: The one kind that there is.
        assertion: A JWT signed with the caller's own key.
    """

    assertion_type: Annotated[str, Meta(max_length=100)] = msgspec.field(
        name="client_assertion_type"
    )
    assertion: Annotated[str, Meta(max_length=4096)] = msgspec.field(name="client_assertion")


class TokenAnswer(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A bearer token (RFC 6750) and for how many seconds it holds."""

    access_token: Annotated[str, Meta(max_length=4096)]
    token_type: Name
    expires_in: Count


class Mark(Struct, frozen=True, forbid_unknown_fields=True):
    """A place of a round's log and what stands there: a log that was set back has another.

    Attributes:
        index: The place.
        parcel: Name of the parcel.
    """

    index: Serial
    parcel: Sha256


class FeedEntry(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A parcel in a feed.

    Attributes:
        index: Its place in the round's log.
        header: Its routing header.
        receipt: The hub's signed receipt.
        content: Its bytes, or None where it is too large to be sent along.
    """

    index: Serial
    header: RoutingHeader
    receipt: Envelope
    content: bytes | None


class FeedPage(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Parcels for one reader, in the order of the log.

    Attributes:
        entries: The parcels.
        more: Whether there are more after the last one.
    """

    entries: Annotated[tuple[FeedEntry, ...], Meta(max_length=1000)]
    more: bool


class Taken(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """That the hub has a parcel: its signed receipt."""

    receipt: Envelope


class Invited(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Ids of invitations that were sent out; what answers none of them is not taken."""

    invitations: Annotated[tuple[Uuid, ...], Meta(max_length=10_000)]


class Refused(Struct, frozen=True, kw_only=True):
    """Why the hub did not do what it was asked.

    Attributes:
        error: Stable code.
        params: What its wording needs.
    """

    error: Annotated[str, Meta(max_length=60)]
    params: dict[str, str] = {}


PAGE_BYTES: Final = limits.MIB
"""Content that a feed page holds at most, unless its only parcel is larger."""

FEED_PAGE: Final = 4 * limits.MIB
"""The largest feed page as JSON."""

FEED_DECODER: msgspec.json.Decoder[FeedPage] = decoder_of(FeedPage)
INFO_DECODER: msgspec.json.Decoder[HubInfo] = decoder_of(HubInfo)
TOKEN_DECODER: msgspec.json.Decoder[TokenAnswer] = decoder_of(TokenAnswer)
REQUEST_DECODER: msgspec.json.Decoder[TokenRequest] = decoder_of(TokenRequest)
TAKEN_DECODER: msgspec.json.Decoder[Taken] = decoder_of(Taken)
INVITED_DECODER: msgspec.json.Decoder[Invited] = decoder_of(Invited)
REFUSED_DECODER: msgspec.json.Decoder[Refused] = decoder_of(Refused)


def audience(hub_key: Digest) -> str:
    """Whom an assertion is for: the hub by its key, so that no other hub can use it."""
    return f"ppir-hub:{hub_key}"


def write_mark(mark: Mark) -> str:
    """A place of a log as it stands in a call."""
    return f"{mark.index}:{mark.parcel}"


def read_mark(text: str) -> Mark:
    """Read what `write_mark` wrote.

    Raises:
        InputError: ``not_readable``.
    """
    index, _, parcel = text.partition(":")
    try:
        return msgspec.convert({"index": index, "parcel": parcel}, Mark, strict=False)
    except msgspec.ValidationError:
        raise InputError("not_readable", place="$") from None


def wrap_parcel(header: RoutingHeader, content: bytes) -> bytes:
    """A parcel as a request's body: its routing header on one line, then its bytes."""
    return write_header(header) + b"\n" + content


def unwrap_parcel(body: bytes) -> tuple[RoutingHeader, bytes]:
    """Take a body apart that `wrap_parcel` made.

    Raises:
        InputError: ``not_a_parcel`` when the header does not fit the bytes; ``too_large``;
            ``not_readable`` or ``not_canonical`` for the header.
    """
    end = body.find(b"\n", 0, limits.ROUTING_HEADER + 1)
    if end < 0:
        raise InputError("not_a_parcel")
    header, content = read_header(body[:end]), body[end + 1 :]
    limits.refuse_over(len(content), limits.PARCEL, "parcel")
    if header.size != len(content) or header.parcel != digest_of(content):
        raise InputError("not_a_parcel")
    return header, content


def decoded(content: bytes, decoder: msgspec.json.Decoder[T]) -> T:
    """Read what the other side said.

    Raises:
        InputError: ``not_readable``.
    """
    try:
        return decoder.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise InputError("not_readable", place="$") from None
