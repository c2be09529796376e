"""What every test of the command has: the command, and a small scheme."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.builders import score_toml
from tests.support.command import Command

RULE = 'method = "trimmed_mean"\nmin_scores = 3\nrescale_to = "100"'


@pytest.fixture
def ppir(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """The command, and a folder for its files."""
    return Command(capsys, tmp_path)


@pytest.fixture
def scheme(ppir: Command) -> Path:
    """A scheme of one score stage: a of 30, b of 20, trimmed and scaled to 100."""
    return ppir.file("mine.toml", score_toml({"a": "30", "b": "20"}, RULE))
