"""A workbook of a kit that cannot be read as a table is refused with its one reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula

from ppir_desktop.common.wording import Wording
from tests.support.kits import ROSTER, SmallKit, found, places, read, write_sheet

Change = Callable[[Any], object]


def spoilt(folder: Path, change: Change) -> SmallKit:
    """A kit whose sheet of experts was changed."""
    kit = SmallKit(folder)
    kit.write()
    write_sheet(folder / "roster.xlsx", kit.roster, change)
    return kit


def put(place: str, value: object) -> Change:
    def change(sheet: Any) -> None:  # noqa: ANN401
        sheet[place] = value

    return change


def merged(area: str) -> Change:
    return lambda sheet: sheet.merge_cells(area)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (merged("C2:C3"), [(2, 3, "cell_merged"), (3, 3, "cell_merged")]),
        (merged("G3:H3"), [(3, 7, "cell_merged"), (3, 8, "cell_merged")]),
        (merged("A4:L9"), [(4, column, "cell_merged") for column in range(1, 13)]),
        (put("J3", "=10+5"), [(3, 10, "cell_formula")]),
        (put("C3", '="(주)"&"한빛"'), [(3, 3, "cell_formula")]),
        (put("J3", ArrayFormula("J3", "=SUM(J2:J2)")), [(3, 10, "cell_formula")]),
        (put("H3", "#REF!"), [(3, 8, "cell_error")]),
        (put("E3", "#N/A"), [(3, 5, "cell_error")]),
        (put("K3", "#NAME?"), [(3, 11, "cell_error")]),
        (put("M3", "나중에 확인"), [(3, 13, "cell_without_heading")]),
        (put("O3", "="), [(3, 15, "cell_without_heading")]),
        (put("B1", "별명"), [(1, 2, "unknown_column"), (1, None, "column_missing")]),
        (put("B1", None), [(1, 2, "column_unnamed"), (1, None, "column_missing")]),
        (put("H1", None), [(1, 8, "column_unnamed"), (1, None, "column_missing")]),
        (put("B1", "소속"), [(1, 3, "column_twice"), (1, None, "column_missing")]),
        (put("M1", "전문가번호"), [(1, 13, "column_twice")]),
        (put("M1", "생년월일"), [(1, 13, "unknown_column")]),
        (lambda sheet: sheet.delete_cols(8), [(1, None, "column_missing")]),
        (lambda sheet: sheet.insert_rows(1), [(1, None, "heading_missing")]),
        (lambda sheet: sheet.delete_rows(1), [(1, None, "heading_missing")]),
        (lambda sheet: sheet.delete_rows(2, 5), [(None, None, "table_without_rows")]),
        (lambda sheet: sheet.delete_rows(1, 5), [(None, None, "file_empty")]),
        (lambda sheet: sheet.insert_cols(3), [(1, 3, "column_unnamed")]),
        (put("GT2", "x"), [(2, None, "sheet_too_large")]),
        (put("A600000", "P9"), [(600_000, None, "sheet_too_large")]),
    ],
)
def test_a_wrong_cell_of_a_workbook_is_named_and_nothing_else(
    tmp_path: Path, change: Change, expected: list[tuple[int | None, int | None, str]]
) -> None:
    spoilt(tmp_path, change)
    assert found(tmp_path) == [(ROSTER, *place) for place in expected]


def test_a_title_above_the_table_is_one_problem_that_says_what_stands_there(tmp_path: Path) -> None:
    def titled(sheet: Any) -> None:  # noqa: ANN401
        sheet.insert_rows(1)
        sheet["A1"] = "2025년 하반기 전문가 명단"
        sheet.merge_cells("A1:L1")

    spoilt(tmp_path, titled)
    problems = read(tmp_path).problems
    assert places(problems) == [(ROSTER, 1, None, "heading_missing")]
    assert problems[0].problem.value == "2025년 하반기 전문가 명단"
    assert "이메일" in Wording("ko").problem(problems[0].problem).remedy


def test_a_missing_column_is_called_what_an_office_calls_it(tmp_path: Path) -> None:
    spoilt(tmp_path, lambda sheet: sheet.delete_cols(1))
    problem = read(tmp_path).problems[0].problem
    assert "전문가번호" in Wording("ko").problem(problem).what
    assert "위원번호" in Wording("ko").problem(problem).remedy


def test_a_formula_is_shown_as_it_stands_there(tmp_path: Path) -> None:
    spoilt(tmp_path, put("J3", ArrayFormula("J3", "=SUM(J2:J2)")))
    assert [one.problem.value for one in read(tmp_path).problems] == ["=SUM(J2:J2)"]


def _formatted(sheet: Any) -> None:  # noqa: ANN401
    for place in ("C900", "XFD3", "A1048576"):
        sheet[place].fill = PatternFill("solid", fgColor="FFFF00")


def _annotated(sheet: Any) -> None:  # noqa: ANN401
    sheet["C3"].comment = Comment("확인함", "간사")
    choice = DataValidation(type="list", formula1='"산업계,학계,연구계"')
    sheet.add_data_validation(choice)
    choice.add("E2:E9")
    sheet.auto_filter.ref = "A1:L4"
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True


def _with_notes(sheet: Any) -> None:  # noqa: ANN401
    sheet["M1"], sheet["N1"] = "비고", " No. "
    sheet["M2"], sheet["N2"] = "=NOW()", "=ROW()-1"
    sheet["M3"] = "\u202e숨은 글자"
    sheet["N3"] = "#REF!"
    sheet["M4"] = "긴 메모 " * 5_000
    sheet.merge_cells("N4:N5")


def _apart(sheet: Any) -> None:  # noqa: ANN401
    sheet.insert_rows(3)
    sheet.insert_rows(3)
    sheet["B3"] = "  "


def _in_english(sheet: Any) -> None:  # noqa: ANN401
    headings = ("Expert No.", "Name", "Affiliation", "Title", "SECTOR", "sub-fields", "Expertise",
                "E-mail", "Degree", "Years of experience", "R&D projects", "Consent")  # fmt: skip
    for column, heading in enumerate(headings, start=1):
        sheet.cell(1, column, heading)


def _moved(sheet: Any) -> None:  # noqa: ANN401
    for row in sheet.iter_rows(max_row=4):
        values = [cell.value for cell in row]
        for cell, value in zip(row, values[::-1], strict=True):
            cell.value = value


def _spaced(sheet: Any) -> None:  # noqa: ANN401
    sheet["A1"], sheet["H1"], sheet["I1"] = " 전문가\n번호 ", "이 메 일", "최종 학위\xa0"


@pytest.mark.parametrize(
    "change", [_formatted, _annotated, _with_notes, _apart, _in_english, _moved, _spaced]
)
def test_what_does_not_change_a_table_is_not_complained_about(
    tmp_path: Path, change: Change
) -> None:
    spoilt(tmp_path, change)
    kit = read(tmp_path)
    assert not kit.problems
    assert [expert.number for expert in kit.experts] == ["P00001", "P00002", "P00003"]
    assert kit.experts[1].email == "p2@example.org"


def test_rows_are_counted_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:  # noqa: ANN401
        _apart(sheet)
        sheet["H6"] = "?"

    spoilt(tmp_path, change)
    assert found(tmp_path) == [(ROSTER, 6, 8, "not_an_email")]


def _book(folder: Path, change: Change) -> None:
    path = SmallKit(folder)
    path.write()
    book = load_workbook(folder / "roster.xlsx")
    change(book)
    book.save(folder / "roster.xlsx")


def _hide(book: Any) -> None:  # noqa: ANN401
    book.create_sheet("빈 시트")
    book.worksheets[0].sheet_state = "hidden"


def _copy(book: Any) -> None:  # noqa: ANN401
    book.copy_worksheet(book.worksheets[0])


def _copy_and_hide(book: Any) -> None:  # noqa: ANN401
    book.copy_worksheet(book.worksheets[0]).sheet_state = "veryHidden"
    book.create_sheet("빈 시트")


@pytest.mark.parametrize(
    ("change", "codes"),
    [(_hide, ["sheet_hidden"]), (_copy, ["several_sheets"]), (_copy_and_hide, [])],
)
def test_the_one_sheet_that_is_shown_and_filled_counts(
    tmp_path: Path, change: Change, codes: list[str]
) -> None:
    _book(tmp_path, change)
    assert found(tmp_path) == [(ROSTER, None, None, code) for code in codes]


def _old() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def _locked() -> bytes:
    return _old() + "EncryptedPackage".encode("utf-16-le") + bytes(480)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (_old(), "workbook_old"),
        (_locked(), "workbook_locked"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "not_a_workbook"),
        (b"\xef\xbb\xbfnumber,name\n", "not_a_workbook"),
        (b"%PDF-1.7\n", "not_a_workbook"),
        (b"PK\x03\x04" + bytes(200), "workbook_damaged"),
        (b"PK\x05\x06" + bytes(18), "workbook_damaged"),
        (b"PK" + bytes(32 * 1024 * 1024), "file_too_large"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    SmallKit(tmp_path).write()
    (tmp_path / "roster.xlsx").write_bytes(content)
    assert found(tmp_path) == [(ROSTER, None, None, code)]
