"""What was found in a kit is written as a workbook that an office can send back."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from ppir_desktop.common.errors import EnvironmentFault
from ppir_desktop.common.wording import LANGUAGES, Wording
from ppir_desktop.intake.report_workbook import file_of, write_report
from tests.support.kits import APPLICATIONS, PROJECTS, ROSTER, SECOND, SmallKit, places, read

_FORMULA = '=HYPERLINK("http://example.org","보기")'


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """A kit in which nearly everything is wrong that can be."""
    kit = SmallKit(tmp_path / "kit")
    kit.put(APPLICATIONS, 3, 3, "맑은\u202e물")
    kit.put(APPLICATIONS, 3, 4, "'" + _FORMULA)
    kit.put(APPLICATIONS, 4, 7, "1711000004")
    kit.put(ROSTER, 2, 10, "+많음")
    kit.put(ROSTER, 3, 8, "@p2")
    kit.put(ROSTER, 4, 5, "-산\n업\t계")
    kit.put(PROJECTS, 3, 8, _FORMULA)
    kit.write()
    kit.dossier(SECOND, "=1+1.docm").write_bytes(b"PK")
    kit.dossier(SECOND, "03-규격서.pdf").unlink()
    return kit.folder


def report(folder: Path, language: str = "ko") -> Any:  # noqa: ANN401 -- a workbook
    path = folder.parent / f"{language}.xlsx"
    write_report(path, read(folder), Wording(language))
    return load_workbook(path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_and_finding_is_a_row_with_its_place_and_words(
    spoilt: Path, language: str
) -> None:
    kit, book, words = read(spoilt), report(spoilt, language), Wording(language)
    assert [sheet.title for sheet in book] == [
        words(f"report.{name}") for name in ("problems", "findings", "left_out")
    ]
    for sheet, complaints in zip(book.worksheets, (kit.problems, kit.findings), strict=False):
        rows = list(sheet.values)
        assert rows[0] == tuple(
            words(f"report.column.{name}")
            for name in ("file", "application", "row", "column", "value", "problem", "allowed")
        )
        assert len(rows) == len(complaints) + 1
        for row, complaint in zip(rows[1:], complaints, strict=True):
            problem = complaint.problem
            assert (row[0], row[1] or "", row[2]) == (
                file_of(complaint), problem.dossier, problem.row,
            )  # fmt: skip
            assert row[6] == words.problem(problem).remedy
    assert len(places(kit.problems)) == 8
    assert len(places(kit.findings)) == 2


def test_places_are_written_as_a_spreadsheet_shows_them(spoilt: Path) -> None:
    rows = list(report(spoilt)["문제"].values)[1:]
    assert [row[:4] for row in rows[:3]] == [
        ("applications.xlsx", SECOND, 3, "C 신청기업"),
        ("applications.xlsx", SECOND, 3, "D 사업자등록번호"),
        ("roster.xlsx", None, 2, "J 경력연수"),
    ]
    assert [row[0] for row in rows[-2:]] == [
        f"documents/{SECOND}/{name}" for name in ("=1+1.docm", "03-규격서.pdf")
    ]


def test_rows_left_out_are_listed(spoilt: Path) -> None:
    rows = list(report(spoilt)["제외"].values)
    assert rows[1:] == [
        ("신청 표", 3, SECOND), ("전문가 표", 2, "P00001"), ("전문가 표", 3, "P00002"),
        ("전문가 표", 4, "P00003"),
    ]  # fmt: skip


def test_no_cell_is_a_formula_whatever_somebody_wrote(spoilt: Path) -> None:
    book = report(spoilt)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s", "n"}
    written = {str(cell.value): cell for cell in cells}
    assert written[_FORMULA].quotePrefix
    assert written["+많음"].quotePrefix
    assert written["@p2"].quotePrefix
    with zipfile.ZipFile(spoilt.parent / "ko.xlsx") as archive:
        for name in archive.namelist():
            assert b"<f>" not in archive.read(name)


def test_letters_that_hide_are_shown_as_such(spoilt: Path) -> None:
    values = [
        str(value) for sheet in report(spoilt) for row in sheet.values for value in row if value
    ]
    assert "맑은\ufffd물" in values
    assert not [value for value in values if "\u202e" in value]


def test_a_report_fits_the_width_of_a_page_and_its_heading_stays(spoilt: Path) -> None:
    for sheet in report(spoilt):
        assert sheet.freeze_panes == "A2"
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (
            True, 0,
        )  # fmt: skip
        assert sheet.auto_filter.ref == sheet.dimensions


def test_a_report_takes_the_place_of_an_older_one(spoilt: Path) -> None:
    path = spoilt.parent / "ko.xlsx"
    path.write_bytes(b"old")
    assert report(spoilt)["문제"].max_row == 9


def test_a_report_that_cannot_be_written_is_said_so(spoilt: Path) -> None:
    with pytest.raises(EnvironmentFault, match="file_not_written"):
        write_report(spoilt / "none" / "report.xlsx", read(spoilt), Wording("ko"))


def test_a_kit_without_problems_has_a_report_without_rows(tmp_path: Path) -> None:
    SmallKit(tmp_path / "kit").write()
    assert [sheet.max_row for sheet in report(tmp_path / "kit")] == [1, 1, 1]
