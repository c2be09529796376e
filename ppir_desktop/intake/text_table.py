"""Reads a table of text (CSV) row by row, in UTF-8 or CP949, and says clearly when it cannot.

Korean Windows saves CSV in CP949, everything newer in UTF-8 with or without a byte-order mark. The
file is read twice, first for its encoding and then for its rows, and never as a whole.
"""

from __future__ import annotations

import codecs
import csv
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.intake.rows import (
    HEADING_ROW,
    MOST_ROWS,
    Column,
    Fault,
    Row,
    brief,
    find_columns,
    refusal,
    row_of,
)

LARGEST_FILE = 128 * 1024 * 1024
"""Bytes. A whole national round, 84,000 marks with long comments, has about 40 MiB."""

_CHUNK = 1 << 20
_LONGEST_LINE = 100_000


class TextTable:
    """A table in a file, opened for reading its rows.

    Attributes:
        path: The file.
        heading: The cells of the heading.
        places: Where each column stands, counted from 0.
    """

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        """Look at a file and its heading.

        Args:
            path: The file.
            columns: The columns that the table may have, in the order in which rows give them.

        Raises:
            EnvironmentFault: ``file_unreadable`` when the system does not let us read it,
                ``file_not_plain`` when it is a pipe or a device.
            InputError: ``table_invalid`` when it is empty, too large, no text, in another
                encoding, or its heading lacks a column, repeats one or has one that is unknown.
        """
        self.path = path
        self._columns = columns
        try:
            self._encoding = _encoding(path)
            with path.open(encoding=self._encoding, newline="") as stream:
                heading = next(_records(stream, self._refusal), [])
        except OSError as error:
            raise _unreadable(path, error) from error
        self.places = find_columns(heading, columns, path.name)
        self.heading: Sequence[str] = heading

    def rows(self) -> Iterator[Row]:
        """The rows below the heading, blank ones left out.

        Raises:
            EnvironmentFault: ``file_unreadable`` when reading fails midway.
            InputError: ``table_invalid`` for a quotation mark that is never closed, a line of
                unreasonable length, or too many rows; what came before has been given.
        """
        try:
            with self.path.open(encoding=self._encoding, newline="") as stream:
                for number, record in enumerate(_records(stream, self._refusal), start=1):
                    if number > MOST_ROWS:
                        raise self._refusal("too_many_rows", number, most=f"{MOST_ROWS:,}")
                    if number > HEADING_ROW and any(map(str.strip, record)):
                        yield self._row(number, record)
        except OSError as error:
            raise _unreadable(self.path, error) from error

    def _row(self, number: int, record: list[str]) -> Row:
        row = row_of(number, record, self._columns, self.places)
        for place, cell in enumerate(record[len(self.heading) :], start=len(self.heading)):
            if cell.strip():
                fault = Fault("", "too_many_cells", place, brief(cell))
                return row._replace(faults=(*row.faults, fault))
        return row

    def _refusal(self, code: str, row: int | None = None, **params: str) -> InputError:
        return refusal(code, self.path.name, row, **params)


def _unreadable(path: Path, error: OSError) -> EnvironmentFault:
    return EnvironmentFault("file_unreadable", file=str(path), reason=error.strerror or str(error))


def _encoding(path: Path) -> str:
    """The encoding of a file that is text.

    Raises:
        EnvironmentFault: ``file_not_plain`` when it is a pipe, a device or a folder.
        InputError: ``table_invalid`` when it is empty, too large, not text, or in neither encoding.
    """

    def refuse(code: str, **params: str) -> InputError:
        return refusal(code, path.name, None, **params)

    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise EnvironmentFault("file_not_plain", file=str(path))
    if status.st_size > LARGEST_FILE:
        raise refuse("file_too_large", most=f"{LARGEST_FILE // 1024**2} MiB")
    with path.open("rb") as stream:
        start = stream.read(8)
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise refuse("workbook_not_table")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise refuse("encoding_unknown", line="1")
    line = _first_undecodable(path, "utf-8")
    if line is None:
        if _is_blank(path):
            raise refuse("file_empty")
        return "utf-8-sig"
    # A byte-order mark says UTF-8, whatever the rest would also be.
    marked = start.startswith(codecs.BOM_UTF8)
    if not marked and _first_undecodable(path, "cp949") is None:
        return "cp949"
    raise refuse("encoding_unknown", line=str(line))


def _first_undecodable(path: Path, encoding: str) -> int | None:
    """The line of the first bytes that are no text in an encoding, or None when all are."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as stream:
        while True:
            chunk = stream.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return line + error.object.count(b"\n", 0, error.start)
            if "\0" in text:
                return line + text.count("\n", 0, text.index("\0"))
            if not chunk:
                return None
            line += text.count("\n")


def _is_blank(path: Path) -> bool:
    """Whether a file of UTF-8 holds nothing but white space."""
    with path.open(encoding="utf-8-sig") as stream:
        return not any(chunk.strip() for chunk in iter(lambda: stream.read(_CHUNK), ""))


def _records(stream: TextIO, refusal: Callable[..., InputError]) -> Iterator[list[str]]:
    """The records of a CSV text, strictly read; one that is broken is named by its row."""
    number = 0

    def lines() -> Iterator[str]:
        # Never more of a line than is reasonable, so that one line cannot take all memory.
        for line in iter(lambda: stream.readline(_LONGEST_LINE + 1), ""):
            if len(line) > _LONGEST_LINE:
                raise refusal("line_too_long", number, most=f"{_LONGEST_LINE:,}")
            yield line

    reader = csv.reader(lines(), strict=True)
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise refusal("quotes_broken", number) from None
        yield record
