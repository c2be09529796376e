"""Sets up the environments this repository is worked in: ``setup`` and its kin.

``setup`` makes ``.venv`` with everything, ``setup-demo`` the same without the programs that only
tests take, ``setup-core`` makes ``.venv-core`` without Qt, and ``setup-package`` makes
``.venv-package``, out of which installers are made. All install what the locks name and nothing
else, and do nothing when nothing has changed. This runs before anything is installed, on whichever
Python the person has: standard library only, and nothing newer than Python 3.9, so that an older
Python can still say what is missing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from system_packages import (
    Missing,
    SetupError,
    missing_libraries,
    missing_programs,
    provide,
    say,
)

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
# The range that pyproject.toml requires, newest first.
SUPPORTED = ((3, 13), (3, 12), (3, 11))
# Asks an interpreter who it is; inside an environment, the one that the environment was made from.
PROBE = """
import importlib.util, json, platform, sys
parts = [importlib.util.find_spec(name) for name in ("venv", "ensurepip")]
executable = getattr(sys, "_base_executable", None) or sys.executable
print(json.dumps([executable, platform.python_version(), None not in parts]))
"""


class Interpreter(NamedTuple):
    """One Python.

    Attributes:
        path: Its executable.
        version: Its full version, such as ``3.11.7``.
        makes_environments: Whether it has ``venv`` and ``ensurepip``, which some systems split off.
    """

    path: str
    version: str
    makes_environments: bool

    @property
    def minor(self) -> tuple[int, int]:
        """Its version as far as support goes by it."""
        major, minor = self.version.split(".")[:2]
        return int(major), int(minor)


class Environment(NamedTuple):
    """One environment.

    Attributes:
        folder: The folder it lies in.
        lock: What it holds.
        has_qt: Whether Qt is in it.
        programs: The table of programs that it takes besides; None where it takes none.
        is_in_place: Whether the checkout itself is installed in it, in place.
    """

    folder: Path
    lock: Path
    has_qt: bool
    programs: Path | None
    is_in_place: bool = True

    @property
    def python(self) -> Path:
        """Its interpreter."""
        below = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
        return self.folder / below


SYSTEM = ROOT / "packaging" / "system"
LIBRARIES = SYSTEM / "debian.txt"
FOR_TESTS = SYSTEM / "test-programs.txt"
LOCKS = ROOT / "packaging" / "locks"
ENVIRONMENTS = {
    "setup": Environment(ROOT / ".venv", LOCKS / "dev.txt", has_qt=True, programs=FOR_TESTS),
    # Whoever wants to see it work need not wait for what its tests compare it with.
    "setup-demo": Environment(ROOT / ".venv", LOCKS / "dev.txt", has_qt=True, programs=None),
    "setup-core": Environment(
        ROOT / ".venv-core", LOCKS / "test-core.txt", has_qt=False, programs=FOR_TESTS
    ),
    # packaging/package.py installs the wheel in it that it has made.
    "setup-package": Environment(
        ROOT / ".venv-package",
        LOCKS / "package.txt",
        has_qt=True,
        programs=SYSTEM / "package-programs.txt",
        is_in_place=False,
    ),
}


def probe(executable: str) -> Interpreter | None:
    """Who an executable is, or None when it does not run: some on PATH only stand in for one."""
    try:
        answer = subprocess.run(
            [executable, "-c", PROBE], capture_output=True, text=True, check=True, timeout=30
        )
        return Interpreter(*json.loads(answer.stdout))
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def find_interpreter() -> Interpreter:
    """The Python to build on: this one if it will do, else the newest on PATH that will.

    Raises:
        SetupError: There is none.
    """
    names = [f"python{major}.{minor}" for major, minor in SUPPORTED]
    candidates = [sys.executable, *filter(None, map(shutil.which, names))]
    second_best = None
    for found in map(probe, candidates):
        if found is None or found.minor not in SUPPORTED:
            continue
        if found.makes_environments:
            return found
        second_best = second_best or found
    if second_best:
        return second_best
    running = ".".join(map(str, sys.version_info[:3]))
    raise SetupError(
        f"PPIR Desktop needs Python 3.11, 3.12 or 3.13; this is Python {running}, and none of "
        f"{', '.join(names)} runs here.\nInstall one, then run this again. If it is not on the "
        "PATH, say where it is: make setup PYTHON=<its path>."
    )


def missing(environment: Environment, interpreter: Interpreter) -> list[Missing]:
    """What the operating system has yet to bring."""
    found = missing_libraries(LIBRARIES) if environment.has_qt else []
    found += missing_programs(environment.programs) if environment.programs else []
    python = probe(interpreter.path) or interpreter
    if not python.makes_environments:
        name = "python{}.{}-venv".format(*python.minor)
        found.append(Missing(f"the venv and ensurepip modules of {python.path}", name))
    return found


def digest(files: tuple[Path, ...], *words: str) -> str:
    """One digest of what is in some files, and of some words."""
    contents = [file.read_bytes() for file in files] + [word.encode() for word in words]
    parts = (hashlib.sha256(content).digest() for content in contents)
    return hashlib.sha256(b"".join(parts)).hexdigest()


def step(stamp: Path, wanted: str, act: Callable[[], None]) -> bool:
    """Do one step unless its stamp says that it is done, and say whether it was done now.

    The stamp goes before the work starts and comes back only when it is complete, so that a run
    cut short is a run that never was.
    """
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return False
    stamp.unlink(missing_ok=True)
    act()
    stamp.write_text(wanted, encoding="utf-8")
    return True


def pip(environment: Environment, *arguments: str) -> None:
    """Run an environment's pip, as the person has configured it; it prints errors alone."""
    manners = ("-qq", "--disable-pip-version-check", "--root-user-action=ignore")
    command = [str(environment.python), "-m", "pip", "install", *manners, *arguments]
    subprocess.run(command, cwd=ROOT, check=True)


def install_locked(environment: Environment, interpreter: Interpreter) -> None:
    """Make an environment afresh, holding exactly what its lock names."""
    say(f"Making {environment.folder.name} with Python {interpreter.version}")
    folder = str(environment.folder)
    subprocess.run([interpreter.path, "-m", "venv", "--clear", folder], check=True)
    say(f"Installing what {environment.lock.relative_to(ROOT)} names; this can take minutes")
    # Wheels alone: nothing is compiled, and no package's own code runs, while installing. The lock
    # is whole, so nothing is left to resolve: an older pip (23.2) would take `coverage[toml]` for
    # another thing than the `coverage` it was given, and fail on the day a newer one is published.
    options = ("--require-hashes", "--no-deps", "--only-binary=:all:")
    pip(environment, *options, "-r", str(environment.lock))


def install_project(environment: Environment) -> None:
    """Install the checkout itself, in place."""
    say(f"Installing PPIR Desktop in place in {environment.folder.name}")
    # Its dependencies and what builds it are there already, from the lock.
    pip(environment, "--no-deps", "--no-build-isolation", "--editable", ".")


def set_up(environment: Environment) -> None:
    """Bring one environment up to date."""
    interpreter = find_interpreter()
    provide(lambda: missing(environment, interpreter))
    stamps = environment.folder
    # An environment works nowhere but where it was made, and with no other Python; one Python has
    # several names.
    place = (str(environment.folder), str(Path(interpreter.path).resolve()), interpreter.version)
    locked = digest((environment.lock, Path(__file__)), *place)
    project = digest((ROOT / "pyproject.toml", ROOT / "ppir_desktop" / "__init__.py"))
    made = step(stamps / "locked.stamp", locked, lambda: install_locked(environment, interpreter))
    if environment.is_in_place:
        made |= step(stamps / "project.stamp", project, lambda: install_project(environment))
    say(f"{environment.folder.name} is {'ready' if made else 'up to date'}")


def main() -> int:
    """Set up the environment that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("environment", choices=ENVIRONMENTS)
    chosen = parser.parse_args().environment
    try:
        set_up(ENVIRONMENTS[chosen])
    except SetupError as error:
        print(error, file=sys.stderr)
    except subprocess.CalledProcessError as error:
        print(f"Stopped: {' '.join(error.cmd[:3])} ... failed, see above.", file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped. Run it again to start over.", file=sys.stderr)
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
