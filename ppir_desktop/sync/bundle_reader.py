"""Reading a bundle file: nothing is believed of it that its signed list of contents does not say.

Nothing is ever extracted by a name that the file chose; sizes are looked at before anything is
read, and every entry is held against its digest.
"""

from __future__ import annotations

import errno
import hashlib
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from ppir_desktop.common.closing import Closes
from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.identifiers import Digest, Identifier, digest_of
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.bundles import (
    BLOBS,
    CONTENTS,
    CONTENTS_SIZE,
    PARCELS,
    PAYLOAD_TYPE,
    CarriedBlob,
    Contents,
    read_contents,
)
from ppir_desktop.protocol.envelopes import read_envelope, signed_bytes
from ppir_desktop.protocol.hub_api import Mark
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.parcels import Arrival
from ppir_desktop.signing.keys import PublicKey
from ppir_desktop.sync.carrier import Batch, Knows, knows_none
from ppir_desktop.sync.progress import Watch

_MOST_ENTRIES: Final = 100_002
_DIRECTORY_SIZE: Final = 32 * limits.MIB
_PIECE: Final = limits.MIB
_END: Final = struct.Struct("<4s4H2LH")
_LOCATOR: Final = struct.Struct("<4sLQL")
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_ENCRYPTED: Final = 0x1


class BundleReader(Closes):
    """One part of a bundle, open for reading, its list of contents verified."""

    def __init__(self, path: Path) -> None:
        """Open a file and verify its list of contents, and that it holds just what is listed.

        Args:
            path: The file.

        Raises:
            EnvironmentFault: ``file_unreadable``.
            InputError: ``bundle_damaged`` with the entry that is not as it should be.
        """
        self._path = path
        try:
            self._file: BinaryIO = path.open("rb")
        except OSError as error:
            raise _unreadable(path, error) from error
        try:
            with self._damage("ZIP"):
                _refuse_large_directory(self._file)
                self._archive = zipfile.ZipFile(self._file)
            self.contents, self.maker = self._verified()
            self._refuse_other_entries()
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def batches(
        self, after: int, mark: Mark | None = None, knows: Knows = knows_none
    ) -> Iterator[Batch]:
        """See `Source.batches`: all parcels at once, which have no place in a hub's log."""
        del after, mark, knows
        yield Batch(tuple(self.arrivals()), None)

    def arrivals(self) -> Iterator[Arrival]:
        """The parcels, each held against its name.

        Raises:
            InputError: ``bundle_damaged``.
        """
        for one in self.contents.parcels:
            content = self._read(PARCELS + one.header.parcel, one.header.size)
            if digest_of(content) != one.header.parcel or one.header.round != self.contents.round:
                raise self._damaged(PARCELS + one.header.parcel)
            yield Arrival(header=one.header, content=content, receipt=one.receipt)

    def blob(self, digest: Digest, start: int) -> Iterator[bytes]:
        """See `Source.blob`; whoever writes it down checks its digest."""
        name = BLOBS + digest
        with self._damage(name), self._archive.open(name) as entry:
            if start:
                entry.seek(start)
            while piece := entry.read(_PIECE):
                yield piece

    def verify(self, blob: CarriedBlob, watch: Watch) -> None:
        """Hold a document against its name.

        Raises:
            InputError: ``bundle_damaged``.
            RefusedError: ``cancelled``.
        """
        found = hashlib.sha256()
        for piece in self.blob(blob.digest, 0):
            watch.check()
            found.update(piece)
            watch.add(len(piece))
        if found.hexdigest() != blob.digest:
            raise self._damaged(BLOBS + blob.digest)

    def opening(self, round_id: Identifier) -> bytes | None:
        """The record that opened a round, not verified; None when it is not in here."""
        for arrival in self.arrivals():
            if arrival.header.kind is Kind.ROUND and arrival.header.round == round_id:
                return arrival.content
        return None

    def _verified(self) -> tuple[Contents, PublicKey]:
        content = self._read(CONTENTS, None)
        try:
            envelope = read_envelope(content)
            contents = read_contents(envelope.payload)
            maker = PublicKey.read(contents.key)
        except InputError:
            raise self._damaged(CONTENTS) from None
        message = signed_bytes(envelope.payload_type, envelope.payload)
        signed = maker.verifies(envelope.signatures[0].sig, message)
        if envelope.payload_type != PAYLOAD_TYPE or not signed:
            raise self._damaged(CONTENTS)
        return contents, maker

    def _refuse_other_entries(self) -> None:
        """Refuse a file that holds more, less or something else than its list says."""
        expected = self.contents.entries()
        found = self._archive.infolist()
        if sum(entry.filename == CONTENTS for entry in found) != 1:
            raise self._damaged(CONTENTS)
        for entry in found:
            if entry.filename == CONTENTS:
                continue
            size = expected.pop(entry.filename, None)
            plain = entry.compress_type == zipfile.ZIP_STORED and not entry.flag_bits & _ENCRYPTED
            if size is None or not plain or not size == entry.file_size == entry.compress_size:
                raise self._damaged(entry.filename)
        if expected:
            raise self._damaged(next(iter(expected)))

    def _read(self, name: str, size: int | None) -> bytes:
        """A small entry, no further than it may be long."""
        most = CONTENTS_SIZE if size is None else size
        with self._damage(name):
            entry = self._archive.getinfo(name)
            stored = entry.compress_type == zipfile.ZIP_STORED
            if not stored or entry.file_size > most or entry.flag_bits & _ENCRYPTED:
                raise self._damaged(name)
            with self._archive.open(entry) as file:
                return file.read(most + 1)

    @contextmanager
    def _damage(self, entry: str) -> Iterator[None]:
        """Turn what the library says of a broken file into an error that names the entry."""
        try:
            yield
        except (
            zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError,
            struct.error, UnicodeDecodeError, ValueError, OverflowError,
        ):  # fmt: skip
            raise self._damaged(entry) from None
        except OSError as error:
            if error.errno == errno.EINVAL:  # a place before the file's beginning
                raise self._damaged(entry) from None
            raise _unreadable(self._path, error) from error

    def _damaged(self, entry: str) -> InputError:
        return InputError("bundle_damaged", file=str(self._path), entry=entry[:90])


def _refuse_large_directory(file: BinaryIO) -> None:
    """Refuse a file whose directory is too large, before a library reads all of it.

    Only a directory that ends the file is taken (PKWARE APPNOTE, 4.3.14 to 4.3.16): bundles have
    no comment. What a file says of how many entries it has is not believed; they are counted.

    Raises:
        BadZipFile: When it is too large, or does not end the file.
    """
    size = file.seek(0, 2)
    if size < _END.size:
        raise zipfile.BadZipFile
    end = size - _END.size
    file.seek(end)
    sign, *_, length, _offset, comment = _END.unpack(file.read(_END.size))
    if sign != b"PK\5\6" or comment:
        raise zipfile.BadZipFile
    at = end - _LOCATOR.size
    if at >= 0:
        file.seek(at)
        sign, _disk, place, _disks = _LOCATOR.unpack(file.read(_LOCATOR.size))
        if sign == b"PK\6\7":
            # Another place than the library looks at could say something else.
            end = at - _END_64.size
            if place != end:
                raise zipfile.BadZipFile
            file.seek(place)
            sign, *_, length, _offset = _END_64.unpack(file.read(_END_64.size))
            if sign != b"PK\6\6":
                raise zipfile.BadZipFile
    if length > min(_DIRECTORY_SIZE, end):
        raise zipfile.BadZipFile
    file.seek(end - length)
    if file.read(length).count(b"PK\1\2") > _MOST_ENTRIES:
        raise zipfile.BadZipFile
    file.seek(0)


def _unreadable(path: Path, error: OSError) -> EnvironmentFault:
    return EnvironmentFault("file_unreadable", file=str(path), reason=error.strerror or "")
