"""Makes and checks the locks: the exact versions, with hashes, of all that is installed.

One lock a use, each in the form that ``pip install --require-hashes -r`` reads, and none naming
a place to fetch from: that is the business of whoever installs. ``dev.txt`` holds everything; the
others are resolved against it, so that no two of them disagree about a version.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = Path("packaging/locks")
TABLES = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = tuple(TABLES["project"]["optional-dependencies"])
GROUPS = tuple(TABLES["dependency-groups"])
# The oldest Python we run on; the locks hold for every later one.
OLDEST_PYTHON = "3.11"

_PIN = re.compile(r"^([A-Za-z0-9._-]+==[^\s;]+)", re.MULTILINE)
# Anything like an address, or an option that says where to look.
_PLACE = re.compile(r"://|file:|^\s*(-i|-f|--(extra-)?index-url|--find-links)\b", re.MULTILINE)


@dataclass(frozen=True)
class Lock:
    """One lock: its name, and which requirements of pyproject.toml it answers.

    Attributes:
        name: The file's name in ``packaging/locks``.
        project: Whether the program's own dependencies belong to it.
        extras: Which optional dependencies belong to it.
        groups: Which dependency groups belong to it.
    """

    name: str
    project: bool = True
    extras: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """Where it lies, below the top of the repository."""
        return LOCKS / self.name

    @property
    def header(self) -> str:
        """The lines it starts with, which change when the requirements it answers do."""
        project = TABLES["project"]
        asked: dict[str, Any] = {
            "python": project["requires-python"],
            "dependencies": project["dependencies"] if self.project else [],
            "extras": {name: project["optional-dependencies"][name] for name in self.extras},
            "groups": {name: TABLES["dependency-groups"][name] for name in self.groups},
        }
        digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
        return (
            "# Made from pyproject.toml by `make lock`; not for editing by hand.\n"
            f"# Requirements: {digest}\n"
        )

    def sources(self) -> list[str]:
        """What uv is to resolve for it, as arguments."""
        if not self.project:
            return [f"--group=pyproject.toml:{name}" for name in self.groups]
        extras = [f"--extra={name}" for name in self.extras]
        return ["pyproject.toml", *extras, *(f"--group={name}" for name in self.groups)]


# What .venv gets. It comes first, since the others follow it.
EVERYTHING = Lock("dev.txt", extras=EXTRAS, groups=GROUPS)
PARTS = (
    Lock("core.txt"),
    *(Lock(f"{extra}.txt", extras=(extra,)) for extra in EXTRAS),
    # What .venv-core gets: enough to test what needs no Qt, the secretariat's parts included.
    Lock("test-core.txt", extras=("secretariat",), groups=("test", "build")),
    Lock("build.txt", project=False, groups=("build",)),
    # What .venv-package gets: all that ships, and what makes installers of it.
    Lock("package.txt", extras=EXTRAS, groups=("package", "build")),
)


def make(lock: Lock, options: list[str]) -> None:
    """Resolve one lock anew and write it.

    Args:
        lock: Which.
        options: Further options for uv.
    """
    command = [
        str(Path(sys.executable).with_name("uv")),
        *("pip", "compile", "--quiet", "--universal", f"--python-version={OLDEST_PYTHON}"),
        *("--generate-hashes", "--no-header", "--no-emit-index-url", "--no-emit-find-links"),
        *options,
        f"--output-file={lock.path}",
        *lock.sources(),
    ]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    written = ROOT / lock.path
    written.write_text(lock.header + written.read_text(encoding="utf-8"), encoding="utf-8")
    print(f"{lock.path}: {len(pins(lock))} pins")


def pins(lock: Lock) -> set[str]:
    """The versions a lock holds, as ``name==version``."""
    return set(_PIN.findall((ROOT / lock.path).read_text(encoding="utf-8")))


def faults(lock: Lock) -> list[str]:
    """What is wrong with one lock, as far as can be told without a network."""
    written = ROOT / lock.path
    if not written.exists():
        return [f"{lock.path} is missing: run `make lock`"]
    text = written.read_text(encoding="utf-8")
    found = []
    if not text.startswith(lock.header):
        found.append(f"{lock.path} does not answer pyproject.toml as it is now: run `make lock`")
    if place := _PLACE.search(text):
        line = text.count("\n", 0, place.start()) + 1
        found.append(f"{lock.path}:{line} names a place to fetch from")
    strays = pins(lock) - pins(EVERYTHING) if lock is not EVERYTHING else set()
    found += [f"{lock.path} holds {stray}, {EVERYTHING.name} does not" for stray in sorted(strays)]
    return found


def check() -> int:
    """Print what is wrong with the locks, and return the exit status."""
    found = faults(EVERYTHING)
    if (ROOT / EVERYTHING.path).exists():
        found += [fault for lock in PARTS for fault in faults(lock)]
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


def main() -> int:
    """Make the locks, or check them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, need no network")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions allowed")
    chosen = parser.parse_args()
    if chosen.check:
        return check()
    make(EVERYTHING, ["--upgrade"] if chosen.upgrade else [])
    for lock in PARTS:
        make(lock, [f"--constraint={EVERYTHING.path}"])
    return check()


if __name__ == "__main__":
    sys.exit(main())
