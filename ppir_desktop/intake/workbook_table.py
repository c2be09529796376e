"""Reads a table from the one sheet of an Excel workbook, and names the cells that are no values.

A workbook is read as it was saved: a formula is not computed, and what is merged, hidden or in
error is said with its place instead of being guessed at.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.intake.rows import (
    HEADING_ROW,
    MOST_ROWS,
    Column,
    Row,
    find_columns,
    refusal,
    row_of,
)

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

LARGEST_FILE: Final = 32 * 1024 * 1024
"""Bytes. A pool of 3,000 experts takes a third of one MiB."""

LARGEST_SHEETS: Final = 64 * 1024 * 1024
"""Bytes of all parts of a workbook once they are unpacked."""

_MOST_COLUMNS: Final = 200
_OLD_FORMAT: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How a container of Microsoft's names the stream of an encrypted workbook (MS-OFFCRYPTO, 2.3.4).
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")


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
            EnvironmentFault: ``file_unreadable``; ``openpyxl_missing`` where what reads workbooks
                is not installed.
            InputError: ``table_invalid`` when it is no workbook, an old or encrypted one, too
                large, has no or several sheets with something in them, or its heading is wrong.
        """
        self.path = path
        self._columns = columns
        sheet = _sheet(_opened(path), path.name)
        self._merged = {
            (row, column)
            for area in sheet.merged_cells.ranges
            for row in range(area.min_row, min(area.max_row, sheet.max_row) + 1)
            for column in range(area.min_col, min(area.max_col, sheet.max_column) + 1)
        }
        records = sheet.iter_rows()
        heading = [_text(cell) for cell in next(records, ())]
        self.places = find_columns(heading, columns, path.name)
        self.heading: Sequence[str] = heading
        self._records = records

    def rows(self) -> Iterator[Row]:
        """The rows below the heading, blank ones left out; to be asked for once."""
        for number, record in enumerate(self._records, start=HEADING_ROW + 1):
            texts = [_text(cell) for cell in record]
            if any(text.strip() for text in texts):
                row = row_of(number, texts, self._columns, self.places)
                yield row._replace(faults=(*row.faults, *self._faults(number, record, texts)))

    def _faults(
        self, number: int, record: Sequence[Cell | MergedCell], texts: list[str]
    ) -> Iterator[tuple[str, str]]:
        for name, place in self.places.items():
            if (number, place + 1) in self._merged:
                yield name, "cell_merged"
            elif record[place].data_type == "f":
                yield name, "cell_formula"
            elif record[place].data_type == "e":
                yield name, "cell_error"
        if any(text.strip() for text in texts[len(self.heading) :]):
            yield "", "too_many_cells"


def _opened(path: Path) -> list[Worksheet]:
    """The sheets of a workbook.

    Raises:
        EnvironmentFault: ``file_unreadable`` or ``openpyxl_missing``.
        InputError: ``table_invalid``.
    """
    try:
        import openpyxl  # noqa: PLC0415 -- slow to load, and not everybody's
    except ImportError:
        raise EnvironmentFault("openpyxl_missing") from None
    try:
        with path.open("rb") as file:
            _refuse_other_kinds(file.read(LARGEST_FILE + 1), path.name)
        _refuse_bombs(path)
        book = openpyxl.load_workbook(path, data_only=False, keep_links=False)
    except InputError:
        raise
    except OSError as error:
        raise EnvironmentFault(
            "file_unreadable", file=str(path), reason=error.strerror or ""
        ) from error
    except Exception:  # noqa: BLE001 -- the library says a hundred things of a damaged file
        raise refusal("workbook_damaged", path.name) from None
    return list(book.worksheets)


def _refuse_other_kinds(content: bytes, file: str) -> None:
    if content.startswith(_OLD_FORMAT):
        raise refusal("workbook_locked" if _ENCRYPTED in content else "workbook_old", file)
    if not content:
        raise refusal("file_empty", file)
    if len(content) > LARGEST_FILE:
        raise refusal("file_too_large", file, None, most=f"{LARGEST_FILE // 1024**2} MiB")
    if not content.startswith(b"PK"):
        raise refusal("not_a_workbook", file)


def _refuse_bombs(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    if size > LARGEST_SHEETS:
        raise refusal("file_too_large", path.name, None, most=f"{LARGEST_SHEETS // 1024**2} MiB")


def _sheet(sheets: Sequence[Worksheet], file: str) -> Worksheet:
    """The one sheet that is shown and holds something."""
    for sheet in sheets:
        if sheet.max_row > MOST_ROWS or sheet.max_column > _MOST_COLUMNS:
            raise refusal(
                "sheet_too_large", file, None, rows=f"{MOST_ROWS:,}", columns=str(_MOST_COLUMNS)
            )
    filled = [sheet for sheet in sheets if any(any(map(_text, row)) for row in sheet.iter_rows())]
    shown = [sheet for sheet in filled if sheet.sheet_state == "visible"]
    if not shown:
        raise refusal("sheet_hidden" if filled else "file_empty", file)
    if len(shown) > 1:
        names = ", ".join(sheet.title for sheet in shown)
        raise refusal("several_sheets", file, None, sheets=names[:200])
    return shown[0]


def _text(cell: Cell | MergedCell) -> str:
    """What a cell shows, without its format: dates as ISO 8601, whole numbers without a point."""
    value: Any = cell.value
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
