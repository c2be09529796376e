"""Which files there are, and the parcels in them: loose ones, and those in bundles."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from ppir_desktop.common.errors import EnvironmentFault, InputError, PpirError
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.envelopes import read_envelope
from ppir_desktop.services.round_verification.findings import Fault, Weight
from ppir_desktop.signing.sealing import is_sealed
from ppir_desktop.sync.bundle_reader import BundleReader

_ZIP: Final = b"PK"
_BUNDLES: Final = (".ppirb", ".ppirbundle")
# How our own envelopes begin. One cut off in the middle does so still, and must be named.
_ENVELOPE: Final = b'{"payload":"'
_SHORT: Final = 10


class Parcel(NamedTuple):
    """A parcel and where it was read: a file, or a parcel in a bundle."""

    file: str
    content: bytes


class Files(msgspec.Struct):
    """The files that may hold records.

    Attributes:
        loose: Files that hold one parcel each.
        bundles: Bundles.
        others: How many files hold none.
        faults: Files that cannot be read, and why.
        receipts: Receipts that travelled beside parcels in bundles.
        count: How many parcels there are; known after the first reading.
    """

    loose: list[str] = []
    bundles: list[str] = []
    others: int = 0
    faults: list[Fault] = []
    receipts: list[bytes] = []
    count: int = 0

    def openly(self) -> Iterator[Parcel]:
        """The parcels that are not sealed, at the first reading, which sorts the files."""
        loose, self.loose = self.loose, []
        for path in loose:
            yield from self._sorted(path)
        for path in self.bundles:
            for parcel in self._in_bundle(path, keep_receipts=True):
                self.count += 1
                if not is_sealed(parcel.content):
                    yield parcel

    def parcels(self) -> Iterator[Parcel]:
        """All parcels, after the first reading, one at a time."""
        for path in self.loose:
            try:
                content = _content(path)
            except OSError as error:
                self._unreadable(path, error)
            else:
                yield Parcel(path, content)
        for path in self.bundles:
            yield from self._in_bundle(path, keep_receipts=False)

    def _sorted(self, path: str) -> Iterator[Parcel]:
        try:
            content = _beginning(path)
        except OSError as error:
            self._unreadable(path, error)
            return
        if len(content) > limits.PARCEL:
            self.others += 1
        elif is_sealed(content):
            self._add(path)
        elif content.startswith(_ZIP):
            self._add_bundle(path)
        elif content.startswith(_ENVELOPE) or _is_envelope(content):
            self._add(path)
            yield Parcel(path, content)
        else:
            self.others += 1

    def _unreadable(self, path: str, error: OSError) -> None:
        params = {"file": path, "reason": error.strerror or ""}
        self.faults.append(Fault(path, "file_unreadable", Weight.WRONG, params))

    def _add(self, path: str) -> None:
        self.loose.append(path)
        self.count += 1

    def _add_bundle(self, path: str) -> None:
        try:
            with BundleReader(Path(path)):
                self.bundles.append(path)
        except PpirError as error:
            if path.endswith(_BUNDLES):
                self.faults.append(Fault(path, error.code, Weight.WRONG, error.params))
            else:
                self.others += 1

    def _in_bundle(self, path: str, *, keep_receipts: bool) -> Iterator[Parcel]:
        try:
            with BundleReader(Path(path)) as reader:
                for arrival in reader.arrivals():
                    if keep_receipts and arrival.receipt is not None:
                        self.receipts.append(arrival.receipt)
                    name = f"{path} ({arrival.header.parcel[:_SHORT]}…)"
                    yield Parcel(name, arrival.content)
        except PpirError as error:
            if keep_receipts:
                self.faults.append(Fault(path, error.code, Weight.WRONG, error.params))


def find_files(paths: Iterable[Path]) -> Files:
    """The files below some paths, each once, in order of their names.

    Args:
        paths: Files and folders; folders are looked through to the bottom.

    Raises:
        EnvironmentFault: ``file_unreadable`` for a path that is not there.
    """
    found: dict[str, None] = {}
    for path in paths:
        if path.is_dir():
            found |= dict.fromkeys(sorted(_below(str(path))))
        elif path.exists():
            found[str(path)] = None
        else:
            raise EnvironmentFault(
                "file_unreadable", file=str(path), reason=os.strerror(errno.ENOENT)
            )
    return Files(loose=list(found))


def _below(folder: str) -> Iterator[str]:
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)  # noqa: PTH118 -- tens of thousands of them
            if os.path.isfile(path):  # noqa: PTH113 -- likewise
                yield path


def _beginning(path: str) -> bytes:
    """A file's content, and no more of it than shows what it is."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 -- a path object costs as much
        start = file.read(len(_ENVELOPE) + _SHORT)
        if is_sealed(start):
            # Its content is read when its turn comes. An encrypted document is an age file too,
            # and may be far longer than any record.
            return start if os.fstat(file.fileno()).st_size <= limits.PARCEL else b""
        if not start.lstrip().startswith(b"{"):
            return start
    return _content(path)


def _content(path: str) -> bytes:
    """A file's content, no further than a parcel may be long, and one byte to show that it is."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 -- see _beginning
        size = min(os.fstat(file.fileno()).st_size, limits.PARCEL)
        return file.read(size + 1)


def _is_envelope(content: bytes) -> bool:
    """Whether something is an envelope that another program wrote in another order."""
    if not content.lstrip().startswith(b"{"):
        return False
    try:
        read_envelope(content)
    except InputError:
        return False
    return True
