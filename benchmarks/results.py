"""What was measured, as a table, beside what was measured before."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from benchmarks.measuring import Measurement, Sample

FOLDER = Path(__file__).resolve().parent
KEPT, TABLE = FOLDER / "results.json", FOLDER / "results.md"

# A ratio that moved by less says nothing: machines are shared.
NOISE = 0.25

_LEGEND = (
    "Medians, with least and most in brackets; the ratio is ours to the peer's, and `before` that "
    f"of the last commit, with an arrow where it moved by more than {NOISE:.0%}. "
    "`python -m benchmarks NAME` measures a benchmark again."
)


class Run(msgspec.Struct, frozen=True):
    """What one benchmark measured.

    Attributes:
        machine: What it ran on.
        measurements: Its figures.
        loop: Milliseconds that a loop of a million additions took before it: what runs beside,
            and whom a machine is shared with, changes by the hour.
    """

    machine: str
    measurements: list[Measurement]
    loop: float = 0.0


_Runs = Mapping[str, Run]


def kept() -> dict[str, Run]:
    """The figures that lie beside this file, by benchmark."""
    return _decoded(KEPT.read_bytes())


def committed() -> dict[str, Run]:
    """The figures of the last commit; outside a repository those beside this file."""
    command = ["git", "show", f"HEAD:./{KEPT.name}"]
    try:
        done = subprocess.run(command, cwd=FOLDER, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return kept()
    return _decoded(done.stdout)


def write(runs: _Runs, before: _Runs) -> None:
    """Keep figures as JSON, and as a table beside those of before."""
    KEPT.write_bytes(msgspec.json.format(msgspec.json.encode(runs), indent=2) + b"\n")
    TABLE.write_text(f"# Measured\n\n{table(runs, before)}", encoding="utf-8")


def loop() -> float:
    """How quick this machine is just now: milliseconds of a million additions, the median."""
    taken = []
    for _ in range(9):
        start, total = time.perf_counter(), 0
        for number in range(1_000_000):
            total += number
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def machine() -> str:
    """The processor, its cores, the memory, the system and the Python that measure."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} "
        f"{platform.release().partition('-')[0]}, CPython {platform.python_version()}"
    )


def table(runs: _Runs, before: _Runs) -> str:
    """A table in Markdown; what was missed and what else there is to know stands below it."""
    machines = list(dict.fromkeys(run.machine for run in runs.values()))
    former = {one.name: one for run in before.values() for one in run.measurements}
    measured = [one for run in runs.values() for one in run.measurements]
    missed = [f"- {one.name}: {_why(one, run)}." for run in runs.values()
              for one in run.measurements if not one.kept]  # fmt: skip
    notes = [f"- {one.name}: {one.note}." for one in measured if one.note]
    return "\n".join([
        *(f"Measured on {one}." for one in machines),
        *_loops(runs),
        _LEGEND,
        "",
        "| benchmark | what | ours | peer | peer's | ratio | before | promised | kept |",
        "|---|---|---|---|---|---|---|---|---|",
        *_rows(runs, former),
        "",
        *(["## Missed, and why", "", *missed, ""] if missed else []),
        *(["## Further", "", *notes, ""] if notes else []),
    ])  # fmt: skip


def _why(one: Measurement, run: Run) -> str:
    if one.shortfall:
        return one.shortfall
    if run.loop and "limit" in one.peer and one.unit in {"s", "ms"}:
        return f"its limit is absolute; a million additions took {run.loop:.0f} ms just before"
    return "not known why"


def _loops(runs: _Runs) -> list[str]:
    known = [f"{name} {run.loop:.0f}" for name, run in runs.items() if run.loop]
    if not known:
        return []
    return [f"Milliseconds of a million additions before each: {', '.join(known)}."]


def _rows(runs: _Runs, former: Mapping[str, Measurement]) -> Iterator[str]:
    for name, run in runs.items():
        for one in run.measurements:
            cells = (
                name, one.name, _shown(one.ours, one.unit), one.peer, _shown(one.theirs, one.unit),
                f"{one.ratio:.3g}", _change(one, former.get(one.name)), f"≤ {one.promised:.3g}",
                "yes" if one.kept else "**no**",
            )  # fmt: skip
            yield f"| {' | '.join(cells)} |"


def _change(one: Measurement, before: Measurement | None) -> str:
    if before is None:
        return "–"
    change = one.ratio / before.ratio - 1
    arrow = "" if abs(change) <= NOISE else " ↑" if change > 0 else " ↓"
    return f"{before.ratio:.3g}{arrow}"


def _shown(sample: Sample, unit: str) -> str:
    if sample.least == sample.most:
        return f"{sample.median:.4g} {unit}"
    return f"{sample.median:.4g} {unit} ({sample.least:.4g}–{sample.most:.4g})"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def _decoded(content: bytes) -> dict[str, Run]:
    return msgspec.json.decode(content, type=dict[str, Run])
