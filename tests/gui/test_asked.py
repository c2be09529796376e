"""A member who is asked by a chair, and answers by signature, through the widgets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.services import asked
from ppir_desktop.services.chair import asking
from ppir_desktop.services.chair.meeting import Adjusting
from ppir_desktop.ui.app import Desk
from ppir_desktop.ui.views.asked_dialog import AskedDialog
from tests.gui.windows import PATIENCE, compose, desk_in
from tests.support.panel_round import SCORED, PanelRound, chairing, from_chair, panel_round, sat
from tests.support.vaults import SECRET

__all__ = ["panel_round", "sat"]

REASON = "저온 자료가 없다는 데 모두 동의하였다."


@pytest.fixture
def member(
    undressed: QApplication,
    panel_round: PanelRound,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> Iterator[Desk]:
    """A member's desk, open, to which the stick brought an adjustment and a decision."""
    number = panel_round.members[0]
    with chairing(panel_round) as desk:
        place = (SCORED, panel_round.dossiers[0])
        desk.write(place, adjusting=Adjusting(6900, Outcome.REJECT, REASON))
        asking.ask(desk, place, "adjustment")
        asking.ask(desk, (SCORED, panel_round.dossiers[1]), "decision")
    from_chair(panel_round, number)
    monkeypatch.setenv(HOME_VARIABLE, str(panel_round.home))
    for running in desk_in(undressed, "ko"):
        running.session.unlock(number, SECRET.text)
        qtbot.waitUntil(running.window.asked.isVisible, timeout=PATIENCE)
        yield running


def opened(desk: Desk, qtbot: QtBot) -> AskedDialog:
    desk.window.asked.yes.click()
    qtbot.waitUntil(lambda: desk.window.made.asked.dialog is not None, timeout=PATIENCE)
    dialog = desk.window.made.asked.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow, timeout=PATIENCE)
    return dialog


def test_a_member_reads_what_is_asked_and_signs_an_answer_to_each(
    member: Desk, panel_round: PanelRound, qtbot: QtBot
) -> None:
    dialog = opened(member, qtbot)
    texts = []
    while member.window.made.asked.dialog is not None:
        question = dialog.question
        assert question is not None
        texts.append(dialog.text.toPlainText())
        assert not dialog.sign.isEnabled()
        compose(dialog.passphrase, SECRET.text)
        assert not dialog.sign.isEnabled()  # there is no answer yet
        dialog.yes.click()
        with qtbot.waitSignal(dialog.answered, timeout=PATIENCE):
            qtbot.mouseClick(dialog.sign, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(
            lambda q=question: dialog.question is not q or not dialog.isVisible(),  # type: ignore[misc]
            timeout=PATIENCE,
        )
    assert any(REASON in text and "69" in text for text in texts)
    qtbot.waitUntil(lambda: not member.window.asked.isVisible(), timeout=PATIENCE)
    member.session.lock()
    member.runner.close()
    with panel_round.at(panel_round.members[0]) as at:
        assert all(
            one.answer is not None and one.answer.agrees
            for one in asked.questions(at.profile, at.round)
        )


def test_a_no_needs_a_word_and_a_wrong_passphrase_signs_nothing(
    member: Desk, panel_round: PanelRound, qtbot: QtBot
) -> None:
    dialog = opened(member, qtbot)
    dialog.no.click()
    compose(dialog.passphrase, "아닌 문장입니다 정말로")
    assert not dialog.sign.isEnabled()
    compose(dialog.remark, "자료를 더 보아야 한다.")
    qtbot.mouseClick(dialog.sign, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.message.isVisible, timeout=PATIENCE)
    dialog.give_up()
    member.session.lock()
    member.runner.close()
    with panel_round.at(panel_round.members[0]) as at:
        assert all(one.answer is None for one in asked.questions(at.profile, at.round))


def test_locking_shows_nothing_of_what_was_asked(member: Desk, qtbot: QtBot) -> None:
    dialog = opened(member, qtbot)
    member.session.lock()
    qtbot.waitUntil(lambda: member.window.made.asked.dialog is None, timeout=PATIENCE)
    assert dialog.text.toPlainText() == ""
    assert not member.window.asked.isVisible()
