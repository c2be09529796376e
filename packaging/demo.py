"""The tour behind ``make demo``: the commands that a chair would type, and what they answer.

Each command runs as a process of its own on the tables in ``resources/samples``. Nothing is
written, and the tour fails when a command does not end as it should.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = Path("resources", "samples")


class Scene(NamedTuple):
    """One command of the tour, what it shows, and the exit status it must have."""

    what: str
    arguments: str
    status: int


SCENES = (
    Scene("The schemes of review that ship.", "scheme list", 0),
    Scene(
        "A panel of seven has marked eight products on paper. One member was absent once and one "
        "stepped back once.",
        f"consolidate {SAMPLES}/innovation-marks.csv --stage innovation",
        0,
    ),
    Scene(
        "Why 71.6000? Every step, to be checked by hand; in Korean.",
        f"consolidate {SAMPLES}/innovation-marks.csv --stage innovation --why 2025-H2-0031 "
        "--lang ko",
        0,
    ),
    Scene(
        "The gate before it: each item needs two thirds of those attending.",
        f"consolidate {SAMPLES}/publicness-verdicts.csv --stage publicness --why 2025-H2-0023",
        0,
    ),
    Scene(
        "The final vote: quorum first, then two thirds. One panel has no quorum, so that it has "
        "no result, and the exit status says so.",
        f"consolidate {SAMPLES}/final-votes.csv --stage final",
        1,
    ),
    Scene(
        "A table full of slips: each is named with its row and what is allowed; nothing is "
        "guessed.",
        f"consolidate {SAMPLES}/marks-with-mistakes.csv --stage innovation",
        2,
    ),
)  # fmt: skip


def main() -> int:
    """Play the tour; 0 when every command ended as it should."""
    for number, scene in enumerate(SCENES, start=1):
        print(f"\n[{number}/{len(SCENES)}] {scene.what}\n$ ppir {scene.arguments}\n", flush=True)
        command = [sys.executable, "-m", "ppir_desktop.cli.main", *shlex.split(scene.arguments)]
        status = subprocess.run(command, cwd=ROOT, check=False).returncode
        if status != scene.status:
            print(f"demo: exit status {status}, not {scene.status}", file=sys.stderr)
            return 1
    print("\nThe demo has ended. To try it yourself: .venv/bin/ppir --help")
    return 0


if __name__ == "__main__":
    sys.exit(main())
