"""What tells a desktop of Linux about the program: menu entry, icons, kinds of files."""

from __future__ import annotations

import shutil
from pathlib import Path

from inventory import own
from layout import LINUX, NAME, Build


def install(build: Build, root: Path) -> None:
    """Put everything where desktops look for it below a folder."""
    share = root / "usr/share"
    _copy(LINUX / f"{NAME}.desktop", share / "applications")
    _copy(LINUX / f"{NAME}.xml", share / "mime/packages")
    for picture in build.pictures.glob("*/*"):
        _copy(picture, share / "icons/hicolor" / picture.parent.name / "apps")
    said = (LINUX / f"{NAME}.metainfo.xml").read_text(encoding="utf-8")
    said = said.replace("@VERSION@", own().version).replace("@DATE@", f"{build.when:%Y-%m-%d}")
    folder = share / "metainfo"
    folder.mkdir(parents=True)
    folder.joinpath("kr.ppir.desktop.metainfo.xml").write_text(said, encoding="utf-8")


def _copy(file: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, folder)
