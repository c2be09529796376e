"""The build in one folder: how soon it starts, against the same program from its sources."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.mapped import Screen, watching
from benchmarks.measuring import Measurement, Sample, in_turn, seconds
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.signing.device_secrets import OFF_VARIABLE
from tests.support.screen import shown_screen

STARTS: Final = 15
BUILT: Final = Path(__file__).resolve().parents[1] / "dist" / "ppir-desktop"
SOURCES: Final = Path(sys.executable).parent
_OPENS_IT: Final = "correct horse battery staple"
_PATIENCE: Final = 60.0
_LIMIT_MEGABYTES: Final = 200.0
_LIBRARY: Final = Path("usr/lib/ppir-desktop")


def measure() -> list[Measurement]:
    """Both starts, and how much room the package of a panellist takes."""
    if not BUILT.is_dir():
        print("installed: left out, since `make package` has not built anything here")
        return []
    with tempfile.TemporaryDirectory() as folder, shown_screen() as screen:
        environment = _environment(Path(folder), screen)
        _make_profile(Path(folder), environment)
        with watching(screen) as watched:
            return [_command(environment), _window(environment, watched), _room()]


def _environment(folder: Path, screen: str) -> dict[str, str]:
    changes = {HOME_VARIABLE: str(folder / "home"), OFF_VARIABLE: "1", "DISPLAY": screen}
    return {**os.environ, **changes, "QT_QPA_PLATFORM": "xcb"}


def _make_profile(folder: Path, environment: dict[str, str]) -> None:
    """The window that asks for a passphrase is the one that is seen every day."""
    secret = folder / "passphrase"
    secret.write_text(_OPENS_IT, encoding="utf-8")
    create = ("profile", "create", "kim", "--passphrase-file")
    command = [str(SOURCES / "ppir"), *create, str(secret)]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


def _command(environment: dict[str, str]) -> Measurement:
    def take(folder: Path) -> float:
        command = [str(folder / "ppir"), "--version"]
        quiet = subprocess.DEVNULL
        return seconds(lambda: subprocess.run(command, env=environment, check=True, stdout=quiet))

    return _compared("ppir --version, the build in one folder", "s", *in_turn(
        lambda: take(BUILT), lambda: take(SOURCES), STARTS
    ))  # fmt: skip


def _window(environment: dict[str, str], screen: Screen) -> Measurement:
    def take(folder: Path) -> float:
        def until_shown() -> None:
            started.append(subprocess.Popen([folder / "ppir-desktop"], env=environment))
            screen.wait_for_window(_PATIENCE)

        started: list[subprocess.Popen[bytes]] = []
        taken = seconds(until_shown)
        for process in started:
            process.terminate()
            process.wait()
        return taken

    return _compared("its window that asks for the passphrase", "s", *in_turn(
        lambda: take(BUILT), lambda: take(SOURCES), STARTS
    ))  # fmt: skip


def _compared(name: str, unit: str, ours: Sample, theirs: Sample) -> Measurement:
    return Measurement(
        name=name, peer="the same from its sources", unit=unit, ours=ours, theirs=theirs,
        promised=1.0, note="whole processes in turn, to the exit or until X11 shows the window",
    )  # fmt: skip


def _room() -> Measurement:
    desk = BUILT.parents[1] / "build" / "deb" / "desk" / _LIBRARY
    sizes = [path.stat().st_size for path in desk.rglob("*") if not path.is_symlink()]
    taken, limit = sum(sizes) / 2**20, _LIMIT_MEGABYTES
    return Measurement(
        name="what ppir-desktop takes installed", peer="limit", unit="MiB",
        ours=Sample(taken, taken, taken), theirs=Sample(limit, limit, limit), promised=1.0,
        note="the folder of the package of a panellist, folders included",
    )  # fmt: skip
