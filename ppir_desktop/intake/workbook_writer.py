"""Writes plain tables into a workbook, so that nothing in them is taken for a formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any, Final, NamedTuple

from ppir_desktop.common.errors import EnvironmentFault
from ppir_desktop.common.plain_text import make_plain

_USUAL_WIDTH: Final = 22.0
# What a spreadsheet takes for the beginning of a formula once somebody edits the cell or saves the
# table as text.
_FORMULAS: Final = ("=", "+", "-", "@")
_HEADING_FILL: Final = "FFE3E8EF"
_LONGEST_TITLE: Final = 31
_HUNDRED: Final = 100


class Formula(NamedTuple):
    """A formula of ours, without its sign of equality, and how its value is shown."""

    text: str
    shown: str = "General"


class Points(NamedTuple):
    """A number of hundredths that is shown, and counted with, as points."""

    hundredths: int


Value = str | int | Formula | Points
"""What may stand in a cell."""


class Sheet(NamedTuple):
    """A sheet: its title, headings, rows, and the widths of columns that differ, by heading."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Mapping[str, float] = {}


def write_workbook(target: IO[bytes], sheets: Sequence[Sheet]) -> None:
    """Write sheets of texts, numbers and own formulas, to be printed on landscape pages.

    Raises:
        EnvironmentFault: ``openpyxl_missing`` where what writes workbooks is not installed.
    """
    try:
        from openpyxl import Workbook  # noqa: PLC0415 -- slow to load, and not everybody's
    except ImportError:
        raise EnvironmentFault("openpyxl_missing") from None
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        page = book.create_sheet(sheet.title[:_LONGEST_TITLE])
        _fill(page, sheet)
        _lay_out(page, sheet)
    book.save(target)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take a text for the beginning of a formula."""
    return text.startswith(_FORMULAS)


def column_letters(number: int) -> str:
    """The letters of a column, counted from 1: A to Z, then AA and on."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 -- slow to load

    return str(get_column_letter(number))


def _fill(page: Any, sheet: Sheet) -> None:  # noqa: ANN401 -- a class that loads with openpyxl
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # noqa: PLC0415

    wrapped, bold = Alignment(wrap_text=True, vertical="top"), Font(bold=True)
    fill, thin = PatternFill("solid", fgColor=_HEADING_FILL), Side("thin", color="FFB8C0CC")
    border = Border(left=thin, right=thin, top=thin, bottom=thin)
    for row, texts in enumerate((sheet.headings, *sheet.rows), start=1):
        for column, text in enumerate(texts, start=1):
            cell = page.cell(row, column)
            cell.alignment, cell.border = wrapped, border
            if row == 1:
                cell.font, cell.fill = bold, fill
            if not isinstance(text, str):
                _count(cell, text)
                continue
            cell.value = make_plain(text)
            # What begins with "=" is what somebody wrote, and never a formula of ours.
            cell.data_type = "s"
            cell.quotePrefix = is_formula(text)


def _count(cell: Any, value: int | Formula | Points) -> None:  # noqa: ANN401 -- as above
    from openpyxl.styles import Alignment  # noqa: PLC0415

    cell.alignment = Alignment(vertical="top")
    if isinstance(value, Formula):
        cell.value, cell.number_format = f"={value.text}", value.shown
    elif isinstance(value, Points):
        cell.value, cell.number_format = value.hundredths / _HUNDRED, "0.00"
    else:
        cell.value = value


def _lay_out(page: Any, sheet: Sheet) -> None:  # noqa: ANN401 -- as above
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    for place, heading in enumerate(sheet.headings, start=1):
        width = sheet.widths.get(heading, _USUAL_WIDTH)
        page.column_dimensions[get_column_letter(place)].width = width
    page.freeze_panes = "A2"
    page.auto_filter.ref = page.dimensions
    page.print_title_rows = "1:1"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.oddFooter.center.text = "&A  &P / &N"
