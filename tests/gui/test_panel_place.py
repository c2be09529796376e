"""The chair's place through its widgets: the table, names, orders, what arrives, locking."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from ppir_desktop.common.errors import EnvironmentFault, RefusedError
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.services.chair.sittings import ChairSittings
from ppir_desktop.ui.panel.table_model import Order
from tests.gui.chairs import Chaired
from tests.gui.windows import PATIENCE, desk_in
from tests.support.panel_events import change_mind
from tests.support.panel_round import PRODUCTS, PanelRound
from tests.support.vaults import SECRET

SCORE, VERDICT = 7, 9
_ITEM = Qt.ItemDataRole


def test_whoever_chairs_nothing_is_offered_no_panel(
    undressed: QApplication,
    panel_round: PanelRound,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(panel_round.home))
    for desk in desk_in(undressed, "ko"):
        with qtbot.waitSignal(desk.window.made.panel.chairs, timeout=PATIENCE) as said:
            desk.session.unlock(panel_round.members[0], SECRET.text)
        assert said.args == [False]
        assert not desk.window.rail.buttons["panel"].isVisible()


def test_the_table_shows_what_every_sheet_comes_to(chaired: Chaired) -> None:
    model = chaired.place.view.panel
    assert [model.headerData(at, Qt.Orientation.Horizontal) for at in range(7)] == list("ABCDEFG")
    heads = [str(model.headerData(at, Qt.Orientation.Vertical)) for at in range(7)]
    assert [head.split("\n")[0] for head in heads] == list(PRODUCTS)
    assert chaired.column(3) == ["59", "76", "88", "미도착", "64", "78", "75"]
    assert chaired.column(SCORE)[:2] == ["71.6000", "82.6000"]
    assert chaired.column(VERDICT) == ["통과", "통과", "통과", "대기", "미달", "통과", "통과"]
    assert model.index(0, 3).data(_ITEM.AccessibleTextRole) == "D, 59점, 종합에서 제외"
    assert model.index(5, 2).data(_ITEM.ToolTipRole) == "C, 회피"
    assert "47" in chaired.place.header.counts.text()


def test_orders_are_chosen_and_left_again(chaired: Chaired) -> None:
    header, view = chaired.place.header, chaired.place.view
    header.disagreement.click()
    assert chaired.order() == [0, 1, 4, 2, 5, 6, 3]
    header.ranking.click()
    assert chaired.order() == [2, 1, 5, 6, 3, 0, 4]
    assert not header.disagreement.isChecked()
    header.ranking.click()
    assert chaired.order() == list(range(7))
    view.horizontalHeader().sectionClicked.emit(SCORE + 1)
    assert view.panel.order is Order.DISAGREEMENT
    assert header.disagreement.isChecked()
    assert view.dossier == chaired.round.dossiers[0], "the dossier that was read stays chosen"


def test_names_are_shown_only_for_a_reason_that_is_on_the_disk(chaired: Chaired) -> None:
    place = chaired.place
    place.header.names.click()
    assert not place.reason.yes.isEnabled()
    assert place.is_masked
    chaired.say_why("이해관계를 확인한다")
    chaired.until(lambda: not place.is_masked)
    assert place.view.panel.headerData(0, Qt.Orientation.Horizontal) == "이1"
    assert chaired.detail.topics[0].comments[0].who.startswith("이")
    place.header.names.click()
    assert place.view.panel.headerData(0, Qt.Orientation.Horizontal) == "A"
    _, meeting = chaired.kept()
    assert [one.reason for one in meeting.unmasked] == ["이해관계를 확인한다"]


def test_names_stay_hidden_where_the_reason_cannot_be_kept(
    chaired: Chaired, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise EnvironmentFault("vault_not_written", reason="")

    monkeypatch.setattr(ChairSittings, "unmask", refuse)
    chaired.place.header.names.click()
    chaired.say_why()
    chaired.until(chaired.place.message.isVisible)
    assert chaired.place.is_masked


def test_a_question_for_a_reason_is_left_with_escape(chaired: Chaired) -> None:
    bar = chaired.place.reason
    chaired.place.header.names.click()
    chaired.bot.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert chaired.place.is_masked


def test_keys_move_through_dossiers_and_open_them(chaired: Chaired) -> None:
    view, pane = chaired.place.view, chaired.place.detail
    view.setFocus()
    chaired.bot.keyClick(view, Qt.Key.Key_Down)
    chaired.until(lambda: chaired.detail.dossier == chaired.round.dossiers[1])
    chaired.bot.keyClick(view, Qt.Key.Key_Return)
    assert pane.area.hasFocus()


def test_a_click_on_a_dossiers_name_reads_it(chaired: Chaired) -> None:
    head = chaired.place.view.verticalHeader()
    at = QPoint(40, head.sectionViewportPosition(2) + 20)
    chaired.bot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
    chaired.until(lambda: chaired.detail.dossier == chaired.round.dossiers[2])
    assert chaired.place.view.selected == [chaired.round.dossiers[2]]


def test_whoever_chairs_no_more_sees_no_more(
    chaired: Chaired, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise RefusedError("chair_only")

    monkeypatch.setattr(ChairSittings, "look", refuse)
    chaired.place.refresh()
    chaired.until(lambda: not chaired.desk.window.rail.buttons["panel"].isVisible())
    window = chaired.desk.window
    assert window.stack.currentWidget() is window.made.review
    assert chaired.place.view.panel.rowCount() == 0


def test_what_arrives_changes_its_row_alone(chaired: Chaired) -> None:
    stick = change_mind(chaired.round, taken=False)
    model, drawn = chaired.place.view.panel, set[int]()
    model.dataChanged.connect(lambda first, _last: drawn.add(first.row()))
    chaired.desk.window.made.exchange.take_in([stick])
    chaired.until(lambda: chaired.column(SCORE)[0] == "70.0000")
    assert drawn == {0}
    chaired.until(lambda: bool(chaired.detail.changed))
    assert model.index(0, 1).data(_ITEM.AccessibleTextRole) == "B, 80점, 토의 후 작성"


def test_locking_leaves_nothing_of_a_panel_in_any_widget(chaired: Chaired) -> None:
    place = chaired.place
    chaired.unmask()
    place.header.beside.click()
    chaired.until(lambda: place.figures.has_figures)
    chaired.lock()
    # As the event loop does before anything else.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert place.lane.sittings is None
    assert place.view.panel.rowCount() == 0
    assert place.is_masked
    texts = [one.text() for one in place.findChildren(QLabel)]
    texts += [one.toPlainText() for one in place.findChildren(QPlainTextEdit)]
    texts += [one.accessibleName() for one in place.findChildren(QLabel)]
    for secret in (*PRODUCTS, *chaired.round.dossiers, "71.6000", "이1"):
        assert not [text for text in texts if secret in text], secret


def test_what_is_wanted_of_a_dossier_is_told(
    chaired: Chaired, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where to export to is asked, and whoever is asked thinks better of it.
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: ("", ""))
    place, first, second = chaired.place, *chaired.round.dossiers[:2]
    told: list[object] = []
    for signal in (place.meeting_wanted, place.adjust_wanted, place.export_wanted):
        signal.connect(told.append)
    place.header.meeting.click()
    place.detail.adjust.click()
    place.detail.export.click()
    assert told == [("innovation", first)] * 3
    flags = Qt.KeyboardModifier.ShiftModifier
    chaired.bot.keyClick(place.view, Qt.Key.Key_Down, flags)
    with chaired.bot.waitSignal(place.sign_wanted) as signed:
        place.detail.sign.click()
    assert signed.args == [[("innovation", first), ("innovation", second)]]
    assert not place.detail.adjust.isEnabled(), "one dossier is adjusted at a time"


def test_figures_beside_the_result_say_that_they_are_none_of_it(chaired: Chaired) -> None:
    place = chaired.place
    before = chaired.column(SCORE)
    place.header.beside.click()
    chaired.until(lambda: place.figures.has_figures)
    texts = [one.text() for one in place.figures.findChildren(QLabel)]
    assert "결과에 반영되지 않음" in place.figures.title.text()
    assert "D: 위원회보다 3.3점 낮게 줍니다 (±4.6). 우연의 범위입니다." in texts
    assert "구조물 보강 패널: E 제외 시 67.5000: 미달" in texts
    place.figures.back.click()
    assert place.stack.currentWidget() is place.page
    assert not place.header.beside.isChecked()
    assert chaired.column(SCORE) == before


def test_another_language_is_spoken_at_once(chaired: Chaired) -> None:
    chaired.desk.settings.language = "en"
    chaired.desk.window.made.settings.changed.emit()
    assert chaired.column(VERDICT)[0] == "Advance"
    assert chaired.place.header.meeting.accessibleName() == "Meeting mode"
    assert chaired.detail.working[0].label == "Valid sheets"
