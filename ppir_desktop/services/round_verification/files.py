"""Which files there are, and the parcels in them: loose ones, and those in bundles."""

from __future__ import annotations

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

    loose: list[Path] = []
    bundles: list[Path] = []
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
                content = path.read_bytes()
            except OSError as error:
                self._unreadable(path, error)
            else:
                yield Parcel(str(path), content)
        for path in self.bundles:
            yield from self._in_bundle(path, keep_receipts=False)

    def _sorted(self, path: Path) -> Iterator[Parcel]:
        try:
            content = _beginning(path)
        except OSError as error:
            self._unreadable(path, error)
            return
        # An encrypted document is an age file too, and may be far longer than any record.
        if len(content) > limits.PARCEL:
            self.others += 1
        elif is_sealed(content):
            self._add(path)
        elif content.startswith(_ZIP):
            self._add_bundle(path)
        elif content.startswith(_ENVELOPE) or _is_envelope(content):
            self._add(path)
            yield Parcel(str(path), content)
        else:
            self.others += 1

    def _unreadable(self, path: Path, error: OSError) -> None:
        params = {"file": str(path), "reason": error.strerror or ""}
        self.faults.append(Fault(str(path), "file_unreadable", Weight.WRONG, params))

    def _add(self, path: Path) -> None:
        self.loose.append(path)
        self.count += 1

    def _add_bundle(self, path: Path) -> None:
        try:
            with BundleReader(path):
                self.bundles.append(path)
        except PpirError as error:
            if path.suffix in _BUNDLES:
                self.faults.append(Fault(str(path), error.code, Weight.WRONG, error.params))
            else:
                self.others += 1

    def _in_bundle(self, path: Path, *, keep_receipts: bool) -> Iterator[Parcel]:
        try:
            with BundleReader(path) as reader:
                for arrival in reader.arrivals():
                    if keep_receipts and arrival.receipt is not None:
                        self.receipts.append(arrival.receipt)
                    name = f"{path} ({arrival.header.parcel[:_SHORT]}…)"
                    yield Parcel(name, arrival.content)
        except PpirError as error:
            if keep_receipts:
                self.faults.append(Fault(str(path), error.code, Weight.WRONG, error.params))


def find_files(paths: Iterable[Path]) -> Files:
    """The files below some paths, each once, in order of their names.

    Args:
        paths: Files and folders; folders are looked through to the bottom.

    Raises:
        EnvironmentFault: ``file_unreadable`` for a path that is not there.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found |= dict.fromkeys(sorted(one for one in path.rglob("*") if one.is_file()))
        elif path.exists():
            found[path] = None
        else:
            raise EnvironmentFault(
                "file_unreadable", file=str(path), reason="No such file or directory"
            )
    return Files(loose=list(found))


def _beginning(path: Path) -> bytes:
    """A file's content, and no more of it than shows that it is too long for a parcel."""
    with path.open("rb") as file:
        start = file.read(len(_ENVELOPE) + _SHORT)
        if start.startswith(_ZIP):
            return start
        if is_sealed(start):
            # Its content is read when its turn comes.
            return start if path.stat().st_size <= limits.PARCEL else bytes(limits.PARCEL + 1)
        if not start.lstrip().startswith(b"{"):
            return start
        return start + file.read(limits.PARCEL + 1 - len(start))


def _is_envelope(content: bytes) -> bool:
    """Whether something is an envelope that another program wrote in another order."""
    if not content.lstrip().startswith(b"{"):
        return False
    try:
        read_envelope(content)
    except InputError:
        return False
    return True
