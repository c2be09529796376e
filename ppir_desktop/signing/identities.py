"""Identities: the two keys of a device in a round, one to sign and one to be sealed to."""

from __future__ import annotations

from typing import Final

import pyrage
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest
from ppir_desktop.signing.keys import SigningKey

_BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BEGINNING: Final = "AGE-SECRET-KEY-1"


class SealingIdentity:
    """An age X25519 identity: whoever holds it opens what was sealed to its recipient."""

    __slots__ = ("_identity", "_scalar", "recipient")

    def __init__(self, identity: pyrage.x25519.Identity) -> None:
        """Take an identity of pyrage's."""
        self._identity = identity
        self._scalar: X25519PrivateKey | None = None
        self.recipient = str(identity.to_public())

    @classmethod
    def generate(cls) -> SealingIdentity:
        """Make a new identity."""
        return cls(pyrage.x25519.Identity.generate())

    @classmethod
    def read(cls, text: str) -> SealingIdentity:
        """Read what `secret_text` wrote.

        Raises:
            InputError: ``identity_unreadable``.
        """
        try:
            return cls(pyrage.x25519.Identity.from_str(text))
        except pyrage.IdentityError:
            raise InputError("identity_unreadable") from None

    @property
    def identity(self) -> pyrage.x25519.Identity:
        """The identity as pyrage has it."""
        return self._identity

    def scalar(self) -> X25519PrivateKey:
        """The identity as `cryptography` has it."""
        # Made once: it takes as long as opening a stanza, and tens of thousands are opened.
        if self._scalar is None:
            secret = _from_bech32(self.secret_text())
            self._scalar = X25519PrivateKey.from_private_bytes(secret)
        return self._scalar

    def secret_text(self) -> str:
        """The identity in the clear: ``AGE-SECRET-KEY-1…``."""
        return str(self._identity)


def _from_bech32(text: str) -> bytes:
    """The bytes in an identity that pyrage wrote (BIP 173); it is known to be well formed."""
    bits = 0
    for letter in text.lower().rpartition("1")[2][:-6]:
        bits = bits << 5 | _BECH32.index(letter)
    # 52 letters hold 260 bits, of which the last 4 are none.
    return (bits >> 4).to_bytes(32, "big")


class RoundIdentity:
    """What signs and opens for one person, on one device, in one round."""

    __slots__ = ("sealing", "signing")

    def __init__(self, signing: SigningKey, sealing: SealingIdentity) -> None:
        """Join the two halves."""
        self.signing = signing
        self.sealing = sealing

    @classmethod
    def generate(cls) -> RoundIdentity:
        """Make both anew."""
        return cls(SigningKey.generate(), SealingIdentity.generate())

    @property
    def id(self) -> Digest:
        """The name that records call the author by."""
        return self.signing.public.id


def in_groups(secret: str, size: int) -> list[str]:
    """An identity for typing: its beginning, which is always the same, and groups of the rest.

    Args:
        secret: ``AGE-SECRET-KEY-1…``.
        size: Letters in a group.
    """
    rest = secret.removeprefix(_BEGINNING)
    groups = [rest[at : at + size] for at in range(0, len(rest), size)]
    return [_BEGINNING, *groups] if rest != secret else groups
