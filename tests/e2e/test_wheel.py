"""The wheel carries everything that the program needs, and nothing of the checkout."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.processes import ROOT, environment, run

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the content of a freshly built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def test_it_runs_away_from_the_checkout_with_all_its_resources(
    unpacked: Path, tmp_path: Path
) -> None:
    env = environment(PYTHONPATH=str(unpacked), LANG="ko_KR.UTF-8")
    ended = run("ppir_desktop.cli.main", "scheme", "list", "--json", folder=tmp_path, env=env)
    assert (ended.status, ended.err) == (0, "")
    assert len(json.loads(ended.out)) == 6
    code = "from ppir_desktop.common import resources; print(resources.root())"
    where = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=env,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    assert Path(where.stdout.strip()) == unpacked / "ppir_desktop" / "resources"


def test_it_holds_the_package_its_resources_and_its_licences(unpacked: Path) -> None:
    tops = {path.name for path in unpacked.iterdir()}
    assert "ppir_desktop" in tops
    assert all(name == "ppir_desktop" or name.endswith(".dist-info") for name in tops)
    names = {path.name for path in unpacked.rglob("*")}
    assert {"py.typed", "ko.toml", "sub_fields.toml", "Pretendard-Regular.ttf"} <= names
    assert {"LICENSE", "LICENSE-Pretendard.txt"} <= names
