"""The desk in a real window: from the first start to the receipt, by keyboard alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ppir_desktop.common.paths import HOME_VARIABLE
from tests.support.processes import ROOT, environment
from tests.support.screen import screen
from tests.support.shared import needs_documents

__all__ = ["screen"]

pytestmark = [
    pytest.mark.e2e,
    needs_documents,
    pytest.mark.skipif(shutil.which("Xvfb") is None, reason="no Xvfb here"),
]


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
