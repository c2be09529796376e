"""Business registration numbers, who is qualified, and which applications a rule lets in."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppir_desktop.domain.applications import Application, read_business_number
from ppir_desktop.domain.eligibility import findings
from ppir_desktop.domain.experts import Expert, degree_of, qualification_of
from ppir_desktop.domain.projects import ResearchProject
from ppir_desktop.domain.scheme import Eligibility
from ppir_desktop.domain.stage import Sector
from ppir_desktop.services.schemes import load_scheme

APPLICATION = Application(
    number="2025-H2-0001",
    product="센서",
    applicant="(주)시험",
    business_number="220-81-62517",
    representative="김대표",
    sub_field="E1",
    project="1711000001",
    summary="요약",
    competitors=(),
    filed=dt.date(2025, 8, 1),
)
PROJECT = ResearchProject(
    number="1711000001",
    title="과제",
    ministry="과학기술정보통신부",
    lead="한국연구원",
    partners=(),
    leader="김책임",
    members=(),
    begin=dt.date(2019, 1, 1),
    end=dt.date(2022, 12, 31),
    result="성공",
    grant=0,
    sub_field="E1",
)
EXPERT = Expert(
    number="P00001",
    name="김평가",
    organisation="시험대학교",
    position="연구원",
    sector=Sector.ACADEMIA,
    sub_fields=("E1",),
    keywords=(),
    email="p@example.org",
    degree="phd",
    years=3,
    projects=(),
    consents=True,
)
RULE = Eligibility(project_results=("성공", "보통"), project_within_years=5)


@pytest.mark.parametrize("written", ["220-81-62517", "2208162517"])
def test_a_registration_number_that_exists_is_read_with_and_without_dashes(written: str) -> None:
    assert read_business_number(written) == "220-81-62517"


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_one_last_digit_of_ten_is_right(nine: str) -> None:
    right = [digit for digit in "0123456789" if read_business_number(nine + digit)]
    assert len(right) == 1


@pytest.mark.parametrize(
    "written", ["", "123-45-67890", "220-81-6251", "220 81 62517", "22O8162517"]
)
def test_what_is_no_registration_number_is_none(written: str) -> None:
    assert read_business_number(written) is None


def test_an_application_whose_project_ended_well_in_time_is_let_in() -> None:
    assert list(findings(RULE, APPLICATION, PROJECT)) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"result": "실패"}, "project_result"),
        ({"end": dt.date(2020, 7, 31)}, "project_too_old"),
        ({"end": dt.date(2025, 8, 2)}, "project_unfinished"),
    ],
)
def test_the_rule_says_no_and_why(changes: dict[str, object], code: str) -> None:
    project = msgspec.structs.replace(PROJECT, **changes)
    (found,) = findings(RULE, APPLICATION, project)
    assert (found.code, found.dossier) == (code, APPLICATION.number)


@pytest.mark.parametrize("end", [dt.date(2020, 8, 1), dt.date(2025, 8, 1)])
def test_the_first_and_the_last_day_count(end: dt.date) -> None:
    assert list(findings(RULE, APPLICATION, msgspec.structs.replace(PROJECT, end=end))) == []


def test_a_scheme_without_a_rule_lets_everything_in() -> None:
    old = msgspec.structs.replace(PROJECT, end=dt.date(1999, 1, 1), result="실패")
    assert list(findings(Eligibility(), APPLICATION, old)) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "phd"),
        ({"degree": "master", "years": 5}, "master"),
        ({"degree": "master", "years": 4}, None),
        ({"degree": "bachelor", "years": 7}, "bachelor"),
        ({"degree": "bachelor", "years": 6}, None),
        ({"degree": "", "position": "전무이사", "sector": Sector.INDUSTRY}, "director"),
        ({"degree": "", "position": "대리", "sector": Sector.INDUSTRY}, None),
        ({"degree": "", "position": "전무이사", "sector": Sector.INSTITUTE}, None),
        ({"degree": "", "position": "부교수"}, "lecturer"),
        ({"degree": "", "position": "겸임교수"}, None),
        ({"degree": "", "position": "직원"}, None),
    ],
)
def test_the_rules_qualifications(changes: dict[str, object], expected: str | None) -> None:
    qualifications = load_scheme("ppir-2025").qualifications
    expert = msgspec.structs.replace(EXPERT, **changes)
    assert qualification_of(expert, qualifications) == expected


def test_degrees_are_read_in_korean_and_english() -> None:
    assert [degree_of(word) for word in ("박사", "석사", "학사", "PhD", "고졸")] == [
        "phd", "master", "bachelor", "phd", None,
    ]  # fmt: skip
