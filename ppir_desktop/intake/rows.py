"""What tables have in common, whatever file they come in: columns by their headings, and rows."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.problems import Problem

HEADING_ROW: Final = 1

MOST_ROWS: Final = 500_000

LONGEST_CELL: Final = 20_000
"""Characters of one cell; a comment fills a page with some 2,000."""


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


class Table(Protocol):
    """A table whose rows can be read.

    Attributes:
        heading: The cells of its heading.
        places: Where each column stands, counted from 0.
    """

    heading: Sequence[str]
    places: Mapping[str, int]

    def rows(self) -> Iterator[Row]:
        """Its rows."""


def find_columns(heading: list[str], columns: Sequence[Column], file: str) -> Mapping[str, int]:
    """Where each column stands, counted from 0.

    Args:
        heading: The cells of the heading; empty ones behind the last are taken off.
        columns: The columns that the table may have.
        file: Name of the file.

    Raises:
        InputError: ``table_invalid`` when the heading lacks a column, repeats one or has one that
            is unknown.
    """
    known = {
        spelling.casefold(): column.name
        for column in columns
        for spelling in (column.name, *column.headings)
    }
    allowed = ", ".join(column.name for column in columns)
    problems: list[Problem] = []
    places: dict[str, int] = {}
    # Excel pads a table with empty columns; only those behind the last heading are passed over.
    while heading and not heading[-1].strip():
        heading.pop()
    for place, cell in enumerate(heading):
        name = known.get(tidy(cell).casefold())
        if name is None:
            problems.append(_problem("unknown_column", brief(cell), file, allowed))
        elif name in places:
            problems.append(_problem("column_twice", name, file))
        else:
            places[name] = place
    problems += [
        _problem("column_missing", column.name, file, allowed)
        for column in columns
        if column.required and column.name not in places
    ]
    if problems and len(heading) == 1 and any(mark in heading[0] for mark in ";\t|"):
        problems = [_problem("other_separator", brief(heading[0]), file)]
    if problems:
        raise InputError("table_invalid", problems, file=file)
    return places


def row_of(
    number: int, record: Sequence[str], columns: Sequence[Column], places: Mapping[str, int]
) -> Row:
    """A row from all its cells, whatever its table holds besides the columns asked for."""
    cells: list[str] = []
    faults: list[tuple[str, str]] = []
    for column in columns:
        place = places.get(column.name, len(record))
        cell = tidy(record[place]) if place < len(record) else ""
        if len(cell) > LONGEST_CELL:
            faults.append((column.name, "cell_too_long"))
            cell = ""
        cells.append(cell)
    return Row(number, cells, tuple(faults))


def refusal(code: str, file: str, row: int | None = None, **params: str) -> InputError:
    """A file that cannot be read as a table, with the one reason."""
    problem = Problem(code=code, file=file, row=row, params=params)
    return InputError("table_invalid", [problem], file=file)


def brief(text: str) -> str:
    """A text cut to what fits a line."""
    return " ".join(text.split())[:80]


def tidy(cell: str) -> str:
    """A cell without space around it, its letters composed: some systems write them in parts."""
    return unicodedata.normalize("NFC", cell.strip())


def _problem(code: str, column: str, file: str, allowed: str | None = None) -> Problem:
    params = {} if allowed is None else {"allowed": allowed}
    return Problem(code=code, file=file, row=HEADING_ROW, column=column, params=params)
