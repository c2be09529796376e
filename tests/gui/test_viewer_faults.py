"""The document pane when something is wrong, goes away, or is another dossier's."""

from __future__ import annotations

import os
import signal
import threading

import msgspec
import pytest
from PySide6.QtWidgets import QLineEdit, QTabBar, QToolButton
from pytestqt.qtbot import QtBot

from ppir_desktop.common.wording import Wording
from ppir_desktop.services import searching
from ppir_desktop.services.dossier_reading import DocumentWorker
from ppir_desktop.services.dossiers import State
from ppir_desktop.services.sessions import OpenProfile
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.viewer.indexer import Indexer
from ppir_desktop.ui.viewer.search_pane import SearchPane
from tests.gui.panes import Control, Key, Left, Shown, is_drawn
from tests.gui.windows import PATIENCE, compose
from tests.support.readers import LINES, Reader


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
