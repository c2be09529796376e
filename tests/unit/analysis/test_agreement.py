"""Agreement against published tables and the package `krippendorff`."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ppir_desktop.analysis.agreement import (
    Undefined,
    alpha_interval,
    alpha_nominal,
    correlations,
)
from ppir_desktop.analysis.marks import Given, Said
from ppir_desktop.common.errors import InputError

Rows = Sequence[Sequence[int | None]]

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): four observers, twelve units.
PUBLISHED: Rows = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
# Shrout and Fleiss, Intraclass Correlations, Psychological Bulletin 86 (1979), table 2.
SHROUT_FLEISS = (
    (9, 2, 5, 8),
    (6, 1, 3, 2),
    (8, 4, 6, 8),
    (7, 1, 2, 6),
    (10, 5, 6, 9),
    (6, 2, 4, 7),
)


def points(observers: Rows) -> list[Given]:
    return [
        Given(f"D{unit}", f"M{member}", value * 100)
        for member, row in enumerate(observers)
        for unit, value in enumerate(row)
        if value is not None
    ]


def answers(observers: Rows) -> list[Said]:
    return [Said(one.dossier, one.member, str(one.points)) for one in points(observers)]


def by_member(dossiers: Sequence[Sequence[int]]) -> list[Given]:
    return points(list(zip(*dossiers, strict=True)))


TABLES = st.integers(2, 6).flatmap(
    lambda units: st.lists(
        st.lists(st.none() | st.integers(0, 5), min_size=units, max_size=units),
        min_size=2,
        max_size=6,
    )
)
BLOCKS = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 40), min_size=width, max_size=width), min_size=2, max_size=7
    )
)


def test_alpha_of_the_published_table() -> None:
    nominal, interval = alpha_nominal(answers(PUBLISHED)), alpha_interval(points(PUBLISHED))
    assert nominal.value == pytest.approx(0.743, abs=5e-4)
    assert interval.value == pytest.approx(0.849, abs=5e-4)
    # The twelfth unit has one mark.
    assert (interval.dossiers, interval.marks, interval.alone) == (11, 40, 1)


@given(TABLES)
def test_alpha_is_that_of_another_package(observers: Rows) -> None:
    interval, nominal = alpha_interval(points(observers)), alpha_nominal(answers(observers))
    assert interval.undefined == nominal.undefined
    assume(interval.undefined is None)
    data = np.array([[math.nan if v is None else v for v in row] for row in observers], np.float64)
    theirs = krippendorff.alpha(reliability_data=data, level_of_measurement="interval")
    assert interval.value == pytest.approx(theirs, abs=1e-9)
    theirs = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    assert nominal.value == pytest.approx(theirs, abs=1e-9)


@given(TABLES, st.integers(-500, 500), st.integers(1, 9), st.randoms(use_true_random=False))
def test_alpha_knows_neither_zero_nor_unit_nor_order(
    observers: Rows, shift: int, times: int, chance: random.Random
) -> None:
    marks = points(observers)
    moved = [Given(one.dossier, one.member, one.points * times + shift) for one in marks]
    chance.shuffle(moved)
    assert alpha_interval(moved) == alpha_interval(marks)


def test_full_agreement_is_one() -> None:
    assert alpha_interval(points(((1, 2, 3), (1, 2, 3)))).value == 1
    assert alpha_nominal(answers(((1, 2, 3), (1, 2, 3)))).value == 1


@pytest.mark.parametrize(
    ("observers", "why"),
    [
        ((), Undefined.NO_PAIRS),
        (((1, None), (None, 2)), Undefined.NO_PAIRS),
        (((4, 4), (4, 4)), Undefined.NO_SPREAD),
        (((4, 1), (4, None)), Undefined.NO_SPREAD),
        (((1, None), (2, None), (5, 6)), Undefined.ONE_DOSSIER),
    ],
)
def test_an_alpha_without_meaning_says_why(observers: Rows, why: Undefined) -> None:
    for found in (alpha_interval(points(observers)), alpha_nominal(answers(observers))):
        assert (found.value, found.undefined) == (None, why)


def test_correlations_of_the_published_table() -> None:
    found = correlations(by_member(SHROUT_FLEISS))
    # ICC(2,1), ICC(2,4), ICC(3,1) and ICC(3,4) there.
    assert found.agreement_single == pytest.approx(0.29, abs=5e-3)
    assert found.agreement_average == pytest.approx(0.62, abs=5e-3)
    assert found.consistency_single == pytest.approx(0.71, abs=5e-3)
    assert found.consistency_average == pytest.approx(0.91, abs=5e-3)
    assert (found.dossiers, found.complete, found.undefined) == (6, True, None)
    # The same four as pingouin 0.7.0 gives them.
    assert (found.agreement_single, found.agreement_average) == pytest.approx(
        (0.289763779528, 0.620050547599)
    )
    assert (found.consistency_single, found.consistency_average) == pytest.approx(
        (0.714840714841, 0.909315542377)
    )


@given(BLOCKS)
def test_correlations_follow_from_mean_squares(block: list[list[int]]) -> None:
    found = correlations(by_member(block))
    cells = np.array(block, np.float64)
    assume(found.undefined is None)
    n, k = cells.shape
    rows, columns = cells.mean(axis=1, keepdims=True), cells.mean(axis=0, keepdims=True)
    left = cells - rows - columns + cells.mean()
    between = k * float(rows.var(ddof=1))
    across = n * float(columns.var(ddof=1))
    rest = float((left**2).sum()) / ((n - 1) * (k - 1))
    for value, below in (
        (found.agreement_single, between + (k - 1) * rest + k / n * (across - rest)),
        (found.agreement_average, between + (across - rest) / n),
        (found.consistency_single, between + (k - 1) * rest),
        (found.consistency_average, between),
    ):
        if value is None:
            assert below < 1e-9
        else:
            assert value * below == pytest.approx(between - rest, abs=1e-8)


@given(BLOCKS)
def test_consistency_is_cronbachs_alpha(block: list[list[int]]) -> None:
    cells = np.array(block, np.float64)
    width, total = cells.shape[1], float(cells.sum(axis=1).var(ddof=1))
    assume(total > 0)
    cronbach = width / (width - 1) * (1 - float(cells.var(axis=0, ddof=1).sum()) / total)
    found = correlations(by_member(block))
    assert found.consistency_average == pytest.approx(cronbach, abs=1e-9)


@given(BLOCKS, st.integers(1, 30))
def test_a_constant_severity_lowers_agreement_alone(block: list[list[int]], severe: int) -> None:
    even = [[row[0]] * len(row) for row in block]
    assume(len({row[0] for row in block}) > 1)
    found = correlations(by_member([[row[0] - severe, *row[1:]] for row in even]))
    assert found.consistency_single == 1
    assert found.agreement_single is not None
    assert found.agreement_single < 1


def test_dossiers_that_not_all_marked_are_left_out_and_named() -> None:
    marks = by_member(SHROUT_FLEISS)
    more = [*marks, Given("E2", "M0", 100), Given("E1", "M3", 400)]
    found = correlations(more)
    assert (found.left_out, found.complete, found.dossiers) == (("E1", "E2"), False, 6)
    assert found.agreement_single == correlations(marks).agreement_single


@pytest.mark.parametrize(
    ("observers", "why"),
    [
        ((), Undefined.FEW_MEMBERS),
        (((1, 2, 3),), Undefined.FEW_MEMBERS),
        (((1, None), (3, 2)), Undefined.FEW_DOSSIERS),
        (((3, 3), (3, 3)), Undefined.NO_SPREAD),
    ],
)
def test_correlations_without_meaning_say_why(observers: Rows, why: Undefined) -> None:
    found = correlations(points(observers))
    assert found.undefined == why
    assert found.agreement_single is None
    assert found.consistency_average is None


def test_where_dossiers_do_not_differ_no_consistency_is_claimed() -> None:
    found = correlations(by_member(((1, 2), (1, 2), (1, 2))))
    assert found.undefined is None
    assert (found.consistency_single, found.consistency_average) == (None, None)
    assert found.agreement_single == 0


def test_an_average_whose_denominator_is_negative_is_not_claimed() -> None:
    assert correlations(by_member(((0, 2), (2, 0)))).agreement_average is None


def test_two_marks_of_a_member_for_a_dossier_are_refused() -> None:
    twice = [Given("D1", "A", 6000), Given("D1", "A", 6000)]
    for figure in (alpha_interval, correlations):
        with pytest.raises(InputError, match="marks_twice"):
            figure(twice)
    with pytest.raises(InputError, match="marks_twice"):
        alpha_nominal([Said("D1", "A", "for"), Said("D1", "A", "for")])
