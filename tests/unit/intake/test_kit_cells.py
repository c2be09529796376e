"""A wrong cell of a kit's tables is named by its row and column, and no other is."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.stage import Sector
from ppir_desktop.intake.kit import Part
from tests.support.kits import (
    APPLICATIONS,
    FIRST,
    PROJECTS,
    ROSTER,
    SmallKit,
    day,
    found,
    places,
    read,
)

_MANY = ",".join(f"키워드{n}" for n in range(600))


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        # Numbers by which things are told apart.
        ((APPLICATIONS, 4, 1), "2025-h2-0002", "value_twice"),
        ((APPLICATIONS, 4, 1), "２０２５-H2-０００２", "value_twice"),
        ((APPLICATIONS, 4, 1), " 2025-H2-0002\xa0", "value_twice"),
        ((ROSTER, 3, 1), "p00001", "value_twice"),
        ((ROSTER, 3, 1), "Ｐ00001", "value_twice"),
        ((ROSTER, 3, 1), "", "cell_required"),
        ((ROSTER, 3, 1), "P\u200b00002", "cell_hidden_letters"),
        ((PROJECTS, 5, 1), "1711000003", "value_twice"),
        ((PROJECTS, 5, 1), "１７１１０００００３", "value_twice"),
        ((PROJECTS, 5, 1), "", "cell_required"),
        # Firms.
        ((APPLICATIONS, 3, 4), "1248100998123", "not_a_business_number"),
        ((APPLICATIONS, 3, 4), "124-81-00997", "not_a_business_number"),
        ((APPLICATIONS, 3, 4), "124-81-009", "not_a_business_number"),
        ((APPLICATIONS, 3, 4), "124–81–00998", "not_a_business_number"),
        ((APPLICATIONS, 3, 4), "124-81\u200b-00998", "cell_hidden_letters"),
        ((APPLICATIONS, 3, 4), 1.5, "not_a_business_number"),
        ((APPLICATIONS, 3, 4), "없음", "not_a_business_number"),
        # Texts.
        ((APPLICATIONS, 3, 2), "가" * 201, "text_too_long"),
        ((APPLICATIONS, 3, 3), "\u202e크테빛한(주)", "cell_hidden_letters"),
        ((APPLICATIONS, 3, 3), "(주)한빛\ufffd\ufffd", "cell_garbled"),
        ((APPLICATIONS, 3, 5), "김\u3164민서", "cell_hidden_letters"),
        ((APPLICATIONS, 3, 5), "   ", "cell_required"),
        ((APPLICATIONS, 3, 8), "가" * 4_001, "text_too_long"),
        ((APPLICATIONS, 3, 8), "가" * 20_001, "cell_too_long"),
        ((APPLICATIONS, 3, 8), "첫째\u2066둘째", "cell_hidden_letters"),
        ((APPLICATIONS, 3, 9), ";".join(f"(주)경쟁{n}" for n in range(600)), "list_too_long"),
        ((ROSTER, 3, 7), _MANY, "list_too_long"),
        ((ROSTER, 3, 11), ";".join(map(str, range(1711000000, 1711000600))), "list_too_long"),
        ((ROSTER, 3, 2), "정\ue000영호", "cell_hidden_letters"),
        # Choices.
        ((APPLICATIONS, 3, 6), "전기", "unknown_sub_field"),
        ((APPLICATIONS, 3, 6), "E1,E2", "unknown_sub_field"),
        ((ROSTER, 3, 6), "E1;E9", "unknown_sub_field"),
        ((ROSTER, 3, 6), ";", "unknown_sub_field"),
        ((ROSTER, 3, 5), "산학", "unknown_sector"),
        ((ROSTER, 3, 9), "고졸", "unknown_degree"),
        ((ROSTER, 3, 12), "보류", "neither_yes_nor_no"),
        ((ROSTER, 3, 12), "", "cell_required"),
        ((PROJECTS, 5, 12), "X1", "unknown_sub_field"),
        # E-mail.
        ((ROSTER, 3, 8), "P1@EXAMPLE.ORG", "value_twice"),
        ((ROSTER, 3, 8), "ｐ1@example.org", "value_twice"),
        ((ROSTER, 3, 8), "정영호 <p2@example.org>", "not_an_email"),
        ((ROSTER, 3, 8), "p2@example.org, p9@example.org", "not_an_email"),
        ((ROSTER, 3, 8), "p2@example", "not_an_email"),
        ((ROSTER, 3, 8), "p2@@example.org", "not_an_email"),
        ((ROSTER, 3, 8), ".p2@example.org", "not_an_email"),
        ((ROSTER, 3, 8), "p2.@example.org", "not_an_email"),
        ((ROSTER, 3, 8), "p..2@example.org", "not_an_email"),
        ((ROSTER, 3, 8), "p2@-example.org", "not_an_email"),
        ((ROSTER, 3, 8), "", "cell_required"),
        # Whole numbers.
        ((ROSTER, 3, 10), "-3", "not_a_whole_number"),
        ((ROSTER, 3, 10), -3, "not_a_whole_number"),
        ((ROSTER, 3, 10), 12.5, "not_a_whole_number"),
        ((ROSTER, 3, 10), "12년", "not_a_whole_number"),
        ((ROSTER, 3, 10), "400", "number_too_large"),
        ((ROSTER, 3, 10), "10,00", "not_a_whole_number"),
        ((ROSTER, 3, 10), "9" * 5_000, "not_a_whole_number"),
        ((PROJECTS, 5, 11), "12억", "not_a_whole_number"),
        ((PROJECTS, 5, 11), "1000000000000001", "number_too_large"),
        # Days.
        ((APPLICATIONS, 3, 10), "2025-04-31", "not_a_date"),
        ((APPLICATIONS, 3, 10), "2025-02-29", "not_a_date"),
        ((APPLICATIONS, 3, 10), "25.8.1", "not_a_date"),
        ((APPLICATIONS, 3, 10), "8/1/2025", "not_a_date"),
        ((APPLICATIONS, 3, 10), "8월 1일", "not_a_date"),
        ((APPLICATIONS, 3, 10), 45870, "not_a_date"),
        ((APPLICATIONS, 3, 10), "2025-08-01\u200b", "cell_hidden_letters"),
        ((APPLICATIONS, 3, 10), "1899-12-31", "date_out_of_range"),
        ((APPLICATIONS, 3, 10), day(1900, 1, 1), "date_out_of_range"),
        ((APPLICATIONS, 3, 10), "9999-12-31", "date_out_of_range"),
        ((APPLICATIONS, 3, 10), "", "cell_required"),
        ((PROJECTS, 5, 9), "2012-05-31", "ends_before_beginning"),
        ((PROJECTS, 5, 9), "진행 중", "not_a_date"),
        # The project of an application.
        ((APPLICATIONS, 3, 7), "1711000005", "project_not_registered"),
        ((APPLICATIONS, 3, 7), "1711000002;1711000003", "project_not_registered"),
        ((APPLICATIONS, 3, 7), "", "cell_required"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_else(
    tmp_path: Path, place: tuple[Part, int, int], value: object, code: str
) -> None:
    part, row, column = place
    kit = SmallKit(tmp_path)
    kit.put(part, row, column, value)
    if (part, column, code) == (APPLICATIONS, 1, "value_twice"):
        # The folder that the number was to name is the other thing that somebody has to move.
        for path in kit.dossier("2025-H2-0003").iterdir():
            path.unlink()
        kit.dossier("2025-H2-0003").rmdir()
    kit.write()
    assert found(tmp_path) == [(part, row, column, code)]


def test_two_wrong_cells_of_a_row_are_both_named(tmp_path: Path) -> None:
    kit = SmallKit(tmp_path)
    kit.put(ROSTER, 3, 8, "?")
    kit.put(ROSTER, 3, 5, "?")
    kit.write()
    kit_read = read(tmp_path)
    assert places(kit_read.problems) == [
        (ROSTER, 3, 5, "unknown_sector"),
        (ROSTER, 3, 8, "not_an_email"),
    ]
    assert [(one.part, one.row, one.number) for one in kit_read.left_out] == [(ROSTER, 3, "P00002")]


def test_a_row_that_is_wrong_is_held_against_the_other_tables_all_the_same(tmp_path: Path) -> None:
    kit = SmallKit(tmp_path)
    kit.put(APPLICATIONS, 3, 4, "?")
    kit.put(APPLICATIONS, 3, 7, "1711000009")
    kit.put(PROJECTS, 5, 9, "2012-05-31")
    kit.put(PROJECTS, 5, 2, "")
    kit.write()
    assert found(tmp_path) == [
        (APPLICATIONS, 3, 4, "not_a_business_number"),
        (APPLICATIONS, 3, 7, "project_not_registered"),
        (PROJECTS, 5, 2, "cell_required"),
        (PROJECTS, 5, 9, "ends_before_beginning"),
    ]


def test_a_problem_of_an_application_bears_its_number(tmp_path: Path) -> None:
    kit = SmallKit(tmp_path)
    kit.put(APPLICATIONS, 3, 2, "")
    kit.write()
    assert [one.problem.dossier for one in read(tmp_path).problems] == ["2025-H2-0002"]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("2025/H2/0001", "not_a_folder_name"),
        ("2025\\H2", "not_a_folder_name"),
        ("2025:1", "not_a_folder_name"),
        ("..", "not_a_folder_name"),
        ("1.", "not_a_folder_name"),
        ("가" * 81, "text_too_long"),
    ],
)
def test_a_number_that_can_name_no_folder_is_told_where_it_stands(
    tmp_path: Path, number: str, code: str
) -> None:
    kit = SmallKit(tmp_path)
    kit.dossier(FIRST).rename(kit.dossier("2025"))
    kit.put(APPLICATIONS, 2, 1, number)
    kit.write()
    assert found(tmp_path) == [
        (APPLICATIONS, 2, 1, code),
        ("documents", "2025", "", "folder_unknown"),
    ]


def test_letters_that_cannot_be_seen_are_named_by_their_code_points(tmp_path: Path) -> None:
    kit = SmallKit(tmp_path)
    kit.put(APPLICATIONS, 2, 3, "(주)\u200b한빛\u202e테크")
    kit.write()
    problem = read(tmp_path).problems[0].problem
    for language in ("ko", "en"):
        what = Wording(language).problem(problem).what
        assert what.endswith(": U+200B, U+202E")


def test_a_project_with_a_problem_is_complained_about_and_not_who_names_it(tmp_path: Path) -> None:
    kit = SmallKit(tmp_path)
    kit.put(PROJECTS, 3, 8, "2019/99/99")
    kit.write()
    kit_read = read(tmp_path)
    assert places(kit_read.problems) == [(PROJECTS, 3, 8, "not_a_date")]
    assert [one.application.number for one in kit_read.intakes] == [FIRST, "2025-H2-0003"]
    assert [(one.part, one.row) for one in kit_read.left_out] == [(APPLICATIONS, 3)]


def test_what_the_rule_says_no_to_is_a_finding_and_no_problem(tmp_path: Path) -> None:
    kit = SmallKit(tmp_path)
    kit.put(APPLICATIONS, 2, 7, "1711000004")
    kit.put(PROJECTS, 3, 9, "2025-08-03")
    kit.write()
    kit_read = read(tmp_path)
    assert not kit_read.problems
    assert places(kit_read.findings) == [
        (APPLICATIONS, 2, 7, "project_result"),
        (APPLICATIONS, 2, 7, "project_too_old"),
        (APPLICATIONS, 3, 7, "project_unfinished"),
    ]
    assert len(kit_read.intakes) == 3


def test_the_same_product_of_the_same_firm_is_a_finding(tmp_path: Path) -> None:
    kit = SmallKit(tmp_path)
    for column in (2, 4):
        kit.put(APPLICATIONS, 4, column, kit.applications[1][column - 1])
    kit.write()
    kit_read = read(tmp_path)
    assert not kit_read.problems
    assert places(kit_read.findings) == [(APPLICATIONS, 4, 2, "product_twice")]
    assert kit_read.findings[0].problem.params == {"other": FIRST}


@pytest.mark.parametrize(
    ("part", "column", "value"),
    [
        (APPLICATIONS, 2, "전력설비  진단\n장치 "),
        (APPLICATIONS, 3, unicodedata.normalize("NFD", "(주)한빛테크")),
        (APPLICATIONS, 4, "１２４－８１－００９９８"),
        (APPLICATIONS, 4, "1248100998"),
        (APPLICATIONS, 4, 1248100998),
        (APPLICATIONS, 6, "ｅ1 "),
        (APPLICATIONS, 7, 1711000001),
        (APPLICATIONS, 7, " １７１１００００01\u3000"),
        (APPLICATIONS, 8, "첫째 줄\r\n둘째 줄\t셋"),
        (APPLICATIONS, 9, ""),
        (APPLICATIONS, 10, day(2025, 8, 1)),
        (APPLICATIONS, 10, day(2025, 8, 1).date()),
        (APPLICATIONS, 10, "2025.8.1."),
        (APPLICATIONS, 10, "2025. 8. 1."),
        (APPLICATIONS, 10, "2025년 8월 1일"),
        (APPLICATIONS, 10, "2025.8.1.(금)"),
        (APPLICATIONS, 10, "２０２５년　８월　１일"),
        (APPLICATIONS, 10, "2025/08/01"),
        (APPLICATIONS, 10, "20250801"),
        (APPLICATIONS, 10, 20250801),
        (APPLICATIONS, 10, "2025-08-01 00:00:00"),
        (ROSTER, 5, "academia"),
        (ROSTER, 6, "E1、E2"),
        (ROSTER, 6, "Ｅ1，Ｅ2；e1"),
        (ROSTER, 6, "E1ㆍE2"),
        (ROSTER, 7, ""),
        (ROSTER, 8, " p1@example.org\xa0"),
        (ROSTER, 8, "p1+panel@example.org"),
        (ROSTER, 9, "PhD"),
        (ROSTER, 10, "１２"),
        (ROSTER, 10, 12.0),
        (ROSTER, 11, 1711000001),
        (ROSTER, 12, "예"),
        (ROSTER, 12, True),
        (PROJECTS, 11, "1,200,000,000"),
        (PROJECTS, 11, ""),
        (PROJECTS, 12, ""),
    ],
)
def test_what_an_office_may_write_is_taken(
    tmp_path: Path, part: Part, column: int, value: object
) -> None:
    kit = SmallKit(tmp_path)
    kit.put(part, 2, column, value)
    kit.write()
    kit_read = read(tmp_path)
    assert not kit_read.problems
    assert not kit_read.findings
    first = kit_read.intakes[0].application
    assert (first.business_number, first.sub_field) == ("124-81-00998", "E1")
    assert (first.project, first.filed.isoformat()) == ("1711000001", "2025-08-01")
    assert (first.product, first.applicant) == ("전력설비 진단 장치", "(주)한빛테크")
    expert = kit_read.experts[0]
    assert (expert.sector, expert.sub_fields) == (Sector.ACADEMIA, ("E1", "E2"))
    assert (expert.degree, expert.years, expert.consents) == ("phd", 12, True)
    assert expert.projects == ("1711000001",)
