"""Fails when a line or branch of the files that must stay fully tested was not run.

Reads what the last run under coverage left behind. pyproject.toml lists the files, and folders
stand for all in them: what decides a review's outcome may not hold a line that no test has seen.
"""

from __future__ import annotations

import json
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import coverage

ROOT = Path(__file__).resolve().parent.parent


def perfect_files() -> list[str]:
    """The files that must stay fully tested, below the top of the repository."""
    tables = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = (ROOT / name for name in tables["tool"]["ppir"]["perfect-files"])
    # What is no folder stands for itself, so that a name that has gone is found unmeasured.
    files = (file for path in listed for file in (list(path.rglob("*.py")) or [path]))
    return sorted(file.relative_to(ROOT).as_posix() for file in files)


def measured() -> dict[str, Any]:
    """What the last run measured, by file."""
    data = coverage.Coverage(config_file=str(ROOT / "pyproject.toml"))
    data.load()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        data.json_report(outfile=str(report))
        files = json.loads(report.read_text(encoding="utf-8"))["files"]
    return {Path(name).as_posix(): figures for name, figures in files.items()}


def gaps(figures: dict[str, Any] | None) -> str:
    """What was not run of one file, in words, or nothing."""
    if figures is None:
        return "was not measured"
    lines = ", ".join(map(str, figures["missing_lines"]))
    branches = ", ".join(
        f"{start}->{'exit' if end <= 0 else end}" for start, end in figures["missing_branches"]
    )
    parts = (lines and f"lines {lines}", branches and f"branches {branches}")
    return "; ".join(filter(None, parts))


def main() -> int:
    """Print every gap, and return the exit status."""
    files = perfect_files()
    by_file = measured()
    found = {file: gap for file in files if (gap := gaps(by_file.get(file)))}
    for file, gap in found.items():
        print(f"{file}: {gap}", file=sys.stderr)
    print(f"{len(files) - len(found)} of {len(files)} files that must be fully tested are")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main())
