"""Runs the benchmarks and prints a table; with ``--write``, keeps it beside this file."""

from __future__ import annotations

import os
import platform
import sys
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
from benchmarks.measuring import Measurement, Sample

FOLDER = Path(__file__).resolve().parent
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


def main(arguments: list[str]) -> int:
    """Measure all, or those named; 0 when every promise is kept."""
    named = [name for name in arguments if name in ALL]
    measurements = [one for name in named or ALL for one in ALL[name].measure()]
    print(_table(measurements))
    if "--write" in arguments:
        _write(measurements)
    return 0 if all(measurement.kept for measurement in measurements) else 1


def _write(measurements: list[Measurement]) -> None:
    """Keep figures; those of what was not measured this time stay as they were."""
    known = FOLDER / "results.json"
    before = msgspec.json.decode(known.read_bytes(), type=list[Measurement])
    together = {one.name: one for one in [*before, *measurements]}
    encoded = msgspec.json.format(msgspec.json.encode(list(together.values())), indent=2)
    known.write_bytes(encoded + b"\n")
    table = _table(list(together.values()))
    FOLDER.joinpath("results.md").write_text(f"# Measured\n\n{table}", encoding="utf-8")


def _table(measurements: list[Measurement]) -> str:
    lines = [
        f"CPython {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores.",
        "Medians, with least and most in brackets.",
        "",
        "| what | ours | peer | peer's | ratio | promised | kept |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in measurements:
        ours, theirs = _shown(one.ours, one.unit), _shown(one.theirs, one.unit)
        kept = "yes" if one.kept else "**no**"
        lines.append(
            f"| {one.name} | {ours} | {one.peer} | {theirs} | {one.ratio:.3g} "
            f"| ≤ {one.promised:g} | {kept} |"
        )
    notes = [f"- {one.name}: {one.note}." for one in measurements if one.note]
    return "\n".join([*lines, "", *notes, ""])


def _shown(sample: Sample, unit: str) -> str:
    if sample.least == sample.most:
        return f"{sample.median:.4g} {unit}"
    return f"{sample.median:.4g} {unit} ({sample.least:.4g}–{sample.most:.4g})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
