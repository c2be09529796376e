"""Leaving one sheet out, computed by hand and against consolidating anew."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppir_desktop.analysis.sensitivity import Change, Sensitivity, sensitivity
from ppir_desktop.domain.consolidation import Collected, Consolidator, Outcome, consolidate
from ppir_desktop.domain.sheets import Absence, Choice
from ppir_desktop.domain.stage import Stage
from tests.support.builders import answers, ballot_toml, points, score_toml, stage_of, votes

MEAN = stage_of(score_toml({"a": "100"}))
TRIMMED = stage_of(
    score_toml({"a": "100"}, 'method = "trimmed_mean"\ndrop_each = 1\nmin_scores = 5')
)


def of_totals(stage: Stage, *values: int) -> Sensitivity:
    collected = points({f"P{n}": (value,) for n, value in enumerate(values, 1)}, stage)
    return sensitivity(Consolidator(stage), collected)


def changes(found: Sensitivity) -> list[Change]:
    return [one.change for one in found.without]


def test_the_sheet_that_decides_is_named() -> None:
    # 50 + 75 + 80 = 205, / 3 = 68.33: rejected. Without 50: 77.5; without 75: 65; without 80: 62.5.
    found = of_totals(MEAN, 50, 75, 80)
    assert found.outcome is Outcome.REJECT
    assert changes(found) == [Change.OTHER, Change.SAME, Change.SAME]
    assert found.decisive == ("P1",)
    assert [str(one.score) for one in found.without] == ["77.5000", "65.0000", "62.5000"]
    assert found.without[0].moved == Fraction(155, 2) - Fraction(205, 3)
    assert found.without[0].outcome is Outcome.ADVANCE


def test_a_verdict_that_hangs_on_nobody() -> None:
    found = of_totals(MEAN, 80, 82, 84)
    assert found.decisive == ()
    assert changes(found) == [Change.SAME] * 3


def test_where_too_few_would_be_left_there_would_be_no_result() -> None:
    found = of_totals(TRIMMED, 70, 71, 72, 73, 74)
    assert changes(found) == [Change.NO_RESULT] * 5
    assert [p.code for p in found.without[0].problems] == ["too_few_sheets"]
    assert (found.without[0].score, found.without[0].moved) == (None, None)


def test_a_stage_that_only_ranks_has_no_verdict_to_change() -> None:
    found = of_totals(stage_of(score_toml({"a": "100"}, pass_mark=None)), 10, 20)
    assert found.outcome is None
    assert changes(found) == [Change.NO_VERDICT] * 2
    assert [one.moved for one in found.without] == [5, -5]


def test_a_dossier_without_a_result_says_why() -> None:
    found = of_totals(TRIMMED, 70, 71)
    assert (found.outcome, found.without) == (None, ())
    assert [p.code for p in found.problems] == ["too_few_sheets"]


def test_in_a_vote_the_base_shrinks_with_the_sheet() -> None:
    # Four of six are two thirds. Without one against: 4 of 5; without one for: 3 of 5, too few.
    stage = stage_of(ballot_toml("vote", ("v",)))
    given = {**votes(4, Choice.FOR), **votes(2, Choice.AGAINST, 5)}
    found = sensitivity(Consolidator(stage), answers(given, stage))
    assert found.decisive == ("P1", "P2", "P3", "P4")
    assert found.without[0].score is None


@pytest.mark.parametrize("enrolled", [None, 7])
def test_of_those_enrolled_the_one_left_out_is_none(enrolled: int | None) -> None:
    stage = stage_of(ballot_toml("vote", ("v",), 'fraction = "1/2"\nbase = "enrolled"'))
    given = {**votes(3, Choice.FOR), **votes(3, Choice.AGAINST, 4)}
    found = sensitivity(
        Consolidator(stage),
        answers(given, stage, away={"P7": Absence.ABSENT}, enrolled=enrolled),
    )
    # 3 of 7 fail; without one against, 3 of 6 are a half.
    assert found.outcome is Outcome.REJECT
    assert found.decisive == ("P4", "P5", "P6")


@given(st.lists(st.integers(0, 100), min_size=5, max_size=9), st.sampled_from([MEAN, TRIMMED]))
def test_it_is_what_consolidating_the_others_gives(values: list[int], stage: Stage) -> None:
    sheets = {f"P{n}": (value,) for n, value in enumerate(values)}
    whole = consolidate(stage, points(sheets, stage))
    found = sensitivity(Consolidator(stage), points(sheets, stage))
    assert [one.member for one in found.without] == sorted(sheets)
    for one in found.without:
        others = {name: given for name, given in sheets.items() if name != one.member}
        rest = consolidate(stage, points(others, stage))
        assert (one.outcome, one.score) == (rest.outcome, rest.score)
        if rest.exact is not None and whole.exact is not None:
            assert one.moved == rest.exact - whole.exact
        assert (one.member in found.decisive) == (
            rest.outcome is not None and rest.outcome is not whole.outcome
        )


@given(st.permutations([50, 60, 70, 80, 90, 71]))
def test_the_order_of_sheets_changes_nothing(values: list[int]) -> None:
    sheets = {f"P{value}": (value,) for value in values}
    mixed = points(sheets, TRIMMED)
    ordered = Collected("D", tuple(sorted(mixed.sheets, key=lambda sheet: sheet.panellist)))
    consolidator = Consolidator(TRIMMED)
    assert sensitivity(consolidator, mixed) == sensitivity(consolidator, ordered)
