"""Settings, used through their widgets: each choice counts at once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.services.signing_sheets import check_passphrase
from ppir_desktop.services.vaults import restore
from ppir_desktop.services.watching import Watch
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.ui.app import Desk
from ppir_desktop.ui.theme import DARK, LIGHT
from ppir_desktop.ui.views import profile_care
from ppir_desktop.ui.views.settings_place import SettingsPlace
from tests.gui.windows import PATIENCE, compose
from tests.support.vaults import OTHER, SECRET, make_profile

MORE = Path("kim.ppirbackup")


def choose(box: QComboBox, value: object) -> None:
    """Choose as a person does with the arrow keys."""
    box.setFocus()
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


@pytest.fixture
def place(opened: Desk, qtbot: QtBot) -> SettingsPlace:
    # Documents are read for the index meanwhile; each test is to have its own work alone.
    qtbot.waitUntil(
        lambda: not opened.window.made.review.indexer.waiting and not opened.runner._running,
        timeout=PATIENCE,
    )
    opened.window.open_place("settings")
    found = opened.window.made.settings
    qtbot.waitUntil(found.care.keyring.isVisible, timeout=PATIENCE)
    return found


def test_a_theme_counts_at_once_and_a_choice_shows_its_arrow(
    opened: Desk, place: SettingsPlace
) -> None:
    for theme, colours, foot in (("dark", DARK, "#B9C0CA"), ("light", LIGHT, "#4A5361")):
        choose(place.theme, theme)
        assert QApplication.palette().window().color().name().upper() == colours.background
        shown: QImage = place.theme.grab().toImage()
        edge = range(shown.width() - 28, shown.width() - 4)
        drawn = {shown.pixelColor(x, y).name() for x in edge for y in range(shown.height())}
        assert any(_near(QColor(one), QColor(foot)) for one in drawn)


def _near(one: QColor, other: QColor) -> bool:
    pairs = (
        (one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()),
    )  # fmt: skip
    return all(abs(a - b) < 40 for a, b in pairs)


def test_how_soon_the_desk_locks_counts_for_the_profile_that_is_open(
    opened: Desk, place: SettingsPlace, qtbot: QtBot
) -> None:
    choose(place.minutes, 5)
    assert opened.session.idle_seconds == 300
    with qtbot.waitSignal(opened.session.locked, timeout=PATIENCE):
        opened.session.idle_seconds = 0.1
    assert opened.settings.lock_minutes == 5


def test_a_proxy_counts_once_it_is_an_address(opened: Desk, place: SettingsPlace) -> None:
    words, field = opened.language.words, place.network.proxy
    compose(field, "proxy:8080")
    assert place.network.proxy_hint.text() == words("window.settings.proxy_bad")
    assert opened.settings.proxy == ""
    field.clear()
    compose(field, "http://proxy.example.org:8080")
    assert opened.settings.proxy == "http://proxy.example.org:8080"
    assert place.network.proxy_hint.text() == words("window.settings.proxy_hint")
    field.selectAll()
    field.del_()
    assert opened.settings.proxy == ""


def test_what_happens_when_the_network_is_back_is_set_here_and_there(
    opened: Desk, place: SettingsPlace, qtbot: QtBot
) -> None:
    assert place.network.auto.currentData() == "ask"
    choose(place.network.auto, "yes")
    assert opened.settings.auto_exchange == "yes"
    opened.window.open_place("exchange")
    opened.window.ask_again.show()
    qtbot.mouseClick(opened.window.ask_again.no, Qt.MouseButton.LeftButton)
    opened.window.open_place("settings")
    assert place.network.auto.currentData() == "no"


def test_the_passphrase_is_changed_in_place(
    opened: Desk, place: SettingsPlace, qtbot: QtBot
) -> None:
    form, words = place.passphrase, opened.language.words
    assert not form.old.isVisible()
    qtbot.mouseClick(form.change, Qt.MouseButton.LeftButton)
    assert form.old.hasFocus()
    compose(form.old, "이것이 아닌 긴 암호문 12")
    compose(form.new, "짧다")
    assert form.advice.text() == words("window.first.advice.short", least=16)
    form.new.clear()
    compose(form.new, OTHER.text)
    compose(form.again, OTHER.text[:-1])
    assert not form.renew.isEnabled()
    assert form.advice.text() == words("window.first.advice.differs")
    compose(form.again, OTHER.text[-1])
    qtbot.keyClick(form.again, Qt.Key.Key_Return)
    qtbot.waitUntil(form.message.isVisible, timeout=PATIENCE)
    assert words.error(InputError("passphrase_wrong")).what in form.message.text()
    assert form.old.selectedText()
    form.old.clear()
    compose(form.old, SECRET.text)
    qtbot.mouseClick(form.renew, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(form.message.isVisible, timeout=PATIENCE)
    assert form.message.text() == words("window.passphrase.renewed")
    assert not form.fields.isVisible()
    assert form.old.text() + form.new.text() + form.again.text() == ""
    profile = opened.session.profile
    assert profile is not None
    check_passphrase(profile, OTHER.text)


def test_a_change_of_the_passphrase_can_be_left(place: SettingsPlace, qtbot: QtBot) -> None:
    form = place.passphrase
    qtbot.mouseClick(form.change, Qt.MouseButton.LeftButton)
    compose(form.old, SECRET.text)
    qtbot.keyClick(form.old, Qt.Key.Key_Escape)
    assert not form.fields.isVisible()
    assert form.old.text() == ""
    assert form.change.hasFocus()


def test_the_state_of_the_keys_is_said_in_words(opened: Desk, place: SettingsPlace) -> None:
    words = opened.language.words
    assert place.care.keyring.text() == words("window.care.keyring_no")
    assert place.care.slots.text() == words("window.care.slots_whole")
    assert place.care.last.text() == words("window.care.not_backed_up")


def test_a_lost_copy_of_a_key_is_said(opened: Desk, place: SettingsPlace, qtbot: QtBot) -> None:
    profile = opened.session.profile
    assert profile is not None
    (profile.folder / "access.2.age").unlink()
    place.care.refresh()
    wanted = opened.language.words("window.care.slots_partly", access=1, recovery=2)
    qtbot.waitUntil(lambda: place.care.slots.text() == wanted, timeout=PATIENCE)


@pytest.mark.parametrize("desk", ["ko"], indirect=True)
def test_a_backup_is_made_and_opens_with_the_recovery_sheet(
    desk: Desk, qtbot: QtBot, home: Path
) -> None:
    made = make_profile(name="lee")
    desk.window.unlock.refresh()
    with qtbot.waitSignal(desk.session.opened, timeout=PATIENCE):
        desk.session.unlock("lee", SECRET.text)
    desk.window.open_place("settings")
    care, file = desk.window.made.settings.care, home / MORE
    care.save(file)
    assert care.stop.isVisible()
    qtbot.waitUntil(care.message.isVisible, timeout=PATIENCE)
    words = desk.language.words
    assert care.message.text() == words("window.care.done", file=str(file))
    qtbot.waitUntil(
        lambda: care.last.text() != words("window.care.not_backed_up"), timeout=PATIENCE
    )
    restored = restore(file, "again", made.recovery.secret_text(), OTHER, use_keyring=False)
    assert restored.name == "again"
    # No file is overwritten, and that is said.
    care.save(file)
    wanted = words.error(InputError("file_exists", file=str(file))).what
    qtbot.waitUntil(lambda: wanted in care.message.text(), timeout=PATIENCE)


def test_a_backup_can_be_stopped_and_leaves_nothing(
    opened: Desk, place: SettingsPlace, qtbot: QtBot, home: Path
) -> None:
    care, file = place.care, home / MORE
    care.save(file)
    qtbot.mouseClick(care.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(care.message.isVisible, timeout=PATIENCE)
    if care.message.text() == opened.language.words("window.care.cancelled"):
        assert not file.exists()
    assert not list(home.glob("*.partial"))


def test_locking_ends_a_backup_before_the_vault_is_closed(
    opened: Desk, place: SettingsPlace, qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    begun = threading.Event()
    profile = opened.session.profile
    assert profile is not None

    def slowly(own: OpenProfile, path: Path, watch: Watch) -> None:
        begun.set()
        try:
            watch.wait(PATIENCE)
        except RefusedError:
            order.append("open" if own.vault.is_open else "closed")
            raise

    monkeypatch.setattr(profile_care, "_back_up", slowly)
    place.care.save(home / MORE)
    qtbot.waitUntil(begun.is_set, timeout=PATIENCE)
    qtbot.mouseClick(opened.window.rail.lock_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not profile.vault.is_open, timeout=PATIENCE)
    assert order == ["open"]
    assert not place.care.message.isVisibleTo(place)
    assert not place.care.keyring.isVisibleTo(place)


def test_nothing_in_settings_is_cut_in_a_small_window(opened: Desk, place: SettingsPlace) -> None:
    opened.window.resize(960, 540)
    QApplication.processEvents()
    inner = place.page.widget()
    assert inner is not None
    assert inner.minimumSizeHint().width() <= place.page.viewport().width()
    assert place.page.verticalScrollBar().maximum() > 0
