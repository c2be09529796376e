"""The desk runs until its window is closed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from ppir_desktop import __version__
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.common.wording import Wording
from ppir_desktop.ui.app import run
from ppir_desktop.ui.main import main
from ppir_desktop.ui.views.desk_window import DeskWindow


def test_it_shows_its_window_and_ends_when_that_is_closed(
    undressed: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    closed: list[str] = []

    def close() -> None:
        for window in undressed.topLevelWidgets():
            if isinstance(window, DeskWindow) and window.isVisible():
                closed.append(window.windowTitle())
                window.close()

    QTimer.singleShot(0, close)
    assert run(Wording("ko"), ["ppir-desktop"]) == 0
    assert closed == ["PPIR 데스크톱"]


@pytest.mark.parametrize("asked", ["--help", "--version"])
def test_what_is_asked_of_the_command_is_answered_without_a_window(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], asked: str
) -> None:
    monkeypatch.setattr("sys.argv", ["ppir-desktop", asked])
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert {"--help": "사용법", "--version": __version__}[asked] in capsys.readouterr().out
