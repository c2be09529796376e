"""Points, fractions and rounding are exact and take nothing for granted."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppir_desktop.domain.points import (
    NotPointsError,
    Share,
    format_points,
    parse_points,
    parse_share,
    round_half_up,
)


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [("0", 0), ("34", 3400), ("34.5", 3450), ("34.50", 3450), ("0.05", 5), ("-2.25", -225),
     ("007", 700), ("1.000", 100)],
)  # fmt: skip
def test_a_plain_decimal_is_read_in_hundredths(text: str, hundredths: int) -> None:
    assert parse_points(text) == hundredths


@pytest.mark.parametrize(
    "text",
    ["", " ", "34점", "３４", "1e2", "1,000", ".5", "5.", "+5", "--5", "0x10", "٣٤", "NaN", "inf",
     "1" * 41, "1_000", "1 000"],
)  # fmt: skip
def test_anything_else_is_not_a_number(text: str) -> None:
    with pytest.raises(NotPointsError) as caught:
        parse_points(text)
    assert caught.value.code == "not_a_number"


@pytest.mark.parametrize("text", ["0.001", "34.505", "1.0000001", "1." + "0" * 30 + "1"])
def test_finer_than_a_hundredth_is_told_apart_from_no_number(text: str) -> None:
    with pytest.raises(NotPointsError) as caught:
        parse_points(text)
    assert caught.value.code == "too_fine"


@given(st.integers(-999_999_999, 999_999_999))
def test_points_written_and_read_again_are_the_same(hundredths: int) -> None:
    assert parse_points(format_points(hundredths)) == hundredths


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        # The fifth decimal decides, and a 5 there goes up.
        (Fraction("71.66665"), 4, "71.6667"),
        (Fraction("71.666649999"), 4, "71.6666"),
        (Fraction(215, 3), 4, "71.6667"),
        (Fraction("69.99995"), 4, "70.0000"),
        (Fraction("69.99994999"), 4, "69.9999"),
        (Fraction("0.5"), 0, "1"),
        (Fraction("1.5"), 0, "2"),
        (Fraction("2.5"), 0, "3"),  # where rounding half to even would give 2
        (Fraction("-2.5"), 0, "-3"),
        (Fraction("-0.4"), 0, "0"),
        (Fraction(78), 4, "78.0000"),
    ],
)
def test_halves_are_rounded_up_and_zeros_kept(value: Fraction, decimals: int, rounded: str) -> None:
    assert f"{round_half_up(value, decimals):f}" == rounded


@given(
    st.fractions(-1000, 1000, max_denominator=10**6),
    st.integers(0, 10),
)
def test_rounding_agrees_with_decimals_own_half_up(value: Fraction, decimals: int) -> None:
    with localcontext(prec=80):
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        oracle = quotient.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    # 80 digits decide every such value but a half, and a half is exact within them.
    assert Fraction(round_half_up(value, decimals)) == Fraction(oracle)


def test_rounding_does_not_depend_on_the_decimal_context() -> None:
    with localcontext(prec=2):
        assert f"{round_half_up(Fraction(123456789, 1000), 4):f}" == "123456.7890"


@pytest.mark.parametrize(
    ("share", "count", "base", "met"),
    [
        (Share(2, 3), 4, 6, True),
        (Share(2, 3), 4, 7, False),
        (Share(2, 3), 5, 7, True),
        (Share(3, 4), 3, 4, True),
        (Share(3, 4), 5, 7, False),  # 5/7 is 0.714
        (Share(1, 2, strictly=True), 5, 10, False),
        (Share(1, 2, strictly=True), 6, 10, True),
        (Share(1, 1), 7, 7, True),
        (Share(2, 3), 0, 0, False),
    ],
)
def test_a_share_is_met_by_cross_multiplication(
    share: Share, count: int, base: int, met: bool
) -> None:
    assert share.is_met(count, base) is met


@given(
    st.integers(1, 50).flatmap(lambda d: st.tuples(st.integers(1, d), st.just(d))),
    st.booleans(),
    st.integers(1, 300),
)
def test_the_least_count_meets_a_share_and_one_less_does_not(
    parts: tuple[int, int], strictly: bool, base: int
) -> None:
    share = Share(*parts, strictly)
    least = share.least(base)
    assert not share.is_met(least - 1, base)
    # Of a whole, no count can be more than all.
    assert share.is_met(least, base)


@pytest.mark.parametrize("text", ["0/3", "4/3", "2", "a/b", "2/0", "-1/3", "２/3", "2 / 3", ""])
def test_a_fraction_outside_of_0_to_1_is_refused(text: str) -> None:
    with pytest.raises(NotPointsError):
        parse_share(text)


def test_more_than_the_whole_is_refused() -> None:
    with pytest.raises(NotPointsError):
        parse_share("3/3", strictly=True)
    assert str(parse_share("1/2", strictly=True)) == "1/2"
