"""The desk, used through its widgets: first start, unlocking, dossiers, exchange, settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from ppir_desktop.common.wording import Wording
from ppir_desktop.services.dossiers import State
from ppir_desktop.services.sessions import OpenProfile, open_session
from ppir_desktop.ui.app import Desk
from ppir_desktop.ui.viewmodels.dossier_list import Role
from tests.gui.windows import PATIENCE, compose, desk_in
from tests.support.desks import Desks
from tests.support.vaults import SECRET, make_profile, open_profile


def test_a_first_start_makes_a_profile_and_shows_its_recovery_sheet_once(
    desk: Desk, qtbot: QtBot, home: Path
) -> None:
    window, form = desk.window, desk.window.made.first.form
    assert window.stack.currentWidget() is window.made.first
    compose(form.name, "kim")
    compose(form.passphrase, "짧다")
    assert not form.make.isEnabled()
    form.passphrase.clear()
    compose(form.passphrase, SECRET.text)
    compose(form.again, SECRET.text + "x")
    assert not form.make.isEnabled()
    form.again.clear()
    compose(form.again, SECRET.text)
    assert form.make.isEnabled()
    with qtbot.waitSignal(window.made.first.made, timeout=PATIENCE):
        qtbot.mouseClick(form.make, Qt.MouseButton.LeftButton)
    recovery = window.made.recovery.form
    assert window.stack.currentWidget() is window.made.recovery
    assert "AGE-SE" in recovery.sheet.toPlainText()
    target = home / "sheet.txt"
    window.made.recovery.save(target)
    assert target.read_text(encoding="utf-8") == recovery.sheet.toPlainText()
    assert target.stat().st_mode & 0o077 == 0
    assert not recovery.next.isEnabled()
    recovery.kept.click()
    with qtbot.waitSignal(desk.session.opened, timeout=PATIENCE):
        qtbot.mouseClick(recovery.next, Qt.MouseButton.LeftButton)
    assert recovery.sheet.toPlainText() == ""
    assert window.stack.currentWidget() is window.made.named["review"]
    assert window.made.review.dossiers.empty.isVisible()


def test_a_wrong_passphrase_is_said_and_asked_for_again(
    undressed: QApplication, home: Path, qtbot: QtBot
) -> None:
    make_profile(name="kim")
    for desk in desk_in(undressed, "ko"):
        form = desk.window.unlock.form
        compose(form.passphrase, "틀린 암호문입니다 아주")
        qtbot.keyClick(form.passphrase, Qt.Key.Key_Return)
        qtbot.waitUntil(form.message.isVisible, timeout=PATIENCE)
        assert form.open.isEnabled()
        assert form.passphrase.selectedText()
        compose(form.passphrase, "x")
        assert not form.message.isVisible()


def test_dossiers_are_listed_found_and_opened(opened: Desk, qtbot: QtBot) -> None:
    pane, page = opened.window.made.review.dossiers, opened.window.made.review.facts
    assert pane.model.rowCount() == 2
    assert {pane.filter.index(row, 0).data(Role.STATE) for row in range(2)} == {State.TO_DECLARE}
    compose(pane.search, "2026-0002")
    assert pane.filter.rowCount() == 1
    pane.list.setCurrentIndex(pane.filter.index(0, 0))
    assert page.values["dossier"].text() == "2026-0002"
    assert "신청서" in page.values["documents"].text()
    pane.search.clear()
    assert pane.filter.rowCount() == 2


def test_locking_shows_nothing_from_that_moment_on(opened: Desk, qtbot: QtBot) -> None:
    window = opened.window
    window.made.review.dossiers.list.setCurrentIndex(window.made.review.dossiers.filter.index(0, 0))
    profile = opened.session.profile
    assert profile is not None
    qtbot.mouseClick(window.rail.lock_button, Qt.MouseButton.LeftButton)
    assert window.stack.currentWidget() is window.unlock
    assert window.made.review.dossiers.model.rowCount() == 0
    shown = " ".join(label.text() for label in window.findChildren(QLabel))
    assert "2026-000" not in shown
    qtbot.waitUntil(lambda: not profile.vault.is_open, timeout=PATIENCE)


def test_a_desk_that_nobody_touches_locks_by_itself(
    undressed: QApplication, home: Path, qtbot: QtBot
) -> None:
    make_profile(name="kim")
    for desk in desk_in(undressed, "en"):
        desk.session.idle_seconds = 0.2
        form = desk.window.unlock.form
        compose(form.passphrase, SECRET.text)
        with qtbot.waitSignals(
            [desk.session.opened, desk.session.locked], order="strict", timeout=PATIENCE
        ):
            qtbot.keyClick(form.passphrase, Qt.Key.Key_Return)


def test_another_language_counts_at_once_and_the_next_time(
    opened: Desk, undressed: QApplication
) -> None:
    window, settings = opened.window, opened.window.made.settings
    window.open_place("settings")
    other = "en" if opened.language.words.language == "ko" else "ko"
    settings.language.setCurrentIndex(settings.language.findData(other))
    settings.language.activated.emit(settings.language.currentIndex())
    words = Wording(other)
    assert window.rail.buttons["exchange"].text() == words("window.place.exchange")
    assert window.made.review.dossiers.title.text() == words("window.dossiers.title")
    assert opened.settings.language == other


def test_a_bundle_is_taken_in_and_what_waits_is_given_out(
    opened: Desk, panellists: Desks, qtbot: QtBot, home: Path
) -> None:
    place = opened.window.made.exchange
    opened.window.open_place("exchange")
    assert place.model.rowCount() == 1  # the enrolment
    stick = panellists.stick / "dossiers.ppirbundle"
    with qtbot.waitSignal(place.changed, timeout=PATIENCE):
        place.take_in([stick])
    assert place.message.isVisible()
    with qtbot.waitSignal(place.changed, timeout=PATIENCE):
        place.give_out(home / "out.ppirb")
    # Nothing waits: the office acknowledged the enrolment. That is said, and no file is left.
    assert place.message.text()
    assert not (home / "out.ppirb").exists()


def test_every_control_has_a_name_for_whoever_cannot_see(opened: Desk) -> None:
    window = opened.window
    for widget in (*window.findChildren(QPushButton), *window.findChildren(QLineEdit)):
        named = widget.accessibleName() or (
            widget.text() if isinstance(widget, QPushButton) else ""
        )
        if widget.objectName() != "qt_spinbox_lineedit" and widget.isVisibleTo(window):
            assert named, widget.objectName()


def test_a_window_that_is_closed_while_its_profile_is_being_opened_leaves_none_open(
    undressed: QApplication, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_profile(name="kim")
    opened: list[OpenProfile] = []

    def opening(name: str, passphrase: str) -> OpenProfile:
        opened.append(open_session(name, passphrase))
        return opened[-1]

    monkeypatch.setattr("ppir_desktop.services.sessions.open_session", opening)
    for desk in desk_in(undressed, "ko"):
        desk.session.unlock("kim", SECRET.text)
        desk.window.close()
        desk.close()
        assert desk.session.profile is None
    assert [profile.vault.is_open for profile in opened] == [False]


def test_a_profile_that_is_open_elsewhere_is_said_to_be_and_asked_for_again(
    undressed: QApplication, home: Path, qtbot: QtBot
) -> None:
    make_profile(name="kim")
    with open_profile(name="kim"):
        for desk in desk_in(undressed, "en"):
            form = desk.window.unlock.form
            compose(form.passphrase, SECRET.text)
            qtbot.keyClick(form.passphrase, Qt.Key.Key_Return)
            qtbot.waitUntil(form.message.isVisible, timeout=PATIENCE)
            assert form.open.isEnabled()
            assert desk.session.profile is None
