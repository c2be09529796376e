"""Pages lie where they should, turned and zoomed; words are found whatever their lines do."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ppir_desktop.common.wording import Wording
from ppir_desktop.services.dossier_reading import Letters
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.theme import dress
from ppir_desktop.ui.viewer.geometry import Pile, fitting, next_step
from ppir_desktop.ui.viewer.image_cache import ImageCache
from ppir_desktop.ui.viewer.page_text import PageText, passage, sought
from ppir_desktop.ui.viewer.text_sheet import TextSheet
from ppir_desktop.ui.viewer.toolbar import Toolbar

SIDES = st.floats(10, 2000)
A4 = (595.0, 842.0)


def laid_out(*lines: str) -> PageText:
    """Text whose letters are ten points wide and high, its lines twenty apart."""
    text, boxes = "\n".join(lines), array("f")
    for row, line in enumerate(lines):
        for column in range(len(line)):
            boxes.extend((10 * column, 20 * row, 10 * column + 10, 20 * row + 10))
        if row < len(lines) - 1:
            boxes.extend((0, 0, 0, 0))
    return PageText(Letters(text, boxes))


@given(
    sizes=st.lists(st.tuples(SIDES, SIDES), min_size=1, max_size=20),
    rotation=st.sampled_from([0, 90, 180, 270]),
    scale=st.floats(0.1, 4),
    share=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_a_place_on_a_page_is_found_again(
    sizes: list[tuple[float, float]], rotation: int, scale: float, share: tuple[float, float]
) -> None:
    pile = Pile(sizes, rotation, scale, 12)
    for page, (width, height) in enumerate(sizes):
        x, y = width * share[0], height * share[1]
        left, top, _, _ = pile.placed(page, (x, y, x, y))
        spot = pile.spot(left, top)
        assert spot is not None
        assert spot.page == page
        assert (spot.x, spot.y) == pytest.approx((x, y), abs=1e-3 + 1 / scale)


@given(
    sizes=st.lists(st.tuples(SIDES, SIDES), min_size=1, max_size=8),
    room=st.tuples(st.integers(100, 3000), st.integers(100, 3000)),
    rotation=st.sampled_from([0, 90]),
)
def test_what_is_to_fit_fits(
    sizes: list[tuple[float, float]], room: tuple[int, int], rotation: int
) -> None:
    by_width = Pile(sizes, rotation, fitting(sizes, rotation, "width", room, 12), 12)
    assert by_width.width <= room[0] + 1 or fitting(sizes, rotation, "width", room, 12) == 0.02
    whole = Pile(sizes, rotation, fitting(sizes, rotation, "page", room, 12), 12)
    assert whole.scale <= by_width.scale


def test_tiles_cover_a_page_once() -> None:
    pile = Pile([A4], 0, 5.0, 12)
    box = pile.box(0)
    tiles = list(pile.tiles(0, 0, pile.height))
    assert sum(tile.width * tile.height for tile in tiles) == box.width * box.height
    assert {tile.left for tile in tiles} == {0, 2048}
    assert list(pile.tiles(0, 0, 100)) == tiles[:2]


def test_an_empty_pile_has_nothing() -> None:
    pile = Pile([], 0, 1.0, 12)
    assert pile.spot(1, 1) is None
    assert list(pile.between(0, 100)) == []


def test_zooming_goes_by_usual_steps() -> None:
    assert next_step(0.71, 1) == 0.75
    assert next_step(0.71, -1) == 0.67
    assert next_step(8.0, 1) == 8.0
    assert next_step(0.1, -1) == 0.1


@pytest.mark.parametrize(
    ("parts", "text", "found"),
    [
        (["안전"], "국민의 안\n전을", ["안\n전"]),
        (["안전"], "국민의 \u110b\u1161\u11ab\u110c\u1165\u11ab을", [
            "\u110b\u1161\u11ab\u110c\u1165\u11ab"]),
        (["public buyers"], "for Public\nbuyers, public  buyers", [
            "Public\nbuyers", "public  buyers"]),
        (["a.c", "("], "abc a.c (", ["a.c", "("]),
        (["  "], "  ", []),
    ],
)  # fmt: skip
def test_what_is_sought_is_found_over_the_ends_of_lines(
    parts: list[str], text: str, found: list[str]
) -> None:
    page, pattern = laid_out(*text.split("\n")), sought(parts)
    spans = page.find(pattern) if pattern is not None else []
    assert [page.text[slice(*span)] for span in spans] == found


def test_a_passage_is_found_wherever_its_words_break() -> None:
    pattern = passage("국민의 안전을 지킨다")
    assert pattern is not None
    page = laid_out("국민의안전", "을 지킨다.")
    ((start, end),) = page.find(pattern)
    assert page.quote((start, end)) == "국민의안전 을 지킨다"
    assert page.rectangles((start, end)) == [(0, 0, 50, 10), (0, 20, 50, 30)]


def test_carets_words_and_lines_are_found_near_a_point() -> None:
    page = laid_out("혁신제품은 센서로,", "second line")
    assert page.caret_at(64, 5) == 6
    assert page.text[slice(*page.word(7))] == "센서로"
    assert page.text[slice(*page.line(page.caret_at(500, 100) or 0))] == "second line"
    assert page.next_line(3, 1) == 14
    assert page.next_line(14, -1) == 3
    assert page.next_line(3, -1) == 0
    assert page.next_word(0, 1) == 5
    assert page.next_word(7, -1) == 6
    empty = laid_out("")
    assert empty.caret_at(1, 1) is None
    assert empty.line(0) == (0, 0)
    assert empty.next_line(0, 1) == 0


def test_a_cache_forgets_what_was_not_looked_at_for_longest() -> None:
    cache, picture = ImageCache(1000), QImage(10, 10, QImage.Format.Format_RGB32)
    for key in "ab":
        cache.put(key, picture)
    assert cache.get("a") is not None
    cache.put("c", picture)
    assert ("a" in cache, "b" in cache, "c" in cache) == (True, False, True)
    assert cache.bytes == 800
    cache.put("c", picture)
    assert cache.bytes == 800


@pytest.mark.parametrize("text", ["", "가나다\n" * 60, "긴 줄 " * 1500, "\ttab\r\nnext\U0001f600"])
def test_plain_text_fits_its_sheet(undressed: QApplication, text: str) -> None:
    dress(undressed)
    letters = TextSheet(text, A4).letters()
    assert letters.text == text
    page = PageText(letters)
    assert all(0 <= line.left <= line.right <= A4[0] for line in page.lines)
    assert all(0 <= line.top <= line.bottom <= A4[1] for line in page.lines)


def test_a_narrow_bar_keeps_everything_within_reach(undressed: QApplication, qtbot: QtBot) -> None:
    dress(undressed)
    bar = Toolbar(Language(Wording("en")))
    qtbot.addWidget(bar)
    bar.show()
    bar.show_page(0, 151)
    bar.resize(640, 40)
    assert not bar.more.isVisible()
    bar.resize(340, 40)
    assert bar.more.isVisible()
    menu = bar.more.menu()
    assert menu is not None
    hidden = [action for action in menu.actions() if action.isVisible()]
    shown = [button for button in bar.buttons.values() if button.isVisible()]
    assert len(hidden) + len(shown) == len(bar.buttons)
    assert all(button.geometry().right() <= bar.width() for button in shown)
    assert bar.more.mapTo(bar, QPoint(0, 0)).x() + bar.more.width() <= bar.width()
    with qtbot.waitSignal(bar.wanted) as wanted:
        hidden[0].trigger()
    assert wanted.args == ["smaller"]
