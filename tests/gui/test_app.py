"""The desk runs until its window is closed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from ppir_desktop import __version__
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.common.wording import Wording
from ppir_desktop.ui.app import run
from ppir_desktop.ui.arguments import read_arguments
from ppir_desktop.ui.main import main
from ppir_desktop.ui.views.desk_window import DeskWindow
from tests.support.processes import ROOT, environment


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


@pytest.mark.parametrize("asked", ["--help", "--version"])
def test_a_program_without_a_terminal_answers_nobody(
    monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    monkeypatch.setattr("sys.argv", ["ppir-desktop", asked])
    monkeypatch.setattr("sys.stdout", None)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0


def test_a_program_without_a_terminal_still_ends_with_what_is_wrong(
    undressed: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(undressed, QApplication)
    monkeypatch.setattr("sys.stderr", None)
    assert run(Wording("en"), ["ppir-desktop", "--lang", "en"]) == 2
    monkeypatch.setattr("sys.argv", ["ppir-desktop"])
    monkeypatch.setattr("ppir_desktop.ui.main.find_spec", lambda _: None)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2


@pytest.mark.parametrize(("lang", "said"), [("ko_KR.UTF-8", "없는 옵션"), ("C.UTF-8", "no option")])
def test_an_option_that_there_is_not_is_refused_and_one_of_qts_is_not(lang: str, said: str) -> None:
    command = [sys.executable, "-m", "ppir_desktop.ui.main"]
    command += ["-platform", "offscreen", "--lang", "en"]
    ended = subprocess.run(
        command, cwd=ROOT, env=environment(LANG=lang), capture_output=True, encoding="utf-8",
        check=False, timeout=60,
    )  # fmt: skip
    assert ended.returncode == 2
    assert ended.stdout == ""
    (line,) = ended.stderr.splitlines()
    assert said in line
    assert "--lang" in line


def test_what_comes_after_two_dashes_is_a_file() -> None:
    read = read_arguments(["ppir-desktop", "a.ppirb", "--odd", "--", "--help", "--"])
    assert read == (["--odd"], ["a.ppirb", "--help", "--"])
