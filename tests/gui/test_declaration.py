"""Declaring through the widgets: the pledge, ties, contact, a recusal."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from ppir_desktop.common.wording import Wording
from ppir_desktop.ui.app import Desk
from tests.gui.reviews import FIRST, SECOND, open_dossier, said, take_on
from tests.gui.windows import PATIENCE, compose
from tests.support.desks import Desks


def test_whoever_has_a_tie_can_only_recuse(
    opened: Desk, panellists: Desks, qtbot: QtBot, stage: str
) -> None:
    place = open_dossier(opened, qtbot, FIRST)
    page = place.declaration
    assert not page.recuse.isEnabled()
    for box in (page.identity, page.pledge, *page.consents.values(), page.no_contact):
        box.click()
    assert page.ties is not None
    tie = next(iter(page.ties.ties.values()))
    tie.box.click()
    compose(tie.detail, "자문을 하였음")
    assert not page.accept.isEnabled()
    assert page.recuse.isEnabled()

    def confirm() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        yes = opened.language.words("window.declaration.recuse_yes")
        next(one for one in box.buttons() if one.text() == yes).click()

    QTimer.singleShot(0, confirm)
    with qtbot.waitSignal(place.changed, timeout=PATIENCE):
        qtbot.mouseClick(page.recuse, Qt.MouseButton.LeftButton)
    declared = said(opened, panellists).declarations[stage, FIRST].body
    assert not declared.accepts
    assert declared.conflicts is not None
    assert declared.conflicts[0].detail == "자문을 하였음"
    assert place.sheet.model is None


def test_another_language_keeps_what_was_declared_so_far(opened: Desk, qtbot: QtBot) -> None:
    page = open_dossier(opened, qtbot, FIRST).declaration
    page.identity.click()
    page.pledge.click()
    page.some_contact.click()
    compose(page.contact, "학회에서 인사")
    other = "en" if opened.language.words.language == "ko" else "ko"
    opened.language.choose(other)
    assert page.identity.isChecked()
    assert page.identity.text().split() == Wording(other)("window.declaration.identity_box").split()
    assert page.contact.toPlainText() == "학회에서 인사"
    # The pledge is another text now, which nobody has read yet.
    assert not page.pledge.isChecked()


def test_the_pledge_is_read_once_and_ties_are_asked_for_each_dossier(
    opened: Desk, qtbot: QtBot
) -> None:
    take_on(opened, qtbot)
    page = open_dossier(opened, qtbot, SECOND).declaration
    qtbot.waitUntil(lambda: page.review is not None, timeout=PATIENCE)
    assert page.pledge.isChecked()
    assert all(box.isChecked() for box in page.consents.values())
    assert not page.identity.isChecked()
    assert page.ties is not None
    assert page.ties.conflicts() is None
