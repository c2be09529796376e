"""Dossiers are ranked by score, and ties broken as the scheme says or shown."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ppir_desktop.domain.consolidation import Collected, Result, consolidate, rank, refused
from ppir_desktop.domain.stage import Stage
from tests.support.builders import points, score_toml, stage_of

MAXIMA = {"a": "30", "b": "50", "c": "20"}


def result_of(stage: Stage, name: str, *marks: tuple[int, ...]) -> Result:
    collected = points({f"P{n}": given for n, given in enumerate(marks)}, stage)
    sheets = tuple(replace(sheet, dossier=name) for sheet in collected.sheets)
    return consolidate(stage, Collected(name, sheets))


def places(stage: Stage, results: list[Result]) -> list[tuple[int, str, bool]]:
    return [(place.rank, place.dossier, place.tied) for place in rank(stage, results)]


def test_the_criterion_that_the_scheme_names_breaks_a_tie_first() -> None:
    stage = stage_of(score_toml(MAXIMA, top='tie_break = "c"'))
    results = [
        result_of(stage, "X", (10, 50, 10)),
        result_of(stage, "Y", (30, 25, 15)),
        result_of(stage, "Z", (30, 50, 20)),
    ]
    assert places(stage, results) == [(1, "Z", False), (2, "Y", False), (3, "X", False)]


def test_the_criterion_with_the_most_points_breaks_it_next() -> None:
    stage = stage_of(score_toml(MAXIMA))
    results = [result_of(stage, "X", (30, 30, 10)), result_of(stage, "Y", (10, 50, 10))]
    assert places(stage, results) == [(1, "Y", False), (2, "X", False)]


def test_what_is_equal_still_is_shown_as_a_tie_and_the_next_place_is_left_out() -> None:
    stage = stage_of(score_toml(MAXIMA))
    results = [
        result_of(stage, "Y", (20, 30, 20)),
        result_of(stage, "X", (30, 30, 10)),
        result_of(stage, "W", (0, 0, 0)),
        result_of(stage, "Z", (30, 50, 20)),
    ]
    assert places(stage, results) == [
        (1, "Z", False),
        (2, "X", True),
        (2, "Y", True),
        (4, "W", False),
    ]


@pytest.mark.parametrize(
    ("compare_on", "expected"),
    [
        ("rounded", [(1, "X", True), (1, "Y", True)]),
        ("exact", [(1, "Y", False), (2, "X", False)]),
    ],
)
def test_scores_that_round_to_the_same_are_told_apart_only_where_exact_ones_count(
    compare_on: str, expected: list[tuple[int, str, bool]]
) -> None:
    # X: 200 / 3 = 66.67, Y: 267 / 4 = 66.75; both are 67 at no decimals.
    rule = f'method = "mean"\ndecimals = 0\ncompare_on = "{compare_on}"'
    stage = stage_of(score_toml({"a": "50", "b": "50"}, rule))
    results = [
        result_of(stage, "X", (20, 46), (20, 47), (20, 47)),
        result_of(stage, "Y", (20, 47), (20, 47), (20, 46), (20, 47)),
    ]
    assert places(stage, results) == expected


def test_dossiers_without_a_score_have_no_place() -> None:
    stage = stage_of(score_toml(MAXIMA))
    assert places(stage, [refused("X", "paper", []), result_of(stage, "Y", (1, 1, 1))]) == [
        (1, "Y", False)
    ]


@given(st.lists(st.integers(0, 10), max_size=20), st.randoms(use_true_random=False))
def test_places_follow_the_scores_whatever_the_order(
    values: list[int], shuffler: random.Random
) -> None:
    stage = stage_of(score_toml({"a": "10"}, pass_mark=None))
    results = [result_of(stage, f"D{n:02d}", (value,)) for n, value in enumerate(values)]
    expected = {f"D{n:02d}": 1 + sum(o > v for o in values) for n, v in enumerate(values)}
    shuffler.shuffle(results)
    ranked = rank(stage, results)
    assert {place.dossier: place.rank for place in ranked} == expected
    assert [place.tied for place in ranked] == [
        values.count(values[int(place.dossier[1:])]) > 1 for place in ranked
    ]


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=4, max_size=6),
        min_size=2,
        max_size=4,
    ),
    st.sampled_from(["total", "criterion"]),
    st.randoms(use_true_random=False),
)
def test_who_gave_which_sheet_never_changes_a_score_or_a_place(
    panels: list[list[tuple[int, int]]], trim: str, shuffler: random.Random
) -> None:
    rule = f'method = "trimmed_mean"\nmin_scores = 3\ntrim = "{trim}"'
    toml = score_toml({"a": "3", "b": "3"}, rule, top='tie_break = "b"', pass_mark=None)
    stage = stage_of(toml)
    results = [result_of(stage, f"D{n}", *panel) for n, panel in enumerate(panels)]
    for panel in panels:
        shuffler.shuffle(panel)
    renamed = [result_of(stage, f"D{n}", *panel) for n, panel in enumerate(panels)]
    assert [result.exact for result in renamed] == [result.exact for result in results]
    assert places(stage, renamed) == places(stage, results)
