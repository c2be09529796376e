"""Reviewing through the widgets: mark, undo, save, sign, replace."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ppir_desktop.common.clock import format_utc
from ppir_desktop.common.errors import RefusedError
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.domain.sheets import Choice, Mark
from ppir_desktop.protocol.review_bodies import Discussion
from ppir_desktop.services import bundles
from ppir_desktop.services.dossiers import State
from ppir_desktop.services.office import changing
from ppir_desktop.services.own_records import Place
from ppir_desktop.services.reviewing import sign_sheet
from ppir_desktop.services.sessions import OpenProfile
from ppir_desktop.signing.authors import Signed
from ppir_desktop.ui.app import Desk
from ppir_desktop.ui.viewmodels.dossier_list import Role
from ppir_desktop.ui.widgets.mark_fields import PointsField
from tests.gui.reviews import FIRST, SECOND, fill_in, on_disk, said, sign, take_on
from tests.gui.windows import PATIENCE, compose
from tests.support.desks import Desks
from tests.support.vaults import SECRET


@pytest.mark.parametrize("stage", ["publicness", "innovation", "final"])
def test_a_dossier_is_declared_marked_and_signed(
    opened: Desk, panellists: Desks, qtbot: QtBot, stage: str
) -> None:
    sheet = take_on(opened, qtbot)
    declared = said(opened, panellists).declarations[stage, FIRST].body
    assert declared.identity_confirmed
    assert declared.pledge is not None
    assert (declared.conflicts, declared.prior_contact, declared.accepts) == ((), "", True)
    assert not sheet.footer.sign.isEnabled()
    missing = sheet.cards[0].title.text().split("  ")[1]
    assert missing in sheet.footer.missing.text()
    fill_in(sheet, qtbot)
    compose(sheet.opinion, "전체로 좋다")
    assert sheet.footer.sign.isEnabled()
    assert not sheet.footer.missing.isVisible()
    sign(opened, qtbot)
    body = said(opened, panellists).sheets[stage, FIRST].body
    assert [mark.comment for mark in body.marks] == [
        f"근거 {number}" for number in range(1, len(sheet.cards) + 1)
    ]
    if stage == "innovation":
        assert [mark.points for mark in body.marks] == [100, 200, 300]
    else:
        first = Choice.FIT if stage == "publicness" else Choice.FOR
        assert {mark.choice for mark in body.marks} == {first}
    assert body.opinion == "전체로 좋다"
    assert body.statement == opened.language.words("paper.sheet.statement")
    # It is not to be changed by typing on.
    assert sheet.opinion.isReadOnly()
    cards = opened.window.made.review.dossiers.model
    qtbot.waitUntil(lambda: cards.signed() == 1, timeout=PATIENCE)
    assert on_disk(opened, panellists, stage) is None
    # The list of what is to be sent says which dossiers the sheet and the declaration are about.
    sent = opened.window.made.exchange.model
    qtbot.waitUntil(lambda: sent.rowCount() == 3, timeout=PATIENCE)
    about = [sent.index(row, 1).data() for row in range(3)]
    assert about == [FIRST, FIRST, ""]


def test_what_is_marked_and_typed_is_on_the_disk_by_itself(
    opened: Desk, panellists: Desks, qtbot: QtBot, stage: str
) -> None:
    place = opened.window.made.review
    sheet = take_on(opened, qtbot)
    card = sheet.cards[0]
    with qtbot.waitSignal(place.autosave.saved, timeout=PATIENCE):
        card.field.first().setFocus()
        qtbot.keyClicks(card.field.first(), "34")
        compose(card.comment, "다중 경로")
    kept = on_disk(opened, panellists, stage)
    assert kept is not None
    assert kept.mark(card.criterion.id) == Mark(card.criterion.id, 3400, "다중 경로")
    qtbot.waitUntil(opened.window.status.labels["saved"].isVisible, timeout=PATIENCE)
    chosen = place.dossiers.list.currentIndex
    qtbot.waitUntil(lambda: chosen().data(Role.STATE) == State.IN_PROGRESS, timeout=PATIENCE)
    # And what was typed a moment ago is kept when the desk is locked.
    compose(sheet.opinion, "마지막 말")
    opened.session.lock()
    assert sheet.model is None
    with qtbot.waitSignal(opened.session.opened, timeout=PATIENCE):
        opened.session.unlock(opened.window.unlock.form.profile.currentText(), SECRET.text)
    kept = on_disk(opened, panellists, stage)
    assert kept is not None
    assert kept.opinion == "마지막 말"


def test_marks_are_undone_and_done_again_one_gesture_at_a_time(opened: Desk, qtbot: QtBot) -> None:
    sheet = take_on(opened, qtbot)
    model, (first, second, _) = sheet.model, sheet.cards
    assert model is not None
    assert isinstance(first.field, PointsField)
    assert isinstance(second.field, PointsField)
    name = first.criterion.id
    first.field.spin.setFocus()
    qtbot.keyClicks(first.field.spin, "34")
    assert (model.value(name), first.field.slider.value()) == (3400, 34)
    second.field.spin.setFocus()
    qtbot.keyClicks(second.field.spin, "20")
    first.field.spin.setFocus()
    qtbot.keyClicks(first.field.spin, "30")
    undo = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(first.field.spin, Qt.Key.Key_Z, undo)
    assert model.value(name) == 3400
    qtbot.keyClick(first.field.spin, Qt.Key.Key_Z, undo)
    assert model.value(second.criterion.id) is None
    assert second.field.spin.property("blank")
    qtbot.keyClick(first.field.spin, Qt.Key.Key_Z, undo)
    assert model.value(name) is None
    assert sheet.footer.total.text() == "0"
    qtbot.keyClick(first.field.spin, Qt.Key.Key_Z, undo | Qt.KeyboardModifier.ShiftModifier)
    assert model.value(name) == 3400


def test_a_mark_is_taken_away_by_emptying_its_field_and_held_to_its_scale(
    opened: Desk, qtbot: QtBot
) -> None:
    sheet = take_on(opened, qtbot)
    model, field = sheet.model, sheet.cards[0].field
    assert model is not None
    assert isinstance(field, PointsField)
    name = sheet.cards[0].criterion.id
    field.spin.setFocus()
    qtbot.keyClicks(field.spin, "41")
    assert model.value(name) == 400
    field.spin.selectAll()
    qtbot.keyClick(field.spin, Qt.Key.Key_Backspace)
    assert model.value(name) is None
    field.slider.setFocus()
    qtbot.keyClick(field.slider, Qt.Key.Key_Home)
    assert model.value(name) == 0
    qtbot.keyClick(field.slider, Qt.Key.Key_Right)
    assert (model.value(name), field.spin.text()) == (100, "1")


def test_evidence_is_pinned_to_the_criterion_in_hand_and_taken_away(
    opened: Desk, qtbot: QtBot
) -> None:
    sheet = take_on(opened, qtbot)
    assert sheet.review is not None
    assert sheet.model is not None
    (document,) = sheet.review.row.manifest.documents
    sheet.cards[1].comment.setFocus()
    sheet.pin(document.digest, 3, "성공률 99.2 %")
    sheet.pin(document.digest, 3, "성공률 99.2 %")
    (pinned,) = sheet.model.all_evidence()
    assert (pinned.criterion, pinned.page) == (sheet.cards[1].criterion.id, 3)
    with qtbot.waitSignal(sheet.evidence_opened) as shown:
        sheet.cards[1].evidence_links()[0].click()
    assert shown.args == [pinned]
    sheet.model.unpin(pinned)
    assert sheet.cards[1].evidence_links() == []
    sheet.model.undo.undo()
    assert sheet.model.all_evidence() == (pinned,)


def test_a_wrong_passphrase_signs_nothing(
    opened: Desk, panellists: Desks, qtbot: QtBot, stage: str
) -> None:
    sheet = take_on(opened, qtbot)
    fill_in(sheet, qtbot)
    place = opened.window.made.review
    qtbot.mouseClick(sheet.footer.sign, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: place.deeds.dialog is not None, timeout=PATIENCE)
    dialog = place.deeds.dialog
    assert dialog is not None
    assert "근거 1" in dialog.sheet.toPlainText()
    compose(dialog.passphrase, "아주 틀린 암호문입니다")
    qtbot.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.message.isVisible, timeout=PATIENCE)
    assert said(opened, panellists).sheets == {}
    dialog.reject()
    assert on_disk(opened, panellists, stage) is not None


def test_several_dossiers_are_signed_at_once(opened: Desk, panellists: Desks, qtbot: QtBot) -> None:
    for number in (FIRST, SECOND):
        fill_in(take_on(opened, qtbot, number), qtbot)
    place = opened.window.made.review
    qtbot.mouseClick(place.sheet.footer.sign, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: place.deeds.dialog is not None, timeout=PATIENCE)
    dialog = place.deeds.dialog
    assert dialog is not None
    assert dialog.list.count() == 2
    # Only the one that is open is ticked by itself.
    assert dialog.list.item(0).checkState() is Qt.CheckState.Checked
    assert dialog.list.item(1).checkState() is Qt.CheckState.Unchecked
    dialog.list.item(1).setCheckState(Qt.CheckState.Checked)
    compose(dialog.passphrase, SECRET.text)
    with qtbot.waitSignal(dialog.signed, timeout=PATIENCE):
        qtbot.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    assert {place[1] for place in said(opened, panellists).sheets} == {FIRST, SECOND}


def test_a_signed_sheet_is_replaced_with_a_reason(
    opened: Desk, panellists: Desks, qtbot: QtBot, stage: str
) -> None:
    sheet = take_on(opened, qtbot)
    fill_in(sheet, qtbot)
    sign(opened, qtbot)
    before = said(opened, panellists).sheets[stage, FIRST]
    assert not sheet.footer.discard.isVisible()
    qtbot.mouseClick(sheet.footer.replace, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not sheet.is_settled, timeout=PATIENCE)
    # Nothing is replaced by second thoughts about replacing.
    qtbot.mouseClick(sheet.footer.discard, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: sheet.is_settled, timeout=PATIENCE)
    qtbot.mouseClick(sheet.footer.replace, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not sheet.is_settled, timeout=PATIENCE)
    field = sheet.cards[0].field
    assert isinstance(field, PointsField)
    opened.window.activateWindow()
    qtbot.waitUntil(opened.window.isActiveWindow, timeout=PATIENCE)
    field.spin.setFocus()
    qtbot.keyClicks(field.spin, "9")
    sign(opened, qtbot, reason="계산을 고침")
    after = said(opened, panellists).sheets[stage, FIRST]
    assert after.digest != before.digest
    assert (after.body.reason, after.body.discussion) == ("계산을 고침", Discussion.BEFORE)
    assert after.body.marks[0].points == 900


def test_a_dossier_withdrawn_while_open_is_kept_and_closed(
    opened: Desk, panellists: Desks, qtbot: QtBot, stage: str
) -> None:
    place = opened.window.made.review
    sheet = take_on(opened, qtbot)
    with qtbot.waitSignal(place.autosave.saved, timeout=PATIENCE):
        compose(sheet.opinion, "아직 쓰는 중")
    changing.withdraw(panellists.desk, FIRST, "취하")
    stick = panellists.stick / "withdrawn.ppirbundle"
    bundles.export(panellists.desk.profile, panellists.desk.round, stick, panellists.desk.clock)
    with qtbot.waitSignal(opened.window.made.exchange.changed, timeout=PATIENCE):
        opened.window.made.exchange.take_in([stick])
    qtbot.waitUntil(place.facts.message.isVisible, timeout=PATIENCE)
    assert place.facts.message.text() == opened.language.words("window.sheet.withdrawn")
    assert sheet.model is None
    assert opened.session.profile is not None
    with opened.session.profile.vault.reading() as work:
        assert work.put_away.dossiers(panellists.desk.round) == [FIRST]


def test_ones_own_marks_on_other_dossiers_stand_beside_this_one(opened: Desk, qtbot: QtBot) -> None:
    fill_in(take_on(opened, qtbot), qtbot)
    sheet = take_on(opened, qtbot, SECOND)
    words = opened.language.words
    qtbot.waitUntil(lambda: sheet.cards[0].strip.isVisibleTo(sheet), timeout=PATIENCE)
    assert sheet.cards[0].strip.toolTip() == words("window.sheet.strip", marks="1")


def test_a_deadline_that_passed_is_said_and_stops_nobody_from_writing(
    opened: Desk, panellists: Desks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = take_on(opened, qtbot)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=3650)
    monkeypatch.setattr(
        "ppir_desktop.ui.views.review_warning.format_utc", lambda _moment: format_utc(later)
    )
    with qtbot.waitSignal(opened.window.made.review.autosave.saved, timeout=PATIENCE):
        compose(sheet.opinion, "늦었지만")
    assert sheet.banner.isVisible()
    assert not sheet.opinion.isReadOnly()


def test_of_several_sheets_those_before_a_refused_one_are_signed_and_it_is_said(
    opened: Desk, panellists: Desks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (SECOND, FIRST):
        fill_in(take_on(opened, qtbot, number), qtbot)
    place = opened.window.made.review

    def refusing(own: OpenProfile, round_id: Identifier, where: Place, *rest: Any) -> Signed:  # noqa: ANN401
        if where[1] == SECOND:
            raise RefusedError("assignment_withdrawn", dossier=SECOND)
        return sign_sheet(own, round_id, where, *rest)

    monkeypatch.setattr("ppir_desktop.services.signing_sheets.sign_sheet", refusing)
    qtbot.mouseClick(place.sheet.footer.sign, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: place.deeds.dialog is not None, timeout=PATIENCE)
    dialog = place.deeds.dialog
    assert dialog is not None
    dialog.list.item(1).setCheckState(Qt.CheckState.Checked)
    compose(dialog.passphrase, SECRET.text)
    with qtbot.waitSignal(dialog.signed, timeout=PATIENCE):
        qtbot.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    assert dialog.message.isVisible()
    # Only the one that is not signed is still asked for.
    assert [dialog.list.item(row).text().splitlines()[1] for row in range(dialog.list.count())] == [
        SECOND
    ]
    dialog.reject()
    qtbot.waitUntil(lambda: place.sheet.is_settled, timeout=PATIENCE)
    assert {where[1] for where in said(opened, panellists).sheets} == {FIRST}


def test_a_quote_that_looks_like_markup_shows_as_it_is(opened: Desk, qtbot: QtBot) -> None:
    sheet = take_on(opened, qtbot)
    assert sheet.review is not None
    (document,) = sheet.review.row.manifest.documents
    sheet.pin(document.digest, 1, "<b>R&D</b> %s")
    (link,) = sheet.cards[0].evidence_links()
    assert "<b>R&&D</b> %s" in link.text()
    assert link.toolTip() == "<p>&lt;b&gt;R&amp;D&lt;/b&gt; %s</p>"
