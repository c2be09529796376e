"""Reviewing by the widgets, as tests do it: declare, mark, sign."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ppir_desktop.services import drafts
from ppir_desktop.services.drafts import Draft
from ppir_desktop.services.own_records import OwnRecords, own_records
from ppir_desktop.ui.app import Desk
from ppir_desktop.ui.viewmodels.dossier_list import Role
from ppir_desktop.ui.views.review_place import ReviewPlace
from ppir_desktop.ui.views.sheet_pane import SheetPane
from ppir_desktop.ui.widgets.mark_fields import PointsField
from tests.gui.windows import PATIENCE, compose
from tests.support.desks import Desks
from tests.support.vaults import SECRET

FIRST, SECOND = "2026-0001", "2026-0002"


def open_dossier(desk: Desk, qtbot: QtBot, number: str) -> ReviewPlace:
    place = desk.window.made.review
    for row in range(place.dossiers.filter.rowCount()):
        index = place.dossiers.filter.index(row, 0)
        if index.data(Role.CARD).dossier == number:
            place.dossiers.list.setCurrentIndex(index)
    qtbot.waitUntil(
        lambda: place.declaration.review is not None or place.sheet.review is not None,
        timeout=PATIENCE,
    )
    return place


def take_on(desk: Desk, qtbot: QtBot, number: str = FIRST) -> SheetPane:
    """Declare all there is to be declared, and take a dossier on."""
    place = open_dossier(desk, qtbot, number)
    page = place.declaration
    for box in (page.identity, page.pledge, *page.consents.values()):
        if not box.isChecked():
            box.click()
    assert page.ties is not None
    page.ties.none.click()
    assert not page.accept.isEnabled()
    page.no_contact.click()
    qtbot.mouseClick(page.accept, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: place.sheet.model is not None, timeout=PATIENCE)
    assert not place.sheet.is_settled
    return place.sheet


def fill_in(sheet: SheetPane, qtbot: QtBot) -> None:
    """Give every mark by keyboard, and a comment with each."""
    for number, card in enumerate(sheet.cards, 1):
        first = card.field.first()
        first.setFocus()
        if isinstance(card.field, PointsField):
            qtbot.keyClicks(card.field.spin, str(number))
        else:
            qtbot.keyClick(first, Qt.Key.Key_Space)
        compose(card.comment, f"근거 {number}")


def sign(desk: Desk, qtbot: QtBot, *, reason: str = "") -> None:
    place = desk.window.made.review
    qtbot.mouseClick(place.sheet.footer.sign, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: place.deeds.dialog is not None, timeout=PATIENCE)
    dialog = place.deeds.dialog
    assert dialog is not None
    compose(dialog.passphrase, SECRET.text)
    if reason:
        assert not dialog.sign.isEnabled()
        compose(dialog.reason, reason)
    with qtbot.waitSignal(dialog.signed, timeout=PATIENCE):
        qtbot.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: place.sheet.is_settled, timeout=PATIENCE)


def said(desk: Desk, made: Desks) -> OwnRecords:
    assert desk.session.profile is not None
    with desk.session.profile.vault.reading() as work:
        return own_records(work, made.desk.round)


def on_disk(desk: Desk, made: Desks, stage: str, number: str = FIRST) -> Draft | None:
    assert desk.session.profile is not None
    with desk.session.profile.vault.reading() as work:
        return drafts.load(work, made.desk.round, (stage, number))
