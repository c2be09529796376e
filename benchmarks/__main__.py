"""Runs the benchmarks and prints a table; with ``--write``, keeps it beside this file.

``make bench`` runs all and keeps the table, ``make bench-quick`` runs those of seconds.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from benchmarks import (
    analysis,
    blobs,
    bundle_files,
    chair,
    command_line,
    consolidation,
    desk,
    documents,
    exchange,
    hub_load,
    hub_log,
    installed,
    intake,
    matching,
    paper,
    paper_signing,
    publishing,
    records,
    round_verification,
    searching,
    vaults,
    viewer,
)
from benchmarks.measuring import Measurement
from benchmarks.results import Run, committed, kept, loop, machine, table, write

ALL = {
    module.__name__.rpartition(".")[2]: module
    for module in (
        consolidation,
        command_line,
        records,
        round_verification,
        vaults,
        blobs,
        documents,
        searching,
        exchange,
        bundle_files,
        hub_load,
        hub_log,
        intake,
        matching,
        analysis,
        chair,
        publishing,
        paper,
        paper_signing,
        viewer,
        desk,
        installed,
    )
}


# Together they take less than two minutes.
QUICK = ("consolidation", "command_line", "vaults", "paper_signing")


def main(arguments: list[str]) -> int:
    """Measure all, or those named; 0 when every promise is kept."""
    asked = _asked(arguments)
    if asked.into:
        asked.into.write_bytes(msgspec.json.encode(ALL[asked.names[0]].measure()))
        return 0
    before = committed()
    runs: dict[str, Run] = {}
    for name in asked.names or (QUICK if asked.quick else ALL):
        print(f"{name} …", end=" ", file=sys.stderr, flush=True)
        began = time.monotonic()
        runs[name] = Run(machine(), loop=loop(), measurements=_apart(name))
        print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    print(table(runs, before))
    if asked.write:
        write({name: run for name in ALL if (run := (kept() | runs).get(name))}, before)
    every = [one for run in runs.values() for one in run.measurements]
    return 0 if all(one.kept for one in every) else 1


def _apart(name: str) -> list[Measurement]:
    """Measure in a process of its own.

    What an earlier benchmark left in memory would slow the collection of garbage down, and Linux
    counts the memory of whoever starts a process as the most that the process ever had.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "measured.json"
        command = [sys.executable, "-m", "benchmarks", name, "--into", str(file)]
        subprocess.run(command, check=True)
        return msgspec.json.decode(file.read_bytes(), type=list[Measurement])


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(ALL))
    parser.add_argument("--quick", action="store_true", help="those that take seconds")
    parser.add_argument("--write", action="store_true", help="keep the table in this folder")
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if unknown := [name for name in asked.names if name not in ALL]:
        parser.error(f"no benchmark is called {', '.join(unknown)}")
    return asked


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
