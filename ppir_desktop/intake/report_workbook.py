"""Writes what was found in a kit as a workbook that an office can send back to who sent the kit."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ppir_desktop.common.durable import write_durably
from ppir_desktop.common.errors import EnvironmentFault
from ppir_desktop.common.plain_text import make_plain
from ppir_desktop.common.wording import Wording
from ppir_desktop.intake.kit import Complaint, Kit, Part

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_KEY: Final = "report"
_COMPLAINT: Final = ("file", "application", "row", "column", "value", "problem", "allowed")
_WIDTHS: Final = {"row": 8.0, "column": 18.0, "application": 18.0, "problem": 60.0, "allowed": 60.0}
_USUAL_WIDTH: Final = 24.0


def write_report(path: Path, kit: Kit, words: Wording) -> None:
    """Write the problems, the findings and the rows left out, a sheet each.

    Args:
        path: A file that may exist already.
        kit: What was found.
        words: The language to write in.

    Raises:
        EnvironmentFault: ``file_not_written``; ``openpyxl_missing``.
    """
    try:
        from openpyxl import Workbook  # noqa: PLC0415 -- slow to load, and not everybody's
    except ImportError:
        raise EnvironmentFault("openpyxl_missing") from None
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, complaints in (("problems", kit.problems), ("findings", kit.findings)):
        sheet = book.create_sheet(words(f"{_KEY}.{name}"))
        _fill(sheet, words, _COMPLAINT, (_complaint(words, one) for one in complaints))
    left_out = ((words(f"part.{one.part}"), str(one.row), one.number or "") for one in kit.left_out)
    sheet = book.create_sheet(words(f"{_KEY}.left_out"))
    _fill(sheet, words, ("table", "row", "number"), left_out)
    content = io.BytesIO()
    book.save(content)
    write_durably(path, content.getvalue())


def file_of(complaint: Complaint) -> str:
    """The file that somebody has to look at, as seen from the kit's folder."""
    problem = complaint.problem
    if complaint.part is Part.DOCUMENTS:
        return "/".join(filter(None, ("documents", problem.dossier, problem.file)))
    return problem.file


def _complaint(words: Wording, complaint: Complaint) -> tuple[str, ...]:
    problem = complaint.problem
    worded = words.problem(problem)
    row = "" if problem.row is None else str(problem.row)
    column = problem.column
    if problem.column_number is not None:
        column = f"{_letters(problem.column_number)} {column}"
    return (
        file_of(complaint), problem.dossier, row, column, problem.value, worded.what,
        worded.remedy,
    )  # fmt: skip


def _letters(number: int) -> str:
    """A column's number as a spreadsheet shows it: A to Z, then AA on."""
    found = ""
    while number:
        number, digit = divmod(number - 1, 26)
        found = chr(ord("A") + digit) + found
    return found


def _fill(
    sheet: Worksheet, words: Wording, columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    headings = [words(f"{_KEY}.column.{name}") for name in columns]
    for row, texts in enumerate((headings, *rows), start=1):
        for column, text in enumerate(texts, start=1):
            cell = sheet.cell(row, column, make_plain(text))
            # What begins with "=" is what somebody wrote, and never a formula of ours.
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if row == 1:
                cell.font = Font(bold=True)
    for place, name in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(name, _USUAL_WIDTH)
    sheet.freeze_panes = "A2"
