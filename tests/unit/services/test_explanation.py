"""A working can be followed by hand: every step shows its numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ppir_desktop.common.wording import LANGUAGES, Wording
from ppir_desktop.domain.consolidation import consolidate, refused
from ppir_desktop.domain.sheets import Absence, Choice
from ppir_desktop.domain.stage import Stage
from ppir_desktop.services.explanation import explain, written
from ppir_desktop.services.rules import describe_rule, describe_scale
from ppir_desktop.services.schemes import shipped_schemes
from tests.support.builders import answers, ballot_toml, points, score_toml, stage_of, votes

TRIMMED = 'method = "trimmed_mean"\nmin_scores = 5\nrescale_to = "100"'


def told(stage: Stage, *, bonus: int = 0, **marks: tuple[int, ...]) -> list[str]:
    result = consolidate(stage, points(marks, stage, bonus=bonus))
    words = Wording("en")
    return [words(f"why.{step.key}", **step.params) for step in explain(stage, result)]


def test_a_trimmed_mean_is_told_step_by_step() -> None:
    stage = stage_of(score_toml({"a": "40"}, TRIMMED))
    assert told(stage, A=(20,), B=(30,), C=(31,), D=(33,), E=(40,)) == [
        "Sheets: 5; members who may take part: 5",
        "Dropped as the highest: E with 40",
        "Dropped as the lowest: A with 20",
        "30 + 31 + 33 = 94",
        "94 ÷ 3 = 31.3333333333… (94/3)",
        "31.3333333333… (94/3) × 100 ÷ 40 = 78.3333333333… (235/3)",
        "Rounded half up to 4 decimals: 78.3333",
        "78.3333 reaches the pass mark 70: passed",
    ]


def test_each_criterion_trimmed_by_itself_is_told_by_name() -> None:
    rule = 'method = "trimmed_mean"\nmin_scores = 3\ntrim = "criterion"\ncompare_on = "exact"'
    stage = stage_of(score_toml({"a": "50", "b": "50"}, rule))
    assert told(stage, A=(10, 40), B=(20, 30), C=(30, 20)) == [
        "Sheets: 3; members who may take part: 3",
        "a: dropped as the highest: C with 30",
        "a: dropped as the lowest: A with 10",
        "a: 20 = 20",
        "b: dropped as the highest: A with 40",
        "b: dropped as the lowest: C with 20",
        "b: 30 = 30",
        "20 + 30 = 50",
        "50 ÷ 1 = 50",
        "Rounded half up to 4 decimals: 50.0000",
        "50 is below the pass mark 70: not passed",
    ]


def test_a_bonus_is_told_with_its_cap() -> None:
    extra = '[stage.bonus]\nid = "credit"\ntitle = { ko = "신인도", en = "Credit" }\ncap = "5"'
    stage = stage_of(score_toml({"a": "100"}, extra=extra, pass_mark=None))
    assert told(stage, bonus=700, A=(60,), B=(61,)) == [
        "Sheets: 2; members who may take part: 2",
        "60 + 61 = 121",
        "121 ÷ 2 = 60.5",
        "Bonus 7, of which at most 5 counts: + 5 = 65.5",
        "Rounded half up to 4 decimals: 65.5000",
    ]


def test_a_vote_is_told_with_its_quorum_and_its_fraction() -> None:
    extra = '[stage.quorum]\nmore_than = "1/2"\n[stage.hold]\nfraction = "2/3"'
    stage = stage_of(ballot_toml("vote", ["vote"], extra=extra))
    given = votes(3, Choice.FOR) | votes(2, Choice.HOLD, 4)
    result = consolidate(stage, answers(given, stage, away={"P9": Absence.ABSENT}))
    words = Wording("en")
    assert [words(f"why.{step.key}", **step.params) for step in explain(stage, result)] == [
        "Sheets: 5; members who may take part: 6",
        "Quorum: 5 of at least 4",
        "vote: 3 of 5; 2/3 asks for 4: not met",
        "Votes to hold over: 2; needed: 4",
        "The dossier is rejected",
    ]


def test_a_gate_is_told_item_by_item() -> None:
    stage = stage_of(ballot_toml("gate", ["a", "b"]))
    result = consolidate(stage, answers({"A": (Choice.FIT, Choice.FIT)}, stage))
    words = Wording("en")
    assert [words(f"why.{step.key}", **step.params) for step in explain(stage, result)] == [
        "Sheets: 1; members who may take part: 1",
        "a: 1 of 1; 2/3 asks for 1: met",
        "b: 1 of 1; 2/3 asks for 1: met",
        "The dossier advances",
    ]


def test_without_a_result_there_is_nothing_to_tell() -> None:
    assert explain(stage_of(score_toml({"a": "100"})), refused("D", "paper", [])) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(70), "70"),
        (Fraction(141, 2), "70.5"),
        (Fraction(2, 3), "0.6666666667… (2/3)"),
        (Fraction(1, 10**10), "0.0000000001"),
        (Fraction(100), "100"),
    ],
)
def test_an_exact_value_is_written_as_a_decimal_or_with_its_fraction(
    value: Fraction, text: str
) -> None:
    assert written(value) == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_that_ships_can_be_said_in_a_line(language: str) -> None:
    words = Wording(language)
    for scheme in shipped_schemes():
        for stage in scheme.stages:
            assert describe_rule(words, stage)
            assert all(describe_scale(words, stage, criterion) for criterion in stage.criteria)
