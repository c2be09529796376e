"""The types that fields of records are made of, each with what it may hold.

A field that holds anything else is refused while decoding, so nothing behind it has to check.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from ppir_desktop.common.identifiers import Digest, Identifier

_HEX64 = r"\A[0-9a-f]{64}\Z"
_UUID4 = r"\A[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z"
# Plain digits alone: times are compared as texts, and other scripts have digits too.
_DATE = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_UTC = rf"\A{_DATE}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z\Z"  # RFC 3339
_DAY = rf"\A{_DATE}\Z"
_AGE_RECIPIENT = r"\Aage1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{58}\Z"
_AGE_IDENTITY = r"\AAGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}\Z"
_ADDRESS = rf"\A(office|panel:{_UUID4[2:-2]}|[0-9a-f]{{64}})\Z"

Sha256 = Annotated[Digest, Meta(pattern=_HEX64)]
"""A SHA-256 digest in hexadecimal."""

KeyId = Annotated[Digest, Meta(pattern=_HEX64)]
"""A signing key's name: the SHA-256 of its SubjectPublicKeyInfo (RFC 5280)."""

Uuid = Annotated[Identifier, Meta(pattern=_UUID4)]
"""A random identifier (RFC 9562, version 4)."""

Time = Annotated[str, Meta(pattern=_UTC)]
"""A time in UTC, RFC 3339, to the second."""

Day = Annotated[str, Meta(pattern=_DAY)]
"""A calendar day, ISO 8601."""

Recipient = Annotated[str, Meta(pattern=_AGE_RECIPIENT)]
"""An age X25519 recipient: a public key that things are sealed to."""

SecretIdentity = Annotated[str, Meta(pattern=_AGE_IDENTITY)]
"""An age X25519 identity: the private half of a recipient."""

Address = Annotated[str, Meta(pattern=_ADDRESS)]
"""Whom a carrier hands a parcel to: a person's key, ``office``, or ``panel:<its id>``."""

Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]
"""A number or a size; no larger than every JSON reader can hold (RFC 8785, section 3.2.2.3)."""

Serial = Annotated[int, Meta(ge=1, le=2**31 - 1)]
"""A number that counts from one."""

Points = Annotated[int, Meta(ge=-(10**9), le=10**9)]
"""Points in hundredths."""

Name = Annotated[str, Meta(min_length=1, max_length=300)]
"""A short text on one line: a name, a number, a title."""

Label = Annotated[str, Meta(max_length=300)]
"""The same, but it may be empty."""

Text = Annotated[str, Meta(max_length=50_000)]
"""A text that somebody wrote."""

LongText = Annotated[str, Meta(max_length=500_000)]
"""A whole file of text: a scheme, a working."""

SignedText = Annotated[str, Meta(min_length=1, max_length=4_000)]
"""A sentence that somebody puts their signature to."""

Der = Annotated[bytes, Meta(min_length=1, max_length=8192)]
"""A certificate or a public key in DER (X.690); base64 in JSON."""


class Titles(Struct, frozen=True, forbid_unknown_fields=True):
    """A title in both languages."""

    ko: Name
    en: Name


class Statement(Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence that whoever signs accepts, in both languages."""

    ko: SignedText
    en: SignedText
