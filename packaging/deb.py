"""Makes the Debian packages of a build: ``ppir-desktop``, and ``ppir-desktop-office`` beside it.

Both install into one folder. What only a secretariat needs is large, so a panellist's laptop does
without it; the program finds it when it is there.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import format_datetime
from pathlib import Path
from typing import Final

import deb_depends
import desktop_files
from inventory import own
from layout import LINUX, Build

HOME: Final = Path("usr/lib/ppir-desktop")
_MAINTAINER: Final = "PPIR Desktop maintainers <maintainers@ppir.invalid>"
_MODE: Final = 0o755


@dataclass(frozen=True)
class Package:
    """One package.

    Attributes:
        name: What it is called.
        root: The folder that holds its files as they are installed.
        programs: Which programs of the build a person calls.
    """

    name: str
    root: Path
    programs: tuple[str, ...]

    @property
    def documents(self) -> Path:
        """The folder of its documents."""
        return self.root / "usr/share/doc" / self.name


def make(build: Build) -> list[Path]:
    """Make the packages of a build; where they lie."""
    work = build.work / "deb"
    shutil.rmtree(work, ignore_errors=True)
    desk = Package("ppir-desktop", work / "desk", ("ppir", "ppir-desktop"))
    office = Package("ppir-desktop-office", work / "office", ("ppir-hub",))
    _part(build, desk, office)
    for file in (build.licences, build.bill):
        _put(file, desk.documents / file.name, build)
    desktop_files.install(build, desk.root)
    return [_finish(package, build) for package in (desk, office)]


def _part(build: Build, desk: Package, office: Package) -> None:
    """Give each file of the build to one of the packages."""
    for source in sorted(build.folder.rglob("*")):
        is_folder = source.is_dir() and not source.is_symlink()
        if is_folder or source in {build.licences, build.bill}:
            continue
        name = source.relative_to(build.folder)
        # A link goes with what it leads to.
        leads_to = source.resolve().relative_to(build.folder.resolve())
        package = office if build.is_of_the_office(leads_to.as_posix()) else desk
        target = package.root / HOME / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target, follow_symlinks=False)


def _finish(package: Package, build: Build) -> Path:
    """Add what every package has, and pack it."""
    links = package.root / "usr/bin"
    links.mkdir(parents=True)
    for program in package.programs:
        links.joinpath(program).symlink_to(Path("../lib/ppir-desktop", program))
        for page in build.manuals.rglob(f"{program}.1"):
            target = package.root / "usr/share/man" / page.relative_to(build.manuals)
            _put(page, target, build)
    shutil.copy(LINUX / "copyright", _ready(package.documents / "copyright"))
    changes = _ready(package.documents / "changelog")
    changes.write_text(_changelog(build), encoding="utf-8")
    _put(changes, changes, build)
    changes.unlink()
    overrides = package.root / "usr/share/lintian/overrides" / package.name
    shutil.copy(LINUX / f"{package.name}.lintian-overrides", _ready(overrides))
    _write_control(package, build)
    _settle(package.root, build)
    made = build.dist / f"{package.name}_{own().version}_{deb_depends.architecture()}.deb"
    # Level 3 takes a quarter of the time of the usual 6, and a tenth more room.
    command = [
        "dpkg-deb",
        "--root-owner-group",
        "-Zxz",
        "-z3",
        "--build",
        str(package.root),
        str(made),
    ]
    subprocess.run(command, check=True, env=build.environment, stdout=subprocess.DEVNULL)
    return made


def _changelog(build: Build) -> str:
    when = format_datetime(build.when)
    return (
        f"ppir-desktop ({own().version}) unstable; urgency=medium\n\n"
        f"  * Built from the sources; CHANGELOG.md in them says what is new.\n\n"
        f" -- {_MAINTAINER}  {when}\n"
    )


def _write_control(package: Package, build: Build) -> None:
    said = tomllib.loads((LINUX / "control.toml").read_text(encoding="utf-8"))[package.name]
    files = [path for path in package.root.rglob("*") if path.is_file() and not path.is_symlink()]
    depends = deb_depends.of(files, build)
    if "depends" in said:
        depends = f"{said['depends']}, {depends}"
    size = sum(-(-path.stat().st_size // 1024) for path in files)
    fields = {
        "Package": package.name,
        "Version": own().version,
        "Architecture": deb_depends.architecture(),
        "Maintainer": _MAINTAINER,
        "Installed-Size": str(size),
        "Depends": depends,
        "Recommends": said.get("recommends", ""),
        "Suggests": said.get("suggests", ""),
        "Section": said["section"],
        "Priority": "optional",
        "Description": said["summary"] + _indented(said["description"]),
    }
    text = "".join(f"{name}: {value}\n" for name, value in fields.items() if value)
    folder = package.root / "DEBIAN"
    folder.mkdir()
    folder.joinpath("control").write_text(
        text.replace("@VERSION@", own().version), encoding="utf-8"
    )
    folder.joinpath("md5sums").write_text(_sums(files, package.root), encoding="utf-8")


def _indented(text: str) -> str:
    return "".join(f"\n {line}" for line in text.strip().splitlines())


def _sums(files: Iterable[Path], root: Path) -> str:
    """The list of sums by which dpkg notices a damaged file; MD5 is what its form asks for."""
    lines = []
    for file in sorted(files):
        digest = hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest()
        lines.append(f"{digest}  {file.relative_to(root)}\n")
    return "".join(lines)


def _put(source: Path, target: Path, build: Build) -> None:
    """Compress a file into a package, with no name and no time of its own."""
    with _ready(target.with_name(f"{target.name}.gz")).open("wb") as raw:
        packed = gzip.GzipFile("", "wb", 9, raw, mtime=0)
        packed.write(source.read_bytes())
        packed.close()


def _ready(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _settle(root: Path, build: Build) -> None:
    """Give everything its rights and the time of the build."""
    for path in sorted(root.rglob("*"), reverse=True):
        if path.is_symlink():
            os.utime(path, (build.epoch, build.epoch), follow_symlinks=False)
            continue
        is_program = path.parent == root / HOME and path.is_file()
        path.chmod(_MODE if path.is_dir() or is_program else 0o644)
        os.utime(path, (build.epoch, build.epoch))
