"""Spellings that name the same, and those that do not."""

from __future__ import annotations

import pytest

from ppir_desktop.matching.names import organisation_key, project_key


@pytest.mark.parametrize(
    "spelling",
    [
        "(주)한빛테크", "㈜한빛테크", "주식회사 한빛테크", "한빛테크(주)", "한빛 테크",
        "한빛테크 주식회사", "（주）한빛테크",
        "( 주 )한빛테크", "유한회사 한빛테크", "(유)한빛테크", "㈜ 한빛 테크",
        "㈱한빛테크", "한빛테크㈱", "[주]한빛테크", "주)한빛테크", "주 식 회 사 한빛테크",
        "재단법인 한빛테크", "사단법인 한빛테크", "농업회사법인 (주)한빛테크", "합자회사 한빛테크",
        "주\u200b식회사 한빛테크", "한빛테크\u3164", "한빛\u00ad테크", "한빛테크\u202e",
    ],
)  # fmt: skip
def test_korean_spellings_of_one_firm_have_one_key(spelling: str) -> None:
    assert organisation_key(spelling) == organisation_key("한빛테크") == "한빛테크"


@pytest.mark.parametrize(
    "spelling",
    ["Hanbit Co., Ltd.", "HANBIT CO.,LTD", "hanbit inc.", "Hanbit, Inc", "Ｈａｎｂｉｔ Corp.",
     "Han-bit Co. Ltd.", "Hanbit LLC", "Hanbit Corporation", "Hanbit Co.,Ltd.\u00ad"],
)  # fmt: skip
def test_english_spellings_of_one_firm_have_one_key(spelling: str) -> None:
    assert organisation_key(spelling) == "hanbit"


def test_what_only_looks_like_a_legal_form_stays() -> None:
    assert organisation_key("Zinc") == "zinc"
    assert organisation_key("Falco") == "falco"
    assert organisation_key("주성전자") == "주성전자"


@pytest.mark.parametrize("nothing", ["", " ", "(주)", "주식회사", "-"])
def test_a_name_of_which_nothing_stays_has_no_key(nothing: str) -> None:
    assert organisation_key(nothing) == ""


def test_a_project_number_is_read_without_spaces_and_hyphens() -> None:
    assert project_key(" 1711-000 001") == project_key("１７１１０００００１") == "1711000001"
