"""Reads an age v1 payload in place (C2SP age.md, "Payload"): any part of it, without the rest.

The payload is a row of chunks of 64 KiB, each sealed by itself under its number, and the last one
marked; so a part can be read and trusted alone, and a file that was cut off shows at once, because
the last chunk is opened first.
"""

from __future__ import annotations

import io
import os
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from ppir_desktop.common.closing import Closes
from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.signing.age_header import file_key, payload_key, read_header
from ppir_desktop.signing.identities import SealingIdentity

CHUNK: Final = 64 * 1024
_TAG: Final = 16
_SEALED_CHUNK: Final = CHUNK + _TAG
_NONCE: Final = 16
_KEPT: Final = 16
_ONLY: Final = bytes(11) + b"\1"
_AT_ONCE: Final = 16


class AgeReader(Closes):
    """The plain content of an age file; several threads may read it."""

    def __init__(self, file: BinaryIO, cipher: ChaCha20Poly1305, start: int, length: int) -> None:
        """Read a payload; `open` finds out what it takes.

        Args:
            file: The age file; it belongs to the reader from now on.
            cipher: The payload's cipher.
            start: Where its first chunk begins.
            length: Length of all sealed chunks in bytes.

        Raises:
            InputError: ``seal_unreadable`` when the length cannot be, or the last chunk does not
                open as the last one.
        """
        self._file = file
        self._cipher: ChaCha20Poly1305 | None = cipher
        self._start = start
        self._length = length
        self._count = -(-length // _SEALED_CHUNK)
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, bytes] = OrderedDict()
        self.size = length - self._count * _TAG
        last = self._chunk(self._count - 1) if length >= _TAG else None
        # Only a payload that is empty altogether has an empty chunk.
        if last is None or (not last and self._count > 1):
            raise InputError("seal_unreadable")

    @classmethod
    def open(cls, file: BinaryIO, identities: Sequence[SealingIdentity]) -> AgeReader:
        """Open an age file from its beginning.

        Args:
            file: It, seekable.
            identities: Identities to try.

        Raises:
            InputError: ``seal_wrong_key`` when none of the identities opens it;
                ``seal_unreadable`` when it is damaged, cut off, or sealed in another way.
        """
        header = read_header(file)
        key = file_key(header, [identity.scalar() for identity in identities])
        nonce = file.read(_NONCE)
        if len(nonce) != _NONCE:
            raise InputError("seal_unreadable")
        start = file.tell()
        length = file.seek(0, os.SEEK_END) - start
        return cls(file, payload_key(key, nonce), start, length)

    def read_at(self, offset: int, length: int) -> bytes:
        """Part of the content; less of it, or nothing, beyond its end.

        Args:
            offset: Where it begins, in bytes from 0.
            length: How long it is.

        Raises:
            InputError: ``seal_unreadable`` when a chunk that it lies in was changed.
            RefusedError: ``cancelled`` after `close`, which may come while others read.
            ValueError: For a negative offset or length.
        """
        if offset < 0 or length < 0:
            raise ValueError("a part of a file begins and ends in it")
        end = min(offset + length, self.size)
        if offset >= end:
            return b""
        first, last = offset // CHUNK, (end - 1) // CHUNK
        parts = [self._chunk(number) for number in range(first, last + 1)]
        parts[-1] = parts[-1][: end - last * CHUNK]
        parts[0] = parts[0][offset - first * CHUNK :]
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def chunks(self) -> Iterator[bytes]:
        """The whole content, in pieces of at most 64 KiB, read ahead and kept nowhere.

        Raises:
            InputError: ``seal_unreadable`` when it comes to a chunk that was changed.
            RefusedError: ``cancelled`` after `close`.
        """
        for first in range(0, self._count, _AT_ONCE):
            sealed = memoryview(self._read(first, min(_AT_ONCE, self._count - first)))
            for index, begin in enumerate(range(0, len(sealed), _SEALED_CHUNK)):
                piece = self._decrypt(first + index, sealed[begin : begin + _SEALED_CHUNK])
                if piece:
                    yield piece

    def close(self) -> None:
        """Close the file, and drop the key and what was read."""
        with self._lock:
            self._cipher = None
            self._kept.clear()
            self._file.close()

    def _chunk(self, number: int) -> bytes:
        with self._lock:
            kept = self._kept.get(number)
            if kept is not None:
                self._kept.move_to_end(number)
                return kept
        chunk = self._decrypt(number, self._read(number, 1))
        with self._lock:
            if self._cipher is not None:
                self._kept[number] = chunk
                if len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
        return chunk

    def _read(self, first: int, count: int) -> bytes:
        """The sealed bytes of some chunks."""
        begin = first * _SEALED_CHUNK
        length = min(count * _SEALED_CHUNK, self._length - begin)
        with self._lock:
            if self._cipher is None:
                raise RefusedError("cancelled")
            self._file.seek(self._start + begin)
            sealed = self._file.read(length)
        if len(sealed) != length:  # somebody cut it off meanwhile
            raise InputError("seal_unreadable")
        return sealed

    def _decrypt(self, number: int, sealed: bytes | memoryview) -> bytes:
        cipher = self._cipher
        if cipher is None:
            raise RefusedError("cancelled")
        last = number == self._count - 1
        try:
            return cipher.decrypt(number.to_bytes(11, "big") + bytes([last]), sealed, None)
        except InvalidTag:
            raise InputError("seal_unreadable") from None


def open_whole(sealed: bytes, identities: Sequence[SealingIdentity]) -> bytes:
    """The whole content of an age file that lies in memory.

    Args:
        sealed: The file.
        identities: Identities to try.

    Raises:
        InputError: As `AgeReader.open`.
    """
    file = io.BytesIO(sealed)
    header = read_header(file)
    key = file_key(header, [identity.scalar() for identity in identities])
    nonce = file.read(_NONCE)
    payload = memoryview(sealed)[file.tell() :]
    if len(payload) > _SEALED_CHUNK:
        file.seek(0)
        with AgeReader.open(file, identities) as reader:
            return reader.read_at(0, reader.size)
    # One chunk, the first and the last: as a record's nearly always is.
    if len(nonce) != _NONCE or len(payload) < _TAG:
        raise InputError("seal_unreadable")
    try:
        return payload_key(key, nonce).decrypt(_ONLY, payload, None)
    except InvalidTag:
        raise InputError("seal_unreadable") from None
