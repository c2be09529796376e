"""Worked examples of gates and votes, counted by hand, and laws that always hold."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppir_desktop.common.errors import RefusedError
from ppir_desktop.domain.consolidation import (
    Collected,
    Consolidator,
    Outcome,
    TallyWorking,
    consolidate,
)
from ppir_desktop.domain.sheets import Absence, Choice, Mark, Sheet
from ppir_desktop.domain.stage import Stage
from tests.support.builders import answers, ballot_toml, stage_of, votes

YES, NO = Choice.FIT, Choice.UNFIT
FOR, AGAINST, HOLD, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.HOLD, Choice.ABSTAIN


def vote_stage(passing: str = 'fraction = "2/3"', *, top: str = "", extra: str = "") -> Stage:
    return stage_of(ballot_toml("vote", ["vote"], passing, top=top, extra=extra))


@pytest.mark.parametrize(
    ("fit", "of", "passed"), [(4, 6, True), (3, 6, False), (5, 7, True), (4, 7, False)]
)
def test_an_item_of_a_gate_passes_with_two_thirds_of_those_attending(
    fit: int, of: int, passed: bool
) -> None:
    stage = stage_of(ballot_toml("gate", ["service"]))
    given = votes(fit, YES) | votes(of - fit, NO, start=fit + 1)
    result = consolidate(stage, answers(given, stage))
    assert result.passed is passed
    assert result.outcome is (Outcome.ADVANCE if passed else Outcome.REJECT)
    assert (result.score, result.exact) == (None, None)
    assert len(result.counted) == of


def test_one_item_that_fails_fails_the_whole_gate() -> None:
    # service: 6 of 6; value: 3 of 6, where 2/3 asks for 4.
    stage = stage_of(ballot_toml("gate", ["service", "value"]))
    given = {f"P{n}": (YES, YES if n < 3 else NO) for n in range(6)}
    result = consolidate(stage, answers(given, stage))
    assert result.passed is False
    assert isinstance(result.working, TallyWorking)
    assert [(i.criterion, i.yes, i.base, i.needed, i.met) for i in result.working.items] == [
        ("service", 6, 6, 4, True),
        ("value", 3, 6, 4, False),
    ]


@pytest.mark.parametrize(
    ("yes", "no", "passed"),
    [(6, 2, True), (5, 2, False), (3, 1, True), (0, 4, False)],  # three quarters
)
def test_a_vote_passes_with_three_quarters(yes: int, no: int, passed: bool) -> None:
    stage = vote_stage('fraction = "3/4"')
    given = votes(yes, FOR) | votes(no, AGAINST, start=yes + 1)
    assert consolidate(stage, answers(given, stage)).passed is passed


@pytest.mark.parametrize(("base", "passed"), [("attending", True), ("enrolled", False)])
def test_those_absent_count_only_where_the_fraction_is_of_those_enrolled(
    base: str, passed: bool
) -> None:
    # 5 for, 2 against, 3 absent: 5 of 7 attending is over 2/3, 5 of 10 enrolled is not.
    stage = vote_stage(f'fraction = "2/3"\nbase = "{base}"')
    away = {f"A{n}": Absence.ABSENT for n in range(3)}
    given = votes(5, FOR) | votes(2, AGAINST, start=6)
    result = consolidate(stage, answers(given, stage, away=away))
    assert result.passed is passed


def test_those_recused_and_disqualified_count_nowhere() -> None:
    # 4 for, 1 against, 1 recused, 1 disqualified of 7: 4 of 5 enrolled who may vote.
    stage = vote_stage('fraction = "3/4"\nbase = "enrolled"')
    away = {"R": Absence.RECUSED, "D": Absence.DISQUALIFIED}
    given = votes(4, FOR) | votes(1, AGAINST, start=5)
    for enrolled in (None, 7):
        result = consolidate(stage, answers(given, stage, away=away, enrolled=enrolled))
        assert result.passed is True
        assert isinstance(result.working, TallyWorking)
        assert result.working.enrolled == 5


@pytest.mark.parametrize(("present", "exists"), [(7, False), (8, True)])
def test_a_majority_quorum_is_more_than_half(present: int, exists: bool) -> None:
    stage = vote_stage(extra='[stage.quorum]\nmore_than = "1/2"')
    away = {f"A{n}": Absence.ABSENT for n in range(14 - present)}
    result = consolidate(stage, answers(votes(present, FOR), stage, away=away))
    assert (result.outcome is not None) is exists
    assert [p.code for p in result.problems] == ([] if exists else ["no_quorum"])
    if not exists:
        assert result.problems[0].params == {"least": "8", "enrolled": "14"}


@pytest.mark.parametrize(("present", "exists"), [(2, False), (3, True)])
def test_a_quorum_may_be_a_head_count(present: int, exists: bool) -> None:
    stage = vote_stage(extra="[stage.quorum]\ncount = 3")
    result = consolidate(stage, answers(votes(present, FOR), stage))
    assert (result.outcome is not None) is exists


def test_members_beyond_those_in_the_table_can_be_stated() -> None:
    stage = vote_stage(extra='[stage.quorum]\nfraction = "1/2"')
    assert consolidate(stage, answers(votes(3, FOR), stage, enrolled=6)).passed is True
    assert consolidate(stage, answers(votes(3, FOR), stage, enrolled=7)).passed is None


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ((6, 0, 3), Outcome.ADVANCE),  # 6 of 9 is two thirds
        ((3, 0, 6), Outcome.HOLD),
        ((4, 1, 4), Outcome.REJECT),  # neither reaches two thirds
    ],
)
def test_a_vote_to_hold_holds_when_enough_ask_for_it(
    given: tuple[int, int, int], outcome: Outcome
) -> None:
    stage = vote_stage(extra='[stage.hold]\nfraction = "2/3"')
    yes, no, hold = given
    ballots = votes(yes, FOR) | votes(no, AGAINST, yes + 1) | votes(hold, HOLD, yes + no + 1)
    assert consolidate(stage, answers(ballots, stage)).outcome is outcome


def test_whoever_abstains_attends_without_saying_yes() -> None:
    # 4 for, 2 abstain: 4 of 6 is two thirds; one more abstention and it is not.
    stage = vote_stage(top="abstain = true")
    ballots = votes(4, FOR) | votes(2, ABSTAIN, 5)
    assert consolidate(stage, answers(ballots, stage)).passed is True
    assert consolidate(stage, answers(ballots | votes(1, ABSTAIN, 7), stage)).passed is False


@pytest.mark.parametrize(
    ("stage", "choice"),
    [
        (vote_stage(), HOLD),
        (vote_stage(), ABSTAIN),
        (vote_stage(), YES),
        (stage_of(ballot_toml("gate", ["vote"])), FOR),
    ],
)
def test_what_the_stage_does_not_offer_is_no_answer(stage: Stage, choice: Choice) -> None:
    result = consolidate(stage, answers({"P1": (choice,)}, stage))
    assert [problem.code for problem in result.problems] == ["unknown_answer"]


def test_points_are_no_answer_to_a_vote_and_a_blank_is_missing() -> None:
    stage = vote_stage()
    sheets = (Sheet("D", "P1", (Mark("vote", 100),)), Sheet("D", "P2", (Mark("vote"),)))
    result = consolidate(stage, Collected("D", sheets))
    assert [(p.panellist, p.code) for p in result.problems] == [
        ("P1", "unknown_answer"),
        ("P2", "mark_missing"),
    ]


def test_a_stage_that_another_body_decides_has_nothing_to_consolidate() -> None:
    external = (
        'id = "t"\ntitle = { ko = "가", en = "a" }\n'
        '[[stage]]\nid = "council"\nmode = "external"\ntitle = { ko = "가", en = "a" }\n'
    )
    with pytest.raises(RefusedError) as caught:
        Consolidator(stage_of(external))
    assert caught.value.code == "stage_external"


@given(st.integers(1, 15), st.integers(0, 15), st.integers(1, 9), st.integers(1, 9))
def test_a_vote_agrees_with_rational_numbers(yes: int, no: int, a: int, b: int) -> None:
    part = Fraction(min(a, b), max(a, b))
    stage = vote_stage(f'fraction = "{part.numerator}/{part.denominator}"')
    ballots = votes(yes, FOR) | votes(no, AGAINST, yes + 1)
    result = consolidate(stage, answers(ballots, stage))
    assert result.passed is (Fraction(yes, yes + no) >= part)


@given(st.lists(st.sampled_from([FOR, AGAINST, ABSTAIN]), min_size=1, max_size=15))
def test_one_more_vote_for_never_undoes_a_pass(ballots: list[Choice]) -> None:
    stage = vote_stage(top="abstain = true")
    given = {f"P{n}": (choice,) for n, choice in enumerate(ballots)}
    before = consolidate(stage, answers(given, stage)).passed
    after = consolidate(stage, answers(given | {"Q": (FOR,)}, stage)).passed
    assert before is not True or after is True
