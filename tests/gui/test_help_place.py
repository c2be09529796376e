"""The help, used through its widgets, with a profile open and with none."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from ppir_desktop import __version__
from ppir_desktop.common.paths import logs
from ppir_desktop.ui.app import Desk
from ppir_desktop.ui.keys import all_keys
from ppir_desktop.ui.views.help_pages import GUIDE, AboutPage, KeysPage
from tests.gui.reviews import FIRST, take_on
from tests.gui.windows import PATIENCE, compose
from tests.support.desks import SECRET_WORDS


def press_f1(desk: Desk, qtbot: QtBot) -> None:
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow, timeout=PATIENCE)
    qtbot.keyClick(desk.window, Qt.Key.Key_F1)
    assert desk.window.stack.currentWidget() is desk.window.made.help


def test_f1_shows_the_help_and_each_part_is_a_key_away(opened: Desk, qtbot: QtBot) -> None:
    press_f1(opened, qtbot)
    place, words = opened.window.made.help, opened.language.words
    assert opened.window.rail.buttons["help"].isChecked()
    assert place.parts.hasFocus()
    assert not place.back.isVisible()
    for name in GUIDE:
        assert words(f"window.guide.{name}.title")
    for page in list(place.pages.values())[1:]:
        qtbot.keyClick(place.parts, Qt.Key.Key_Down)
        assert place.stack.currentWidget() is page


def test_the_guide_takes_the_room_of_its_lines_at_any_width(opened: Desk, qtbot: QtBot) -> None:
    press_f1(opened, qtbot)
    guide = opened.window.made.help.pages["guide"]
    for width in (400, 900):
        guide.resize(width, 600)
        QApplication.processEvents()
    for label in guide.findChildren(QLabel):
        lines = label.fontMetrics().boundingRect(
            0, 0, label.width(), 0, Qt.TextFlag.TextWordWrap, label.text()
        )
        assert label.height() <= lines.height() + label.fontMetrics().height(), label.text()


def test_whoever_cannot_open_a_profile_has_help_too(desk: Desk, qtbot: QtBot) -> None:
    before = desk.window.stack.currentWidget()
    press_f1(desk, qtbot)
    place = desk.window.made.help
    assert place.back.isVisible()
    place.parts.setCurrentRow(3)
    locked = desk.language.words("window.report.locked")
    qtbot.waitUntil(lambda: locked in place.report.text.toPlainText(), timeout=PATIENCE)
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: desk.window.stack.currentWidget() is before, timeout=PATIENCE)


def test_the_table_of_keys_has_every_key_of_the_windows(opened: Desk) -> None:
    window = opened.window
    listed = {QKeySequence(one.keys).toString() for one in all_keys()}
    # The same as another that is listed: a second way to say larger, redo, or back.
    listed |= {"Ctrl+=", "Ctrl+Y"}
    found = {one.key().toString() for one in window.findChildren(QShortcut)}
    found |= {one.shortcut().toString() for one in window.findChildren(QAbstractButton)}
    assert found - {""} <= listed
    assert "F5" in found
    page = window.made.help.pages["keys"]
    assert isinstance(page, KeysPage)
    assert page.table.rowCount() == len(all_keys())


def test_about_names_the_version_and_the_licences(opened: Desk, qtbot: QtBot) -> None:
    opened.window.open_place("help")
    opened.window.made.help.parts.setCurrentRow(2)
    page = opened.window.made.help.pages["about"]
    assert isinstance(page, AboutPage)
    assert __version__ in page.version.text()
    qtbot.waitUntil(lambda: page.table.rowCount() > 0, timeout=PATIENCE)
    for row in range(page.table.rowCount()):
        name, terms = page.table.item(row, 0), page.table.item(row, 2)
        assert name is not None
        assert terms is not None
        assert terms.text()
        if name.text() == "Pretendard":
            page.table.setCurrentCell(row, 0)
    assert "SIL OPEN FONT LICENSE" in page.text.toPlainText()


def test_a_report_is_read_changed_and_saved(opened: Desk, qtbot: QtBot, home: Path) -> None:
    take_on(opened, qtbot)
    opened.window.open_place("help")
    opened.window.made.help.parts.setCurrentRow(3)
    page, words = opened.window.made.help.report, opened.language.words
    qtbot.waitUntil(lambda: bool(page.text.toPlainText()), timeout=PATIENCE)
    text = page.text.toPlainText()
    counts = words("window.report.counts", rounds=1, dossiers=2, drafts=0, waiting="")
    assert counts.split("2")[0] in text
    assert "window_started" in text
    for hidden in (FIRST, SECRET_WORDS, "장치 1", "시험대학교", str(home)):
        assert hidden not in text
    # What was opened and declared is not in the log itself either.
    log = (logs() / "ppir.log").read_text(encoding="utf-8")
    assert not [one for one in (FIRST, SECRET_WORDS, "장치", str(home)) if one in log]
    compose(page.text, "멈췄습니다. ")
    file = home / "report.txt"
    page.save(file)
    qtbot.waitUntil(page.message.isVisible, timeout=PATIENCE)
    assert page.message.text() == words("window.report.saved", file=str(file))
    assert file.read_text(encoding="utf-8") == page.text.toPlainText()
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    # What the person wrote stays when they come back.
    opened.window.open_place("review")
    opened.window.open_place("help")
    assert "멈췄습니다." in page.text.toPlainText()
    page.save(home / "no" / "folder.txt")
    qtbot.waitUntil(lambda: page.message.property("role") == "bad", timeout=PATIENCE)


def test_all_of_the_help_has_names(opened: Desk) -> None:
    place = opened.window.made.help
    for widget in (*place.findChildren(QPlainTextEdit), place.parts):
        assert widget.accessibleName()
