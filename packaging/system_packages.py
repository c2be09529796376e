"""Sees to what a package of the operating system must bring, before anything can be installed.

On Debian and its kin the missing packages are installed, or named in one command where that is
not ours to do; on any other Linux what is missing is named. Standard library only, and nothing
newer than Python 3.9: see bootstrap.py.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# How the loader's cache marks what this machine can load: it may also list 32-bit libraries.
_ARCHITECTURES = {"x86_64": "x86-64", "aarch64": "AArch64"}
_APT_INSTALL = ("apt-get", "install", "-y", "--no-install-recommends")
# Says only what goes wrong, and waits for another apt rather than giving up on its lock.
_APT_MANNERS = ("-qq", "-o", "DPkg::Lock::Timeout=120")


class SetupError(Exception):
    """What stops the set-up and what to do about it, in words for the person."""


class Missing(NamedTuple):
    """One thing that is missing, and the Debian package that brings it."""

    what: str
    package: str


def say(message: str) -> None:
    """Print one line of progress at once, in order with what other programs print."""
    print(message, flush=True)


def missing_libraries(table: Path) -> list[Missing]:
    """Which shared libraries of a table (``soname package`` lines) this machine lacks."""
    known = _loadable()
    if known is None:
        return []
    return [library for library in _read(table) if library.what not in known]


def missing_programs(table: Path) -> list[Missing]:
    """Which programs of a table (``program package`` lines) this machine lacks."""
    if sys.platform != "linux":
        return []
    return [one for one in _read(table) if shutil.which(one.what, path=_places()) is None]


def _read(table: Path) -> list[Missing]:
    lines = (line.partition("#")[0].split() for line in table.read_text("utf-8").splitlines())
    return [Missing(*fields) for fields in lines if fields]


def _places() -> str:
    """Where programs lie; a plain user's PATH leaves out some folders that Debian keeps them in."""
    return os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))


def _loadable() -> set[str] | None:
    """The sonames that the loader knows, or None where that cannot be told."""
    if sys.platform != "linux":
        return None
    ldconfig = shutil.which("ldconfig", path=_places())
    if ldconfig is None:
        return None
    cache = subprocess.run([ldconfig, "-p"], capture_output=True, text=True, check=False)
    if cache.returncode != 0:
        return None
    mark = _ARCHITECTURES.get(platform.machine(), "")
    entries = [line for line in cache.stdout.splitlines() if "=>" in line and mark in line]
    return {entry.split()[0] for entry in entries}


def provide(find: Callable[[], list[Missing]]) -> None:
    """See to it that nothing is missing, by installing it if that can be done here.

    Args:
        find: Says what is missing now; asked again after installing.

    Raises:
        SetupError: Something is missing still.
    """
    missing = find()
    if not missing:
        return
    lacking = "Missing on this system: " + ", ".join(one.what for one in missing) + "."
    packages = sorted({one.package for one in missing})
    if shutil.which("apt-get") is None:
        raise SetupError(
            f"{lacking}\nInstall what brings them with your system's package manager, then run "
            f"this again. (Debian calls the packages {' '.join(packages)}.)"
        )
    if not _is_root():
        install = " ".join((*_APT_INSTALL, *packages))
        raise SetupError(
            f"{lacking}\nInstall them with this command, then run this again:\n"
            f"    sudo apt-get update && sudo {install}"
        )
    _install(packages)
    if missing := find():
        raise SetupError("Still missing: " + ", ".join(one.what for one in missing) + ".")


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def _install(packages: list[str]) -> None:
    say(f"Installing system packages: {' '.join(packages)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (("apt-get", "update"), (*_APT_INSTALL, *packages)):
        done = subprocess.run(
            [*command, *_APT_MANNERS], env=quiet, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise SetupError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
