"""What every test of a window has."""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.common.wording import LANGUAGES
from ppir_desktop.services.office import convening, importing
from ppir_desktop.services.office.convening import POOL, Wish
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.ui.app import Desk
from tests.gui.chairs import chaired, happened, panel_round, sat
from tests.gui.panes import korean, reader, session, shown
from tests.gui.windows import PATIENCE, compose, desk_in, sitting
from tests.support.desks import Desks, desks, member, small_kit
from tests.support.vaults import SECRET, open_profile

__all__ = [
    "chaired", "happened", "korean", "panel_round", "reader", "sat", "session", "shown",
]  # fmt: skip

_HERE = Path(__file__).parent


class Published(NamedTuple):
    """A round with a panel: the folder of all its desks, and the round."""

    folder: Path
    round: Identifier


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of windows, and let a warning of Qt's fail them.

    What a window does, other than what it looks like, seldom hangs on its language: such a test
    runs in one of them, half of them in each, and in the other by `make soak`.
    """
    for item in items:
        if item.path.is_relative_to(_HERE):
            if _is_for_the_soak(item):
                item.add_marker(pytest.mark.soak)
            item.add_marker(pytest.mark.gui)
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            # The offscreen platform says so for every window that has a least size.
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints"))


def _is_for_the_soak(item: pytest.Item) -> bool:
    if not isinstance(item, pytest.Function) or item.path.name == "test_every_state.py":
        return False
    given: Mapping[str, object] = item.callspec.params if hasattr(item, "callspec") else {}
    language = given.get("desk") or given.get("opened")
    its_own = LANGUAGES[zlib.crc32(item.originalname.encode()) % len(LANGUAGES)]
    return language in set(LANGUAGES) - {its_own}


def _refuse(*_given: object) -> tuple[str, str]:
    raise AssertionError("a file dialog was opened")


@pytest.fixture(autouse=True)
def _file_dialogs_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is there to close a file dialog, and no timeout reaches into it: a test says first
    what is chosen in it."""
    for name in ("getOpenFileName", "getOpenFileNames", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, _refuse)


@pytest.fixture
def undressed(qapp: QApplication) -> Iterator[QApplication]:
    """The application, which gets back its own looks after the test."""
    palette, font = qapp.palette(), qapp.font()
    yield qapp
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    return tmp_path


@pytest.fixture(params=LANGUAGES)
def desk(request: pytest.FixtureRequest, undressed: QApplication, home: Path) -> Iterator[Desk]:
    """A desk without any profile."""
    yield from desk_in(undressed, request.param)


@pytest.fixture
def stage() -> str:
    """The stage that is reviewed; a test may name another one."""
    return "innovation"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Published]:
    """Rounds in which a panellist has two dossiers of a stage; each is made once."""

    @cache
    def publish(stage: str) -> Published:
        folder = tmp_path_factory.mktemp(stage)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(HOME_VARIABLE, str(folder / "home"))
            with desks(folder / "desks") as made:
                importing.import_kit(made.desk, small_kit(folder / "kit"))
                wish = Wish(stage=stage, size=6, load=9, among=POOL, seed=1)
                convening.convene(made.desk, stage, convening.propose(made.desk, wish))
                convening.publish(made.desk, stage)
                with member(made, sitting(made)) as profile:
                    made.carry(made.desk, profile, "dossiers")
                return Published(folder, made.desk.round)

    return publish


@pytest.fixture
def panellists(home: Path, stage: str, published: Callable[[str], Published]) -> Iterator[Desks]:
    """A panellist with two dossiers, and the office they came from; a copy for this test alone."""
    made = published(stage)
    shutil.copytree(made.folder, home, dirs_exist_ok=True)
    clock = SystemClock()
    with open_profile(name="root") as root, open_profile(name="desk") as desk:
        yield Desks(
            Sitting(root, made.round, clock), Sitting(desk, made.round, clock), home / "desks"
        )


@pytest.fixture(params=LANGUAGES)
def opened(
    request: pytest.FixtureRequest, undressed: QApplication, panellists: Desks, qtbot: QtBot
) -> Iterator[Desk]:
    """A desk that was unlocked by typing."""
    running = desk_in(undressed, request.param)
    desk = next(running)
    try:
        unlock = desk.window.unlock.form
        unlock.profile.setCurrentText(sitting(panellists))
        with qtbot.waitSignal(desk.session.opened, timeout=PATIENCE):
            compose(unlock.passphrase, SECRET.text)
            qtbot.keyClick(unlock.passphrase, Qt.Key.Key_Return)
        qtbot.waitUntil(
            lambda: desk.window.made.review.dossiers.model.rowCount() > 0, timeout=PATIENCE
        )
        yield desk
    finally:
        next(running, None)
