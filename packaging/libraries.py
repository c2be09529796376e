"""Makes the libraries of a build smaller, and makes them forget where they were built."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from frozen import traces
from layout import Build

_ELF: Final = b"\x7fELF"
_BESIDE: Final = "$ORIGIN"
_LOAD: Final = re.compile(r"^\s+LOAD\s+0x(?P<offset>[0-9a-f]+) 0x(?P<address>[0-9a-f]+)", re.M)
_PAGE: Final = 4096


def binaries(folder: Path) -> Iterator[Path]:
    """All programs and shared libraries in a folder, each once."""
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink() and is_binary(file):
            yield file


def is_binary(file: Path) -> bool:
    """Whether a file is a program or a shared library of Linux."""
    with file.open("rb") as content:
        return content.read(len(_ELF)) == _ELF


def settle(build: Build) -> None:
    """Settle all libraries of a build; its programs hold more than their own code, and stay."""
    for file in binaries(build.folder / "_internal"):
        _strip(file)
        _look_beside_itself(file)
        _forget(file)


def _strip(file: Path) -> None:
    """Take out the symbols that nobody reads, where the tool can do it.

    Some libraries were changed by auditwheel in a way that the tool takes apart: what it makes of
    them could not be loaded.
    """
    smaller = file.with_name(f"{file.name}.stripped")
    subprocess.run(["strip", "-o", smaller, file], check=True, stderr=subprocess.DEVNULL)
    if _can_be_loaded(smaller):
        shutil.copymode(file, smaller)
        smaller.replace(file)
    else:
        smaller.unlink()


def _can_be_loaded(file: Path) -> bool:
    """Whether each part that goes into memory lies in the file as its pages ask for."""
    command = ["readelf", "--segments", "--wide", str(file)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    parts = [(int(one["offset"], 16), int(one["address"], 16)) for one in _LOAD.finditer(said)]
    return bool(parts) and all((offset - address) % _PAGE == 0 for offset, address in parts)


def _look_beside_itself(file: Path) -> None:
    """Let a library look for others beside itself alone.

    A path of another machine would be of no use here, and whoever can write there could have
    their own library loaded.
    """
    said = subprocess.run(["chrpath", "-l", file], capture_output=True, text=True, check=False)
    places = said.stdout.strip().rpartition("PATH=")[2].split(":") if said.returncode == 0 else []
    kept = [place for place in places if place.startswith(_BESIDE)]
    if kept != places:
        change = ["-r", ":".join(kept)] if kept else ["-d"]
        subprocess.run(["chrpath", *change, file], check=True, stdout=subprocess.DEVNULL)


def _forget(file: Path) -> None:
    """Take out where Python was installed, which its libraries were compiled with.

    The programs of a build look for nothing there, and the tool that takes a path from what the
    loader reads leaves its letters in the file.
    """
    content, told = file.read_bytes(), traces.places()
    if traces.speaks_of(content, told):
        file.write_bytes(traces.without(content, told))
