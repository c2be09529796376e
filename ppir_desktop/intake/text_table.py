"""Reads a table of text (CSV) row by row, in UTF-8 or CP949, and says clearly when it cannot.

Korean Windows saves CSV in CP949, everything newer in UTF-8 with or without a byte-order mark. The
file is read twice, first for its encoding and then for its rows, and never as a whole.
"""

from __future__ import annotations

import codecs
import csv
import stat
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO

from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.problems import Problem

LARGEST_FILE = 128 * 1024 * 1024
"""Bytes. A whole national round, 84,000 marks with long comments, has about 40 MiB."""

MOST_ROWS = 500_000
_CHUNK = 1 << 20
_HEADER_ROW = 1
LONGEST_CELL = 20_000
"""Characters of one cell; a comment fills a page with some 2,000."""

_LONGEST_LINE = 100_000


class Row(NamedTuple):
    """One row.

    Attributes:
        number: Its number as a spreadsheet shows it: the heading is row 1.
        cells: Its cells in the order of the columns asked for; empty where it has none.
        faults: What is wrong with its shape: the column concerned, or none, and the code.
    """

    number: int
    cells: list[str]
    faults: tuple[tuple[str, str], ...]


class Column(NamedTuple):
    """A column: its name, the other headings it may bear, and whether the table must have it."""

    name: str
    headings: tuple[str, ...] = ()
    required: bool = True


class TextTable:
    """A table in a file, opened for reading its rows."""

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
        self._places = self._find_columns(heading)
        self._width = len(heading)

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
                    if number > _HEADER_ROW and any(map(str.strip, record)):
                        yield self._row(number, record)
        except OSError as error:
            raise _unreadable(self.path, error) from error

    def _row(self, number: int, record: list[str]) -> Row:
        cells: list[str] = []
        faults: list[tuple[str, str]] = []
        for column in self._columns:
            place = self._places.get(column.name, len(record))
            cell = _tidy(record[place]) if place < len(record) else ""
            if len(cell) > LONGEST_CELL:
                faults.append((column.name, "cell_too_long"))
                cell = ""
            cells.append(cell)
        if any(map(str.strip, record[self._width :])):
            faults.append(("", "too_many_cells"))
        return Row(number, cells, tuple(faults))

    def _find_columns(self, heading: list[str]) -> Mapping[str, int]:
        known = {
            spelling.casefold(): column.name
            for column in self._columns
            for spelling in (column.name, *column.headings)
        }
        allowed = ", ".join(column.name for column in self._columns)
        problems: list[Problem] = []
        places: dict[str, int] = {}
        # Excel pads a table with empty columns; only those behind the last heading are passed over.
        while heading and not heading[-1].strip():
            heading.pop()
        for place, cell in enumerate(heading):
            name = known.get(_tidy(cell).casefold())
            if name is None:
                problems.append(self._problem("unknown_column", _brief(cell), allowed=allowed))
            elif name in places:
                problems.append(self._problem("column_twice", name))
            else:
                places[name] = place
        problems += [
            self._problem("column_missing", column.name, allowed=allowed)
            for column in self._columns
            if column.required and column.name not in places
        ]
        if problems and len(heading) == 1 and any(mark in heading[0] for mark in ";\t|"):
            problems = [self._problem("other_separator", _brief(heading[0]))]
        if problems:
            raise InputError("table_invalid", problems, file=self.path.name)
        return places

    def _problem(self, code: str, column: str, **params: str) -> Problem:
        return Problem(
            code=code, file=self.path.name, row=_HEADER_ROW, column=column, params=params
        )

    def _refusal(self, code: str, row: int | None = None, **params: str) -> InputError:
        problem = Problem(code=code, file=self.path.name, row=row, params=params)
        return InputError("table_invalid", [problem], file=self.path.name)


def _unreadable(path: Path, error: OSError) -> EnvironmentFault:
    return EnvironmentFault("file_unreadable", file=str(path), reason=error.strerror or str(error))


def _brief(text: str) -> str:
    """A text cut to what fits a line."""
    return " ".join(text.split())[:80]


def _tidy(cell: str) -> str:
    """A cell without space around it, its letters composed: some systems write them in parts."""
    return unicodedata.normalize("NFC", cell.strip())


def _encoding(path: Path) -> str:
    """The encoding of a file that is text.

    Raises:
        EnvironmentFault: ``file_not_plain`` when it is a pipe, a device or a folder.
        InputError: ``table_invalid`` when it is empty, too large, not text, or in neither encoding.
    """

    def refuse(code: str, **params: str) -> InputError:
        problem = Problem(code=code, file=path.name, params=params)
        return InputError("table_invalid", [problem], file=path.name)

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
