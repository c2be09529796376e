"""Worked examples of scores, computed by hand beside each one, and laws that always hold."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ppir_desktop.domain.consolidation import (
    Collected,
    Outcome,
    Result,
    ScoreWorking,
    consolidate,
    result_bytes,
)
from ppir_desktop.domain.sheets import Absence, Choice, Mark, Sheet
from ppir_desktop.domain.stage import Stage
from tests.support.builders import points, score_toml, stage_of

TRIMMED = 'method = "trimmed_mean"\ndrop_each = 1\nmin_scores = 5\nrescale_to = "100"'
PER_CRITERION = TRIMMED + '\ntrim = "criterion"'


def one(consolidation: str, maximum: str = "100", pass_mark: str | None = "70") -> Stage:
    """A stage with a single criterion."""
    return stage_of(score_toml({"a": maximum}, consolidation, pass_mark=pass_mark))


def totals(stage: Stage, *values: int) -> Result:
    """The result of panellists P1, P2, and so on with these totals."""
    return consolidate(stage, points({f"P{n}": (v,) for n, v in enumerate(values, 1)}, stage))


def test_the_highest_and_the_lowest_are_dropped_and_the_rest_averaged() -> None:
    # Seven sheets: 59 and 90 fall out, 62 + 88 + 71 + 64 + 73 = 358, 358 / 5 = 71.6.
    result = totals(one(TRIMMED), 62, 88, 71, 59, 90, 64, 73)
    assert str(result.score) == "71.6000"
    assert result.exact == Fraction(358, 5)
    assert (result.passed, result.outcome) == (True, Outcome.ADVANCE)
    assert result.dropped == ("P4", "P5")
    assert result.counted == ("P1", "P2", "P3", "P6", "P7")


def test_among_equals_one_is_dropped_at_either_end() -> None:
    # 90, 90, 80, 60, 60: one 90 and one 60 fall out, 90 + 80 + 60 = 230, 230 / 3 = 76.666…
    result = totals(one(TRIMMED), 90, 90, 80, 60, 60)
    assert result.exact == Fraction(230, 3)
    assert str(result.score) == "76.6667"
    assert len(result.dropped) == 2


def test_when_all_are_equal_two_different_sheets_are_dropped() -> None:
    result = totals(one(TRIMMED), 80, 80, 80, 80, 80)
    assert str(result.score) == "80.0000"
    assert result.dropped == ("P1", "P5")


def test_totals_are_scaled_to_a_hundred() -> None:
    # Out of 40: 30 + 32 + 34 = 96, 96 / 3 = 32, 32 x 100 / 40 = 80.
    result = totals(one(TRIMMED, maximum="40"), 20, 30, 32, 34, 40)
    assert str(result.score) == "80.0000"


def test_scaling_comes_before_the_one_rounding_at_the_end() -> None:
    # Out of 30: 21 + 21 + 22 = 64, 64 / 3 x 100 / 30 = 71.1111… Had 64 / 3 been rounded to
    # 21.3333 first, 71.1110 would have come out.
    result = totals(one(TRIMMED, maximum="30"), 1, 21, 21, 22, 30)
    assert str(result.score) == "71.1111"


@pytest.mark.parametrize(("compare_on", "passed"), [("rounded", True), ("exact", False)])
def test_a_hair_below_the_pass_mark_passes_only_when_the_rounded_value_counts(
    compare_on: str, passed: bool
) -> None:
    # 69.99 + 70 + 70 = 209.99, / 3 = 69.99666…; at two decimals that is 70.00.
    rule = f'method = "mean"\ndecimals = 2\ncompare_on = "{compare_on}"'
    stage = stage_of(score_toml({"a": "100"}, rule).replace('step = "1"', 'step = "0.01"'))
    sheets = tuple(
        Sheet("D", f"P{n}", (Mark("a", value),)) for n, value in enumerate((6999, 7000, 7000))
    )
    result = consolidate(stage, Collected("D", sheets))
    assert (str(result.score), result.passed) == ("70.00", passed)


def test_a_plain_mean_drops_nobody() -> None:
    result = totals(one('method = "mean"'), 60, 70, 80, 81)
    assert (str(result.score), result.dropped) == ("72.7500", ())


def test_two_can_be_dropped_at_either_end() -> None:
    # 10 and 20 and 90 and 100 fall out: 50 + 60 + 70 = 180, / 3 = 60.
    rule = 'method = "trimmed_mean"\ndrop_each = 2\nmin_scores = 5'
    result = totals(one(rule), 100, 90, 10, 20, 50, 60, 70)
    assert (str(result.score), result.passed) == ("60.0000", False)
    assert result.dropped == ("P1", "P2", "P3", "P4")


def test_each_criterion_can_be_trimmed_by_itself() -> None:
    # a: 10 20 30 40 50 -> 20 + 30 + 40 = 90; b: 50 40 10 20 30 -> 40 + 20 + 30 = 90.
    # (90 + 90) / 3 = 60 of 100.
    stage = stage_of(score_toml({"a": "50", "b": "50"}, PER_CRITERION))
    marks = {"P1": (10, 50), "P2": (20, 40), "P3": (30, 10), "P4": (40, 20), "P5": (50, 30)}
    result = consolidate(stage, points(marks, stage))
    assert str(result.score) == "60.0000"
    assert result.dropped == ("P1/a", "P1/b", "P3/b", "P5/a")
    assert result.counted == ("P1", "P2", "P3", "P4", "P5")


def test_trimming_by_total_and_by_criterion_may_differ() -> None:
    marks = {"P1": (50, 0), "P2": (0, 50), "P3": (30, 30), "P4": (25, 25), "P5": (20, 20)}
    by_total = stage_of(score_toml({"a": "50", "b": "50"}, TRIMMED))
    by_criterion = stage_of(score_toml({"a": "50", "b": "50"}, PER_CRITERION))
    # Totals 50 50 60 50 40: 40 and 60 fall out, 150 / 3 = 50.
    # a: 0 20 25 30 50 -> 75; b the same; 150 / 3 = 50. Take P5 up by ten on each to part them.
    marks["P5"] = (30, 30)
    # Totals 50 50 60 50 60: 50 + 50 + 60 = 160 / 3. Criteria: 25 + 30 + 30 = 85 each, 170 / 3.
    assert consolidate(by_total, points(marks, by_total)).exact == Fraction(160, 3)
    assert consolidate(by_criterion, points(marks, by_criterion)).exact == Fraction(170, 3)


@pytest.mark.parametrize(
    ("bonus", "score", "passed"),
    [
        (0, "68.0000", False),
        (150, "69.5000", False),
        (200, "70.0000", True),
        (900, "73.0000", True),
    ],
)
def test_a_bonus_is_added_after_the_mean_up_to_its_cap(
    bonus: int, score: str, passed: bool
) -> None:
    extra = '[stage.bonus]\nid = "credit"\ntitle = { ko = "신인도", en = "Credit" }\ncap = "5"'
    stage = stage_of(score_toml({"a": "100"}, TRIMMED, extra=extra))
    marks = {f"P{n}": (value,) for n, value in enumerate((0, 67, 68, 69, 100))}
    result = consolidate(stage, points(marks, stage, bonus=bonus))
    assert (str(result.score), result.passed) == (score, passed)
    assert isinstance(result.working, ScoreWorking)
    assert result.working.bonus_given == bonus
    assert result.working.bonus_added == min(bonus, 500)


def test_a_negative_bonus_or_one_between_steps_is_refused() -> None:
    extra = (
        '[stage.bonus]\nid = "credit"\ntitle = { ko = "신인도", en = "Credit" }\n'
        'cap = "5"\nstep = "0.5"'
    )
    stage = stage_of(score_toml({"a": "100"}, extra=extra))
    for bonus in (-50, 25):
        result = consolidate(stage, points({"P1": (70,)}, stage, bonus=bonus))
        assert [problem.code for problem in result.problems] == ["bonus_off_step"]


def test_a_stage_without_a_pass_mark_only_ranks() -> None:
    result = totals(one('method = "mean"', pass_mark=None), 60, 80)
    assert (str(result.score), result.passed, result.outcome) == ("70.0000", None, None)


def test_too_few_sheets_are_refused_and_never_guessed_from() -> None:
    result = totals(one(TRIMMED), 70, 71, 72, 73)
    assert result.score is None
    assert result.passed is None
    assert [(p.code, p.params["least"]) for p in result.problems] == [("too_few_sheets", "5")]


def test_no_sheets_at_all_are_too_few() -> None:
    result = consolidate(one('method = "mean"'), Collected("D", ()))
    assert [problem.code for problem in result.problems] == ["too_few_sheets"]


def test_a_quorum_is_asked_of_a_score_stage_too() -> None:
    extra = '[stage.quorum]\nfraction = "2/3"'
    stage = stage_of(score_toml({"a": "100"}, extra=extra))
    collected = points({"P1": (70,), "P2": (80,)}, stage)
    away = {"P3": Absence.ABSENT, "P4": Absence.ABSENT}
    refused = consolidate(stage, Collected("D", collected.sheets, away))
    assert [(p.code, p.params) for p in refused.problems] == [
        ("no_quorum", {"least": "3", "enrolled": "4"})
    ]
    # Those recused are not among those enrolled, so that two of three make a quorum.
    away = {"P3": Absence.ABSENT, "P4": Absence.RECUSED}
    assert consolidate(stage, Collected("D", collected.sheets, away)).passed is True


@pytest.mark.parametrize(
    ("marks", "codes"),
    [
        ((Mark("a", 500),), ["mark_missing"]),
        ((Mark("a", 500), Mark("b")), ["mark_missing"]),
        ((Mark("a", 500), Mark("b", 500), Mark("c", 500)), ["unknown_criterion"]),
        ((Mark("a", 500), Mark("b", 500), Mark("b", 500)), ["mark_twice"]),
        ((Mark("a", 500), Mark("b", 500), Mark("b")), ["mark_twice"]),
        ((Mark("a", 5100), Mark("b", 500)), ["mark_off_scale"]),
        ((Mark("a", -100), Mark("b", 500)), ["mark_off_scale"]),
        ((Mark("a", 550), Mark("b", 500)), ["mark_off_step"]),
        ((Mark("a", Choice.FIT), Mark("b", 500)), ["mark_not_points"]),
        ((Mark("a", 5100), Mark("b", 550)), ["mark_off_scale", "mark_off_step"]),
        ((), ["mark_missing", "mark_missing"]),
    ],
)
def test_every_problem_of_a_sheet_is_named_and_leaves_the_dossier_without_a_score(
    marks: tuple[Mark, ...], codes: list[str]
) -> None:
    stage = stage_of(score_toml({"a": "50", "b": "50"}))
    good = Sheet("D", "P2", (Mark("a", 5000), Mark("b", 5000)))
    result = consolidate(stage, Collected("D", (Sheet("D", "P1", marks), good)))
    assert [problem.code for problem in result.problems] == codes
    assert {problem.panellist for problem in result.problems} == {"P1"}
    assert (result.score, result.exact, result.passed, result.outcome) == (None,) * 4


def test_problems_of_the_collection_are_named_as_well() -> None:
    stage = one('method = "mean"')
    sheet = Sheet("D", "P1", (Mark("a", 5000),))
    stray = Sheet("E", "P2", (Mark("a", 5000),))
    away = {"P2": Absence.RECUSED, "P3": Absence.ABSENT}
    result = consolidate(stage, Collected("D", (sheet, sheet, stray), away, enrolled=2))
    assert [problem.code for problem in result.problems] == [
        "more_than_enrolled",
        "panellist_twice",
        "away_but_marked",
        "other_dossier",
    ]


marks_of_a_panel = st.integers(5, 12).flatmap(
    lambda size: st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 30), st.integers(0, 30)),
        min_size=size,
        max_size=size,
    )
)
MAXIMA = {"a": "40", "b": "30", "c": "30"}


@given(
    marks_of_a_panel, st.randoms(use_true_random=False), st.sampled_from([TRIMMED, PER_CRITERION])
)
def test_the_order_of_sheets_and_marks_never_matters(
    panel: list[tuple[int, int, int]], shuffler: random.Random, rule: str
) -> None:
    stage = stage_of(score_toml(MAXIMA, rule))
    collected = points({f"P{n}": given for n, given in enumerate(panel)}, stage)
    shuffled = []
    for sheet in collected.sheets:
        marks = list(sheet.marks)
        shuffler.shuffle(marks)
        shuffled.append(Sheet(sheet.dossier, sheet.panellist, tuple(marks)))
    shuffler.shuffle(shuffled)
    again = Collected("D", tuple(shuffled))
    assert result_bytes(consolidate(stage, collected)) == result_bytes(consolidate(stage, again))


@given(st.lists(st.integers(0, 100), min_size=5, max_size=40), st.integers(1, 2))
def test_a_trimmed_mean_agrees_with_scipy_and_exactly_with_rational_numbers(
    values: list[int], drop_each: int
) -> None:
    rule = f'method = "trimmed_mean"\ndrop_each = {drop_each}\nmin_scores = 5'
    exact = totals(one(rule), *values).exact
    assert exact is not None
    middle = sorted(Fraction(value) for value in values)[drop_each:-drop_each]
    assert exact == sum(middle) / len(middle)
    # SciPy cuts a fraction of the values: half a sheet more than `drop_each` cuts just those.
    cut = (drop_each + 0.5) / len(values)
    if int(cut * len(values)) == drop_each:
        assert float(exact) == pytest.approx(float(stats.trim_mean(values, cut)), rel=1e-12)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=5, max_size=12))
def test_trimming_each_criterion_adds_up_its_trimmed_means(panel: list[tuple[int, int]]) -> None:
    stage = stage_of(score_toml({"a": "50", "b": "50"}, PER_CRITERION))
    exact = consolidate(
        stage, points({f"P{n}": given for n, given in enumerate(panel)}, stage)
    ).exact
    columns = [sorted(Fraction(given[place]) for given in panel)[1:-1] for place in (0, 1)]
    assert exact == sum(sum(column) / len(column) for column in columns)


@given(marks_of_a_panel)
def test_what_is_counted_and_dropped_is_everybody_once(
    panel: list[tuple[int, int, int]],
) -> None:
    stage = stage_of(score_toml(MAXIMA, TRIMMED))
    result = consolidate(stage, points({f"P{n}": g for n, g in enumerate(panel)}, stage))
    assert sorted(result.counted + result.dropped) == sorted(f"P{n}" for n in range(len(panel)))


@given(marks_of_a_panel, st.integers(0, 11), st.sampled_from([TRIMMED, PER_CRITERION]))
def test_a_better_mark_never_lowers_the_score(
    panel: list[tuple[int, int, int]], who: int, rule: str
) -> None:
    stage = stage_of(score_toml(MAXIMA, rule))
    who %= len(panel)
    before = consolidate(stage, points({f"P{n}": g for n, g in enumerate(panel)}, stage)).exact
    first, second, third = panel[who]
    panel[who] = (min(40, first + 5), second, third)
    after = consolidate(stage, points({f"P{n}": g for n, g in enumerate(panel)}, stage)).exact
    assert before is not None
    assert after is not None
    assert after >= before
