"""A dossier in detail: its working, what was left out, second thoughts, summary, decisions."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from ppir_desktop.common.errors import EnvironmentFault
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.services.chair.decisions import Decisions, difference
from ppir_desktop.services.chair.desk import ChairDesk
from ppir_desktop.services.chair.meeting import Attendance
from ppir_desktop.services.chair.sittings import ChairSittings
from ppir_desktop.ui.panel.blocks import WorkingRow
from ppir_desktop.ui.panel.standing import decision_lines
from tests.gui.chairs import Chaired
from tests.support.panel_events import PINNED, REASON, change_mind, decide, give_late
from tests.support.panel_round import COMMENTS, MISSING, SCORED, PanelRound
from tests.support.vaults import SECRET

WAITS = MISSING[0]


def test_the_working_can_be_followed_by_hand(chaired: Chaired) -> None:
    shown = [(line.label, line.value) for line in chaired.detail.working]
    assert shown == [
        ("유효 평가표", "7 / 7"), ("최고점 제외 (E)", "90"), ("최저점 제외 (D)", "59"),
        ("62 + 64 + 71 + 73 + 88", "358"), ("÷ 5", "71.6"), ("소수 4자리로 반올림", "71.6000"),
        ("기준 70점 이상", "통과"),
    ]  # fmt: skip
    rows = chaired.place.detail.findChildren(WorkingRow)
    sums = rows[3]
    assert not sums.behind.isVisible()
    sums.button.click()
    assert sums.behind.isVisible()
    assert chaired.detail.working[3].behind == (
        ("A", "62"), ("B", "88"), ("C", "71"), ("F", "64"), ("G", "73"),
    )  # fmt: skip


def test_comments_stand_by_mark_and_opinions_after_them(chaired: Chaired) -> None:
    topic = chaired.detail.topics[0]
    marks = [float(one.mark) for one in topic.comments]
    assert marks == sorted(marks, reverse=True)
    assert {one.text for one in topic.comments} == set(COMMENTS)
    assert [one.who for one in chaired.detail.opinions] == list("ABCDEFG")


@pytest.mark.parametrize("happened", [(change_mind,)], indirect=True)
def test_before_and_after_the_discussion_are_kept_apart(chaired: Chaired) -> None:
    (change,) = chaired.detail.changed
    assert change.who == "B"
    assert change.heading.startswith("토의 후 교체")
    assert ("합계", "88 → 80") in change.marks
    assert change.reason == REASON
    assert [one.who for one in chaired.detail.left_out] == ["B"]
    assert "교체됨" in chaired.detail.left_out[0].why
    topic = chaired.detail.topics[0]
    assert [one.who for one in topic.comments if one.evidence] == ["B"]


@pytest.mark.parametrize("happened", [(change_mind,)], indirect=True)
def test_a_pinned_page_opens_its_dossier(chaired: Chaired) -> None:
    window, links = chaired.desk.window, chaired.place.detail.findChildren(QPushButton)
    link = next(one for one in links if one.accessibleName().endswith("3쪽"))
    with chaired.bot.waitSignal(chaired.place.page_wanted) as wanted:
        link.click()
    where = (chaired.round.round, "innovation", chaired.round.dossiers[0])
    assert wanted.args == [where, PINNED.document, 3]
    assert window.stack.currentWidget() is window.made.review
    assert window.rail.buttons["review"].isChecked()


@pytest.mark.parametrize("happened", [(give_late,)], indirect=True)
def test_a_late_sheet_counts_once_it_is_admitted_for_a_reason(chaired: Chaired) -> None:
    chaired.choose(WAITS)
    assert [one.who for one in chaired.detail.left_out] == ["D"]
    assert chaired.detail.left_out[0].why.startswith("마감 후 접수")
    chaired.button("admit-").click()
    chaired.say_why("우편이 늦었다")
    chaired.until(lambda: not chaired.detail.left_out)
    assert chaired.detail.admitted == ("D: 위원장이 인정함 (우편이 늦었다)",)
    index = chaired.place.view.panel.index(WAITS, 3)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "D, 70점, 지연 접수"
    talk, _ = chaired.kept(WAITS)
    assert list(talk.admitted.values()) == ["우편이 늦었다"]


def test_who_gave_no_sheet_is_marked_absent_and_taken_back(chaired: Chaired) -> None:
    chaired.choose(WAITS)
    button = chaired.button("mark-P04")
    (menu,) = button.findChildren(QMenu)
    menu.actions()[0].trigger()
    chaired.say_why("출장")
    chaired.until(lambda: chaired.detail.absent[0].may_undo)
    assert chaired.detail.absent[0].text == "불참: 출장"
    assert chaired.column(3)[WAITS] == "불참"
    chaired.button("undo-P04").click()
    chaired.until(lambda: chaired.detail.absent[0].may_mark)
    talk, _ = chaired.kept(WAITS)
    assert talk.presence == {}


def test_why_a_member_takes_no_part_is_on_the_disk(chaired: Chaired) -> None:
    chaired.choose(WAITS)
    (menu,) = chaired.button("mark-P04").findChildren(QMenu)
    menu.actions()[2].trigger()
    chaired.say_why("특수관계")
    chaired.until(lambda: chaired.column(3)[WAITS] == "제척")
    talk, _ = chaired.kept(WAITS)
    assert talk.presence["P04"].state == Attendance.DISQUALIFIED
    assert talk.presence["P04"].reason == "특수관계"


def test_a_summary_is_saved_by_itself(chaired: Chaired) -> None:
    place = chaired.place
    with chaired.bot.waitSignal(place.saved, check_params_cb=bool, timeout=2_000):
        place.detail.summary.setPlainText("대체로 긍정적이다.")
    chaired.choose(1)
    assert place.detail.summary.toPlainText() == ""
    chaired.choose(0)
    assert place.detail.summary.toPlainText() == "대체로 긍정적이다."


def test_what_was_typed_last_is_kept_when_the_desk_is_locked(chaired: Chaired) -> None:
    chaired.place.detail.summary.setPlainText("잠그기 직전")
    assert chaired.kept()[0].summary == "잠그기 직전"


def test_a_summary_that_the_disk_refused_is_tried_again_after_unlocking(
    chaired: Chaired, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise EnvironmentFault("vault_not_written", reason="")

    place, window = chaired.place, chaired.desk.window
    with monkeypatch.context() as patch:
        patch.setattr(ChairSittings, "write", refuse)
        with chaired.bot.waitSignal(place.guide.failed):
            place.detail.summary.setPlainText("디스크가 가득 찼다")
        assert place.is_refused
        chaired.lock()
        chaired.bot.waitUntil(lambda: place.guide.summaries.is_refused)
    QApplication.processEvents()
    chaired.desk.session.unlock(chaired.round.chair, SECRET.text)
    chaired.until(window.rail.buttons["panel"].isVisible)
    with chaired.bot.waitSignal(place.saved, check_params_cb=bool):
        window.open_place("panel")
    assert chaired.kept()[0].summary == "디스크가 가득 찼다"


@pytest.mark.parametrize("happened", [(decide, change_mind)], indirect=True)
def test_a_decision_that_sheets_outran_says_so(chaired: Chaired) -> None:
    assert chaired.detail.decided[0].startswith("내 결정: 통과")
    assert any("다시 확인" in one for one in chaired.detail.warnings)
    assert chaired.place.detail.warning.isVisible()
    row = chaired.place.view.panel.row(0)
    assert row is not None
    assert row.is_stale


def test_a_decision_of_somebody_else_shows_what_differs(panel_round: PanelRound) -> None:
    decide(panel_round)
    with panel_round.at(panel_round.chair) as at:
        desk = ChairDesk(at)
        place = (SCORED, panel_round.dossiers[0])
        own, stage = desk.decisions(place).own, desk.panel(place).stage
    assert own is not None
    result = msgspec.structs.replace(
        own.result, outcome=Outcome.REJECT, sheets=own.result.sheets[1:]
    )
    other = msgspec.structs.replace(own, number="P02", result=result)
    decisions = Decisions(
        own=own, is_stale=False, others=(other,), differences=(difference(own, other),), former=(),
    )  # fmt: skip
    said, warnings = decision_lines(decisions, stage, {"P01": "A", "P02": "B"}, Wording("ko"))
    assert [one.split(",")[0] for one in said] == ["내 결정: 통과", "B의 결정: 미달"]
    assert warnings == ["B의 결정이 내 결정과 다릅니다: A의 평가표, 판정."]


def test_what_hangs_on_one_sheet_stands_beside_the_result(chaired: Chaired) -> None:
    assert list(chaired.detail.without) == ["B 제외 시 67.5000: 미달", "E 제외 시 67.5000: 미달"]
    chaired.choose(1)
    assert list(chaired.detail.without) == ["평가표 한 건으로 판정이 바뀌지 않습니다."]
