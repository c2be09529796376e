"""Whatever a cell holds, it is read or refused by name; what was read is written and read alike."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ppir_desktop.common.problems import Problem
from ppir_desktop.intake import cells
from ppir_desktop.intake.cells import CellError
from ppir_desktop.intake.rows import tidy
from tests.support.kits import said

Read = Callable[[str], Any]

_CODES: Final = ("E1", "E2", "M4")
READERS: Final[dict[str, Read]] = {
    "plain": cells.plain,
    "name": cells.name,
    "identifier": cells.identifier,
    "folder_name": cells.folder_name,
    "summary": cells.summary,
    "date": cells.date,
    "whole": partial(cells.whole, most=80),
    "business_number": cells.business_number,
    "email": cells.email,
    "sector": cells.sector,
    "degree": cells.degree,
    "answer": cells.answer,
    "names": cells.names,
    "words": cells.words,
    "identifiers": cells.identifiers,
    "code_of": partial(cells.code_of, allowed=_CODES),
    "codes_of": partial(cells.codes_of, allowed=_CODES),
}
# Letters that cells are made of, those that look like them, and those that hide.
_SEEN: Final = "0123456789-./,;|@ 년월일E1박사Y예가０１－．，；＠"
_LETTERS: Final = _SEEN + "\u1100\u1161\n\t\r\u3000\xa0\u200b\u202e\ufffd\ud800"
anything = (
    st.text() | st.text(st.sampled_from(_LETTERS)) | st.from_regex(r"[0-9]{4}.[0-9]+.[0-9]+.?")
)
digits = st.text("0123456789", min_size=9, max_size=9)


@pytest.mark.parametrize("reader", READERS)
@given(text=anything)
@example(text="")
@example(text="١٩٩٩-٠١-٠١")
@example(text="²")
@example(text="9" * 5_000)
@example(text="\ufdfa" * 200)
@example(text="a@" + "b." * 130 + "org")
@example(text="-" * 20_000)
@example(text="a" * 64 + "@" + "a-" * 9_000)
def test_a_cell_is_read_or_refused_by_name_whatever_it_holds(reader: str, text: str) -> None:
    try:
        READERS[reader](tidy(text))
    except CellError as error:
        said(Problem(code=error.code, value=text[:200], params=error.params))


@pytest.mark.parametrize("reader", ["name", "identifier", "folder_name", "summary", "email"])
@given(text=anything)
def test_what_was_read_is_read_alike_again_and_hides_nothing(reader: str, text: str) -> None:
    try:
        once = READERS[reader](tidy(text))
    except CellError:
        return
    assert not set(once) & set("\u200b\u202e\ufffd\ud800\r\t")
    try:
        again = READERS[reader](tidy(once))
    except CellError as error:
        # Letters of one sign, such as ㈜, may become several.
        assert error.code == "text_too_long"  # noqa: PT017
    else:
        assert again == tidy(once)


@given(day=st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31)), wide=st.booleans())
def test_a_day_is_read_however_it_is_written(day: dt.date, wide: bool) -> None:
    year, month, date = day.year, day.month, day.day
    for text in (
        day.isoformat(), f"{year}.{month}.{date}", f"{year}. {month}. {date}.", f"{day:%Y%m%d}",
        f"{year}년 {month}월 {date}일", f"{year}/{month:02d}/{date:02d}", f"{day} 00:00:00",
    ):  # fmt: skip
        assert cells.date(widened(text) if wide else text) == day


@given(day=st.dates())
def test_a_day_of_another_age_is_a_mistake(day: dt.date) -> None:
    if 1950 <= day.year <= 2100:
        assert cells.date(day.isoformat()) == day
        return
    with pytest.raises(CellError, match="date_out_of_range"):
        cells.date(day.isoformat())


@given(number=st.integers(0, 10**15), wide=st.booleans())
def test_a_whole_number_is_read_with_and_without_commas(number: int, wide: bool) -> None:
    for text in (str(number), f"{number:,}", f" {number} "):
        assert cells.whole(widened(text) if wide else text, most=10**15) == number
    with pytest.raises(CellError, match="number_too_large"):
        cells.whole(str(number + 1), most=number)


@given(number=st.integers(max_value=-1) | st.floats(allow_nan=True, allow_infinity=True))
def test_what_is_no_whole_number_from_nothing_on_is_refused(number: float) -> None:
    with pytest.raises(CellError):
        cells.whole(str(number), most=10**15)


@given(first=digits, wide=st.booleans())
def test_just_one_of_ten_check_digits_is_right(first: str, wide: bool) -> None:
    right = []
    for last in "0123456789":
        text = f"{first[:3]}-{first[3:5]}-{first[5:]}{last}"
        try:
            right.append(cells.business_number(widened(text) if wide else text))
        except CellError as error:
            assert error.code == "not_a_business_number"  # noqa: PT017
    assert len(right) == 1
    assert cells.business_number(right[0].replace("-", "")) == right[0]


@given(first=digits, place=st.integers(0, 8), other=st.sampled_from("0123456789"))
def test_a_mistyped_digit_of_a_business_number_is_mostly_noticed(
    first: str, place: int, other: str
) -> None:
    def check_digit(nine: str) -> str:
        return next(digit for digit in "0123456789" if _is_right(nine + digit))

    changed = first[:place] + other + first[place + 1 :]
    if changed != first and place != 8:  # the ninth counts twice, so that some mistakes cancel out
        assert check_digit(changed) != check_digit(first)


def _is_right(text: str) -> bool:
    try:
        cells.business_number(text)
    except CellError:
        return False
    return True


@given(address=st.emails(domains=st.just("example.org")))
def test_usual_addresses_are_read_as_they_are(address: str) -> None:
    assert cells.email(address) == address
    assert cells.email(f" {address}\u3000") == address
    for wrong in (f"<{address}>", f"{address};{address}", f"김 {address}", address[:-4]):
        with pytest.raises(CellError, match="not_an_email"):
            cells.email(wrong)


_words = st.lists(
    st.from_regex(r"[가-힣A-Za-z0-9][가-힣A-Za-z0-9 ]{0,8}", fullmatch=True), max_size=8
)


@given(found=_words, between=st.sampled_from([";", "; ", " ;;", "\n", "|", "；", "\r\n"]))
def test_names_are_read_each_once_in_their_order(found: list[str], between: str) -> None:
    expected = tuple(dict.fromkeys(" ".join(one.split()) for one in found))
    assert cells.names(between.join(found)) == expected


@given(found=_words, between=st.sampled_from([",", ", ", ";", "、", "·", "ㆍ", "/", "，", "\n"]))
def test_words_are_read_each_once_in_their_order(found: list[str], between: str) -> None:
    expected = tuple(dict.fromkeys(" ".join(one.split()) for one in found))
    assert cells.words(between.join(found)) == expected


@given(found=st.lists(st.sampled_from(_CODES), min_size=1), wide=st.booleans())
def test_codes_are_read_each_once_whatever_their_case_and_width(
    found: list[str], wide: bool
) -> None:
    text = ", ".join(found).lower()
    text = widened(text) if wide else text
    assert cells.codes_of(text, _CODES) == tuple(dict.fromkeys(found))


@given(text=st.text("가나다라마바사 힣각뷁"))
def test_hangul_in_parts_is_read_as_hangul(text: str) -> None:
    assert cells.name(tidy(unicodedata.normalize("NFD", text))) == " ".join(text.split())


def test_a_list_of_five_hundred_is_read_and_one_more_is_too_long() -> None:
    assert len(cells.words(",".join(map(str, range(500))))) == 500
    with pytest.raises(CellError, match="list_too_long"):
        cells.words(",".join(map(str, range(501))))


def widened(text: str) -> str:
    """A text in letters of full width."""
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text)
