"""The document pane: turning pages, painting while scrolling, the next dossier, and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from benchmarks.measuring import Measurement, Sample
from ppir_desktop.common.paths import HOME_VARIABLE

_PATIENCE = 240


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What a run of the pane measured, in milliseconds and megabytes.

    Attributes:
        turns: Each turn to the next page, until it is painted whole.
        paints: Each frame while a file was scrolled.
        firsts: Each dossier, from choosing it until its first page is painted.
        own: The most that the process of the pane ever had.
        worker: The most that its worker ever had.
    """

    turns: list[float]
    paints: list[float]
    firsts: list[float]
    own: float
    worker: float


def measure() -> list[Measurement]:
    """Everything at the size of a small laptop, and the painting on a dense screen too."""
    with tempfile.TemporaryDirectory(dir=Path.home()) as folder:
        _run(Path(folder), "make", "")
        plain, dense = (_figures(Path(folder), factor) for factor in ("1", "2"))
    turns, firsts = sorted(plain.turns), sorted(plain.firsts)
    return [
        _limit("turning to a page that is near, 95th percentile", "ms",
                     late(turns, 0.95), turns, 50, note="until it is painted whole"),
        _limit("a frame while a file of 300 pages is scrolled, 99th percentile", "ms",
                     late(plain.paints, 0.99), plain.paints, 8,
                     note=f"{len(plain.paints)} frames of 600 × 640"),
        _limit("the same at 200 % on 1920 × 1080, 99th percentile", "ms",
                     late(dense.paints, 0.99), dense.paints, 8,
                     note=f"{len(dense.paints)} frames of 1200 × 1280"),
        _limit("the next dossier until its first page is painted, the slowest of ten", "ms",
                     firsts[-1], firsts, 150, note="from its blob; the worker is warm"),
        _limit("memory with ten dossiers visited", "MB", plain.own + plain.worker,
                     [plain.own + plain.worker], 400,
                     note=f"peak resident sizes: {plain.own:.0f} MB, {plain.worker:.0f} MB of the "
                     "worker"),
    ]  # fmt: skip


def _limit(
    name: str, unit: str, value: float, values: list[float], limit: float, *, note: str
) -> Measurement:
    return limited(name, unit, Sample(value, min(values), max(values)), limit, note=note)


def limited(
    name: str, unit: str, ours: Sample, limit: float, *, note: str, shortfall: str = ""
) -> Measurement:
    """A figure that is held against a limit."""
    return Measurement(
        name=name, peer="limit", unit=unit, ours=ours, theirs=Sample(limit, limit, limit),
        promised=1.0, note=note, shortfall=shortfall,
    )  # fmt: skip


def late(values: list[float], share: float) -> float:
    """The value below which a share of all values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _figures(folder: Path, factor: str) -> Figures:
    return msgspec.json.decode(_run(folder, "measure", factor), type=Figures)


def _run(folder: Path, what: str, factor: str) -> bytes:
    """Run a process of its own, so that its memory is that of the pane alone."""
    environment = {
        **os.environ,
        HOME_VARIABLE: str(folder / "home"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    if factor:
        environment["QT_SCALE_FACTOR"] = factor
    command = [sys.executable, "-m", "benchmarks.viewer_run", what, str(folder)]
    done = subprocess.run(
        command, env=environment, check=True, timeout=_PATIENCE, stdout=subprocess.PIPE
    )
    return done.stdout
