"""What comes of reading a table: its entries, and what is wrong with each of its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Generic, TypeVar

import msgspec

from ppir_desktop.common.problems import Problem
from ppir_desktop.intake.cells import CellError
from ppir_desktop.intake.rows import LONGEST_CELL, Column, Fault, Row, brief

T = TypeVar("T")
Entry = TypeVar("Entry")

_SHOWN: Final = 200


class Placed(msgspec.Struct, Generic[Entry], frozen=True):
    """An entry of a table and the row that it stands in."""

    row: int
    entry: Entry


class Reading(Generic[Entry]):
    """What a table holds, and what is wrong with it.

    Attributes:
        file: Name of the file.
        entries: The entries of the rows with which nothing is wrong.
        problems: What is wrong, each with its row and column.
        rows: The number of each row and what the row itself bears as its number, rows that have
            problems included.
        named: What the rows say of another table's numbers: row and number, as `rows`.
        seen: For each column whose values must differ, every value and the first row it stands
            in, rows that have problems included.
        heading: The cells of the heading.
        places: Where each column stands, counted from 0.
        is_cut_off: Whether it could not be read to its end, so that rows may be missing.
    """

    def __init__(self, file: str) -> None:
        """Nothing yet."""
        self.file = file
        self.entries: list[Placed[Entry]] = []
        self.problems: list[Problem] = []
        self.rows: list[tuple[int, str]] = []
        self.named: list[tuple[int, str]] = []
        self.seen: dict[str, dict[str, int]] = {}
        self.heading: Sequence[str] = ()
        self.places: Mapping[str, int] = {}
        self.is_cut_off = False

    @property
    def numbers(self) -> list[str]:
        """What the rows are numbered by, each once, whatever the case of its letters."""
        first: dict[str, str] = {}
        for _, number in self.rows:
            first.setdefault(number.casefold(), number)
        return [number for number in first.values() if number]

    def problem(
        self, row: int | None, column: str, code: str, value: str = "", **params: str
    ) -> None:
        """Note what is wrong with a cell, a row or the file."""
        self._note(row, Fault(column, code, value=value), params)

    def fault(self, row: int, fault: Fault) -> None:
        """Note what is wrong with the shape of a row, or of a cell."""
        self._note(row, fault, {"most": f"{LONGEST_CELL:,}"})

    def _note(self, row: int | None, fault: Fault, params: dict[str, str]) -> None:
        known = self.places.get(fault.column)
        place = fault.place if known is None else known
        self.problems.append(
            Problem(
                code=fault.code,
                file=self.file,
                row=row,
                column="" if known is None else brief(self.heading[known]),
                column_number=None if place is None else place + 1,
                value=fault.value[:_SHOWN],
                params=params,
            )
        )


class RowCells(Generic[Entry]):
    """The cells of one row, each read by what belongs there.

    Attributes:
        is_whole: Whether nothing is wrong with the row so far.
    """

    def __init__(self, row: Row, columns: Sequence[Column], reading: Reading[Entry]) -> None:
        """Read a row of a table."""
        self._row = row
        self._texts = {c.name: text for c, text in zip(columns, row.cells, strict=True)}
        self._reading = reading
        self._faulty = {fault.column for fault in row.faults}
        self.is_whole = not row.faults
        for fault in row.faults:
            value = self._texts.get(fault.column, fault.value)
            reading.fault(row.number, fault._replace(value=value))

    def must(self, column: str, read: Callable[[str], T], otherwise: T) -> T:
        """The value of a cell that has to have one."""
        if not self._texts[column] and column not in self._faulty:
            self.wrong(column, "cell_required")
        return self.may(column, read, otherwise)

    def may(self, column: str, read: Callable[[str], T], otherwise: T) -> T:
        """The value of a cell that may be empty."""
        text = self._texts[column]
        if not text or column in self._faulty:
            return otherwise
        try:
            return read(text)
        except CellError as error:
            self.wrong(column, error.code, **error.params)
            return otherwise

    def number(self, read: Callable[[str], str]) -> str:
        """The value of the column ``number``, by which the table's entries are told apart."""
        value = self.once("number", read)
        self._reading.rows.append((self._row.number, value))
        return value

    def named(self, column: str, read: Callable[[str], str]) -> str:
        """The value of a cell that has to have one, a number of another table."""
        value = self.must(column, read, "")
        if value:
            self._reading.named.append((self._row.number, value))
        return value

    def once(self, column: str, read: Callable[[str], str]) -> str:
        """The value of a cell that has to have one that no other row has."""
        value = self.must(column, read, "")
        if value:
            first = self._reading.seen.setdefault(column, {}).setdefault(
                value.casefold(), self._row.number
            )
            if first != self._row.number:
                self.wrong(column, "value_twice", first=str(first))
        return value

    def wrong(self, column: str, code: str, **params: str) -> None:
        """Note what is wrong with a cell."""
        self.is_whole = False
        self._reading.problem(self._row.number, column, code, self._texts[column], **params)
