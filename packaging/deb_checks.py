"""Holds the Debian packages against the rules of Debian and of its desktops."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from layout import Build


def check(packages: Sequence[Path], build: Build) -> None:
    """Check the packages and what they tell a desktop; what is wrong is printed.

    Raises:
        subprocess.CalledProcessError: Something is wrong.
    """
    share = build.work / "deb" / "desk" / "usr" / "share"
    _run(build, "desktop-file-validate", *share.glob("applications/*.desktop"))
    _run(build, "appstreamcli", "validate", "--no-net", *share.glob("metainfo/*.xml"))
    # A build runs as root in a container, which lintian would only remark upon.
    manners = ("--allow-root", "--fail-on=error,warning", "--tag-display-limit=0")
    _run(build, "lintian", *manners, *packages)


def _run(build: Build, *command: str | Path) -> None:
    subprocess.run([*map(str, command)], check=True, env=build.environment)
