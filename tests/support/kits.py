"""Round kits for tests: small and right, to be spoilt in one place."""

from __future__ import annotations

import csv
import datetime as dt
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace
from openpyxl import Workbook

from ppir_desktop.common.problems import Problem
from ppir_desktop.common.wording import LANGUAGES, Wording
from ppir_desktop.intake.kit import Complaint, Kit, Part, read_kit
from ppir_desktop.services.schemes import load_scheme, sub_fields
from tests.support.documents import pdf_of, small_pdf

SCHEME: Final = "ppir-2025"
REQUIRED: Final = ("신청서", "제품설명서", "규격서", "연구개발완료확인서")
FIRST, SECOND, THIRD = "2025-H2-0001", "2025-H2-0002", "2025-H2-0003"

APPLICATIONS, ROSTER, PROJECTS, DOCUMENTS = Part
Place = tuple[str, int | str | None, int | str | None, str]
"""Of a table: part, row, column number, code; of documents: part, application, file, code."""

Sheet = list[list[object]]

# A letter of Hangul is as wide as two of Latin, and so are the lines that hold them.
# ruff: noqa: E501

_APPLICATIONS: Final = (
    ("접수번호", "제품명", "신청기업", "사업자등록번호", "대표자", "분과", "과제고유번호", "제품 요약",
     "경쟁기업", "신청일"),
    (FIRST, "전력설비 진단 장치", "(주)한빛테크", "124-81-00998", "김민서", "E1", "1711000001",
     "공공기관이 바로 쓴다.", "(주)가나;다라 Co., Ltd.", "2025-08-01"),
    (SECOND, "수질 정화 장치", "(주)맑은물", "220-81-62517", "이준우", "B3", "1711000002",
     "물을 거른다.", "", "2025-08-02"),
    (THIRD, "재난 경보 장치", "(주)알림", "104-81-36565", "박지현", "B4", "1711000003",
     "재난을 알린다.", "(주)마바", "2025-08-03"),
)  # fmt: skip
_ROSTER: Final = (
    ("전문가번호", "성명", "소속", "직위", "부문", "분과", "전문분야", "이메일", "최종학위", "경력연수",
     "참여과제", "위촉동의"),
    ("P00001", "최수진", "서울대학교", "교수", "학계", "E1,E2", "센서,진단", "p1@example.org", "박사",
     12, "1711000001", "Y"),
    ("P00002", "정영호", "(주)한빛테크", "이사", "산업계", "B3", "정화", "p2@example.org", "석사", 15,
     "", "Y"),
    ("P00003", "강재은", "한국소재연구원", "책임연구원", "연구계", "B4", "경보", "p3@example.org", "박사",
     8, "1711000002;1711000003", "N"),
)  # fmt: skip
_PROJECTS: Final = (
    ("과제고유번호", "과제명", "부처", "주관기관", "참여기관", "연구책임자", "참여연구자", "시작일",
     "종료일", "평가결과", "정부출연금", "분과"),
    ("1711000001", "전력설비 진단 핵심기술", "과학기술정보통신부", "서울대학교", "(주)한빛테크",
     "최수진", "최수진;김민서", "2020-01-01", "2022-12-31", "성공", "1200000000", "E1"),
    ("1711000002", "수질 정화 핵심기술", "과학기술정보통신부", "한국소재연구원", "", "강재은", "",
     "2021-01-01", "2023-12-31", "보통", "500000000", "B3"),
    ("1711000003", "재난 경보 핵심기술", "과학기술정보통신부", "부산대학교", "", "조성훈", "조성훈",
     "2021-06-01", "2024-05-31", "우수", "", ""),
    ("1711000004", "쓰이지 않는 과제", "과학기술정보통신부", "대전대학교", "", "윤혜경", "",
     "2012-06-01", "2014-05-31", "실패", "1,000,000", "C1"),
)  # fmt: skip


class SmallKit:
    """Three applications, three experts and four projects; nothing is wrong with any of them.

    Attributes:
        folder: Where it is written.
        applications: The rows of its table, the heading first.
        roster: The same of experts.
        projects: The same of projects.
    """

    def __init__(self, folder: Path) -> None:
        """Make the documents; the tables are written once they are as a test wants them."""
        self.folder = folder
        self.applications: Sheet = [list(row) for row in _APPLICATIONS]
        self.roster: Sheet = [list(row) for row in _ROSTER]
        self.projects: Sheet = [list(row) for row in _PROJECTS]
        for number in (FIRST, SECOND, THIRD):
            self.dossier(number).mkdir(parents=True, exist_ok=True)
            for place, kind in enumerate(REQUIRED, start=1):
                self.dossier(number, f"{place:02d}-{kind}.pdf").write_bytes(small_pdf())

    def dossier(self, number: str, *names: str) -> Path:
        """The folder of an application's documents, or something in it."""
        return self.folder.joinpath("documents", number, *names)

    def table(self, part: Part) -> Sheet:
        """The rows of a part."""
        return {
            APPLICATIONS: self.applications, ROSTER: self.roster, PROJECTS: self.projects,
        }[part]  # fmt: skip

    def put(self, part: Part, row: int, column: int, value: object) -> None:
        """Change a cell, as a spreadsheet counts them: the heading is row 1."""
        self.table(part)[row - 1][column - 1] = value

    def write(self, encoding: str = "cp949") -> None:
        """Write the three tables."""
        write_sheet(self.folder / "applications.xlsx", self.applications)
        write_sheet(self.folder / "roster.xlsx", self.roster)
        write_csv(self.folder / "projects.csv", self.projects, encoding)


def write_sheet(
    path: Path, rows: Sequence[Sequence[object]], change: Callable[[Any], object] | None = None
) -> None:
    """Write a workbook of one sheet; `change` may do with the sheet what it likes before."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            if value not in {"", None}:
                sheet.cell(row, column).value = value  # type: ignore[assignment]
    if change is not None:
        change(sheet)
    book.save(path)


def write_csv(
    path: Path, rows: Sequence[Sequence[object]], encoding: str = "cp949", delimiter: str = ","
) -> None:
    """Write a table of text, as Korean Windows does."""
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)


def read(folder: Path) -> Kit:
    """Read a kit; everything found in it can be said in both languages, with its remedy."""
    kit = read_kit(folder, load_scheme(SCHEME), sub_fields().codes())
    for complaint in (*kit.problems, *kit.findings):
        said(complaint.problem)
    return kit


def said(problem: Problem) -> None:
    """A problem can be put in words, and no blank is left in them."""
    for language in LANGUAGES:
        assert all(Wording(language).problem(problem)), problem
        worded = Wording(language).problem(replace(problem, value="…"))
        assert not re.search(r"[{}]|\(\)", "".join(worded)), problem


def places(complaints: Sequence[Complaint]) -> list[Place]:
    """Where complaints lie."""
    return [_place(complaint) for complaint in complaints]


def _place(complaint: Complaint) -> Place:
    problem = complaint.problem
    if complaint.part is DOCUMENTS:
        return complaint.part, problem.dossier, problem.file, problem.code
    return complaint.part, problem.row, problem.column_number, problem.code


def found(folder: Path) -> list[Place]:
    """Where a kit is wrong."""
    return places(read(folder).problems)


def locked_pdf() -> bytes:
    """A PDF that opens with a password alone."""
    lock = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%b> /U <%b> >>" % (b"41" * 32, b"42" * 32)
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] >>"
    content = pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", pages, page, lock])
    return content.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 4 0 R /ID [<41> <41>]")


def large_pdf(path: Path, size: int) -> None:
    """A PDF of a size that opens, most of it a hole in the file."""
    content = small_pdf()
    start = content.rindex(b"startxref")
    with path.open("wb") as file:
        # What stands in a comment is passed over.
        file.write(content[:start] + b"%")
        file.seek(size - len(content) - 2, os.SEEK_CUR)
        file.write(b"\n" + content[start:])


def day(year: int, month: int, date: int) -> dt.datetime:
    """A day as Excel keeps it."""
    return dt.datetime(year, month, date)  # noqa: DTZ001 -- spreadsheets know no zones
