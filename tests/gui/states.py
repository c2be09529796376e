"""Every window of a panellist's desk in each of its states, one after the other.

Pictures are taken of them, and tests look at all that they show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QApplication, QWidget

from ppir_desktop.protocol.invitations import write_invitation
from ppir_desktop.services.office import inviting
from ppir_desktop.ui.app import Desk
from ppir_desktop.ui.meeting.decision_dialog import DecisionDialog
from ppir_desktop.ui.meeting.panel_deeds import PanelDeeds
from ppir_desktop.ui.panel.blocks import WorkingRow
from ppir_desktop.ui.viewmodels.dossier_list import Role
from ppir_desktop.ui.widgets.mark_fields import PointsField
from tests.gui.windows import sitting
from tests.support.desks import Desks
from tests.support.vaults import SECRET

COMMENT = "다중 경로 수신 방식이 기존 단말기와 뚜렷이 구별되고, 시험성적서의 수치로 뒷받침된다."


class Wait(Protocol):
    """Waits until something holds, with the window alive."""

    def __call__(self, holds: Callable[[], bool]) -> None: ...


def before_opening(desk: Desk) -> Iterator[str]:
    """The states before a profile is open, some of them with a profile and some without."""
    window = desk.window
    window.stack.setCurrentWidget(window.made.first)
    window.made.first.form.name.setText("kim")
    window.made.first.form.passphrase.setText("짧은 문장")
    yield "first-start"
    window.stack.setCurrentWidget(window.unlock)
    yield "unlock"


def of_a_review(desk: Desk, made: Desks, wait: Wait, sought: str = "신청서") -> Iterator[str]:
    """From the list to a signed sheet that is being replaced."""
    window, place = desk.window, desk.window.made.review
    desk.session.unlock(sitting(made), SECRET.text)
    wait(lambda: place.dossiers.model.rowCount() > 0)
    yield "dossiers"
    choose(desk, 0)
    wait(lambda: place.declaration.review is not None)
    yield "declaration"
    _declare(desk, wait)
    yield "review-begun"
    sheet = place.sheet
    card = sheet.cards[0]
    if isinstance(card.field, PointsField):
        card.field.spin.setValue(34)
    else:
        next(iter(card.field.buttons.values())).click()  # type: ignore[attr-defined]
    card.comment.setPlainText(COMMENT)
    if place.viewer.document:
        place.viewer.evidence_wanted.emit(place.viewer.document, 0, "수신 성공률 99.2 %")
    wait(lambda: not place.autosave.is_pending)
    yield "review"
    place.search.field.setText(sought)
    place._seek(is_seeking=True)
    wait(lambda: place.indexer.waiting == 0)
    place.search._seek()
    wait(lambda: place.search.model.rowCount() > 0)
    yield "search"
    place._seek(is_seeking=False)
    fill_in(desk)
    wait(lambda: not place.autosave.is_pending)
    sheet.footer.preview.click()
    wait(lambda: place.preview.is_ready)
    yield "preview"
    place.preview.reject()
    sheet.footer.sign.click()
    wait(lambda: place.deeds.dialog is not None)
    dialog = place.deeds.dialog
    assert dialog is not None
    yield "signing"
    dialog.passphrase.setText(SECRET.text)
    dialog.sign.click()
    wait(lambda: sheet.is_settled and place.deeds.dialog is None)
    yield "signed"
    sheet.footer.replace.click()
    wait(lambda: not sheet.is_settled)
    yield "replacing"
    window.ask_again.show()
    window.open_place("exchange")
    yield "exchange"
    window.ask_again.hide()


def shown(desk: Desk) -> QWidget:
    """What stands in front: a question, the preview, or the window."""
    front = QApplication.activeModalWidget()
    preview = desk.window.made.review.preview
    return front or (preview if preview.isVisible() else desk.window)


def of_joining(desk: Desk, made: Desks, folder: Path) -> Iterator[str]:
    """An invitation that was read."""
    view = desk.window.made.enrolment
    desk.window.made.exchange.join_wanted.emit()
    yield "enrolment-empty"
    others = sorted({"P01", "P02"} - {sitting(made)})
    (letter,) = inviting.invite(made.desk, others[:1])
    file = folder / "letter.ppirinvitation"
    file.write_bytes(write_invitation(letter.invitation))
    view.take_files([file])
    yield "enrolment"


def of_places(desk: Desk, wait: Wait) -> Iterator[str]:
    """The places beside the review."""
    desk.window.open_place("settings")
    wait(desk.window.made.settings.care.keyring.isVisible)
    yield "settings"
    help_place = desk.window.made.help
    desk.window.open_place("help")
    for row in range(help_place.parts.count()):
        help_place.parts.setCurrentRow(row)
        yield f"help-{row + 1}"


def choose(desk: Desk, row: int) -> None:
    """Open a dossier of the list."""
    listed = desk.window.made.review.dossiers
    listed.list.setCurrentIndex(listed.filter.index(row, 0))
    assert listed.list.currentIndex().data(Role.CARD) is not None


def fill_in(desk: Desk) -> None:
    """Give every mark and a comment with each."""
    for number, card in enumerate(desk.window.made.review.sheet.cards, 1):
        if isinstance(card.field, PointsField):
            card.field.spin.setValue(20 + number)
        elif not any(button.isChecked() for button in card.field.buttons.values()):  # type: ignore[attr-defined]
            next(iter(card.field.buttons.values())).click()  # type: ignore[attr-defined]
        card.comment.setPlainText(COMMENT)


def _declare(desk: Desk, wait: Wait) -> None:
    place = desk.window.made.review
    page = place.declaration
    assert page.ties is not None
    for box in (page.identity, page.pledge, *page.consents.values(), page.no_contact):
        box.setChecked(True)
    page.ties.none.setChecked(True)
    page.accept.click()
    wait(lambda: place.sheet.model is not None and bool(place.viewer.document))


def of_a_chair(desk: Desk, chair: str, wait: Wait) -> Iterator[str]:
    """The chair's place, from the table to the figures beside it."""
    window, place = desk.window, desk.window.made.panel
    desk.session.unlock(chair, SECRET.text)
    wait(window.rail.buttons["panel"].isVisible)
    window.open_place("panel")
    wait(lambda: place.detail.detail is not None)
    yield "panel"
    down = place.detail.area.verticalScrollBar()
    for row in place.detail.findChildren(WorkingRow)[3:4]:
        row.button.click()
    yield "panel-working"
    down.setValue(down.maximum())
    yield "panel-detail"
    place.header.disagreement.click()
    last = place.view.panel.row(place.view.panel.rowCount() - 1)
    assert last is not None
    place.view.choose(last.dossier)
    wait(lambda: (shown := place.detail.detail) is not None and shown.dossier == last.dossier)
    yield "panel-disagreements"
    place.header.names.click()
    yield "panel-reason"
    place.reason.field.setText("이해관계를 다시 확인하기 위해")
    place.reason.yes.click()
    wait(lambda: not place.is_masked)
    yield "panel-names"
    place.header.beside.click()
    wait(lambda: place.figures.has_figures)
    yield "panel-beside"
    down = place.figures.area.verticalScrollBar()
    down.setValue(down.maximum())
    yield "panel-beside-end"
    yield from _of_a_meeting(desk, wait)


def _of_a_meeting(desk: Desk, wait: Wait) -> Iterator[str]:
    """Meeting mode, and the windows that are opened from it."""
    made, place = desk.window.made, desk.window.made.panel
    view, deeds = made.meeting, made.deeds
    place.header.meeting.click()
    wait(lambda: view.shown is not None and view.isVisible())
    wait(lambda: view.shown is not None)
    view.agenda.list.setCurrentRow(0)
    yield "meeting"
    view.agenda.list.setCurrentRow(view.agenda.list.count() - 1)
    wait(lambda: view.shown is not None and bool(view.shown.taken.item.out))
    yield "meeting-leaving"
    view.agenda.list.setCurrentRow(0)
    wait(lambda: view.shown is not None and not view.shown.taken.item.out)
    view.adjust.click()
    view.adjusting.score.setValue(69)
    view.adjusting.reason.setText("저온 시험 자료가 없다는 데 모두 동의하였다.")
    yield "meeting-adjusting"
    view.adjusting.yes.click()
    wait(lambda: view.shown is not None and view.shown.taken.adjustment.proposal is not None)
    view.notes.fields["minutes"].setPlainText("저온에서의 시험 자료를 다시 보았다.")
    view.notes.fields["opinion"].setPlainText("수요가 뚜렷하나 저온 자료가 더 필요하다.")
    view.notes.motion.setText("보완을 조건으로 한 통과")
    view.notes.counts["yes"].setValue(5)
    view.notes.add.click()
    wait(lambda: view.shown is not None and bool(view.shown.taken.talk.hands))
    view.ask.click()
    wait(lambda: view.shown is not None and view.shown.taken.decision.proposal is not None)
    yield "meeting-asked"
    sight = place.sight
    assert sight is not None
    assert view.shown is not None
    deeds.sign([(sight.stage, one.dossier) for one in view.shown.room.agenda[1:4]])
    wait(lambda: isinstance(deeds.dialog, DecisionDialog) and deeds.dialog.list.count() == 3)
    yield "decision"
    _close(deeds, wait)
    deeds.type_in()
    yield "paper"
    _close(deeds, wait)


def _close(deeds: PanelDeeds, wait: Wait) -> None:
    assert deeds.dialog is not None
    deeds.dialog.reject()
    wait(lambda: deeds.dialog is None)
