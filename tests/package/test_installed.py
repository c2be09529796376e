"""The Debian packages install, everything runs without a checkout, and nothing stays behind."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ppir_desktop import __version__
from ppir_desktop.common.resources import resource
from ppir_desktop.documents.in_memory import InMemory
from ppir_desktop.documents.reading import DocumentWorker
from tests.support.installed import FOLDER, Installed, person
from tests.support.processes import ppir
from tests.support.readers import korean_pdf
from tests.support.screen import screen

__all__ = ["screen"]

MARKS = resource("samples/innovation-marks.csv")
PASSPHRASE = "정확한 말 배터리 스테이플"


@pytest.mark.parametrize("program", ["ppir", "ppir-desktop", "ppir-hub"])
def test_each_program_says_its_version(installed: Installed, tmp_path: Path, program: str) -> None:
    ended = installed.run(program, "--version", env=person(tmp_path))
    assert (ended.status, ended.out, ended.err) == (0, f"{program} {__version__}\n", "")


def test_a_table_of_marks_gives_what_it_gives_from_the_sources(
    installed: Installed, tmp_path: Path
) -> None:
    asked = ("consolidate", MARKS, "--stage", "innovation", "--json")
    ended = installed.run("ppir", *asked, env=person(tmp_path))
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == ppir(*asked).out
    listed = installed.run("ppir", "scheme", "list", "--json", env=person(tmp_path))
    assert len(json.loads(listed.out)) == 6


def test_a_profile_is_made_with_its_half_in_the_keyring(
    installed: Installed, tmp_path: Path
) -> None:
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    places = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_RUNTIME_DIR": str(tmp_path / "run")}
    (tmp_path / "run").mkdir(mode=0o700)
    env = person(tmp_path / "home", **places)
    env.pop("DBUS_SESSION_BUS_ADDRESS", None)
    create = f"{installed.programs}/ppir profile create kim --passphrase-file {secret}"
    script = f"printf x | gnome-keyring-daemon --unlock --components=secrets >&2; {create}"
    command = ["dbus-run-session", "--", "sh", "-c", script]
    ended = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    listed = installed.run("ppir", "profile", "list", "--json", env=env)
    assert "secret-service" in listed.out


def test_documents_are_read_by_a_process_that_is_as_confined(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with DocumentWorker() as worker:
        protections = worker.warm()
    # The process that is started now is the installed one.
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(FOLDER / "ppir-desktop"))
    with DocumentWorker() as worker:
        assert worker.warm() == protections
        document = worker.open(InMemory(korean_pdf(2)))
        assert document.page_count == 2
        assert "2쪽 Page 2" in document.text(1)
    assert installed.programs.is_dir()


def test_the_window_is_there(installed: Installed, tmp_path: Path, screen: str) -> None:
    env = person(tmp_path, DISPLAY=screen, QT_QPA_PLATFORM="xcb", LANG="ko_KR.UTF-8")
    program = [str(installed.programs / "ppir-desktop"), str(tmp_path / "P01.ppirinvitation")]
    with subprocess.Popen(program, cwd="/", env=env, stderr=subprocess.PIPE, text=True) as process:
        try:
            look = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "PPIR"]
            found = subprocess.run(look, env=env, capture_output=True, timeout=60, check=True)
            assert found.stdout.strip()
            assert process.poll() is None
        finally:
            process.terminate()
        _, said = process.communicate(timeout=30)
    assert "Traceback" not in said
    assert "qt.qpa" not in said


@pytest.mark.parametrize("plugin", [
    "platforms/libqxcb.so", "platforms/libqwayland.so", "platforms/libqoffscreen.so",
    "platforminputcontexts/libibusplatforminputcontextplugin.so", "iconengines/libqsvgicon.so",
])  # fmt: skip
def test_what_qt_loads_by_itself_is_there(installed: Installed, plugin: str) -> None:
    assert installed.programs.is_dir()
    file = FOLDER / "_internal/PySide6/Qt/plugins" / plugin
    needed = subprocess.run(["ldd", str(file)], capture_output=True, text=True, check=True)
    assert "not found" not in needed.stdout


def test_its_files_are_known_to_the_desktop_and_its_pages_to_man(installed: Installed) -> None:
    globs = Path("/usr/share/mime/globs2").read_text(encoding="utf-8")
    openers = Path("/usr/share/applications/mimeinfo.cache").read_text(encoding="utf-8")
    for kind, ending in (("bundle", "ppirb"), ("invitation", "ppirinvitation")):
        assert f"application/x-ppir-{kind}:*.{ending}" in globs
        assert f"application/x-ppir-{kind}=ppir-desktop.desktop" in openers
    for program in ("ppir", "ppir-desktop", "ppir-hub"):
        subprocess.run(["man", "-w", program], check=True, capture_output=True)
    assert (installed.programs / "ppir").is_symlink()


def test_a_whole_round_is_played(installed: Installed, tmp_path: Path) -> None:
    # Qt remarks upon a locale that is not there.
    env = person(tmp_path / "home", QT_QPA_PLATFORM="offscreen", LC_ALL="C.UTF-8")
    folder = tmp_path / "tour"
    asked = ("--lang", "en", "demo", "--tour", folder)
    ended = installed.run("ppir", *asked, env=env, seconds=800)
    assert (ended.status, ended.err) == (0, ""), ended.out
    assert {"index.html", "certificate.pdf", "sheet.pdf"} <= {one.name for one in folder.iterdir()}


def test_a_panellist_does_without_what_the_office_needs(unpacked: Path, tmp_path: Path) -> None:
    alone, env = Installed(unpacked), person(tmp_path)
    asked = ("consolidate", MARKS, "--stage", "innovation", "--json")
    assert alone.run("ppir", *asked, env=env).status == 0
    refused = alone.run("ppir", "--lang", "en", "demo", env=env)
    assert refused.status == 2
    assert "ppir-desktop-office" in refused.err
    assert not (unpacked / "ppir-hub").exists()
