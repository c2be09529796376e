"""``ppir demo``: the tour without a screen, what it leaves, and that it leaves nothing else."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from ppir_desktop.common.paths import HOME_VARIABLE
from tests.support.processes import ROOT, environment, ppir
from tests.support.screen import screen

__all__ = ["screen"]

pytestmark = [pytest.mark.e2e, pytest.mark.gui, pytest.mark.slow]

PAPERS = {
    "sheet.pdf": ("desk", "minseo"),
    "consolidated.pdf": ("desk", "minseo"),
    "certificate.pdf": ("others", "office"),
    "certificate-en.pdf": ("others", "office"),
}
"""Each paper, and whose records it is held against: the home folder and the profile."""
LINKS = re.compile(r'(?:href|src)="([^"]+)"')


@pytest.fixture
def watched(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A person's own folders, empty, and an environment in which these are theirs."""
    own = tmp_path / "person"
    names = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
             "XDG_STATE_HOME", "XDG_RUNTIME_DIR")  # fmt: skip
    for name in names:
        (own / name).mkdir(parents=True, mode=0o700)
    changes = {name: str(own / name) for name in names}
    kept = environment(**changes, QT_QPA_PLATFORM="offscreen")
    return own, {name: value for name, value in kept.items() if name != HOME_VARIABLE}


def left_in(own: Path) -> list[str]:
    """Files in a person's folders; what systems cache of fonts and shaders is theirs."""
    return [
        str(path.relative_to(own))
        for path in own.rglob("*")
        if path.is_file() and not {"fontconfig", "mesa_shader_cache"} & set(path.parts)
    ]


def processes_of(folder: Path) -> list[str]:
    """Processes that were started with a folder's name."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes()
        except OSError:
            continue
        if str(folder).encode() in line:
            found.append(line.replace(b"\0", b" ").decode(errors="replace"))
    return found


def start(env: Mapping[str, str], *arguments: str | Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "ppir_desktop.cli.main", "--lang", "en", "demo"]
    return subprocess.Popen(
        [*command, *map(str, arguments)],
        cwd=ROOT, env=dict(env), stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip


def test_the_tour_leaves_its_story_and_papers_that_verify_and_nothing_else(
    watched: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    own, env = watched
    folder = tmp_path / "tour"
    with start(env, "--tour", folder) as process:
        out, err = process.communicate(timeout=280)
    assert process.returncode == 0, out + err
    assert not err
    assert left_in(own) == []
    assert processes_of(folder) == []

    page = (folder / "index.html").read_text(encoding="utf-8")
    links = set(LINKS.findall(page))
    files = {path.name for path in folder.iterdir() if path.is_file()} - {"index.html"}
    assert links == files
    scenes = sorted(name for name in files if name[:2].isdigit())
    assert [int(name[:2]) for name in scenes] == list(range(1, len(scenes) + 1))
    assert len(scenes) == 18
    for name in files:
        kind = b"%PDF-" if name.endswith(".pdf") else b"\x89PNG"
        assert (folder / name).read_bytes().startswith(kind), name

    work = folder / "round"
    for name, (home, profile) in PAPERS.items():
        ended = ppir(
            "--lang", "en", "verify", folder / name, "--profile", profile,
            "--passphrase-file", work / "passphrase.txt",
            env={**os.environ, HOME_VARIABLE: str(work / home)},
        )  # fmt: skip
        assert ended.status == 0, (name, ended.out, ended.err)


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_whoever_stops_it_finds_no_hub_any_more(
    watched: tuple[Path, dict[str, str]], number: signal.Signals
) -> None:
    own, env = watched
    folder = own / "TMPDIR" / "tour"
    with start(env, "--tour", folder) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "opens a round" in line:
                break
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130, out + err
    assert "Traceback" not in err
    assert left_in(own / "HOME") == []
    assert processes_of(own) == []


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="no Xvfb here")
def test_the_desk_opens_as_the_chair_and_all_is_gone_once_it_is_closed(
    watched: tuple[Path, dict[str, str]], screen: str
) -> None:
    own, env = watched
    with start({**env, "DISPLAY": screen, "QT_QPA_PLATFORM": "xcb"}) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "Passphrase" in line:
                break
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, out + err
    assert "temporary folder is gone" in out
    assert left_in(own) == []
    assert processes_of(own) == []


def test_a_folder_that_holds_something_is_left_alone(
    watched: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    _, env = watched
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    with start(env, "--tour", tmp_path) as process:
        _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "not empty" in err
