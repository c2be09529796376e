"""Assertions: how a key proves to a hub who is calling (RFC 7523, ``private_key_jwt``)."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import secrets
from typing import Final, TypeVar

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey

from ppir_desktop.common.errors import RefusedError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.protocol.canonical import decoder_of
from ppir_desktop.protocol.fields import KeyId, Uuid
from ppir_desktop.protocol.hub_api import ASSERTION_SECONDS, TOKEN_SECONDS, audience
from ppir_desktop.signing.keys import PublicKey, SigningKey

T = TypeVar("T")

_SIGNED: Final = ["ES256"]
_SEALED: Final = ["HS256"]
_SLACK: Final = 5
"""Seconds that clocks may differ by after the client asked for the hub's time."""


class Assertion(msgspec.Struct, frozen=True, kw_only=True):
    """What an assertion says (RFC 7519, section 4.1).

    Attributes:
        iss: The key that signed it.
        sub: The same key.
        aud: The hub that it is for.
        exp: Until when it holds, seconds since 1970.
        iat: When it was made.
        jti: Its own number, which is used once.
        round: The round that a token is wanted for.
    """

    iss: KeyId
    sub: KeyId
    aud: str
    exp: int
    iat: int
    jti: Uuid
    round: Uuid


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """What a bearer token says: whose it is, for which round, until when."""

    sub: KeyId
    round: Uuid
    exp: int


_ASSERTION: msgspec.json.Decoder[Assertion] = decoder_of(Assertion)
_SESSION: msgspec.json.Decoder[Session] = decoder_of(Session)


def make_assertion(
    key: SigningKey, round_id: Identifier, hub_key: Digest, now: dt.datetime, jti: Identifier
) -> str:
    """An assertion for one hub and one round.

    Args:
        key: Who is calling.
        round_id: The round.
        hub_key: The hub, by the key that it signs receipts with.
        now: The time by the hub's clock.
        jti: A fresh identifier.
    """
    moment = int(now.timestamp())
    claims = Assertion(
        iss=key.public.id,
        sub=key.public.id,
        aud=audience(hub_key),
        exp=moment + ASSERTION_SECONDS - _SLACK,
        iat=moment,
        jti=jti,
        round=round_id,
    )
    return jwt.encode(
        {"alg": "ES256"}, msgspec.to_builtins(claims), ECKey.import_key(key.key), _SIGNED
    )


def peek_assertion(text: str) -> Assertion:
    """What an assertion says, not verified yet: it tells which key to verify it with.

    Raises:
        RefusedError: ``assertion_wrong``.
    """
    return _claims(text, _ASSERTION)


def check_assertion(
    text: str, key: PublicKey, hub_key: Digest, round_id: Identifier, now: dt.datetime
) -> Assertion:
    """Verify an assertion; that it was not used before is the caller's to see to.

    Args:
        text: The JWT.
        key: The key of whoever it says is calling.
        hub_key: This hub's key.
        round_id: The round that was asked for.
        now: The hub's clock.

    Raises:
        RefusedError: ``assertion_wrong``; ``assertion_expired`` when its time is not now.
    """
    try:
        jwt.decode(text, ECKey.import_key(key.key), _SIGNED)
    except (JoseError, ValueError, TypeError):
        raise RefusedError("assertion_wrong") from None
    found = peek_assertion(text)
    if (found.iss, found.sub) != (key.id, key.id) or found.round != round_id:
        raise RefusedError("assertion_wrong")
    if found.aud != audience(hub_key):
        raise RefusedError("assertion_wrong")
    moment = int(now.timestamp())
    if not moment - _SLACK < found.exp <= moment + ASSERTION_SECONDS:
        raise RefusedError("assertion_expired")
    return found


class TokenMint:
    """Makes and reads the hub's own bearer tokens; every process with the secret reads them."""

    def __init__(self, secret: bytes) -> None:
        """Use a secret of 32 random bytes."""
        self._key = OctKey.import_key(secret)

    @staticmethod
    def new_secret() -> bytes:
        """A fresh secret."""
        return secrets.token_bytes(32)

    def make(self, caller: Digest, round_id: Identifier, now: dt.datetime) -> str:
        """A token for a caller."""
        expires = int(now.timestamp()) + TOKEN_SECONDS
        claims = Session(sub=caller, round=round_id, exp=expires)
        return jwt.encode({"alg": "HS256"}, msgspec.to_builtins(claims), self._key, _SEALED)

    def read(self, token: str, round_id: Identifier, now: dt.datetime) -> Digest:
        """Whose token it is.

        Raises:
            RefusedError: ``token_wrong`` or ``token_expired``.
        """
        try:
            jwt.decode(token, self._key, _SEALED)
        except (JoseError, ValueError, TypeError):
            raise RefusedError("token_wrong") from None
        try:
            found = _claims(token, _SESSION)
        except RefusedError:
            raise RefusedError("token_wrong") from None
        if found.round != round_id:
            raise RefusedError("token_wrong")
        if found.exp <= int(now.timestamp()):
            raise RefusedError("token_expired")
        return found.sub


def _claims(text: str, decoder: msgspec.json.Decoder[T]) -> T:
    try:
        part = text.split(".")[1]
        return decoder.decode(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (IndexError, ValueError, binascii.Error, msgspec.MsgspecError):
        raise RefusedError("assertion_wrong") from None
