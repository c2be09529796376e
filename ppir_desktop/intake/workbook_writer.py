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


class Sheet(NamedTuple):
    """A sheet: its title, headings, rows, and the widths of columns that differ, by heading."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[str | int]]
    widths: Mapping[str, float] = {}


def write_workbook(target: IO[bytes], sheets: Sequence[Sheet]) -> None:
    """Write sheets of text and whole numbers, laid out to be printed on landscape pages.

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
            if isinstance(text, int):
                cell.value = text
                continue
            cell.value = make_plain(text)
            # What begins with "=" is what somebody wrote, and never a formula of ours.
            cell.data_type = "s"
            cell.quotePrefix = text.startswith(_FORMULAS)


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
