"""The document pane, used as a person would: by mouse and by keys, on real documents."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QInputMethodEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QTabBar, QToolButton
from pytestqt.qtbot import QtBot

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.common.wording import LANGUAGES, Wording
from ppir_desktop.documents.sniffing import DocumentKind
from ppir_desktop.services import searching
from ppir_desktop.services.annotations import Colour, MarkKind
from ppir_desktop.services.dossier_reading import DocumentWorker
from ppir_desktop.services.dossiers import State
from ppir_desktop.services.sessions import OpenProfile
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.task_runner import TaskRunner
from ppir_desktop.ui.theme import dress
from ppir_desktop.ui.viewer.indexer import Indexer
from ppir_desktop.ui.viewer.page_marks import TONES, Pin
from ppir_desktop.ui.viewer.search_pane import SearchPane
from ppir_desktop.ui.viewer.viewer_pane import ViewerPane
from tests.support.readers import LINES, Paper, Reader, korean_pdf, picture, reader_of
from tests.support.vaults import open_profile

PATIENCE = 60_000
PAPERS = (
    Paper("신청서", korean_pdf(5), pages=5),
    Paper("규격서", "가나다 규격\n둘째 줄의 글".encode(), DocumentKind.TEXT),
    Paper("사진", picture(), DocumentKind.PNG),
    Paper("특허증", b"%PDF-1.7\nbroken"),
)
Key, Left = Qt.Key, Qt.MouseButton.LeftButton
Control, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Shown(NamedTuple):
    """A pane with a dossier, and who reads it."""

    reader: Reader
    session: Session
    pane: ViewerPane
    bot: QtBot

    @property
    def documents(self) -> list[Digest]:
        return [one.digest for one in self.reader.cards()[0].manifest.documents]

    def until(self, condition: Callable[[], object]) -> None:
        self.bot.waitUntil(lambda: bool(condition()), timeout=PATIENCE)

    def until_drawn(self, document: int = 0, page: int = 0) -> None:
        """Wait until a page of a document is there with its letters."""
        pane = self.pane
        self.until(lambda: pane.document == self.documents[document] and pane.model.sizes)
        self.until(lambda: pane.model.letters(page) is not None and is_drawn(pane, page))

    def show(self, document: int = 0, page: int = 0) -> None:
        self.pane.open_at(self.documents[document], page)
        self.until_drawn(document, page)

    def key(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self.bot.keyClick(self.pane.view, key, modifiers)

    def point(self, page: int, words: str, *, at_end: bool = False) -> QPoint:
        """Where words are on the viewport."""
        text = self.pane.model.letters(page)
        assert text is not None
        start = text.text.index(words)
        end = start + len(words)
        (rectangle,) = text.rectangles((end - 1, end) if at_end else (start, start + 1))
        left, top, right, bottom = rectangle
        across, down = right if at_end else left, (top + bottom) / 2
        return self.pane.view.on_viewport(page, (across, down, across, down)).topLeft()

    def select(self, words: str, page: int = 0) -> None:
        """Drag over words."""
        viewport = self.pane.view.viewport()
        begin, end = self.point(page, words), self.point(page, words, at_end=True)
        self.bot.mousePress(viewport, Left, pos=begin)
        drag(viewport_of=self.pane, to=end)
        self.bot.mouseRelease(viewport, Left, pos=end)
        assert self.pane.hand.text() == words


def drag(viewport_of: ViewerPane, to: QPoint) -> None:
    """Move the mouse with its button held, which the offscreen platform has no notion of."""
    from PySide6.QtGui import QMouseEvent  # noqa: PLC0415

    viewport = viewport_of.view.viewport()
    at = QPointF(to)
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, QPointF(viewport.mapToGlobal(to)), Qt.MouseButton.NoButton, Left,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def is_drawn(pane: ViewerPane, page: int) -> bool:
    view = pane.view
    return page < len(view.pile) and all(
        tile in pane.model.tiles for tile in view.pile.tiles(page, 0, 10**9)
    )


def compose(field: QLineEdit, text: str) -> None:
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    other = (Paper("신청서", korean_pdf(2, ("수소 연료전지의 안전", "Hydrogen"))),)
    with reader_of(tmp_path, (PAPERS, other)) as made:
        yield made


@pytest.fixture
def session(reader: Reader) -> Iterator[Session]:
    runner = TaskRunner()
    session = Session(runner)
    session.take(reader.profile)
    yield session
    session.lock()
    runner.close()


@pytest.fixture(params=LANGUAGES)
def shown(
    request: pytest.FixtureRequest,
    undressed: QApplication,
    reader: Reader,
    session: Session,
    qtbot: QtBot,
) -> Iterator[Shown]:
    """The first dossier, open at the first page of its first document."""
    dress(undressed)
    yield from shown_in(request.param, reader, session, qtbot)


def shown_in(language: str, reader: Reader, session: Session, qtbot: QtBot) -> Iterator[Shown]:
    pane = ViewerPane(Language(Wording(language)), session)
    qtbot.addWidget(pane)
    pane.resize(600, 620)
    pane.show()
    pane.activateWindow()
    qtbot.waitExposed(pane)
    shown = Shown(reader, session, pane, qtbot)
    pane.show_card(reader.cards()[0])
    shown.until_drawn()
    pane.view.setFocus()
    yield shown
    session.lock()


@pytest.fixture
def korean(
    undressed: QApplication, reader: Reader, session: Session, qtbot: QtBot
) -> Iterator[Shown]:
    dress(undressed)
    yield from shown_in("ko", reader, session, qtbot)


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
    korean.until(lambda: not pane._has_moved)
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


def test_a_broken_document_says_so_and_leaves_the_others_alone(shown: Shown) -> None:
    pane = shown.pane
    pane.strip.setCurrentIndex(3)
    shown.until(pane.message.isVisible)
    assert pane.message.text.text()
    assert pane.message.retry.isVisible()
    shown.bot.mouseClick(pane.message.retry, Left)
    pane.strip.setCurrentIndex(0)
    shown.until_drawn(0)
    assert not pane.message.isVisible()


def test_a_document_that_has_not_come_waits_for_an_exchange(korean: Shown) -> None:
    pane, profile = korean.pane, korean.reader.profile
    document = korean.reader.cards()[0].manifest.documents[2]
    profile.vault.blobs.delete(document.blob)
    pane.open_at(document.digest, 0)
    korean.until(pane.message.isVisible)
    assert pane.message.text.text() == Wording("ko")("window.viewer.not_here")


def test_nothing_is_shown_of_a_dossier_that_is_not_declared_or_was_withdrawn(
    korean: Shown,
) -> None:
    pane, card, words = korean.pane, korean.reader.cards()[0], Wording("ko")
    for state, key in ((State.TO_DECLARE, "closed"), (State.WITHDRAWN, "withdrawn")):
        pane.show_card(msgspec.structs.replace(card, state=state))
        assert pane.message.text.text() == words(f"window.viewer.{key}")
        assert (pane.message.isVisible(), pane.model.sizes) == (True, ())
        pane.show_card(card)
        korean.until_drawn()
        # What only goes on is shown as it was.
        pane.show_card(msgspec.structs.replace(card, state=State.IN_PROGRESS))
        assert pane.model.sizes


def test_a_worker_that_was_killed_is_started_anew_without_a_word(korean: Shown) -> None:
    pane = korean.pane
    killed = pane.model.worker.pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    korean.key(Key.Key_End)
    korean.until(lambda: is_drawn(pane, 4))
    assert pane.model.worker.pid != killed
    assert not pane.fault.isVisible()
    assert not pane.notice.isVisible()


def test_a_page_that_fails_says_so_in_its_place_and_is_tried_again(korean: Shown) -> None:
    from ppir_desktop.common.errors import InputError  # noqa: PLC0415
    from ppir_desktop.ui.viewer.open_pages import OpenPages  # noqa: PLC0415

    pane = korean.pane
    with pytest.MonkeyPatch.context() as patch:

        def fail(_self: object, _tile: object) -> None:
            raise InputError("document_picture_refused")

        patch.setattr(OpenPages, "picture", fail)
        korean.key(Key.Key_End)
        korean.until(pane.fault.isVisible)
        assert pane.fault.text.text()
    korean.bot.mouseClick(pane.fault.retry, Left)
    korean.until(lambda: is_drawn(pane, 4))
    assert pane.model.errors.keys() <= {3}


def test_locking_drops_everything(shown: Shown) -> None:
    pane, model = shown.pane, shown.pane.model
    shown.key(Key.Key_F, Control)
    compose(pane.find_bar.field, "국민의")
    shown.until(lambda: pane.finder.total > 0)
    assert LINES[0] in pane.view.accessibleDescription()
    shown.select("국민의 안전을")
    shown.key(Key.Key_N)
    shown.session.lock()
    assert (len(model.tiles), len(model.small), model.sizes, model.texts) == (0, 0, (), [])
    assert model.letters(0) is None
    assert pane.marks.all() == []
    assert pane.strip.count() == 0
    assert pane.marking.card.text.toPlainText() == ""
    assert pane.marking.card.quote.text() == ""
    assert pane.find_bar.field.text() == ""
    assert pane.view.accessibleDescription() == pane.view.accessibleName() == ""
    assert pane.panel.outline.model().rowCount() == 0
    assert not pane.view.isVisible()
    shown.until(lambda: model.worker.pid is None)


def test_another_dossier_shows_nothing_of_the_one_before(korean: Shown) -> None:
    pane = korean.pane
    card = korean.reader.cards()[1]
    korean.key(Key.Key_End)
    pane.show_card(card)
    korean.until(lambda: pane.document == card.manifest.documents[0].digest and pane.model.sizes)
    assert len(pane.model.sizes) == 2
    assert pane.view.page == 0
    pane.show_card(korean.reader.cards()[0])
    korean.until(lambda: len(pane.model.sizes) == 5)
    assert pane.view.page == 4


def test_a_hit_in_another_dossier_leads_to_its_page(korean: Shown) -> None:
    pane, session = korean.pane, korean.session
    indexer = Indexer(session)
    search = SearchPane(Language(Wording("ko")), session, indexer)
    korean.bot.addWidget(search)
    search.show()
    indexer.start()
    profile = korean.reader.profile
    broken = korean.documents[3]
    korean.until(
        lambda: (
            {one.document for one in searching.due_for_index(profile)} <= {broken}
            and indexer.waiting == 0
        )
    )
    compose(search.field, "수소 연료")
    korean.until(lambda: search.model.rowCount() == 2)
    assert search.count.text() == Wording("ko").choose("window.search.count", 2)
    korean.bot.keyClick(search.field, Key.Key_Down)
    with korean.bot.waitSignal(search.hit_chosen, timeout=PATIENCE) as chosen:
        korean.bot.keyClick(search.results, Key.Key_Return)
    _, _, dossier, digest, page, sought = chosen.args
    card = korean.reader.cards()[1]
    assert dossier == card.dossier
    pane.show_card(card)
    pane.open_at(digest, page, sought=sought)
    korean.until(lambda: pane.finder.total > 0 and pane.model.letters(page) is not None)
    assert pane.view.page == page
    assert pane.find_bar.field.text() == "수소 연료"
    session.lock()
    assert search.field.text() == ""
    assert search.model.rowCount() == 0
    korean.until(lambda: indexer._worker.pid is None)


def test_what_is_opened_for_the_index_after_locking_is_closed_again(
    reader: Reader, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    closed: list[bool] = []

    class Late(searching.Indexing):
        """Opened, but not handed over yet."""

        def __init__(
            self, profile: OpenProfile, worker: DocumentWorker, item: searching.Unindexed
        ) -> None:
            super().__init__(profile, worker, item)
            begun.set()
            assert go_on.wait(60)

        def close(self) -> None:
            super().close()
            closed.append(True)

    monkeypatch.setattr("ppir_desktop.ui.viewer.indexer.Indexing", Late)
    indexer = Indexer(session)
    indexer.start()
    qtbot.waitUntil(begun.is_set, timeout=PATIENCE)
    session.lock()
    go_on.set()
    session.runner.close()
    assert closed
    assert indexer.worker_pid is None


def test_every_control_has_a_name_and_says_its_key(shown: Shown) -> None:
    pane = shown.pane
    shown.key(Key.Key_F, Control)
    shown.select("국민의 안전을")
    shown.key(Key.Key_N)
    for button in pane.findChildren(QToolButton):
        if not isinstance(button.parent(), (QTabBar, QLineEdit)):
            assert button.accessibleName(), button.objectName()
            assert button.toolTip(), button.objectName()
    for field in pane.findChildren(QLineEdit):
        assert field.accessibleName()
    for widget in (pane.view, pane.strip, pane.panel.outline, pane.panel.thumbnails):
        assert widget.accessibleName()
    assert "H" in pane.toolbar.buttons["highlight"].toolTip()
