"""What `make package` has built, installed as a person would and removed again."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.installed import FOLDER, PLACES, Installed, packages

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what only `make package` runs."""
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(pytest.mark.package)


def _system() -> set[str]:
    """Every path where a package may leave something, caches of the system apart."""
    return {str(path) for place in PLACES for path in place.rglob("*") if "cache" not in path.name}


def _apt(*arguments: str | Path) -> None:
    # Others on this machine may be installing something: wait for them.
    command = ["apt-get", "-y", "-qq", "-o", "DPkg::Lock::Timeout=300", *map(str, arguments)]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=True, env=quiet, capture_output=True)


@pytest.fixture(scope="session")
def installed() -> Iterator[Installed]:
    """Both packages, installed; afterwards nothing of them is left."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        pytest.skip("installing a package takes root, on Debian or its kin")
    assert not FOLDER.exists(), "it is installed already, and is not ours to remove"
    before = _system()
    _apt("install", "--no-install-recommends", *packages())
    try:
        yield Installed()
    finally:
        _apt("purge", "ppir-desktop", "ppir-desktop-office")
    assert not FOLDER.exists()
    assert {path for path in _system() - before if "ppir" in path} == set()
    for table in ("applications/mimeinfo.cache", "mime/globs2"):
        assert "ppir" not in Path("/usr/share", table).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of a panellist alone, unpacked and not installed; the folder of its programs."""
    folder = tmp_path_factory.mktemp("desk")
    desk = next(path for path in packages() if "office" not in path.name)
    subprocess.run(["dpkg-deb", "-x", str(desk), str(folder)], check=True)
    return folder / "usr/bin"
