"""Writes what was found in a kit as a workbook that an office can send back to who sent the kit."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ppir_desktop.common.durable import write_durably
from ppir_desktop.common.wording import Wording
from ppir_desktop.intake.kit import Complaint, Kit, Part
from ppir_desktop.intake.workbook_writer import Sheet, write_workbook

_KEY: Final = "report"
_COMPLAINT: Final = ("file", "application", "row", "column", "value", "problem", "allowed")
_WIDTHS: Final = {"row": 7.0, "column": 18.0, "application": 15.0, "problem": 42.0, "allowed": 42.0}


def write_report(path: Path, kit: Kit, words: Wording) -> None:
    """Write the problems, the findings and the rows left out, a sheet each.

    Args:
        path: A file that may exist already.
        kit: What was found.
        words: The language to write in.

    Raises:
        EnvironmentFault: ``file_not_written``; ``openpyxl_missing``.
    """
    sheets = [
        _sheet(words, name, _COMPLAINT, [_complaint(words, one) for one in complaints])
        for name, complaints in (("problems", kit.problems), ("findings", kit.findings))
    ]
    left_out = [(words(f"part.{one.part}"), one.row, one.number) for one in kit.left_out]
    sheets.append(_sheet(words, "left_out", ("table", "row", "number"), left_out))
    content = io.BytesIO()
    write_workbook(content, sheets)
    write_durably(path, content.getvalue())


def file_of(complaint: Complaint) -> str:
    """The file that somebody has to look at, as seen from the kit's folder."""
    problem = complaint.problem
    if complaint.part is Part.DOCUMENTS:
        return "/".join(filter(None, ("documents", problem.dossier, problem.file)))
    return problem.file


def _complaint(words: Wording, complaint: Complaint) -> tuple[str | int, ...]:
    problem = complaint.problem
    worded = words.problem(problem)
    row = "" if problem.row is None else problem.row
    column = problem.column
    if problem.column_number is not None:
        column = f"{_letters(problem.column_number)} {column}".strip()
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


def _sheet(
    words: Wording, name: str, columns: Sequence[str], rows: Sequence[Sequence[str | int]]
) -> Sheet:
    headings = {column: words(f"{_KEY}.column.{column}") for column in columns}
    widths = {headings[column]: _WIDTHS[column] for column in columns if column in _WIDTHS}
    return Sheet(words(f"{_KEY}.{name}"), list(headings.values()), rows, widths)
