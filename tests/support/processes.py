"""The commands as real processes, as a person would start them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Ended(NamedTuple):
    """How a process ended: its exit status and what it wrote."""

    status: int
    out: str
    err: str


def environment(**changes: str) -> dict[str, str]:
    """This process's environment, its language English, changed."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "COV_"))}
    return {**kept, "LANG": "en_US.UTF-8", "PYTHONIOENCODING": "utf-8", **changes}


def run(
    *arguments: str | Path, folder: Path | None = None, env: Mapping[str, str] | None = None
) -> Ended:
    """Run a Python module of the program (``ppir_desktop.…``) to its end."""
    command = [sys.executable, "-W", "error", "-m", *map(str, arguments)]
    ended = subprocess.run(
        command,
        cwd=folder or ROOT,
        env=dict(env or environment()),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def ppir(*arguments: str | Path, env: Mapping[str, str] | None = None) -> Ended:
    """Run ``ppir``."""
    return run("ppir_desktop.cli.main", *arguments, env=env)
