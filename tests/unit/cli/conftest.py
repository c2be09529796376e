"""What every test of the command has: the command, and a small scheme."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppir_desktop.cli import secret_input
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.services import profiles
from ppir_desktop.store.ways_in import Passphrase
from tests.support.builders import score_toml
from tests.support.command import Answer, Ask, Command
from tests.support.signed_round import SignedRound

RULE = 'method = "trimmed_mean"\nmin_scores = 3\nrescale_to = "100"'


@pytest.fixture
def ppir(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """The command, and a folder for its files."""
    return Command(capsys, tmp_path)


@pytest.fixture
def scheme(ppir: Command) -> Path:
    """A scheme of one score stage: a of 30, b of 20, trimmed and scaled to 100."""
    return ppir.file("mine.toml", score_toml({"a": "30", "b": "20"}, RULE))


@pytest.fixture
def ask(ppir: Command, played: SignedRound, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Calls a command at somebody's desk in the round that was played."""
    monkeypatch.setattr(secret_input, "Passphrase", lambda text: Passphrase(text, 4))
    monkeypatch.setattr(profiles, "system_keyring", lambda: None)
    monkeypatch.setenv(HOME_VARIABLE, str(played.home))

    def call(
        *arguments: str | Path, at: str = "desk", status: int | None = 0, lang: str = "en"
    ) -> Answer:
        desk = ("--profile", at, "--passphrase-file", played.passphrase) if at else ()
        answer = ppir(*arguments, *desk, lang=lang)
        assert status in {answer.status, None}, (arguments, answer)
        return answer

    return call
