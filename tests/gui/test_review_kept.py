"""Nothing written in a review is lost to a full disk or shown once the desk is locked."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ppir_desktop.common.errors import EnvironmentFault
from ppir_desktop.services import drafts
from ppir_desktop.ui.app import Desk
from ppir_desktop.ui.widgets.question import Question
from tests.gui.reviews import FIRST, SECOND, fill_in, on_disk, open_dossier, take_on
from tests.gui.windows import PATIENCE, compose
from tests.support.desks import Desks
from tests.support.vaults import SECRET


class FullDisk:
    """Stands for `drafts.save` on a disk that takes nothing while it is full."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.is_full, self._save = True, drafts.save
        patch.setattr("ppir_desktop.ui.autosave.drafts.save", self.save)
        patch.setattr("ppir_desktop.ui.autosave.AGAIN_MS", 10)

    def save(self, *given: Any) -> str:  # noqa: ANN401 -- whatever `drafts.save` takes
        if self.is_full:
            raise EnvironmentFault("vault_not_written", reason="full")
        return self._save(*given)


def test_what_a_full_disk_did_not_take_is_there_when_one_comes_back_and_saved_later(
    opened: Desk, panellists: Desks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    place = opened.window.made.review
    sheet = take_on(opened, qtbot)
    disk = FullDisk(monkeypatch)
    with qtbot.waitSignal(place.autosave.failed, timeout=PATIENCE):
        compose(sheet.opinion, "자리가 없다")
    assert sheet.banner.isVisible()
    # Another dossier is opened meanwhile, and this one again.
    open_dossier(opened, qtbot, SECOND)
    qtbot.waitUntil(lambda: place.declaration.review is not None, timeout=PATIENCE)
    open_dossier(opened, qtbot, FIRST)
    qtbot.waitUntil(lambda: sheet.opinion.toPlainText() == "자리가 없다", timeout=PATIENCE)
    compose(sheet.opinion, "!")
    open_dossier(opened, qtbot, SECOND)
    qtbot.waitUntil(lambda: place.declaration.review is not None, timeout=PATIENCE)
    assert on_disk(opened, panellists, stage) is None
    disk.is_full = False
    qtbot.waitUntil(lambda: not place.autosave.is_refused, timeout=PATIENCE)
    kept = on_disk(opened, panellists, stage)
    assert kept is not None
    assert sorted(kept.opinion) == sorted("자리가 없다!")


def test_locking_on_a_full_disk_loses_nothing_that_was_typed(
    opened: Desk, panellists: Desks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    place = opened.window.made.review
    compose(take_on(opened, qtbot).opinion, "자리가 없다")
    disk = FullDisk(monkeypatch)
    profile = opened.session.profile
    assert profile is not None
    with qtbot.waitSignal(place.autosave.failed, timeout=PATIENCE):
        opened.session.lock()
    qtbot.waitUntil(lambda: not profile.vault.is_open, timeout=PATIENCE)
    assert place.sheet.opinion.toPlainText() == ""
    disk.is_full = False
    with qtbot.waitSignal(place.autosave.saved, timeout=PATIENCE):
        opened.session.unlock(profile.info.name, SECRET.text)
    kept = on_disk(opened, panellists, stage)
    assert kept is not None
    assert kept.opinion == "자리가 없다"


def test_closing_on_a_full_disk_asks_before_anything_is_lost(
    opened: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, place = opened.window, opened.window.made.review
    sheet = take_on(opened, qtbot)
    disk = FullDisk(monkeypatch)
    with qtbot.waitSignal(place.autosave.failed, timeout=PATIENCE):
        compose(sheet.opinion, "자리가 없다")
    # Whoever wishes it twice is asked once.
    window.close()
    window.close()
    (asked,) = window.findChildren(Question)
    qtbot.mouseClick(asked.no, Qt.MouseButton.LeftButton)
    assert window.isVisible()
    assert sheet.opinion.toPlainText() == "자리가 없다"
    window.close()
    again = window.question
    assert again is not None
    qtbot.mouseClick(again.yes, Qt.MouseButton.LeftButton)
    assert not window.isVisible()
    disk.is_full = False


def test_whoever_only_wrote_lands_where_they_were(opened: Desk, qtbot: QtBot) -> None:
    place = opened.window.made.review
    take_on(opened, qtbot)
    sheet = take_on(opened, qtbot, SECOND)
    qtbot.waitUntil(lambda: bool(place.viewer.document), timeout=PATIENCE)
    profile = opened.session.profile
    assert profile is not None
    compose(sheet.opinion, "여기까지")
    opened.session.lock()
    with qtbot.waitSignal(opened.session.opened, timeout=PATIENCE):
        opened.session.unlock(profile.info.name, SECRET.text)
    qtbot.waitUntil(lambda: sheet.opinion.toPlainText() == "여기까지", timeout=PATIENCE)
    assert sheet.review is not None
    assert sheet.review.row.dossier == SECOND


def test_locking_while_it_is_signed_shows_nothing_and_a_wrong_passphrase_neither(
    opened: Desk, qtbot: QtBot
) -> None:
    sheet = take_on(opened, qtbot)
    fill_in(sheet, qtbot)
    place = opened.window.made.review
    qtbot.mouseClick(sheet.footer.sign, Qt.MouseButton.LeftButton)
    # Nothing is written that would not be among what is signed.
    assert sheet.opinion.isReadOnly()
    qtbot.waitUntil(lambda: place.deeds.dialog is not None, timeout=PATIENCE)
    dialog, profile = place.deeds.dialog, opened.session.profile
    assert dialog is not None
    assert profile is not None
    compose(dialog.passphrase, "아주 틀린 암호문입니다")
    qtbot.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    shown = dialog.sheet
    opened.session.lock()
    assert shown.toPlainText() == ""
    assert QApplication.activeModalWidget() is None
    assert place.deeds.dialog is None
    qtbot.waitUntil(lambda: not profile.vault.is_open, timeout=PATIENCE)
    assert QApplication.activeModalWidget() is None


def test_locking_takes_the_question_before_a_recusal_away(opened: Desk, qtbot: QtBot) -> None:
    place = open_dossier(opened, qtbot, FIRST)
    place.declaration.identity.click()
    qtbot.mouseClick(place.declaration.recuse, Qt.MouseButton.LeftButton)
    assert place.deeds.question is not None
    opened.session.lock()
    assert QApplication.activeModalWidget() is None
    assert place.deeds.question is None
