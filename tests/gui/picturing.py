"""Takes a picture of the desk in every state, in one language, theme and density."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.ui.app import Desk
from tests.gui import states
from tests.gui.windows import desk_in, sitting
from tests.support.desks import Desks
from tests.support.panel_events import change_mind, give_late
from tests.support.panel_round import play
from tests.support.readers import Paper, korean_pdf, reader_of

SIZES = {1.0: (1280, 720), 2.0: (960, 540)}
_PATIENCE = 60.0
_SETTLES_MS = 350


def main(language: str, theme: str, folder: Path) -> None:
    """Go through all states and take their pictures."""
    scratch = Path(tempfile.mkdtemp(prefix="ppir-pictures-"))
    os.environ[HOME_VARIABLE] = str(scratch / "home")
    try:
        application = QApplication([])
        papers = [
            [
                Paper("신청서", korean_pdf(12, filler=18), pages=12),
                Paper("제품설명서", korean_pdf(3)),
            ]
        ] * 5
        with reader_of(scratch, papers, stage="innovation", declared=False) as reader:
            made, number = reader.made, reader.number
            reader.profile.close()
            camera = _Camera(language, theme, folder)
            camera.take(application, lambda desk: _walk(desk, made, number, scratch))
        _picture_a_chair(application, camera, scratch / "panel")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


class _Camera:
    """Takes pictures one after the other, in one look."""

    def __init__(self, language: str, theme: str, folder: Path) -> None:
        self._language, self._theme, self._folder = language, theme, folder
        self._taken = 0

    def take(self, application: QApplication, walk: Callable[[Desk], Iterator[str]]) -> None:
        for desk in desk_in(application, self._language):
            desk.settings.theme = self._theme
            desk.window.made.settings.changed.emit()
            desk.window.resize(*SIZES[desk.window.devicePixelRatioF()])
            for state in walk(desk):
                _rest(_SETTLES_MS)
                self._taken += 1
                name = f"{self._taken:02}-{state}.png"
                states.shown(desk).grab().save(str(self._folder / name))


def _picture_a_chair(application: QApplication, camera: _Camera, folder: Path) -> None:
    folder.mkdir()
    played = play(folder)
    change_mind(played)
    give_late(played)
    os.environ[HOME_VARIABLE] = str(played.home)
    camera.take(application, lambda desk: states.of_a_chair(desk, played.chair, _wait))


def _walk(desk: Desk, made: Desks, number: str, folder: Path) -> Iterator[str]:
    assert number == sitting(made)
    yield from states.before_opening(desk)
    yield from states.of_a_review(desk, made, _wait, "센서")
    yield from states.of_joining(desk, made, folder)
    yield from states.of_places(desk, _wait)


def _wait(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + _PATIENCE
    while not holds():
        assert time.monotonic() < ends
        _rest(5)


def _rest(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
