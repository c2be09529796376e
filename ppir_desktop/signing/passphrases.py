"""What a passphrase opens: age files with an scrypt recipient (C2SP age.md).

Reading is pyrage's; writing is done here because the work factor must be ours to choose: pyrage
measures the machine it happens to run on, and a slot written on a fast one would be too much for
a small one.
"""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import b64encode
from typing import Final

import pyrage
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from ppir_desktop.common.errors import InputError

WORK_FACTOR: Final = 18
"""Logarithm of scrypt's cost: 256 MiB and about a second, the age command's own choice."""

HIGHEST_WORK_FACTOR: Final = WORK_FACTOR
"""Above it, a file is refused before any work is done: we never write one, and 22 takes 4 GiB."""

CHUNK: Final = 64 * 1024
_VERSION: Final = b"age-encryption.org/v1\n"
_STANZA = re.compile(rb"-> scrypt [A-Za-z0-9+/]{22} ([1-9][0-9]?)\n", re.ASCII)
_LABEL: Final = b"age-encryption.org/v1/scrypt"
_LAST_CHUNK: Final = bytes(11) + b"\x01"


def is_passphrase_file(content: bytes) -> bool:
    """Whether an age file is opened by a passphrase."""
    return content.startswith(_VERSION + b"-> scrypt ")


def seal_with_passphrase(
    content: bytes, passphrase: str, *, work_factor: int = WORK_FACTOR
) -> bytes:
    """Seal something small to a passphrase.

    Args:
        content: At most 64 KiB.
        passphrase: The passphrase.
        work_factor: Logarithm of scrypt's cost.

    Raises:
        ValueError: If there is more of it.
    """
    if len(content) > CHUNK:
        raise ValueError("one chunk of age at most")
    file_key = secrets.token_bytes(16)
    salt = secrets.token_bytes(16)
    wrapping = Scrypt(salt=_LABEL + salt, length=32, n=2**work_factor, r=8, p=1)
    wrapped = ChaCha20Poly1305(wrapping.derive(passphrase.encode())).encrypt(
        bytes(12), file_key, None
    )
    head = b"%b-> scrypt %b %d\n%b\n---" % (_VERSION, _base64(salt), work_factor, _base64(wrapped))
    mac = hmac.digest(_derive(file_key, b"header"), head, "sha256")
    nonce = secrets.token_bytes(16)
    payload = ChaCha20Poly1305(_derive(file_key, b"payload", nonce)).encrypt(
        _LAST_CHUNK, content, None
    )
    return b"%b %b\n%b%b" % (head, _base64(mac), nonce, payload)


def open_with_passphrase(content: bytes, passphrase: str) -> bytes:
    """Open what a passphrase sealed.

    Raises:
        InputError: ``passphrase_wrong``, which is also what damage looks like; ``work_too_high``
            when opening it would take more memory than it should; ``seal_unreadable`` when it is
            not sealed to a passphrase.
    """
    stanza = _STANZA.match(content, len(_VERSION))
    if not content.startswith(_VERSION) or stanza is None:
        raise InputError("seal_unreadable")
    if int(stanza[1]) > HIGHEST_WORK_FACTOR:
        raise InputError("work_too_high", found=int(stanza[1]), limit=HIGHEST_WORK_FACTOR)
    try:
        return bytes(pyrage.passphrase.decrypt(content, passphrase))
    except pyrage.DecryptError:
        raise InputError("passphrase_wrong") from None


def _derive(file_key: bytes, info: bytes, salt: bytes = b"") -> bytes:
    return HKDF(hashes.SHA256(), 32, salt or None, info).derive(file_key)


def _base64(content: bytes) -> bytes:
    return b64encode(content).rstrip(b"=")
