"""Bundles put together wrongly, byte by byte where a library would not do it."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")


def entries_of(path: Path) -> list[tuple[str, bytes]]:
    """Name and content of every entry of a bundle."""
    with zipfile.ZipFile(path) as archive:
        return [(entry.filename, archive.read(entry)) for entry in archive.infolist()]


def write_entries(path: Path, entries: Iterable[tuple[str | zipfile.ZipInfo, bytes]]) -> Path:
    """A bundle of these entries, in this order, names said twice included."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


def linked(name: str) -> zipfile.ZipInfo:
    """An entry that says that it is a symbolic link."""
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = 0o120777 << 16
    return entry


def local_header(name: str, content: bytes) -> bytes:
    """What stands before an entry's content."""
    crc, size = zipfile.crc32(content), len(content)  # type: ignore[attr-defined]
    head = _LOCAL.pack(b"PK\3\4", 20, 0, 0, 0, 33, crc, size, size, len(name), 0)
    return head + name.encode()


def central_header(name: str, crc: int, size: int, place: int) -> bytes:
    """An entry's line in the directory."""
    head = _CENTRAL.pack(
        b"PK\1\2", 20, 20, 0, 0, 0, 33, crc, size, size, len(name), 0, 0, 0, 0, 0, place
    )
    return head + name.encode()


def end(entries: int, length: int, place: int) -> bytes:
    """The record that ends a file."""
    return _END.pack(b"PK\5\6", 0, 0, entries & 0xFFFF, entries & 0xFFFF, length, place, 0)


def end_64(entries: int, length: int, place: int, at: int) -> bytes:
    """The same for many entries, with the record that says where it stands."""
    record = _END_64.pack(b"PK\6\6", 44, 45, 45, 0, 0, entries, entries, length, place)
    return record + _LOCATOR.pack(b"PK\6\7", 0, at, 1)


def many_entries(path: Path, count: int, *, said: int, wide: bool) -> Path:
    """A file of nothing but a directory of `count` entries that says it has another number."""
    directory = b"".join(central_header("x", 0, 0, 0) for _ in range(count))
    tail = end_64(said, len(directory), 0, len(directory)) if wide else b""
    path.write_bytes(directory + tail + end(said, len(directory), 0))
    return path


def overlapping(path: Path, first: tuple[str, bytes], names: list[str], kernel: bytes) -> Path:
    """Many entries that all stand on the same bytes (Fifield, WOOT '19), after a first one."""
    name, content = first
    out = bytearray(local_header(name, content) + content)
    lines = [central_header(name, _crc(content), len(content), 0)]
    place = len(out)
    out += local_header(names[0], kernel) + kernel
    lines += [central_header(one, _crc(kernel), len(kernel), place) for one in names]
    directory = b"".join(lines)
    path.write_bytes(bytes(out) + directory + end(len(lines), len(directory), len(out)))
    return path


def _crc(content: bytes) -> int:
    return zlib.crc32(content)
