"""Sheets into marks: what is taken, and what is left out and named."""

from __future__ import annotations

from msgspec.structs import replace

from ppir_desktop.analysis.marks import Given, Said, answers, score_marks
from ppir_desktop.domain.sheets import Choice, Mark
from tests.support.builders import answers as said
from tests.support.builders import ballot_toml, points, score_toml, stage_of


def test_totals_and_criteria_are_taken_and_a_sheet_with_a_blank_is_named() -> None:
    stage = stage_of(score_toml({"a": "30", "b": "70"}))
    first, second = points({"P1": (10, 20), "P2": (30, 40)}, stage).sheets
    blank = replace(second, panellist="P3", marks=(Mark("a", 100), Mark("b")))
    found = score_marks(stage, [first, blank, second])
    assert found.totals == (Given("D", "P1", 3000), Given("D", "P2", 7000))
    assert found.criteria == {
        "a": (Given("D", "P1", 1000), Given("D", "P2", 3000)),
        "b": (Given("D", "P1", 2000), Given("D", "P2", 4000)),
    }
    assert found.left_out == (("D", "P3"),)


def test_an_abstention_says_nothing_and_a_sheet_off_the_form_is_named() -> None:
    stage = stage_of(ballot_toml("gate", ("a", "b"), top="abstain = true"))
    sheets = said(
        {
            "P1": (Choice.FIT, Choice.ABSTAIN),
            "P2": (Choice.UNFIT, Choice.FIT),
            "P3": (Choice.FOR, Choice.FIT),
        },
        stage,
    ).sheets
    found = answers(stage, sheets)
    assert found.criteria == {
        "a": (Said("D", "P1", "fit"), Said("D", "P2", "unfit")),
        "b": (Said("D", "P2", "fit"),),
    }
    assert found.left_out == (("D", "P3"),)


def test_of_no_sheets_every_criterion_is_empty() -> None:
    stage = stage_of(score_toml({"a": "30", "b": "70"}))
    assert score_marks(stage, []).criteria == {"a": (), "b": ()}
