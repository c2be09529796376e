"""The desk: how soon it is there, and how long a person waits for it while marking."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import msgspec

from benchmarks.measuring import Measurement, Sample, in_turn, sample, seconds
from benchmarks.viewer import late, limited
from ppir_desktop.common.paths import HOME_VARIABLE

STARTS: Final = 9
_PATIENCE: Final = 400
_QT: Final = importlib.metadata.version("PySide6-Essentials")
_BARE: Final = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
application = QApplication([])
window = QMainWindow()
window.setCentralWidget(QLabel("PPIR"))
window.resize(1280, 720)
window.show()
QTimer.singleShot(0, application.quit)
sys.exit(application.exec())
"""


_OURS: Final = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ppir_desktop.common.wording import Wording
from ppir_desktop.ui.app import Desk
application = QApplication([])
desk = Desk(application, Wording("ko"))
desk.window.show()
QTimer.singleShot(0, application.quit)
status = application.exec()
desk.close()
sys.exit(status)
"""


class Waits(msgspec.Struct, frozen=True, kw_only=True):
    """What a run of the desk measured, in milliseconds and megabytes.

    Attributes:
        unlocked: From the passphrase that opens at once to the list of 200 dossiers, painted.
        next: Each dossier, from choosing it until its first page and its sheet are painted.
        keys: Each key in a comment of 2,000 letters, until it is painted.
        saved: Each mark, until it is on the disk.
        filtered: Each letter in the filter over 2,000 dossiers, until the list is painted.
        scrolled: Each frame of that list while it is scrolled.
        memory: The most that the process and its workers ever had, ten dossiers visited.
    """

    unlocked: list[float]
    next: list[float]
    keys: list[float]
    saved: list[float]
    filtered: list[float]
    scrolled: list[float]
    memory: float


def measure() -> list[Measurement]:
    """The start against a bare window, and everything else against what a person notices."""
    with tempfile.TemporaryDirectory(dir=Path.home()) as folder:
        run(Path(folder), "make")
        start = _start(Path(folder))
        waits = msgspec.json.decode(run(Path(folder), "measure"), type=Waits)
    return [
        start,
        limited("from the passphrase to the list of 200 dossiers, the key's derivation apart",
                "ms", sample(waits.unlocked), 300, note="profile opened, list painted"),
        limited("the next dossier: first page and sheet, the slowest of ten", "ms",
                _last(waits.next), 150, note="in the whole window"),
        limited("a key in a comment of 2,000 letters, 99th percentile", "ms",
                _late(waits.keys), 5, note="until it is painted"),
        limited("a mark until it is on the disk, the slowest of 20", "ms",
                _last(waits.saved), 500, note="saved by itself"),
        limited("filtering 2,000 dossiers, 99th percentile of letters", "ms",
                _late(waits.filtered), 16, note="until the list is painted"),
        limited("scrolling 2,000 dossiers, 99th percentile of frames", "ms",
                _late(waits.scrolled), 16, note=f"{len(waits.scrolled)} frames"),
        limited("memory of the whole desk with ten dossiers visited", "MB",
                Sample(waits.memory, waits.memory, waits.memory), 400,
                note="peak resident sizes of the window and both its workers"),
    ]  # fmt: skip


def _start(folder: Path) -> Measurement:
    ours, theirs = in_turn(
        lambda: seconds(lambda: _process(folder, "-c", _OURS)),
        lambda: seconds(lambda: _process(folder, "-c", _BARE)),
        STARTS,
    )
    return Measurement(
        name="from the start of the process to the window that asks for the passphrase",
        peer=f"a bare window, PySide6 {_QT}", unit="s", ours=ours, theirs=theirs, promised=2.0,
        note="whole processes, offscreen, that end once their window is shown",
        shortfall="the modules, sentences, faces and styles that the window needs are read first",
    )  # fmt: skip


def run(folder: Path, what: str) -> bytes:
    """Run one part as a process of its own; what it writes."""
    return _process(folder, "-m", "benchmarks.desk_run", what, str(folder))


def _process(folder: Path, *arguments: str) -> bytes:
    environment = {
        **os.environ,
        HOME_VARIABLE: str(folder / "home"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, check=True, timeout=_PATIENCE,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    return done.stdout


def _last(values: list[float]) -> Sample:
    return Sample(max(values), min(values), max(values))


def _late(values: list[float]) -> Sample:
    return Sample(late(values, 0.99), min(values), max(values))
