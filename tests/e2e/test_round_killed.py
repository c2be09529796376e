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
from tests.support.shared import SHARED, make_kit, needs_documents

pytestmark = [pytest.mark.e2e, needs_documents]

_LONGEST = 3.0


def test_an_office_that_is_killed_goes_on_and_loses_nothing(tmp_path: Path) -> None:
    _play(tmp_path, make_kit(tmp_path / "kit"), experts=200, kills=2)


@pytest.mark.soak
def test_an_office_that_is_killed_often_with_a_whole_kit_loses_nothing(tmp_path: Path) -> None:
    _play(tmp_path, SHARED / "round-kit", experts=300, kills=20)


def _play(tmp_path: Path, kit: Path, experts: int, kills: int) -> None:
    chance = random.Random(20261125)
    with running_hub(tmp_path / "hub") as hub:
        desk = Secretariat(tmp_path)
        desk.open_with_officers(hub, write_plan(tmp_path, hub), "desk")
        for _ in range(kills):
            _kill(desk, chance.uniform(0.5, _LONGEST), "round", "import", kit)
        desk.ask("round", "import", kit)
        assert desk.ask("round", "import", kit)["imported"]["applications"] == []
        status = desk.ask("round", "status")
        assert status["applications"] == len(list((kit / "documents").iterdir()))
        assert (status["experts"], status["waiting"]) == (experts, 0)
        # Nothing of an attempt that was cut short is left on the hub half done.
        assert hub.check().status == 0

        asked = ("--stage", STAGE, "--pool", "--seed", "3", "--load", "2")
        for _ in range(kills):
            _kill(desk, chance.uniform(0.5, _LONGEST), "round", "match", *asked)
        matched = {one["dossier"] for one in desk.ask("round", "match", *asked)["panels"]}
        letters = tmp_path / "letters"
        for _ in range(kills):
            _kill(
                desk, chance.uniform(0.5, _LONGEST), "round", "invite", "--matched", "--to", letters
            )
        invited = desk.ask("round", "invite", "--matched", "--to", letters)
        # Each expert has one letter, however often it was written.
        assert len({one["number"] for one in invited}) == len(invited)
        assert desk.ask("round", "status")["invited"] == len(invited)

        for _ in range(kills):
            _kill(desk, chance.uniform(0.5, _LONGEST), "round", "publish", "--stage", STAGE)
        desk.ask("round", "publish", "--stage", STAGE)
        panels = desk.ask("round", "status")["panels"]
        assert {one["dossier"] for one in panels} == matched
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
