"""Sealing: age files (C2SP age.md) to X25519 recipients, opened only by their identities."""

from __future__ import annotations

from collections.abc import Sequence

import pyrage

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, digest_of
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.kinds import RULES
from ppir_desktop.protocol.parcels import RoutingHeader
from ppir_desktop.signing.age_reader import open_whole
from ppir_desktop.signing.authors import Signed
from ppir_desktop.signing.identities import SealingIdentity

_AGE: bytes = b"age-encryption.org/v1\n"


def is_sealed(content: bytes) -> bool:
    """Whether some bytes are an age file."""
    return content.startswith(_AGE)


def seal(content: bytes, recipients: Sequence[str]) -> bytes:
    """Seal something to recipients; any one of them opens it.

    Args:
        content: What to seal.
        recipients: ``age1…`` strings, at least one; said twice counts once.

    Raises:
        InputError: ``recipient_unreadable``.
        ValueError: If there is no recipient.
    """
    if not recipients:
        raise ValueError("sealed to nobody")
    try:
        keys = [pyrage.x25519.Recipient.from_str(text) for text in dict.fromkeys(recipients)]
    except pyrage.RecipientError:
        raise InputError("recipient_unreadable") from None
    return bytes(pyrage.encrypt(content, keys))


def open_sealed(sealed: bytes, identities: Sequence[SealingIdentity], *, limit: int) -> bytes:
    """Open what was sealed to one of some identities.

    Args:
        sealed: The age file.
        identities: Identities to try.
        limit: Largest size of what may be inside, in bytes.

    Raises:
        InputError: ``too_large``; ``seal_wrong_key`` when none of the identities opens it;
            ``seal_unreadable`` when it is damaged or sealed in a way that we do not read.
    """
    # What age adds to a small content is its header, and 16 bytes in 64 KiB.
    limits.refuse_over(len(sealed), limit + limit // 1024 + limits.AGE_HEADER, "parcel")
    return open_whole(sealed, identities)


def make_parcel(
    signed: Signed, recipients: Sequence[str], addresses: Sequence[str]
) -> tuple[RoutingHeader, bytes]:
    """What is carried of a record: its envelope, sealed unless its kind is open.

    Args:
        signed: The record.
        recipients: Whom to seal it to; nobody for an open kind.
        addresses: Whom a carrier hands it to (`protocol.fields.Address`).

    Returns:
        The routing header and the parcel's bytes.
    """
    record = signed.record
    is_open = RULES[record.kind].is_open
    content = signed.envelope if is_open else seal(signed.envelope, recipients)
    parcel: Digest = digest_of(content)
    header = RoutingHeader(
        parcel=parcel,
        kind=record.kind,
        round=record.round,
        author=record.author,
        recipients=tuple(addresses),
        size=len(content),
    )
    return header, content


def open_parcel(content: bytes, identities: Sequence[SealingIdentity]) -> bytes:
    """The envelope in a parcel, sealed or not.

    Raises:
        InputError: What `open_sealed` refuses.
    """
    if not is_sealed(content):
        limits.refuse_over(len(content), limits.ENVELOPE, "envelope")
        return content
    return open_sealed(content, identities, limit=limits.ENVELOPE)
