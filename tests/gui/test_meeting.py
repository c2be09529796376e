"""Meeting mode, and a whole meeting of seven members through the widgets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.review_bodies import Discussion
from ppir_desktop.services import asked, bundles
from ppir_desktop.services.chair.desk import ChairDesk
from ppir_desktop.services.chair.gathering import SeatState
from ppir_desktop.services.chair.meeting import Attendance
from ppir_desktop.services.office.closing import outcomes
from ppir_desktop.services.office.desks import desk_of
from ppir_desktop.ui.meeting.decision_dialog import DecisionDialog
from ppir_desktop.ui.meeting.meeting_view import MeetingView
from ppir_desktop.ui.meeting.paper_dialog import PaperDialog
from ppir_desktop.ui.meeting.room_lane import Shown
from ppir_desktop.ui.widgets.passphrase_dialog import PassphraseDialog
from tests.gui.chairs import Chaired, enter
from tests.gui.windows import compose, desk_in, texts_shown
from tests.support.panel_round import (
    MARKS,
    MISSING,
    SCORED,
    Later,
    PanelRound,
    hand_in,
    marks_for,
    play,
)
from tests.support.processes import ppir
from tests.support.vaults import SECRET

PAPER = (6, 5)
"""By dossier and member, from 0: whose sheet is written by hand."""
TIED = (MARKS[0], MARKS[1], MARKS[1], *MARKS[3:])


class Meeting(Chaired):
    """A chair in a meeting."""

    @property
    def view(self) -> MeetingView:
        return self.desk.window.made.meeting

    @property
    def shown(self) -> Shown:
        shown = self.view.shown
        assert shown is not None
        return shown

    def meet(self) -> None:
        """Go from the table into the meeting."""
        self.bot.mouseClick(self.place.header.meeting, Qt.MouseButton.LeftButton)
        self.until(lambda: self.view.shown is not None and self.view.isVisible())

    def go_to(self, at: int) -> None:
        """Go to a dossier, from 0, by the agenda."""
        dossier = self.round.dossiers[at]
        order = [one.dossier for one in self.shown.room.agenda]
        self.view.agenda.list.setCurrentRow(order.index(dossier))
        self.until(lambda: self.shown.taken.item.dossier == dossier)

    def press(self, button: QPushButton) -> None:
        assert button.isEnabled(), button.text()
        self.bot.mouseClick(button, Qt.MouseButton.LeftButton)

    def sign_decision(self) -> None:
        """Sign the decision on the dossier that is shown."""
        dossier = self.shown.taken.item.dossier
        self.press(self.view.sign)
        self.until(lambda: isinstance(self.dialog, DecisionDialog) and self.dialog.list.count())
        assert isinstance(self.dialog, DecisionDialog)
        # Names are hidden in the table, so they are here.
        text = self.dialog.text.toPlainText()
        assert not [one for one in self.shown.taken.attendees if one.name in text]
        self.confirm()
        self.until(
            lambda: self.shown.taken.item.dossier == dossier and self.shown.taken.item.is_decided
        )

    def confirm(self) -> None:
        """Type the passphrase into the dialog that is open."""
        dialog = self.desk.window.made.deeds.dialog
        assert dialog is not None
        compose(dialog.passphrase, SECRET.text)
        self.until(dialog.sign.isEnabled)
        self.bot.keyClick(dialog.passphrase, Qt.Key.Key_Return)
        self.until(lambda: self.dialog is None)

    @property
    def dialog(self) -> object:
        return self.desk.window.made.deeds.dialog


@pytest.fixture
def meeting(chaired: Chaired) -> Meeting:
    made = Meeting(*chaired)
    made.meet()
    return made


def test_conflicted_members_are_called_by_name_and_their_dossiers_stand_together(
    meeting: Meeting,
) -> None:
    agenda = meeting.shown.room.agenda
    assert agenda[-1].out == ("이3",)
    assert not meeting.view.board.leave.isVisible()
    meeting.go_to(meeting.round.dossiers.index(agenda[-1].dossier))
    assert meeting.view.board.leave.text() == "이3 위원은 자리를 비워 주십시오."
    assert "유효 6 · 필요 6" in meeting.view.board.quorum.text()


def test_the_agenda_goes_by_key_and_is_kept_as_it_was_dragged(meeting: Meeting) -> None:
    first, second = (one.dossier for one in meeting.shown.room.agenda[:2])
    meeting.bot.keyClick(meeting.view, Qt.Key.Key_PageDown)
    meeting.until(lambda: meeting.shown.taken.item.dossier == second)
    agenda = meeting.view.agenda
    model = agenda.list.model()
    assert model.moveRow(model.index(0, 0).parent(), 1, model.index(0, 0).parent(), 0)
    meeting.until(lambda: meeting.shown.room.agenda[0].dossier == second)
    assert meeting.kept()[1].agenda[:2] == (second, first)


def test_who_is_absent_has_no_part_and_the_quorum_shows_it(meeting: Meeting) -> None:
    number = meeting.round.members[0]
    box = meeting.view.attendance.boxes[number]
    at = list(Attendance).index(Attendance.ABSENT)
    box.setCurrentIndex(at)
    box.activated.emit(at)
    bar = meeting.view.attendance.reason
    assert bar.isVisible()
    assert box.currentIndex() == 0  # nothing has changed without a reason
    compose(bar.field, "해외 출장")
    meeting.bot.keyClick(bar.field, Qt.Key.Key_Return)
    meeting.until(lambda: meeting.shown.taken.attending == 6)
    assert "유효 6 · 필요 6" in meeting.view.board.quorum.text()
    assert meeting.kept()[0].presence[number].reason == "해외 출장"


def test_what_is_typed_is_on_the_disk_without_being_asked(meeting: Meeting) -> None:
    with meeting.bot.waitSignal(meeting.view.saver.saved, timeout=10_000):
        compose(meeting.view.notes.fields["minutes"], "자료를 다시 보았다.")
    compose(meeting.view.notes.fields["opinion"], "수요가 뚜렷하다.")
    meeting.view.notes.motion.setText("조건부 통과")
    meeting.view.notes.counts["yes"].setValue(5)
    meeting.press(meeting.view.notes.add)
    meeting.until(lambda: meeting.shown.taken.talk.hands)
    talk, _ = meeting.kept()
    assert (talk.minutes, talk.opinion) == ("자료를 다시 보았다.", "수요가 뚜렷하다.")
    assert (talk.hands[0].motion, talk.hands[0].yes) == ("조건부 통과", 5)


def test_locking_shows_nothing_of_the_meeting_and_loses_nothing(meeting: Meeting) -> None:
    compose(meeting.view.notes.fields["minutes"], "잠그기 직전에 쓴 글")
    meeting.lock()
    assert meeting.view.shown is None
    assert meeting.kept()[0].minutes == "잠그기 직전에 쓴 글"


def test_an_adjustment_follows_the_pass_mark_and_needs_a_reason(meeting: Meeting) -> None:
    bar = meeting.view.adjusting
    meeting.press(meeting.view.adjust)
    bar.score.setValue(69.5)
    assert bar.outcome.currentData() == Outcome.REJECT
    assert not bar.yes.isEnabled()
    compose(bar.reason, "저온 자료가 없다.")
    meeting.press(bar.yes)
    meeting.until(lambda: meeting.shown.taken.adjustment.proposal is not None)
    assert meeting.shown.taken.adjustment.agreed == (meeting.round.chair,)
    assert "69.5" in meeting.view.board.computed.text()
    meeting.press(meeting.view.adjust)
    meeting.press(bar.drop)
    meeting.until(lambda: meeting.shown.taken.talk.adjusting is None)


def test_while_names_are_hidden_no_window_shows_one(meeting: Meeting) -> None:
    # Whoever has to leave is called by name: the room sees them go.
    called = {name for one in meeting.shown.room.agenda for name in one.out}
    names = {one.name for one in meeting.shown.taken.attendees} - called
    assert len(names) > 4
    for button in (meeting.view.paper, meeting.view.sign):
        meeting.press(button)
        meeting.until(lambda: isinstance(meeting.dialog, PassphraseDialog))
        dialog = meeting.dialog
        assert isinstance(dialog, PassphraseDialog)
        if isinstance(dialog, DecisionDialog):
            meeting.until(dialog.text.toPlainText)
        assert [text for text in texts_shown() if any(name in text for name in names)] == []
        dialog.reject()
        meeting.until(lambda: meeting.dialog is None)
    meeting.press(meeting.view.close_it)
    meeting.unmask()
    meeting.meet()
    meeting.press(meeting.view.paper)
    meeting.until(lambda: isinstance(meeting.dialog, PaperDialog))
    assert all(any(name in text for text in texts_shown()) for name in names)


@pytest.fixture
def seven(
    undressed: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> Iterator[Meeting]:
    """A chair's desk before a meeting with all that may happen in one."""
    played = play(tmp_path / "round", marks=TIED, missing={MISSING, PAPER})
    # One comes late, after the deadline and its grace; another thought again after the discussion.
    dossier = played.dossiers[MISSING[0]]
    hand_in(played, played.members[MISSING[1]], dossier, 70, clock=Later(31))
    hand_in(
        played, played.members[0], played.dossiers[0], 80, reason="토론을 듣고 바꿈",
        discussion=Discussion.AFTER,
    )  # fmt: skip
    monkeypatch.setenv(HOME_VARIABLE, str(played.home))
    for desk in desk_in(undressed, "ko"):
        made = Meeting(desk, played, qtbot)
        enter(desk, played.chair, made.until)
        yield made


def assent(played: PanelRound, stick: Path) -> None:
    """Every member but the chair takes the stick and agrees to what they are asked."""
    for number in played.members[:-1]:
        with played.at(number) as at:
            bundles.import_bundle(at.profile, stick, at.clock)
            for one in asked.questions(at.profile, at.round):
                if one.answer is None:
                    asked.answer(
                        at.profile, at.round, one.digest, agrees=True, remark="", clock=at.clock
                    )
            back = played.folder / f"{number}-assents.ppirb"
            bundles.export(at.profile, at.round, back, at.clock)


def test_a_meeting_of_seven_ends_in_decisions_that_anybody_can_verify(
    seven: Meeting, tmp_path: Path
) -> None:
    played, made = seven.round, seven.desk.window.made
    # The tie is shown as one.
    table = seven.place.view.panel.table
    assert table is not None
    rows = {row.dossier: row for row in table.rows}
    assert rows[played.dossiers[1]].tied
    assert rows[played.dossiers[1]].rank == rows[played.dossiers[2]].rank
    # The late sheet is admitted, with a reason.
    seven.choose(MISSING[0])
    seven.press(seven.button("admit"))
    seven.say_why("교통편이 끊겼음")
    seven.until(lambda: not seven.has("admit"))
    seven.meet()
    # The sheet on paper is typed in with its scan, and its writer has signed the print-out.
    seven.go_to(PAPER[0])
    type_in(seven, tmp_path / "scan.pdf")
    number = played.members[PAPER[1]]
    seven.press(row_button(seven, f"countersign-{number}"))
    seven.until(lambda: seven.shown.taken.attending == 7)
    # An adjustment is put to everybody, and the stick goes round the table.
    seven.go_to(0)
    assert seven.shown.taken.attendees[0].seat is SeatState.COUNTED
    seven.press(seven.view.adjust)
    seven.view.adjusting.score.setValue(69)
    compose(seven.view.adjusting.reason, "저온 자료가 없다는 데 모두 동의하였다.")
    seven.press(seven.view.adjusting.yes)
    seven.until(lambda: seven.shown.taken.adjustment.proposal is not None)
    compose(seven.view.notes.fields["opinion"], "저온 자료를 보완하여 다시 신청하기 바람.")
    stick = played.folder / "round-the-table.ppirb"
    made.exchange.give_out(stick)
    seven.until(stick.exists)
    seven.until(lambda: made.exchange._task is None)
    assent(played, stick)
    made.exchange.take_in([played.folder / f"{one}-assents.ppirb" for one in played.members[:-1]])
    seven.until(lambda: len(seven.shown.taken.adjustment.agreed) == 7)
    # All decisions are signed, one by one, and the office has them.
    for at in range(len(played.dossiers)):
        seven.go_to(at)
        seven.sign_decision()
    records = tmp_path / "records.ppirb"
    with seven.bot.waitSignal(made.deeds.exported, timeout=60_000):
        made.deeds.export(records)
    seven.lock()
    seven.desk.runner.close()
    check(played, records)


def type_in(seven: Meeting, scan: Path) -> None:
    """Type in the sheet of whoever wrote by hand."""
    scan.write_bytes(b"%PDF-1.7\nby hand\n%%EOF")
    seven.press(seven.view.paper)
    seven.until(lambda: seven.dialog is not None)
    dialog = seven.dialog
    assert isinstance(dialog, PaperDialog)
    seven.until(dialog.isActiveWindow)
    number = seven.round.members[PAPER[1]]
    dialog.writer.setCurrentIndex(dialog.writer.findData(number))
    for card, mark in zip(
        dialog.cards, marks_for(seven.shown.room.stage, MARKS[PAPER[0]][PAPER[1]], ""), strict=True
    ):
        card.field.first().setFocus()
        seven.bot.keyClicks(card.field.first(), str(int(mark.value or 0) // 100))
        compose(card.comment, "손으로 쓴 의견")
    dialog.choose_scan(scan)
    seven.confirm()
    seven.until(
        lambda: any(one.typed for one in seven.shown.taken.attendees if one.number == number)
    )


def row_button(seven: Meeting, name: str) -> QPushButton:
    button = seven.view.attendance.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    return button


def check(played: PanelRound, records: Path) -> None:
    """The office has the decisions, and whoever has the records comes to the same."""
    with played.at(played.chair) as chair, played.at("desk") as office:
        desk = ChairDesk(chair)
        paper = desk.gathered((SCORED, played.dossiers[PAPER[0]]))
        assert [one.on_paper for one in paper.sheets if one.number == played.members[PAPER[1]]] == [
            True
        ]
        assert len(desk.hearing.of_kind(Kind.DECISION)) == 7
        played.carry(chair, office, "decided")
        with office.profile.vault.reading() as work:
            found = outcomes(work, desk_of(work, office.round))
        assert found[SCORED, played.dossiers[0]] is Outcome.REJECT
        assert found[SCORED, played.dossiers[4]] is Outcome.REJECT
        assert len(found) == 7
    done = ppir(
        "--lang", "en", "verify-round", records, "--profile", played.chair,
        "--passphrase-file", played.passphrase,
        env={**os.environ, HOME_VARIABLE: str(played.home)},
    )  # fmt: skip
    assert done.status == 0, done.out + done.err
    assert "7 (agrees 7)" in done.out
