"""The desk in a real window: from the first start to the receipt, by keyboard alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ppir_desktop.common.paths import HOME_VARIABLE
from tests.support.processes import ROOT, environment
from tests.support.shared import needs_documents

pytestmark = [
    pytest.mark.e2e,
    needs_documents,
    pytest.mark.skipif(shutil.which("Xvfb") is None, reason="no Xvfb here"),
]


@pytest.fixture
def screen() -> Iterator[str]:
    """A screen of 1280 by 720 that nobody sees; its name."""
    reading, writing = os.pipe()
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x720x24", "-nolisten", "tcp"],
        pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as server:  # fmt: skip
        os.close(writing)
        with os.fdopen(reading) as said:
            number = said.readline().strip()
        yield f":{number}"
        server.terminate()


def test_everything_is_done_by_keyboard_offline_and_ends_with_a_receipt(
    screen: str, tmp_path: Path
) -> None:
    env = environment(
        DISPLAY=screen,
        QT_QPA_PLATFORM="xcb",
        PYTHONPATH=str(ROOT),
        **{HOME_VARIABLE: str(tmp_path / "desk-home")},
    )
    ended = subprocess.run(
        [sys.executable, "-m", "tests.e2e.desk_on_screen", str(tmp_path)],
        cwd=ROOT, env=dict(env), capture_output=True, encoding="utf-8", timeout=280, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.rstrip().endswith("received")
