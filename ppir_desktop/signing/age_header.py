"""The header of an age v1 file (C2SP age.md, "Header"): who may open it, and the key if we may.

Only X25519 recipients are read. A file that a passphrase opens is refused before any work is done
for it: its cost is chosen by whoever made it.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from ppir_desktop.common.errors import InputError
from ppir_desktop.protocol import limits

VERSION_LINE: Final = b"age-encryption.org/v1\n"
_X25519_LABEL: Final = b"age-encryption.org/v1/X25519"
_FILE_KEY: Final = 16
_LINE: Final = 64
_LONGEST_LINE: Final = 1024
_ARGUMENTS = re.compile(rb"-> ([\x21-\x7e]+(?: [\x21-\x7e]+)*)")
# A header that is not long is read at one glance; whatever does not look like this, line by line.
_STANZA: Final = (
    rb"-> ([\x21-\x7e]+(?: [\x21-\x7e]+)*)\n((?:[A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{0,63}\n)"
)
_STANZAS = re.compile(_STANZA)
_USUAL = re.compile(rb"age-encryption\.org/v1\n((?:%b)+)---( [A-Za-z0-9+/]{43})\n" % _STANZA)
_GLANCE: Final = 1024
_MAC = re.compile(rb"--- ([A-Za-z0-9+/]{43})")


class Stanza(NamedTuple):
    """One way to open a file: its kind, its arguments, and the file key wrapped in that way."""

    kind: bytes
    arguments: tuple[bytes, ...]
    body: bytes


class Header(NamedTuple):
    """A header.

    Attributes:
        stanzas: The ways to open the file.
        covered: The bytes that its MAC covers.
        mac: The MAC.
    """

    stanzas: tuple[Stanza, ...]
    covered: bytes
    mac: bytes


def read_header(file: BinaryIO) -> Header:
    """Read a header, and leave the file at the payload.

    Raises:
        InputError: ``seal_unreadable`` when it is not one.
    """
    start = file.tell()
    usual = _USUAL.match(file.read(_GLANCE))
    if usual is not None:
        file.seek(start + usual.end())
        found = tuple(_stanza(*parts) for parts in _STANZAS.findall(usual[1]))
        return Header(found, usual[0][: usual.start(4)], _from_base64(usual[4][1:]))
    file.seek(start)
    lines = _Lines(file)
    if lines.next() != VERSION_LINE.rstrip(b"\n"):
        raise _unreadable()
    stanzas: list[Stanza] = []
    while True:
        line = lines.next()
        if line.startswith(b"---"):
            break
        match = _ARGUMENTS.fullmatch(line)
        if match is None or len(stanzas) >= limits.AGE_STANZAS:
            raise _unreadable()
        kind, *arguments = match[1].split(b" ")
        stanzas.append(Stanza(kind, tuple(arguments), b"".join(_body(lines))))
    match = _MAC.fullmatch(line)
    if match is None or not stanzas:
        raise _unreadable()
    covered = lines.read[: -len(line) - 1] + b"---"
    return Header(tuple(stanzas), covered, _from_base64(match[1]))


def file_key(header: Header, identities: Sequence[X25519PrivateKey]) -> bytes:
    """The key that a header holds for one of some identities.

    Raises:
        InputError: ``seal_wrong_key`` when it holds none for them; ``seal_unreadable`` when the
            header was changed, or is opened by a passphrase.
    """
    if any(stanza.kind == b"scrypt" for stanza in header.stanzas):
        raise _unreadable()
    for stanza in header.stanzas:
        if stanza.kind != b"X25519":
            continue
        share = _share(stanza)
        for identity in identities:
            key = _unwrap(stanza, share, identity)
            if key is not None:
                _check_mac(header, key)
                return key
    raise InputError("seal_wrong_key")


def payload_key(key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    """The cipher of a payload."""
    return ChaCha20Poly1305(_derive(key, nonce, b"payload"))


def _stanza(said: bytes, body: bytes) -> Stanza:
    kind, *arguments = said.split(b" ")
    parts = body.split(b"\n")[:-1]
    content = _from_base64(parts[0]) if len(parts) == 1 else b"".join(map(_from_base64, parts))
    return Stanza(kind, tuple(arguments), content)


class _Lines:
    """Reads lines of a header, and keeps what was read, up to a limit."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.read = b""

    def next(self) -> bytes:
        """The next line without its end."""
        line = self._file.readline(_LONGEST_LINE)
        self.read += line
        if not line.endswith(b"\n") or len(self.read) > limits.AGE_HEADER:
            raise _unreadable()
        return line[:-1]


def _body(lines: _Lines) -> Iterator[bytes]:
    """The parts of a stanza's body: full lines, then a shorter one, which may be empty."""
    while True:
        line = lines.next()
        if len(line) > _LINE:
            raise _unreadable()
        yield _from_base64(line)
        if len(line) < _LINE:
            return


def _share(stanza: Stanza) -> X25519PublicKey:
    """The sender's half of the exchange; its form is checked whoever it is for."""
    if len(stanza.arguments) != 1 or len(stanza.body) != _FILE_KEY + 16:
        raise _unreadable()
    share = _from_base64(stanza.arguments[0])
    if len(share) != 32:
        raise _unreadable()
    return X25519PublicKey.from_public_bytes(share)


def _unwrap(stanza: Stanza, share: X25519PublicKey, identity: X25519PrivateKey) -> bytes | None:
    """The file key, or None when the stanza is for somebody else."""
    try:
        secret = identity.exchange(share)
    except ValueError:
        # A point of low order gives a secret that everybody knows.
        raise _unreadable() from None
    salt = share.public_bytes_raw() + identity.public_key().public_bytes_raw()
    try:
        wrapping = ChaCha20Poly1305(_derive(secret, salt, _X25519_LABEL))
        return wrapping.decrypt(bytes(12), stanza.body, None)
    except InvalidTag:
        return None


def _check_mac(header: Header, key: bytes) -> None:
    mac = hmac.digest(_derive(key, b"", b"header"), header.covered, "sha256")
    if not hmac.compare_digest(mac, header.mac):
        raise _unreadable()


def _derive(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF with SHA-256 (RFC 5869) for one block of output, 32 bytes: two HMACs, and no more."""
    extracted = hmac.digest(salt or bytes(32), secret, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


def _from_base64(text: bytes) -> bytes:
    """Base64 without padding, in the one form that writes the same bytes (RFC 4648, 3.5)."""
    try:
        decoded = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        raise _unreadable() from None
    if base64.b64encode(decoded).rstrip(b"=") != text:
        raise _unreadable()
    return decoded


def _unreadable() -> InputError:
    return InputError("seal_unreadable")
