"""Signed envelopes: DSSE v1 (github.com/secure-systems-lab/dsse), one signature each."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from ppir_desktop.common.errors import InputError
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.canonical import canonical_json, decoder_of
from ppir_desktop.protocol.fields import KeyId


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A signature and the key that is said to have made it.

    Attributes:
        keyid: Name of the key: a hint, which DSSE does not sign; the payload's author counts.
        sig: ECDSA signature in DER (SEC 1, RFC 3279).
    """

    keyid: KeyId
    sig: Annotated[bytes, Meta(min_length=8, max_length=80)]


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A payload, its type, and the author's signature over both.

    Attributes:
        payload: The bytes that were signed.
        payload_type: Media type of the payload.
        signatures: The one signature.
    """

    payload: bytes
    payload_type: Annotated[str, Meta(max_length=100)] = msgspec.field(name="payloadType")
    signatures: Annotated[tuple[Signature, ...], Meta(min_length=1, max_length=1)]


_DECODER: msgspec.json.Decoder[Envelope] = decoder_of(Envelope)


def signed_bytes(payload_type: str, payload: bytes) -> bytes:
    """What a signature covers: DSSE's pre-authentication encoding, ``PAE(type, body)``."""
    media_type = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(media_type), media_type, len(payload), payload)


def write_envelope(envelope: Envelope) -> bytes:
    """An envelope as JSON."""
    return canonical_json(envelope)


def read_envelope(content: bytes) -> Envelope:
    """Take an envelope apart; its signature is still to be verified.

    Raises:
        InputError: ``too_large``, or ``not_an_envelope`` when it is anything else.
    """
    limits.refuse_over(len(content), limits.ENVELOPE, "envelope")
    try:
        return _DECODER.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise InputError("not_an_envelope") from None
