"""Which packages of Debian the libraries of a build need: what the system brings."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from layout import Build
from libraries import binaries, is_binary

# Loaded if they can be, and done without otherwise: their libraries are recommended, not needed.
_OPTIONAL: Final = frozenset({"libcupsprintersupport.so"})


def architecture() -> str:
    """This machine's, as Debian calls it."""
    command = ["dpkg", "--print-architecture"]
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    return done.stdout.strip()


def of(files: Iterable[Path], build: Build) -> str:
    """The packages that files need, with the least versions, as a package says it."""
    asked = [file for file in files if file.name not in _OPTIONAL and is_binary(file)]
    folders = {file.parent for file in binaries(build.folder)}
    with tempfile.TemporaryDirectory() as scratch:
        control = Path(scratch, "debian", "control")
        control.parent.mkdir()
        control.write_text("Source: ppir-desktop\n\nPackage: ppir-desktop\nArchitecture: any\n")
        # Our own libraries are looked for in the build's folder, and need no package.
        command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info"]
        command += [f"-l{folder}" for folder in sorted(folders)]
        command += [f"-e{binary}" for binary in asked]
        done = subprocess.run(
            command, cwd=scratch, check=False, encoding="utf-8", capture_output=True,
            env=build.environment,
        )  # fmt: skip
    if done.returncode:
        # It warns of much that does not matter; what it says counts once it fails.
        sys.stderr.write(done.stderr)
        done.check_returncode()
    return done.stdout.strip().removeprefix("shlibs:Depends=")
