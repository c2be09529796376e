"""Programs of an installed build, called as a person would."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from ppir_desktop.common.paths import HOME_VARIABLE
from tests.support.processes import ROOT, Ended, environment

FOLDER = Path("/usr/lib/ppir-desktop")
PLACES = tuple(
    Path(place)
    for place in (
        "/usr/bin", "/usr/share/applications", "/usr/share/doc", "/usr/share/icons",
        "/usr/share/lintian", "/usr/share/man", "/usr/share/metainfo", "/usr/share/mime", "/etc",
    )
)  # fmt: skip


def packages() -> list[Path]:
    """The Debian packages that were built."""
    found = sorted((ROOT / "dist").glob("*.deb"))
    assert found, "make package builds them"
    return found


def person(folder: Path, **changes: str) -> dict[str, str]:
    """The environment of somebody who has installed the program, and no checkout."""
    folder.mkdir(exist_ok=True)
    kept = environment(HOME=str(folder), **{HOME_VARIABLE: str(folder / "ppir")}, **changes)
    return {name: value for name, value in kept.items() if not name.startswith("PYTHON")}


class Installed:
    """The installed programs."""

    def __init__(self, programs: Path = Path("/usr/bin")) -> None:
        self.programs = programs

    def run(
        self, program: str, *arguments: str | Path, env: Mapping[str, str], seconds: float = 120
    ) -> Ended:
        """Run one to its end."""
        command = [str(self.programs / program), *map(str, arguments)]
        ended = subprocess.run(
            command, cwd="/", env=dict(env), capture_output=True, encoding="utf-8",
            check=False, timeout=seconds,
        )  # fmt: skip
        return Ended(ended.returncode, ended.stdout, ended.stderr)
