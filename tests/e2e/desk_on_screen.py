"""A panellist at a real window, by keyboard alone; a process of its own, since it needs a screen.

From the first start to the receipt, while a hub runs, is gone, and runs again. Whatever is done is
done by keys that go to whichever widget has the focus.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from ppir_desktop.common.wording import Wording
from ppir_desktop.services.dossiers import State
from ppir_desktop.ui.app import Desk
from ppir_desktop.ui.viewmodels.dossier_list import Role
from ppir_desktop.ui.widgets.mark_fields import PointsField
from tests.support.hub import RunningHub, running_hub
from tests.support.secretariat import STAGE, Secretariat, write_plan
from tests.support.shared import make_kit

PATIENCE = 60.0
PASSPHRASE = "correct horse battery staple nine"
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


class Keyboard:
    """All that this panellist has."""

    def __init__(self, application: QApplication, desk: Desk) -> None:
        self.application, self.desk = application, desk

    def wait(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something holds, with the window alive."""
        ends = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < ends, what
            QTest.qWait(10)

    @staticmethod
    def at() -> QWidget:
        """What has the focus."""
        focused = QApplication.focusWidget()
        assert focused is not None
        return focused

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.at(), key, modifier)
        QTest.qWait(1)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.at(), text)

    def reach(self, target: QWidget) -> None:
        """Go to a widget by Tab, as whoever has no mouse."""
        for _ in range(120):
            if target is self.at() or target.isAncestorOf(self.at()):
                return
            self.key(Qt.Key.Key_Tab)
        raise AssertionError(f"{target.accessibleName()} is not reached by Tab")

    def press(self, button: QWidget) -> None:
        self.reach(button)
        self.key(Qt.Key.Key_Space)


def play(folder: Path, application: QApplication) -> None:
    """Play it all."""
    desk = Desk(application, Wording("en"))
    desk.window.show()
    keyboard = Keyboard(application, desk)
    desk.window.activateWindow()
    keyboard.wait(desk.window.isActiveWindow, "the window is active")
    office = Secretariat(folder)
    with ExitStack() as network:
        hub = network.enter_context(running_hub(folder / "hub"))
        letter, number, word = _open_round(office, hub, folder)
        _start(keyboard)
        _join(keyboard, letter)
        _sync(keyboard)
        assert [one["answer"] for one in office.ask("round", "approve")] == ["approved"]
        office.ask("round", "publish", "--stage", STAGE)
        _sync(keyboard)
        dossiers = desk.window.made.review.dossiers.model
        keyboard.wait(lambda: dossiers.rowCount() > 0, "dossiers came")
        port = hub.address.rpartition(":")[2].strip("/")
    # The network is gone.
    _declare(keyboard)
    _read(keyboard, word)
    _mark_and_sign(keyboard)
    _print(keyboard, folder / "sheet.pdf")
    _search(keyboard, word)
    with running_hub(folder / "hub", "--port", port):
        _sync(keyboard)
        index = dossiers.index(0)
        keyboard.wait(lambda: index.data(Role.STATE) == State.RECEIVED, "the receipt came")
    desk.window.close()
    desk.close()
    sys.stdout.write(f"{number} received\n")


def _open_round(office: Secretariat, hub: RunningHub, folder: Path) -> tuple[str, str, str]:
    """A round with one panel; the invitation of a member, their number, a word to look for."""
    office.open_with_officers(hub, write_plan(folder, hub), "desk")
    office.ask("round", "import", make_kit(folder / "kit"))
    asked = ("--stage", STAGE, "--pool", "--seed", "3", "--load", "2")
    panel = office.ask("round", "match", *asked)["panels"][0]
    number = min(member["number"] for member in panel["members"])
    office.ask("round", "invite", number, "--to", folder / "letters")
    invitation = folder / "letters" / f"{number}.ppirinvitation"
    return invitation.read_text(encoding="utf-8"), number, "the"


def _start(keyboard: Keyboard) -> None:
    window = keyboard.desk.window
    form, recovery = window.made.first.form, window.made.recovery.form
    keyboard.reach(form.name)
    keyboard.type("kim")
    for field in (form.passphrase, form.again):
        keyboard.reach(field)
        keyboard.type(PASSPHRASE)
    keyboard.key(Qt.Key.Key_Return)
    keyboard.wait(recovery.kept.isVisible, "the recovery sheet is shown")
    keyboard.press(recovery.kept)
    keyboard.press(recovery.next)
    keyboard.wait(lambda: keyboard.desk.session.profile is not None, "the profile is open")


def _join(keyboard: Keyboard, letter: str) -> None:
    window = keyboard.desk.window
    form = window.made.enrolment.form
    keyboard.wait(window.made.review.dossiers.join.isVisible, "nothing is here yet")
    keyboard.press(window.made.review.dossiers.join)
    QGuiApplication.clipboard().setText(letter)
    keyboard.press(form.paste)
    for field, text in ((form.name, "Kim Minseo"), (form.affiliation, "Seoul University")):
        keyboard.reach(field)
        keyboard.type(text)
    keyboard.key(Qt.Key.Key_Return)
    keyboard.wait(lambda: not form.enrol.isVisible() or bool(form.message.text()), "it enrolled")
    assert not form.enrol.isVisible(), form.message.text()
    keyboard.press(form.back)


def _sync(keyboard: Keyboard) -> None:
    exchange = keyboard.desk.window.made.exchange
    done: list[bool] = []
    exchange.changed.connect(lambda: done.append(True))
    keyboard.key(Qt.Key.Key_2, CONTROL)
    keyboard.wait(exchange.isVisible, "the exchange is open")
    keyboard.key(Qt.Key.Key_F5)
    keyboard.wait(lambda: bool(done), "the exchange came to its end")


def _declare(keyboard: Keyboard) -> None:
    place = keyboard.desk.window.made.review
    page = place.declaration
    keyboard.key(Qt.Key.Key_1, CONTROL)
    keyboard.reach(place.dossiers.list)
    keyboard.key(Qt.Key.Key_Return)
    keyboard.wait(lambda: page.review is not None, "the declaration is asked for")
    assert page.ties is not None
    for box in (
        page.identity, page.pledge, *page.consents.values(), page.ties.none, page.no_contact,
        page.accept,
    ):  # fmt: skip
        keyboard.press(box)
    keyboard.wait(lambda: place.sheet.model is not None, "the dossier is open")


def _read(keyboard: Keyboard, word: str) -> None:
    """Turn pages, find a word, highlight and pin what it stands in."""
    place = keyboard.desk.window.made.review
    viewer = place.viewer
    keyboard.wait(lambda: bool(viewer.model.sizes), "the document is open")
    keyboard.reach(viewer.view)
    keyboard.key(Qt.Key.Key_PageDown)
    keyboard.key(Qt.Key.Key_F, CONTROL)
    keyboard.type(word)
    keyboard.key(Qt.Key.Key_Return)
    keyboard.wait(lambda: "1" in viewer.find_bar.count.text(), "the word is found")
    keyboard.key(Qt.Key.Key_Escape)
    keyboard.reach(viewer.view)
    keyboard.key(Qt.Key.Key_A, CONTROL)
    keyboard.wait(viewer.hand.has_some, "text is selected")
    keyboard.key(Qt.Key.Key_E)
    assert place.sheet.model is not None
    keyboard.wait(lambda: bool(place.sheet.model and place.sheet.model.all_evidence()), "pinned")
    keyboard.key(Qt.Key.Key_H)
    keyboard.wait(lambda: bool(viewer.marks.all()), "it is highlighted")


def _mark_and_sign(keyboard: Keyboard) -> None:
    place = keyboard.desk.window.made.review
    sheet = place.sheet
    for number, card in enumerate(sheet.cards, 1):
        assert isinstance(card.field, PointsField)
        keyboard.reach(card.field.spin)
        keyboard.type(str(10 * number))
        keyboard.reach(card.comment)
        keyboard.type(f"Because of point {number}.")
    keyboard.wait(lambda: place.autosave.is_watching and not place.autosave.is_pending, "saved")
    keyboard.key(Qt.Key.Key_Return, CONTROL)
    keyboard.wait(lambda: place.deeds.dialog is not None, "the signature is asked for")
    dialog = place.deeds.dialog
    assert dialog is not None
    keyboard.wait(dialog.isActiveWindow, "the dialog is active")
    keyboard.reach(dialog.passphrase)
    keyboard.type(PASSPHRASE)
    keyboard.key(Qt.Key.Key_Return)
    keyboard.wait(lambda: sheet.is_settled and sheet.review is not None, "it is signed")
    keyboard.wait(keyboard.desk.window.isActiveWindow, "the window is active again")


def _print(keyboard: Keyboard, file: Path) -> None:
    """Look at the signed sheet as it is printed, and print it to a file by the system's dialog."""
    place = keyboard.desk.window.made.review
    keyboard.reach(place.sheet)
    keyboard.key(Qt.Key.Key_P, CONTROL)
    keyboard.wait(lambda: place.preview.is_ready, "the preview is shown")
    keyboard.wait(place.preview.isActiveWindow, "the preview is active")

    def choose() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QPrintDialog):
            QTimer.singleShot(50, choose)
            return
        # There is no printer here: the dialog offers a file.
        field = dialog.findChild(QLineEdit, "filename")
        assert field is not None
        keyboard.reach(field)
        keyboard.key(Qt.Key.Key_A, CONTROL)
        keyboard.type(str(file))
        keyboard.key(Qt.Key.Key_Return)

    keyboard.reach(place.preview.bar.print)
    QTimer.singleShot(50, choose)
    keyboard.key(Qt.Key.Key_Space)
    said = keyboard.desk.language.words
    bar = place.preview.bar
    keyboard.wait(lambda: bar.message.text() == said("window.preview.printed"), "it is printed")
    assert file.read_bytes().startswith(b"%PDF")
    keyboard.wait(place.preview.isActiveWindow, "the preview is active again")
    keyboard.key(Qt.Key.Key_Escape)
    keyboard.desk.window.activateWindow()
    keyboard.wait(keyboard.desk.window.isActiveWindow, "the window is active again")


def _search(keyboard: Keyboard, word: str) -> None:
    place = keyboard.desk.window.made.review
    keyboard.wait(lambda: place.indexer.waiting == 0, "all pages are indexed")
    keyboard.key(Qt.Key.Key_F, CONTROL | SHIFT)
    keyboard.type(word)
    keyboard.wait(lambda: place.search.model.rowCount() > 0, "pages are found")
    keyboard.key(Qt.Key.Key_Down)
    keyboard.key(Qt.Key.Key_Return)
    keyboard.wait(lambda: bool(place.viewer.document), "the page is shown")
    keyboard.reach(place.search.field)
    keyboard.key(Qt.Key.Key_Escape)


if __name__ == "__main__":
    running = QApplication([])
    play(Path(sys.argv[1]), running)
