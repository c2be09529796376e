"""Reads a table from the one sheet of an Excel workbook, and names the cells that are no values.

A workbook is read as it was saved: a formula is not computed, and what is merged, hidden or in
error is said with its place instead of being guessed at.
"""

from __future__ import annotations

import datetime as dt
import re
import stat
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

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

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

LARGEST_FILE: Final = 32 * 1024 * 1024
"""Bytes. A pool of 3,000 experts takes a third of one MiB."""

LARGEST_SHEETS: Final = 128 * 1024 * 1024
"""Bytes of all parts of a workbook once unpacked; a register of 60,000 projects takes 43 MiB."""

_MOST_COLUMNS: Final = 200
_LAST_ROW: Final = 1_048_576
_OLD_FORMAT: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How a container of Microsoft's names the stream of an encrypted workbook (MS-OFFCRYPTO, 2.3.4).
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_MERGED: Final = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^>]*?\bref=["']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})["']"""
)


class _Record(NamedTuple):
    """A row that holds something.

    Attributes:
        number: Its number.
        texts: Its cells up to the last that holds something.
        special: What is wrong with those that are no values, by where they stand.
    """

    number: int
    texts: list[str]
    special: Mapping[int, str]


class _Filled(NamedTuple):
    """A sheet that holds something."""

    title: str
    is_shown: bool
    records: list[_Record]
    merged: Sequence[tuple[int, int, int, int]]


class WorkbookTable:
    """A table in a workbook, read whole.

    Attributes:
        path: The file.
        heading: The cells of the heading.
        places: Where each column stands, counted from 0.
    """

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        """Read a workbook and look at its heading.

        Args:
            path: The file, ``.xlsx``.
            columns: The columns that the table may have, in the order in which rows give them.

        Raises:
            EnvironmentFault: ``file_unreadable``; ``file_not_plain`` when it is a folder, a pipe or
                a device; ``openpyxl_missing`` where what reads workbooks is not installed.
            InputError: ``table_invalid`` when it is no workbook, an old or encrypted one, too
                large, has no or several sheets with something in them, or its heading is wrong.
        """
        self.path = path
        self._columns = columns
        sheet = _sheet(_filled(path), path.name)
        first = sheet.records[0]
        heading = list(first.texts) if first.number == HEADING_ROW else []
        self.places = find_columns(heading, columns, path.name)
        self.heading: Sequence[str] = heading
        self._records = sheet.records
        self._read = {column.name for column in columns if column.is_read}
        self._merged = _cells_in(sheet.merged, sheet.records[-1].number, len(heading))

    def rows(self) -> Iterator[Row]:
        """The rows below the heading, blank ones left out."""
        for record in self._records[1:]:
            row = row_of(record.number, record.texts, self._columns, self.places)
            faults = list(self._faults(record))
            yield row._replace(faults=(*row.faults, *faults)) if faults else row

    def _faults(self, record: _Record) -> Iterator[Fault]:
        if record.special or self._merged:
            for name, place in self.places.items():
                if name not in self._read:
                    continue
                if (record.number, place + 1) in self._merged:
                    yield Fault(name, "cell_merged")
                elif place in record.special:
                    yield Fault(name, record.special[place])
        for place in range(len(self.heading), len(record.texts)):
            if record.texts[place].strip():
                yield Fault("", "cell_without_heading", place, brief(record.texts[place]))


def _cells_in(
    areas: Sequence[tuple[int, int, int, int]], last_row: int, last_column: int
) -> set[tuple[int, int]]:
    """The cells of areas, as far as the table reaches, each as row and column counted from 1."""
    return {
        (row, column)
        for left, top, right, bottom in areas
        for row in range(top, min(bottom, last_row) + 1)
        for column in range(left, min(right, last_column) + 1)
    }


def _filled(path: Path) -> list[_Filled]:
    """The sheets of a workbook that hold something.

    Raises:
        EnvironmentFault: ``file_unreadable``, ``file_not_plain`` or ``openpyxl_missing``.
        InputError: ``table_invalid``.
    """
    try:
        import openpyxl  # noqa: PLC0415 -- slow to load, and not everybody's
    except ImportError:
        raise EnvironmentFault("openpyxl_missing") from None
    try:
        _refuse_other_kinds(path)
        # The file is closed here: the library leaves one open that it cannot read.
        with path.open("rb") as file, zipfile.ZipFile(file) as archive, warnings.catch_warnings():
            _refuse_bombs(archive, path.name)
            # It warns of what it leaves out, such as lists to choose from; values are none of that.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
            return _read(book, archive, path.name)
    except (InputError, EnvironmentFault):
        raise
    except OSError as error:
        if error.errno is None:  # the library says so of a package that holds no workbook
            raise refusal("not_a_workbook", path.name) from None
        raise EnvironmentFault(
            "file_unreadable", file=str(path), reason=error.strerror or ""
        ) from error
    except Exception:  # noqa: BLE001 -- the library says a hundred things of a damaged file
        raise refusal("workbook_damaged", path.name) from None


def _read(book: Workbook, archive: zipfile.ZipFile, file: str) -> list[_Filled]:
    found: list[_Filled] = []
    for sheet in book.worksheets:
        # A program may note a wrong size.
        sheet.reset_dimensions()
        records = list(_records(sheet.iter_rows(), file))
        if records:
            # Read in pieces, the library says nothing of merged cells.
            part = archive.read(sheet._worksheet_path)  # type: ignore[attr-defined]  # noqa: SLF001
            shown = sheet.sheet_state == "visible"
            found.append(_Filled(sheet.title, shown, records, _merged(part)))
    return found


def _records(rows: Iterator[Sequence[Any]], file: str) -> Iterator[_Record]:
    """The rows that hold something; cells that are formatted and empty do not count."""
    for number, cells in enumerate(rows, start=1):
        texts: list[str] = []
        special: dict[int, str] = {}
        for place, cell in enumerate(cells):
            value = cell.value
            if value is None:
                continue
            texts.extend([""] * (place - len(texts)))
            texts.append(_text(value))
            if cell.data_type in _SPECIAL:
                special[place] = _SPECIAL[cell.data_type]
        if any(text.strip() for text in texts):
            if number > MOST_ROWS or len(texts) > _MOST_COLUMNS:
                raise refusal(
                    "sheet_too_large", file, number, rows=f"{MOST_ROWS:,}",
                    columns=str(_MOST_COLUMNS),
                )  # fmt: skip
            yield _Record(number, texts, special)
        if number >= _LAST_ROW:
            return


_SPECIAL: Final = {"f": "cell_formula", "e": "cell_error"}


def _merged(sheet: bytes) -> list[tuple[int, int, int, int]]:
    """Areas of merged cells: left, top, right, bottom, counted from 1."""
    from openpyxl.utils import column_index_from_string as index  # noqa: PLC0415

    return [
        (index(left.decode()), int(top), index(right.decode()), int(bottom))
        for left, top, right, bottom in _MERGED.findall(sheet)
    ]


def _refuse_other_kinds(path: Path) -> None:
    # A pipe would wait for ever, so its kind is asked for before it is opened.
    if not stat.S_ISREG(path.stat().st_mode):
        raise EnvironmentFault("file_not_plain", file=str(path))
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if content.startswith(_OLD_FORMAT):
        raise refusal("workbook_locked" if _ENCRYPTED in content else "workbook_old", path.name)
    if not content:
        raise refusal("file_empty", path.name)
    if not content.startswith(b"PK"):
        raise refusal("not_a_workbook", path.name)
    if len(content) > LARGEST_FILE:
        raise refusal("file_too_large", path.name, None, most=_mib(LARGEST_FILE))


def _refuse_bombs(archive: zipfile.ZipFile, file: str) -> None:
    size = sum(entry.file_size for entry in archive.infolist())
    if size > LARGEST_SHEETS:
        raise refusal(
            "workbook_unpacks_too_large", file, None, size=_mib(size),
            most=_mib(LARGEST_SHEETS),
        )  # fmt: skip


def _mib(size: int) -> str:
    return f"{-(-size // 1024**2):,} MiB"


def _sheet(filled: Sequence[_Filled], file: str) -> _Filled:
    """The one sheet that is shown and holds something."""
    shown = [sheet for sheet in filled if sheet.is_shown]
    if not shown:
        raise refusal("sheet_hidden" if filled else "file_empty", file)
    if len(shown) > 1:
        names = ", ".join(sheet.title for sheet in shown)
        raise refusal("several_sheets", file, None, sheets=names[:200])
    return shown[0]


def _text(value: Any) -> str:  # noqa: ANN401 -- what a cell may hold
    """What a cell shows, without its format: dates as ISO 8601, whole numbers without a point."""
    if isinstance(value, str):
        return value.replace("_x000D_", "")  # how Excel writes a carriage return
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    # A formula over several cells is an object that has its text within.
    return str(getattr(value, "text", value))
