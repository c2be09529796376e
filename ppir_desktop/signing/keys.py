"""Signing keys: ECDSA on P-256 with SHA-256, which smart cards, TPMs and PDF signatures do too."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, digest_of

_ECDSA = ec.ECDSA(hashes.SHA256())


class PublicKey:
    """The public half of a signing key."""

    __slots__ = ("_key", "der", "id")

    def __init__(self, key: ec.EllipticCurvePublicKey) -> None:
        """Take a key of `cryptography`'s that is known to be on P-256."""
        self._key = key
        self.der = key.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self.id: Digest = digest_of(self.der)

    @classmethod
    def read(cls, der: bytes) -> PublicKey:
        """Read a SubjectPublicKeyInfo (RFC 5280) in its one canonical form.

        Raises:
            InputError: ``key_unreadable`` for anything but a point on P-256, or for one that is
                written in another way: two spellings of a key would be two names for it.
        """
        try:
            key = serialization.load_der_public_key(der)
        except Exception:  # noqa: BLE001 -- the library's errors have no common root
            raise InputError("key_unreadable") from None
        return cls.take(key, der)

    @classmethod
    def take(cls, key: object, der: bytes | None = None) -> PublicKey:
        """Take a key that a library read, such as that of a certificate.

        Args:
            key: The key.
            der: How it was written, if that is to be held against the canonical form.

        Raises:
            InputError: ``key_unreadable`` when it is not on P-256 or was written otherwise.
        """
        if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
            public = cls(key)
            if der is None or der == public.der:
                return public
        raise InputError("key_unreadable")

    @property
    def key(self) -> ec.EllipticCurvePublicKey:
        """The key as `cryptography` has it."""
        return self._key

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether a signature (DER) over a message is this key's."""
        try:
            self._key.verify(signature, message, _ECDSA)
        except InvalidSignature:
            return False
        return True


class SigningKey:
    """The private half of a signing key."""

    __slots__ = ("_key", "public")

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        """Take a key of `cryptography`'s that is known to be on P-256."""
        self._key = key
        self.public = PublicKey(key.public_key())

    @classmethod
    def generate(cls) -> SigningKey:
        """Make a new key."""
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def read(cls, der: bytes) -> SigningKey:
        """Read what `secret_bytes` wrote.

        Raises:
            InputError: ``key_unreadable``.
        """
        try:
            key = serialization.load_der_private_key(der, password=None)
        except Exception:  # noqa: BLE001 -- the library's errors have no common root
            raise InputError("key_unreadable") from None
        if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
            return cls(key)
        raise InputError("key_unreadable")

    @property
    def key(self) -> ec.EllipticCurvePrivateKey:
        """The key as `cryptography` has it, for issuing certificates."""
        return self._key

    def secret_bytes(self) -> bytes:
        """The key in the clear (PKCS #8, DER); it may be kept in the vault and nowhere else."""
        return self._key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    def sign(self, message: bytes) -> bytes:
        """A signature (DER) over a message."""
        return self._key.sign(message, _ECDSA)
