"""The command as a process: how soon it starts, and how much memory a large table takes."""

from __future__ import annotations

import importlib.metadata
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measuring import Measurement, Sample, in_turn, sample, seconds

ROOT = Path(__file__).resolve().parents[1]
ROWS = 80_000
LIMIT_MB = 300
STARTS = 15
TABLES = 3
_CRITERIA = {"technology": 40, "performance": 30, "ripple": 30}
_COMMENT = "기존 제품과 뚜렷이 구별되는 신규성이 확인되나 시험 조건은 보완할 필요가 있다. " * 3


def measure() -> list[Measurement]:
    """The start of ``ppir --help``, and the memory of ``ppir consolidate``."""
    return [_start(), _memory()]


def _start() -> Measurement:
    environment = {**os.environ, "LANG": "en_US.UTF-8"}

    def run(*arguments: str) -> float:
        command = [sys.executable, *arguments]
        return seconds(
            lambda: subprocess.run(
                command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
            )
        )

    ours, theirs = in_turn(
        lambda: run("-m", "ppir_desktop.cli.main", "--help"),
        lambda: run("-c", "import typer"),
        STARTS,
    )
    return Measurement(
        name="ppir --help",
        peer=f'python -c "import typer", Typer {importlib.metadata.version("typer")}',
        unit="s",
        ours=ours,
        theirs=theirs,
        promised=3.0,
        note=f"whole processes, CPython {sys.version.split()[0]}",
    )


def _memory() -> Measurement:
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder, "marks.csv")
        table.write_text(_table(), encoding="utf-8")
        size = table.stat().st_size
        peaks = [_peak_megabytes(table) for _ in range(TABLES)]
    limit = float(LIMIT_MB)
    return Measurement(
        name=f"ppir consolidate, {ROWS:,} rows",
        peer=f"a limit of {LIMIT_MB} MB",
        unit="MB",
        ours=sample(peaks),
        theirs=Sample(limit, limit, limit),
        promised=1.0,
        note=f"peak resident size of the process; the table has {size / 1e6:,.1f} MB",
    )


def _table() -> str:
    """A table of marks by panels of seven, each with a comment."""
    chance = random.Random(1)
    rows = ["dossier,panellist,criterion,mark,comment"]
    names = list(_CRITERIA)
    for number in range(ROWS):
        sheet, criterion = divmod(number, len(names))
        name = names[criterion]
        mark = chance.randint(0, _CRITERIA[name])
        rows.append(f"2025-H2-{sheet // 7:05d},P{sheet % 7:05d},{name},{mark},{_COMMENT}")
    return "\n".join(rows) + "\n"


def _peak_megabytes(table: Path) -> float:
    """Peak resident size of one run, as the system counts it."""
    arguments = ["consolidate", str(table), "--stage", "innovation", "--json"]
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    # A process in between, so that the peak is that of this one run and of no earlier child.
    command = [sys.executable, "-c", code, sys.executable, "-m", "ppir_desktop.cli.main"]
    ended = subprocess.run(
        [*command, *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    return int(ended.stdout) * 1024 / 1e6
