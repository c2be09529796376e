"""What ``ppir sheet`` and ``ppir report`` write without a profile."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppir_desktop.common import resources
from tests.support import pdf_reading
from tests.support.command import Command

MARKS = "samples/innovation-marks.csv"


def pages(file: Path) -> list[str]:
    return pdf_reading.read_by_pdfium(file.read_bytes())


@pytest.mark.parametrize(("form", "word"), [("ko", "평 가 표"), ("en", "Evaluation sheet")])
def test_a_blank_sheet(ppir: Command, tmp_path: Path, form: str, word: str) -> None:
    file = tmp_path / "blank.pdf"
    answer = ppir("sheet", "blank", "--stage", "innovation", "--form", form, "--to", file)
    assert (answer.status, answer.err) == (0, "")
    assert str(file) in answer.out
    assert word in pages(file)[0]


def test_a_file_that_is_there_stays(ppir: Command, tmp_path: Path) -> None:
    file = tmp_path / "blank.pdf"
    file.write_text("mine", encoding="utf-8")
    answer = ppir("sheet", "blank", "--stage", "innovation", "--to", file)
    assert answer.status == 2
    assert file.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "options",
    [
        ("--stage", "council"),
        ("--stage", "none"),
        ("--stage", "innovation", "--form", "fr"),
        ("--stage", "innovation", "--scheme", "none"),
    ],
)
def test_what_there_is_not_is_refused(
    ppir: Command, tmp_path: Path, options: tuple[str, ...]
) -> None:
    answer = ppir("sheet", "blank", *options, "--to", tmp_path / "x.pdf")
    assert answer.status == 2
    assert not (tmp_path / "x.pdf").exists()


def test_consolidated_sheets_of_a_table_and_of_one_application(
    ppir: Command, tmp_path: Path
) -> None:
    table = resources.resource(MARKS)
    every, one = tmp_path / "all.pdf", tmp_path / "one.pdf"
    common = ("--stage", "innovation")
    assert ppir("report", "consolidated", table, *common, "--to", every).status == 0
    assert "차 례" in pages(every)[0]
    chosen = (*common, "--dossier", "2025-H2-0007", "--to", one)
    assert ppir("report", "consolidated", table, *chosen).status == 0
    text = "".join(pages(one))
    assert "88.8000" in text
    assert "최고점 제외: 위원 C 92" in text
    missing = (*common, "--dossier", "none", "--to", tmp_path / "none.pdf")
    assert ppir("report", "consolidated", table, *missing).status == 2


def test_a_report_of_a_stage(ppir: Command, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    table = resources.resource(MARKS)
    answer = ppir("report", "round", table, "--stage", "innovation", "--to", file)
    assert answer.status == 0
    text = "".join(pages(file))
    assert "70.0000" in text
    assert "회차 보고서" in text


def test_a_table_without_any_result_makes_no_file(ppir: Command, tmp_path: Path) -> None:
    table = tmp_path / "marks.csv"
    table.write_text(
        "dossier,panellist,criterion,mark\nD1,P1,technology,30\nD1,P1,performance,20\n"
        "D1,P1,ripple,20\n",
        encoding="utf-8",
    )
    for what in ("consolidated", "round"):
        answer = ppir("report", what, table, "--stage", "innovation", "--to", tmp_path / "x.pdf")
        assert answer.status == 2
    assert not (tmp_path / "x.pdf").exists()
