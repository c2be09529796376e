"""What every test has: profiles of Hypothesis, a home of its own, Qt without a screen."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from ppir_desktop.common.logs import RedactingFormatter
from ppir_desktop.common.paths import HOME_VARIABLE
from tests.support.panel_round import panel_round, sat
from tests.support.served import hub, kept_in, scene, servers
from tests.support.signed_round import played

__all__ = ["hub", "kept_in", "panel_round", "played", "sat", "scene", "servers"]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell that starts tests in its background has them ignore it, and all that they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("short", max_examples=60, deadline=None)
settings.register_profile(
    "soak", max_examples=5_000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("short")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder for this test alone, so that none ever touches a person's own."""
    folder = tmp_path / "home"
    monkeypatch.setenv(HOME_VARIABLE, str(folder))
    return folder


@pytest.fixture(autouse=True, scope="session")
def log_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The log of the whole run, as the program would write it; no secret of any test is in it.

    The tests' standing passphrases, keys and texts go through nearly all that the program does,
    with most of its failures; tests/e2e/test_nothing_leaks.py plants two hundred more.
    """
    file = tmp_path_factory.mktemp("log") / "run.log"
    handler = logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(RedactingFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield file
    root.removeHandler(handler)
    handler.close()
    content = file.read_text(encoding="utf-8")
    assert not [secret for secret in _STANDING if secret in content]


_STANDING = (
    "정확한 말 배터리",
    "전혀 다른 말 한 묶음",
    bytes(range(32)).hex(),
    "AGE-SECRET-KEY-1",
    "근거가 분명하다",
    "비밀",
    "카나리아",
    "Hello panel",
    "김평가",
)
