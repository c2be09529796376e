"""The wheel installs into a fresh environment, with what its lock names and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ppir_desktop import __version__
from tests.support.processes import ROOT

LOCK = ROOT / "packaging" / "locks" / "core.txt"


def test_it_installs_and_runs(tmp_path: Path) -> None:
    (wheel,) = (ROOT / "dist").glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path)], check=True)
    pip = [str(tmp_path / "bin" / "pip"), "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "--no-deps", "-r", str(LOCK)], check=True)
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True)
    for command in (["ppir", "--version"], ["pip", "check"]):
        program = str(tmp_path / "bin" / command[0])
        ended = subprocess.run(
            [program, command[1]], cwd="/", capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, ended.stdout
        if command[0] == "ppir":
            assert ended.stdout == f"ppir {__version__}\n"
