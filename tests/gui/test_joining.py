"""Joining a round from the window: by file, drop or paste, and then being let in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtCore import QMimeData, QObject, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QFileOpenEvent, QGuiApplication
from PySide6.QtNetwork import QNetworkInformation
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ppir_desktop.common.identifiers import in_groups
from ppir_desktop.protocol.invitations import write_invitation
from ppir_desktop.services import bundles
from ppir_desktop.services.office import approving, importing, inviting
from ppir_desktop.ui.app import Desk
from tests.gui.windows import PATIENCE, compose, desk_in
from tests.support.desks import Desks, desks, small_kit
from tests.support.vaults import SECRET, make_profile

REACH = QNetworkInformation.Reachability


class Newcomer(NamedTuple):
    """An open desk that takes part in no round, and an invitation in a file.

    Attributes:
        desk: The desk.
        made: The office.
        letter: The file.
    """

    desk: Desk
    made: Desks
    letter: Path


@pytest.fixture(params=["ko", "en"])
def newcomer(
    request: pytest.FixtureRequest, undressed: QApplication, home: Path, qtbot: QtBot
) -> Iterator[Newcomer]:
    with desks(home / "desks") as made:
        importing.import_kit(made.desk, small_kit(home / "kit"))
        (letter,) = inviting.invite(made.desk, ["P01"])
        file = home / "P01.ppirinvitation"
        file.write_bytes(write_invitation(letter.invitation))
        (home / "desks" / "opening.ppirbundle").rename(home / "opening.ppirb")
        make_profile(name="kim")
        for desk in desk_in(undressed, request.param):
            with qtbot.waitSignal(desk.session.opened, timeout=PATIENCE):
                desk.session.unlock("kim", SECRET.text)
            yield Newcomer(desk, made, file)


def drop(desk: Desk, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    desk.window.made.enrolment.dropEvent(
        QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, data,
            Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip


def test_an_invitation_and_a_bundle_are_dropped_and_the_office_lets_the_device_in(
    newcomer: Newcomer, qtbot: QtBot, home: Path
) -> None:
    desk, made, letter = newcomer
    window, form = desk.window, desk.window.made.enrolment.form
    qtbot.mouseClick(window.made.review.dossiers.join, Qt.MouseButton.LeftButton)
    assert window.stack.currentWidget() is window.made.enrolment
    assert not form.enrol.isEnabled()
    drop(desk, letter, home / "opening.ppirb")
    authority = window.made.enrolment.form.invitation.text()
    compose(form.name, "김민서")
    assert not form.enrol.isEnabled()
    compose(form.affiliation, "서울대학교")
    with qtbot.waitSignal(window.made.enrolment.enrolled, timeout=PATIENCE):
        qtbot.keyClick(form.affiliation, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not form.enrol.isVisible(), timeout=PATIENCE)
    assert desk.session.profile is not None
    with desk.session.profile.vault.reading() as work:
        row = work.rounds.get(made.desk.round)
    assert in_groups(row.identity.id) in form.message.text()
    assert in_groups(row.authority) in authority
    # Nobody is kept waiting: the person goes on, and the request goes out on a stick.
    qtbot.mouseClick(form.back, Qt.MouseButton.LeftButton)
    assert window.stack.currentWidget() is window.made.review
    exchange = window.made.exchange
    with qtbot.waitSignal(exchange.changed, timeout=PATIENCE):
        exchange.give_out(home / "asking.ppirb")
    bundles.import_bundle(made.desk.profile, home / "asking.ppirb", made.desk.clock)
    (answer,) = approving.approve(made.desk)
    assert answer.number == "P01"


def test_a_pasted_invitation_is_read_and_other_text_is_refused(newcomer: Newcomer) -> None:
    desk, _, letter = newcomer
    view = desk.window.made.enrolment
    QGuiApplication.clipboard().setText("안녕하세요")
    view.form.paste.click()
    assert view.form.message.text()
    assert not view.form.enrol.isEnabled()
    QGuiApplication.clipboard().setText(letter.read_text(encoding="utf-8") + "\n")
    view.form.paste.click()
    assert not view.form.message.text()
    compose(view.form.name, "김")
    compose(view.form.affiliation, "대학")
    assert view.form.enrol.isEnabled()


def test_without_a_hub_a_bundle_is_asked_for(newcomer: Newcomer, qtbot: QtBot) -> None:
    desk, made, letter = newcomer
    view = desk.window.made.enrolment
    desk.window.made.exchange.join_wanted.emit()
    view.take_files([letter])
    compose(view.form.name, "김")
    compose(view.form.affiliation, "대학")
    qtbot.mouseClick(view.form.enrol, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(view.form.message.text()), timeout=PATIENCE)
    assert view.form.enrol.isEnabled()
    assert desk.session.profile is not None
    with desk.session.profile.vault.reading() as work:
        assert made.desk.round not in work.rounds.ids()


def test_a_network_that_comes_back_is_asked_about_once(newcomer: Newcomer, qtbot: QtBot) -> None:
    window, settings = newcomer.desk.window, newcomer.desk.settings
    network, exchange = window.made.network, window.made.exchange
    network.notice(REACH.Disconnected, is_metered=False)
    network.notice(REACH.Online, is_metered=True)
    assert not window.ask_again.isVisible()
    network.notice(REACH.Disconnected, is_metered=False)
    network.notice(REACH.Online, is_metered=False)
    assert window.ask_again.isVisible()
    with qtbot.waitSignal(exchange.changed, timeout=PATIENCE):
        qtbot.mouseClick(window.ask_again.yes, Qt.MouseButton.LeftButton)
    assert settings.auto_exchange == "yes"
    network.notice(REACH.Disconnected, is_metered=False)
    with qtbot.waitSignal(exchange.changed, timeout=PATIENCE):
        network.notice(REACH.Site, is_metered=False)
    assert not window.ask_again.isVisible()


def test_files_that_the_program_was_started_with_wait_until_a_profile_is_open(
    newcomer: Newcomer, qtbot: QtBot, home: Path
) -> None:
    desk, _, letter = newcomer
    window, view = desk.window, desk.window.made.enrolment
    desk.session.lock()
    desk.given.take([home / "opening.ppirb", letter])
    assert window.stack.currentWidget() is window.unlock
    with qtbot.waitSignal(desk.session.opened, timeout=PATIENCE):
        desk.session.unlock("kim", SECRET.text)
    assert window.stack.currentWidget() is view
    assert view.form.invitation.text() != desk.language.words("window.enrol.none")
    assert view.form.bundleName.text() == "opening.ppirb"
    # They are taken once.
    desk.session.lock()
    with qtbot.waitSignal(desk.session.opened, timeout=PATIENCE):
        desk.session.unlock("kim", SECRET.text)
    assert window.stack.currentWidget() is window.made.review


def test_a_bundle_that_is_given_is_taken_in_after_what_is_under_way(
    newcomer: Newcomer, qtbot: QtBot, home: Path
) -> None:
    desk, _, _ = newcomer
    window, exchange = desk.window, desk.window.made.exchange
    exchange.sync_now()
    assert exchange.is_busy
    desk.given.take([home / "opening.ppirb"])
    assert window.stack.currentWidget() is exchange
    with qtbot.waitSignals([exchange.changed, exchange.changed], timeout=PATIENCE):
        pass
    # Nobody who has not joined its round is told anything by it, and the place says so.
    assert exchange.message.isVisible()


def test_a_file_that_the_system_hands_over_while_the_program_runs_is_taken(
    newcomer: Newcomer, undressed: QApplication
) -> None:
    view = newcomer.desk.window.made.enrolment
    event = QFileOpenEvent(QUrl.fromLocalFile(str(newcomer.letter)))
    undressed.installEventFilter(newcomer.desk.given)  # as on macOS
    QApplication.sendEvent(undressed, event)
    assert newcomer.desk.window.stack.currentWidget() is view
    assert not view.form.message.text()
    compose(view.form.name, "김")
    compose(view.form.affiliation, "대학")
    assert view.form.enrol.isEnabled()


def test_a_file_that_comes_while_somebody_types_takes_nothing_away(
    newcomer: Newcomer, home: Path
) -> None:
    desk, _, letter = newcomer
    view = desk.window.made.enrolment
    desk.window.made.exchange.join_wanted.emit()
    compose(view.form.name, "김민서")
    compose(view.form.affiliation, "서울대학교")
    shouting = letter.rename(letter.with_suffix(".PPIRINVITATION"))
    desk.given.take([shouting])
    desk.given.take([home / "opening.ppirb"])
    assert desk.window.stack.currentWidget() is view
    assert view.form.bundleName.text() == "opening.ppirb"
    assert view.form.name.text() == "김민서"
    assert view.form.affiliation.text() == "서울대학교"
    assert view.form.enrol.isEnabled()


def test_a_file_that_comes_while_a_fingerprint_is_shown_waits_until_it_was_read(
    newcomer: Newcomer, qtbot: QtBot, home: Path
) -> None:
    desk, _, letter = newcomer
    window, view = desk.window, desk.window.made.enrolment
    desk.given.take([letter, home / "opening.ppirb"])
    compose(view.form.name, "김")
    compose(view.form.affiliation, "대학")
    qtbot.mouseClick(view.form.enrol, Qt.MouseButton.LeftButton)
    desk.given.take([letter])  # while it is under way
    qtbot.waitUntil(lambda: not view.form.enrol.isVisible(), timeout=PATIENCE)
    qtbot.wait(50)
    fingerprint = view.form.message.text()
    assert fingerprint
    desk.given.take([letter])
    assert view.form.message.text() == fingerprint
    qtbot.mouseClick(view.form.back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.stack.currentWidget() is view, timeout=PATIENCE)
    assert not view.form.message.text()
    assert not view.form.name.text()
    assert view.form.invitation.text() != desk.language.words("window.enrol.none")


def test_a_file_that_is_no_invitation_is_named_beside_one_that_is(
    newcomer: Newcomer, home: Path
) -> None:
    desk, _, letter = newcomer
    view, words = desk.window.made.enrolment, desk.language.words
    photo = home / "photo.jpeg"
    photo.write_bytes(b"\xff\xd8")
    desk.given.take([photo, letter])
    assert desk.window.stack.currentWidget() is view
    assert "photo.jpeg" in view.form.message.text()
    assert words.raw("error.file_of_no_kind.remedy") in view.form.message.text()
    assert view.form.invitation.text() != words("window.enrol.none")
    # By its ending it is one.
    broken = home / "broken.ppirinvitation"
    broken.write_bytes(b"?")
    view.take_files([broken])
    assert view.form.message.text().startswith("broken.ppirinvitation: ")


@pytest.mark.parametrize(("system", "is_asked"), [("darwin", True), ("linux", False)])
def test_only_macos_has_every_event_looked_at(
    monkeypatch: pytest.MonkeyPatch, undressed: QApplication, home: Path, system: str,
    *, is_asked: bool,
) -> None:  # fmt: skip
    seen: list[QObject] = []
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(
        QApplication, "installEventFilter", lambda _, one: seen.append(one), raising=True
    )
    for desk in desk_in(undressed, "en"):
        assert (desk.given in seen) is is_asked
