"""Why a pair, and why a panel."""

from __future__ import annotations

import pytest

from ppir_desktop.common.errors import RefusedError
from ppir_desktop.common.wording import LANGUAGES, Wording
from ppir_desktop.matching.explain import LeftOut, why, why_panel
from ppir_desktop.matching.needs import Needs, Pair
from ppir_desktop.matching.pairs import Against, Doubt
from ppir_desktop.matching.solver import Matching, match
from tests.support.matching import RULE, application, expert, judged, project


def test_every_ground_against_a_pair_is_named_beside_its_points() -> None:
    bad = expert(
        1, name="박둘", organisation="가나테크 주식회사", projects=("1711000001",), consents=False
    )
    pairs = judged([application()], [bad], [project()])
    needs = Needs(size=1, load=1, barred=frozenset({Pair("A1", "P01")}))
    found = why(pairs, "A1", "P01", needs)
    assert [problem.code for problem in found.against] == [
        "pair_consent", "pair_own_organisation", "pair_project", "pair_barred",
    ]  # fmt: skip
    assert [problem.code for problem in found.doubts] == ["pair_name_in_project"]
    assert not found.may_be
    assert found.parts.total == 400 + 100
    assert why(judged([application()], [expert()], []), "A1", "P01").may_be


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_ground_and_doubt_has_words(language: str) -> None:
    words = Wording(language)
    for name in [one.name.lower() for one in (*Against, *Doubt) if one.name]:
        assert words.knows(f"problem.pair_{name}.what")
    for name in [one.name.lower() for one in Against if one.name]:
        assert words.knows(f"problem.pin_{name}.what")
        assert words.knows(f"problem.lack_{name}.what") or name == "sub_field"


def test_a_panel_is_explained_by_its_members_and_those_left_out() -> None:
    # P01 and P02 know more, and P00, P01 fill the panel of A2.
    filed = [application(1, summary="가나"), application(2, sub_field="M1")]
    pool = [
        expert(0, sub_fields=("M1",)),
        expert(1, sub_fields=("E1", "M1"), keywords=("가", "나")),
        expert(2, keywords=("가",)),
        expert(3),
        expert(4),
    ]
    pairs = judged(filed, pool, [])
    found = match(pairs, Needs(size=2, load=1), RULE, seed=1)
    assert isinstance(found, Matching)
    reasons = why_panel(pairs, found, "A1")
    assert "P02" in [member.expert for member in reasons.members]
    assert reasons.left_out[0] == LeftOut("P01", 550, elsewhere=1, full=True)
    assert (reasons.left_out[1].score, reasons.left_out[1].full) == (400, False)
    assert len(why_panel(pairs, found, "A1", best=1).left_out) == 1


def test_what_is_unknown_is_refused() -> None:
    pairs = judged([application()], [expert()], [])
    found = match(pairs, Needs(size=1, load=1), RULE, seed=1)
    assert isinstance(found, Matching)
    with pytest.raises(RefusedError, match="pair_unknown"):
        why(pairs, "A1", "P99")
    with pytest.raises(RefusedError, match="panel_not_matched"):
        why_panel(pairs, found, "A9")
