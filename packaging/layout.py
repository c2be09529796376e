"""Where a build lies, and what all steps of it share."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from frozen import distributions

ROOT: Final = Path(__file__).resolve().parent.parent
LINUX: Final = ROOT / "packaging" / "linux"
NAME: Final = "ppir-desktop"
DESK_EXTRAS: Final = frozenset({"gui"})
"""With which extras our own distribution is installed for a panellist."""
_OFFICE: Final = re.compile(r"ppir-(demo|hub)(\.exe)?$|_internal/ppir_desktop/(demo|hub)/")
_TABLES: Final = frozenset({"openpyxl", "et_xmlfile"})
"""Small, and a panellist or a chair may be handed a workbook."""


@dataclass(frozen=True)
class Build:
    """One build.

    Attributes:
        epoch: The time that everything in it bears, in seconds since 1970.
    """

    epoch: int
    dist: Path = ROOT / "dist"
    work: Path = ROOT / "build"

    @property
    def folder(self) -> Path:
        """The frozen build."""
        return self.dist / NAME

    @property
    def manuals(self) -> Path:
        """The manual pages, as they are installed below ``share/man``."""
        return self.work / "man"

    @property
    def pictures(self) -> Path:
        """The program's icon in all forms and sizes."""
        return self.work / "pictures"

    @property
    def licences(self) -> Path:
        """The list of what is bundled, with the texts of its licences."""
        return self.folder / "THIRD-PARTY-LICENSES.txt"

    @property
    def bill(self) -> Path:
        """The bill of materials."""
        return self.folder / "ppir-desktop.cdx.json"

    @property
    def when(self) -> datetime:
        """The time of the build."""
        return datetime.fromtimestamp(self.epoch, UTC)

    @property
    def environment(self) -> dict[str, str]:
        """What tools are told so that the same sources give the same bytes."""
        fixed = {"SOURCE_DATE_EPOCH": str(self.epoch), "PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8"}
        return {**os.environ, **fixed}

    @cached_property
    def owners(self) -> dict[str, str]:
        """The distribution of each file below ``_internal`` that belongs to one."""
        written = self.work / "frozen" / "ppir" / "owners.json"
        return dict(json.loads(written.read_text(encoding="utf-8")))

    @cached_property
    def _for_the_office(self) -> set[str]:
        desk = distributions.needed(DESK_EXTRAS)
        return set(self.owners.values()) - desk - _TABLES

    def is_of_the_office(self, name: str) -> bool:
        """Whether a file of the build is for what only a secretariat does.

        Args:
            name: Its path below the build's folder.
        """
        owner = self.owners.get(name.removeprefix("_internal/"))
        return bool(_OFFICE.match(name)) or owner in self._for_the_office


def this_build() -> Build:
    """The build of this checkout; its time is that of the last commit, or as told from outside."""
    told = os.environ.get("SOURCE_DATE_EPOCH")
    if told is None:
        command = ["git", "log", "-1", "--format=%ct"]
        told = subprocess.run(
            command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
        ).stdout
    return Build(int(told))
