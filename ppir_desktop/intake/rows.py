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


class Fault(NamedTuple):
    """What is wrong with the shape of a cell or a row.

    Attributes:
        column: The column concerned, or none.
        code: What is wrong.
        place: Where the cell stands, counted from 0, where it is in no column.
        value: What stands there, where it is in no column.
    """

    column: str
    code: str
    place: int | None = None
    value: str = ""


class Row(NamedTuple):
    """One row.

    Attributes:
        number: Its number as a spreadsheet shows it: the heading is row 1.
        cells: Its cells in the order of the columns asked for; empty where it has none.
        faults: What is wrong with its shape.
    """

    number: int
    cells: list[str]
    faults: tuple[Fault, ...]


class Column(NamedTuple):
    """A column of a table.

    Attributes:
        name: Its name.
        headings: The other headings it may bear, the usual one first.
        required: Whether the table must have it.
        is_read: Whether anybody reads it; what stands in another is nobody's concern.
    """

    name: str
    headings: tuple[str, ...] = ()
    required: bool = True
    is_read: bool = True


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
        InputError: ``table_invalid`` when the heading lacks a column, repeats one, has one that is
            unknown or without a name, or is none.
    """
    known = {
        _key(spelling): column.name
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
        name = known.get(_key(cell))
        if name is None and not cell.strip():
            problems.append(_problem("column_unnamed", "", file, place))
        elif name is None:
            shown = brief(cell)
            problems.append(_problem("unknown_column", shown, file, place, shown, allowed=allowed))
        elif name in places:
            problems.append(_problem("column_twice", name, file, place, brief(cell)))
        else:
            places[name] = place
    problems += [
        _missing(column, file)
        for column in columns
        if column.required and column.name not in places
    ]
    if problems and len(heading) == 1 and any(mark in heading[0] for mark in ";\t|"):
        shown = brief(heading[0])
        problems = [_problem("other_separator", shown, file, value=shown)]
    elif not places:
        # A title above the table, or another table: one thing is wrong, and not each column.
        shown = brief(" ".join(heading))
        problems = [_problem("heading_missing", "", file, value=shown, allowed=allowed)]
    if problems:
        raise InputError("table_invalid", problems, file=file)
    return places


def row_of(
    number: int, record: Sequence[str], columns: Sequence[Column], places: Mapping[str, int]
) -> Row:
    """A row from all its cells, whatever its table holds besides the columns asked for."""
    cells: list[str] = []
    faults: list[Fault] = []
    for column in columns:
        place = places.get(column.name, len(record))
        cell = tidy(record[place]) if place < len(record) else ""
        if len(cell) > LONGEST_CELL:
            if column.is_read:
                faults.append(Fault(column.name, "cell_too_long"))
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
    cell = cell.strip()
    return cell if cell.isascii() else unicodedata.normalize("NFC", cell)


def _key(heading: str) -> str:
    """What a heading is known by, whatever its spaces, lines, case and width of letters."""
    return "".join(unicodedata.normalize("NFKC", heading).split()).casefold()


def _missing(column: Column, file: str) -> Problem:
    spellings = (*column.headings, column.name)
    return _problem(
        "column_missing", column.name, file, heading=spellings[0], allowed=", ".join(spellings)
    )


def _problem(
    code: str, column: str, file: str, place: int | None = None, value: str = "", **params: str
) -> Problem:
    return Problem(
        code=code,
        file=file,
        row=HEADING_ROW,
        column=column,
        column_number=None if place is None else place + 1,
        value=value,
        params=params,
    )
