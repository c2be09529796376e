"""What an envelope says of itself before anybody has verified it: hints, on which nothing rests."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import digest_of
from ppir_desktop.protocol.canonical import decoder_of
from ppir_desktop.protocol.envelopes import read_envelope

_TYPE = re.compile(rb"application/vnd\.ppir\.([a-z]{1,20})\.v")
_NEAR: Final = 600


class _Peek(msgspec.Struct, frozen=True):
    round: str


_PEEK: msgspec.json.Decoder[_Peek] = decoder_of(_Peek)


def kind_hinted(envelope: bytes) -> str:
    """The kind that an envelope says it holds, found quickly; empty where none is seen.

    Nothing rests on it but the order of reading.
    """
    match = _TYPE.search(envelope, max(0, len(envelope) - _NEAR)) or _TYPE.search(
        envelope, 0, _NEAR
    )
    return match[1].decode() if match else ""


def signer_hinted(envelope: bytes) -> str:
    """The key that is said to have signed an envelope; empty where it is none."""
    try:
        return read_envelope(envelope).signatures[0].keyid
    except InputError:
        return ""


def payload_digest(content: bytes) -> str:
    """The digest that a record which is not what was signed goes by."""
    try:
        return digest_of(read_envelope(content).payload)
    except InputError:
        return ""


def round_said(content: bytes) -> str:
    """The round that a record says it belongs to, not verified; empty where that is not clear."""
    try:
        return _PEEK.decode(read_envelope(content).payload).round
    except (InputError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""
