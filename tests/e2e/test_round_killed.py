"""A desk that is killed at any moment goes on from there the next time."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.hub import running_hub
from tests.support.processes import ROOT
from tests.support.secretariat import STAGE, Secretariat, write_plan
from tests.support.shared import SHARED

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not (SHARED / "round-kit").is_dir(), reason="no round kit here"),
]

KIT = SHARED / "round-kit"
_KILLS = 5
_LONGEST = 3.0


def test_an_import_that_is_killed_goes_on_and_loses_nothing(tmp_path: Path) -> None:
    chance = random.Random(20261125)
    with running_hub(tmp_path / "hub") as hub:
        desk = Secretariat(tmp_path)
        desk.open_with_officers(hub, write_plan(tmp_path, hub), "desk")
        for _ in range(_KILLS):
            _kill(desk, chance.uniform(0.5, _LONGEST), "round", "import", KIT)
        desk.ask("round", "import", KIT)
        assert desk.ask("round", "import", KIT)["imported"]["applications"] == []
        status = desk.ask("round", "status")
        assert (status["applications"], status["experts"], status["waiting"]) == (40, 300, 0)
        # Nothing of an attempt that was cut short is left on the hub half done.
        assert hub.check().status == 0

        asked = ("--stage", STAGE, "--pool", "--seed", "3", "--load", "2")
        for _ in range(2):
            _kill(desk, chance.uniform(0.5, _LONGEST), "round", "match", *asked)
        desk.ask("round", "match", *asked)
        letters = tmp_path / "letters"
        for _ in range(2):
            _kill(
                desk, chance.uniform(0.5, _LONGEST), "round", "invite", "--matched", "--to", letters
            )
        invited = desk.ask("round", "invite", "--matched", "--to", letters)
        # Each expert has one letter, however often it was written.
        assert len({one["number"] for one in invited}) == len(invited)
        assert desk.ask("round", "status")["invited"] == len(invited)

        for _ in range(2):
            _kill(desk, chance.uniform(0.5, _LONGEST), "round", "publish", "--stage", STAGE)
        desk.ask("round", "publish", "--stage", STAGE)
        panels = desk.ask("round", "status")["panels"]
        assert len(panels) == 17
        assert all(one["published"] for one in panels)


def _kill(desk: Secretariat, seconds: float, *arguments: str | Path) -> None:
    """Start a command and kill it after so long, if it is not done by then."""
    command = [
        sys.executable, "-m", "ppir_desktop.cli.main", *map(str, arguments),
        "--profile", "desk", "--passphrase-file", str(desk.passphrase), "--json",
    ]  # fmt: skip
    process = subprocess.Popen(
        command, cwd=ROOT, env=dict(desk.env), stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
