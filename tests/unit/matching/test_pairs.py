"""Who may review what, from the data alone."""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
import pytest
from msgspec.structs import replace

from ppir_desktop.common.errors import RefusedError
from ppir_desktop.domain.conflicts import Conflict
from ppir_desktop.matching.fit import MOST
from ppir_desktop.matching.pairs import Against, Declared, Doubt, Pairs, Recused, judge
from tests.support.matching import SCHEME, TODAY, application, expert, judged, project


def against(pairs: Pairs) -> Against:
    return Against(int(pairs.against[0, 0]))


def test_nothing_speaks_against_a_stranger_of_the_sub_field() -> None:
    assert against(judged([application()], [expert()], [project()])) == Against(0)


@pytest.mark.parametrize(
    ("changed", "ground"),
    [
        ({"sub_fields": ("M1", "M2")}, Against.SUB_FIELD),
        ({"degree": "bachelor", "years": 6}, Against.QUALIFICATION),
        ({"consents": False}, Against.CONSENT),
        ({"organisation": "주식회사 가나 테크"}, Against.OWN_ORGANISATION),
        ({"organisation": "DARA CO., LTD."}, Against.COMPETITOR),
        ({"projects": ("9", "1711-000001")}, Against.PROJECT),
    ],
)  # fmt: skip
def test_a_fact_keeps_an_expert_out(changed: dict[str, object], ground: Against) -> None:
    filed = application(competitors=("Dara Inc.",))
    assert against(judged([filed], [expert(1, **changed)], [project()])) == ground


def test_without_qualifications_in_the_scheme_anybody_may() -> None:
    layman = expert(1, degree="", years=0)
    scheme = replace(SCHEME, qualifications=())
    assert against(judge([application()], [layman], [], scheme, today=TODAY)) == Against(0)


def test_a_shared_name_is_a_doubt_and_no_ground() -> None:
    pairs = judged([application()], [expert(name="박 둘")], [project(leader="박둘")])
    assert against(pairs) == Against(0)
    assert Doubt(int(pairs.doubts[0, 0])) == Doubt.NAME_IN_PROJECT


def test_the_project_s_organisations_are_a_doubt() -> None:
    partner = project(partners=("㈜마바",))
    for organisation in ("나라 연구원", "주식회사 마바"):
        pairs = judged([application()], [expert(organisation=organisation)], [partner])
        assert Doubt(int(pairs.doubts[0, 0])) == Doubt.ORGANISATION_IN_PROJECT


@pytest.mark.parametrize("organisation", ["(주)가나테크 대전지사", "가나", "㈜다라기술연구소"])
def test_an_organisation_that_begins_alike_is_a_doubt(organisation: str) -> None:
    filed = application(applicant="가나테크(주)", competitors=("다라",))
    pairs = judged([filed], [expert(organisation=organisation)], [project()])
    assert against(pairs) == Against(0)
    assert Doubt(int(pairs.doubts[0, 0])) == Doubt.ORGANISATION_ALIKE
    stranger = judged([filed], [expert(organisation="마바사")], [project()])
    assert Doubt(int(stranger.doubts[0, 0])) == Doubt(0)


def test_the_name_of_the_representative_is_a_doubt() -> None:
    filed = application(representative="최 셋")
    pairs = judged([filed], [expert(name="최셋")], [project()])
    assert Doubt(int(pairs.doubts[0, 0])) == Doubt.NAME_OF_REPRESENTATIVE


def test_a_project_that_the_register_lacks_is_a_doubt() -> None:
    pairs = judged([application()], [expert()], [])
    assert Doubt(int(pairs.doubts[0, 0])) == Doubt.PROJECT_UNKNOWN


@pytest.mark.parametrize(
    ("conflict", "counts"),
    [
        (Conflict("adviser"), True),
        (Conflict("joint_research"), True),  # a ground for a challenge waits for the chair
        (Conflict("own_organisation", dt.date(2021, 1, 1)), False),  # more than three years ago
        (Conflict("own_organisation", dt.date(2024, 1, 1)), True),
    ],
)
def test_a_declared_tie_counts_as_long_as_its_kind_says(conflict: Conflict, counts: bool) -> None:
    declared = [Declared("A1", "P01", conflict), Declared("A9", "P01", conflict)]
    pairs = judge([application()], [expert()], [], SCHEME, today=TODAY, declared=declared)
    assert bool(against(pairs) & Against.DECLARED) is counts


def test_an_unknown_kind_of_tie_is_refused() -> None:
    declared = [Declared("A1", "P01", Conflict("envy"))]
    with pytest.raises(RefusedError, match="conflict_unknown"):
        judge([application()], [expert()], [], SCHEME, today=TODAY, declared=declared)


def test_a_recusal_counts_for_the_application_or_for_all_of_the_firm_s() -> None:
    filed = [
        application(1),
        application(2, applicant="가나테크(주)"),
        application(3, applicant="사"),
    ]
    recused = [Recused("P01", applicant="㈜가나테크"), Recused("P02", application="A3"),
               Recused("P77", application="A3")]  # fmt: skip
    pairs = judge(filed, [expert(1), expert(2)], [], SCHEME, today=TODAY, recused=recused)
    assert (pairs.against == np.array([[128, 0], [128, 0], [0, 128]])).all()


def test_a_recusal_of_nothing_touches_nobody() -> None:
    nameless = application(applicant="(주)")
    pairs = judge([nameless], [expert()], [], SCHEME, today=TODAY, recused=[Recused("P01")])
    assert not pairs.against.any()


def test_points_are_counted_by_their_parts() -> None:
    filed = application(product="AI 영상판독 장치", summary="maintain 저전력 센서망")
    knows = expert(
        sub_fields=("E1", "M1"),
        keywords=("영상 판독", "센서", "AI", "main"),  # "main" is only part of a word
        projects=("1", "2", "3", "2"),
    )
    register = [
        project("1", end=dt.date(2025, 1, 1)),  # this year: 100
        project("2", end=dt.date(2022, 1, 1)),  # three full years ago: 70
        project("3", sub_field="M1"),  # another sub-field
    ]
    parts = judged([filed], [knows], register).fit.parts(0, 0)
    assert (parts.sub_field, parts.keywords, parts.history) == (350, 300, 170)
    assert parts.total == 820


def test_a_perfect_fit_has_all_points_and_an_old_project_some() -> None:
    register = [project(str(n), end=dt.date(2025, 6, 1)) for n in range(5)]
    best = expert(keywords=("가", "나", "다", "라"), projects=tuple("01234"))
    pairs = judged([application(summary="가나다라")], [best], register)
    assert pairs.score[0, 0] == MOST
    old = expert(projects=("8",))
    aged = judged([application()], [old], [project("8", end=dt.date(1999, 1, 1))])
    assert aged.fit.parts(0, 0).history == 20


def test_the_order_of_rows_does_not_matter() -> None:
    chance = random.Random(3)
    filed = [application(n, summary=str(n % 3)) for n in range(8)]
    pool = [expert(n, keywords=(str(n % 3),), projects=(str(n % 4),)) for n in range(20)]
    register = [project(str(n)) for n in range(4)]
    first = judged(filed, pool, register)
    for some in (filed, pool, register):
        chance.shuffle(some)
    again = judged(filed, pool, register)
    assert again.applications == first.applications
    assert again.experts == first.experts
    for name in ("against", "doubts", "score"):
        assert (getattr(again, name) == getattr(first, name)).all()
