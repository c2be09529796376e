"""The document pane, used as a person would: by mouse and by keys, on real documents."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.services.annotations import Colour, MarkKind
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.task_runner import TaskRunner
from ppir_desktop.ui.viewer.page_marks import TONES, Pin
from tests.gui.panes import PAPERS, Control, Key, Left, Shift, Shown, is_drawn, shown_in
from tests.gui.windows import PATIENCE, compose
from tests.support.readers import LINES, reader_of
from tests.support.vaults import open_profile


def test_pages_are_shown_scrolled_and_turned(shown: Shown) -> None:
    pane, view = shown.pane, shown.pane.view
    assert pane.strip.count() == len(PAPERS)
    assert pane.toolbar.page.text() == "1"
    assert pane.toolbar.total.text() == "/ 5"
    shown.key(Key.Key_Right)
    assert view.page == 1
    shown.until(lambda: is_drawn(pane, 1))
    shown.key(Key.Key_End)
    assert view.page == 4
    shown.key(Key.Key_PageUp)
    assert view.page < 4
    shown.key(Key.Key_Home)
    assert view.verticalScrollBar().value() == 0
    shown.key(Key.Key_G, Control)
    shown.bot.keyClicks(pane.toolbar.page, "3")
    shown.bot.keyClick(pane.toolbar.page, Key.Key_Return)
    assert view.page == 2
    assert view.hasFocus()
    shown.bot.mouseClick(pane.toolbar.buttons["previous"], Left)
    assert view.page == 1


def test_words_and_lines_are_selected_by_clicks(shown: Shown) -> None:
    pane, viewport = shown.pane, shown.pane.view.viewport()
    for words in ("안전을", "Innovative"):
        shown.bot.mouseDClick(viewport, Left, pos=shown.point(0, words) + QPoint(3, 0))
        assert pane.hand.text() == words
    shown.bot.mouseClick(viewport, Left, pos=shown.point(0, "Innovative") + QPoint(3, 0))
    assert pane.hand.text() == LINES[1]


def test_text_is_selected_by_keys(shown: Shown) -> None:
    pane = shown.pane
    for _ in range(2):
        shown.key(Key.Key_Right, Shift)
    assert pane.hand.text() == "1쪽"
    shown.key(Key.Key_Right, Shift | Control)
    assert pane.hand.text() == "1쪽 Page"
    shown.key(Key.Key_Down, Shift)
    assert pane.hand.text().startswith("1쪽 Page 1 혁신")
    shown.key(Key.Key_Up, Shift)
    shown.key(Key.Key_Left, Shift)
    assert "1쪽 Page".startswith(pane.hand.text())
    shown.key(Key.Key_A, Control)
    assert pane.hand.text().endswith(LINES[-1])
    shown.key(Key.Key_Escape)
    assert not pane.hand.has_some()


def test_copying_is_refused_where_the_round_says_so(shown: Shown) -> None:
    pane = shown.pane
    QApplication.clipboard().setText("before")
    shown.select("국민의 안전을")
    shown.key(Key.Key_C, Control)
    assert QApplication.clipboard().text() == "before"
    assert pane.notice.isVisible()
    assert pane.notice.text.text()
    shown.key(Key.Key_Escape)
    assert not pane.notice.isVisible()


def test_copying_works_where_the_round_allows_it(
    undressed: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    with reader_of(tmp_path, (PAPERS[:1],), copy_text=True) as reader:
        runner = TaskRunner()
        session = Session(runner)
        session.take(reader.profile)
        for shown in shown_in("ko", reader, session, qtbot):
            shown.select("국민의 안전을")
            shown.key(Key.Key_C, Control)
            assert QApplication.clipboard().text() == "국민의 안전을"
        runner.close()


def test_words_are_found_in_the_document(shown: Shown) -> None:
    pane, finder = shown.pane, shown.pane.finder
    shown.key(Key.Key_F, Control)
    compose(pane.find_bar.field, "국민의")
    shown.until(lambda: finder.total == 5 and not finder.is_reading)
    assert finder.number == 1
    assert "5" in pane.find_bar.count.text()
    shown.bot.keyClick(pane.find_bar.field, Key.Key_F3)
    assert finder.number == 2
    shown.until(lambda: pane.view.page == 1)
    for _ in range(2):
        shown.bot.keyClick(pane.find_bar.field, Key.Key_F3, Shift)
    assert finder.number == 5
    shown.bot.keyClick(pane.find_bar.field, Key.Key_Return)
    assert finder.number == 1
    shown.bot.keyClick(pane.find_bar.field, Key.Key_Escape)
    assert not pane.find_bar.isVisible()
    assert finder.total == 0


def test_a_highlight_is_drawn_undone_and_there_after_a_restart(korean: Shown) -> None:
    pane, words = korean.pane, "국민의 안전을"
    korean.select(words)
    with korean.bot.waitSignal(pane.saved, timeout=PATIENCE):
        korean.key(Key.Key_H)
    (mark,) = pane.marks.all()
    assert (mark.kind, mark.quote) == (MarkKind.HIGHLIGHT, words)
    at = korean.point(0, words) + QPoint(1, -6)
    assert pane.view.viewport().grab().toImage().pixelColor(at) == QColor(TONES[Colour.YELLOW])
    korean.key(Key.Key_Z, Control)
    assert pane.marks.all() == []
    with korean.bot.waitSignal(pane.saved, timeout=PATIENCE):
        korean.key(Key.Key_Z, Control | Shift)
    korean.key(Key.Key_Right)
    korean.until(lambda: not pane.place.has_moved)
    korean.session.lock()
    korean.until(lambda: not korean.session.runner._running)
    again = open_profile(name=korean.reader.number)
    korean.session.take(again)
    pane.show_card(korean.reader._replace(profile=again).cards()[0])
    korean.until(lambda: pane.model.sizes)
    assert pane.marks.all() == [mark]
    # And the reader is where they were.
    assert pane.view.page == 1


def test_a_note_is_written_coloured_chosen_by_key_and_deleted(korean: Shown) -> None:
    pane, card = korean.pane, korean.pane.marking.card
    korean.select("수신 성공률")
    korean.key(Key.Key_N)
    assert card.isVisible()
    assert card.text.hasFocus()
    korean.bot.keyClicks(card.text, "why?")
    with korean.bot.waitSignal(pane.saved, timeout=PATIENCE):
        korean.bot.keyClick(card.text, Key.Key_Escape)
    assert not card.isVisible()
    korean.key(Key.Key_F8)
    assert pane.marks.current is not None
    assert pane.marks.current.note == "why?"
    korean.bot.mouseClick(card.colours[Colour.BLUE], Left)
    assert pane.marks.current.colour is Colour.BLUE
    korean.key(Key.Key_Delete)
    assert pane.marks.all() == []
    korean.key(Key.Key_Z, Control)
    assert pane.marks.all()[0].colour is Colour.BLUE
    # A note that belongs to no words stands in the margin.
    korean.key(Key.Key_Escape)
    korean.key(Key.Key_N)
    assert {mark.kind for mark in pane.marks.all()} == {MarkKind.HIGHLIGHT, MarkKind.NOTE}


def test_a_click_on_a_highlight_opens_its_card(korean: Shown) -> None:
    pane = korean.pane
    korean.select("국민의 안전을")
    korean.key(Key.Key_H)
    at = korean.point(0, "안전을") + QPoint(4, 0)
    korean.bot.mouseClick(pane.view.viewport(), Left, pos=at)
    assert pane.marking.card.isVisible()
    assert pane.marking.card.quote.text() == "국민의 안전을"


def test_evidence_is_pinned_and_found_again(korean: Shown) -> None:
    pane, words = korean.pane, "수신 성공률은 99.2 %"
    korean.select(words)
    with korean.bot.waitSignal(pane.evidence_wanted, timeout=PATIENCE) as pinned:
        korean.key(Key.Key_E)
    assert pinned.args == [korean.documents[0], 0, words]
    pane.show_pins([Pin(korean.documents[0], 2, words, "2")])
    pane.show_passage(korean.documents[0], 2, words)
    korean.until(lambda: pane.hand.text() == words)
    assert pane.view.page == 2
    korean.show(1)
    pane.show_passage(korean.documents[0], 3, words)
    korean.until(lambda: pane.hand.text() == words)
    assert pane.hand.passages()[0].page == 3


def test_the_outline_and_small_pages_lead_to_pages(korean: Shown) -> None:
    pane = korean.pane
    korean.key(Key.Key_F9, Shift)
    outline = pane.panel.outline
    korean.until(lambda: pane.panel.stack.currentWidget() is outline)
    index = outline.model().index(3, 0)
    assert index.data() == "제4장"
    outline.setCurrentIndex(index)
    korean.bot.keyClick(outline, Key.Key_Return)
    assert pane.view.page == 3
    korean.bot.keyClick(outline, Key.Key_F9)
    thumbnails = pane.panel.thumbnails
    korean.until(lambda: len(pane.model.small) > 0)
    assert thumbnails.currentIndex().row() == 3
    rectangle = thumbnails.visualRect(thumbnails.model().index(2, 0))
    korean.bot.mouseClick(thumbnails.viewport(), Left, pos=rectangle.center())
    assert pane.view.page == 2
    korean.bot.keyClick(thumbnails, Key.Key_F9)
    assert not pane.panel.isVisible()


def test_pages_are_turned_and_zoomed_around_what_is_seen(korean: Shown) -> None:
    pane, view = korean.pane, korean.pane.view
    korean.show(0, 2)
    korean.key(Key.Key_R, Control)
    box = view.pile.box(2)
    assert box.width > box.height
    assert view.page == 2
    korean.until(lambda: is_drawn(pane, 2))
    # Words are selected where they are now.
    korean.select("국민의 안전을", 2)
    korean.key(Key.Key_R, Control | Shift)
    before = view.percent()
    korean.key(Key.Key_Plus, Control)
    assert view.percent() > before
    assert view.page == 2
    korean.key(Key.Key_9, Control)
    assert view.pile.box(2).height <= view.viewport().height()
    korean.key(Key.Key_0, Control)
    assert view.percent() == pytest.approx(before)
    at = QPointF(korean.point(2, "안전을"))
    spot = view.spot(at)
    wheel = QWheelEvent(
        at, at, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, Control,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), wheel)
    again = view.spot(at)
    assert spot is not None
    assert again is not None
    assert again.page == 2
    assert again.y == pytest.approx(spot.y, abs=2)


def test_plain_text_and_pictures_are_shown_too(korean: Shown) -> None:
    pane = korean.pane
    korean.key(Key.Key_PageDown, Control)
    korean.until_drawn(1)
    at = korean.point(0, "둘째") + QPoint(3, 0)
    korean.bot.mouseDClick(pane.view.viewport(), Left, pos=at)
    assert pane.hand.text() == "둘째"
    korean.show(2)
    (tile,) = pane.view.pile.tiles(0, 0, 10**9)
    image = pane.model.tiles.get(tile)
    assert image is not None
    assert image.pixelColor(5, 5) == QColor(30, 30, 200)
    korean.key(Key.Key_R, Control)
    korean.until(lambda: is_drawn(pane, 0))
    (tile,) = pane.view.pile.tiles(0, 0, 10**9)
    image = pane.model.tiles.get(tile)
    assert image is not None
    assert image.pixelColor(image.width() - 5, 5) == QColor(30, 30, 200)
