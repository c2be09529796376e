"""A desk that is killed while somebody writes loses nothing older than half a second."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, NamedTuple

import pytest

from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.services import drafts
from ppir_desktop.services.drafts import Draft
from tests.e2e.desk_writing import MARKED, mark_of
from tests.support.processes import ROOT, environment
from tests.support.readers import Paper, korean_pdf, reader_of
from tests.support.vaults import open_profile

pytestmark = pytest.mark.e2e

ALLOWED = 0.5
"""Seconds of work that may be lost."""


class Written(NamedTuple):
    """What a desk said before it was killed.

    Attributes:
        dossier: Where it went by itself.
        numbers: Each number that stood in the field, and when.
        killed_at: When it was killed.
    """

    dossier: str
    numbers: list[tuple[int, float]]
    killed_at: float


@pytest.mark.parametrize("kills", [5, pytest.param(200, marks=pytest.mark.soak)])
def test_what_is_older_than_half_a_second_is_there_after_a_kill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kills: int
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    papers = [[Paper("신청서", korean_pdf())], [Paper("신청서", korean_pdf())]]
    with reader_of(tmp_path, papers, stage="innovation") as reader:
        name, round_id = reader.number, reader.made.desk.round
    chance = random.Random(20261125)
    first = ""
    for kill in range(kills):
        written = _write_and_kill(name, chance.uniform(0.3, 2.0), is_first=kill == 0)
        first = first or written.dossier
        # The person lands where they were.
        assert written.dossier == first
        with open_profile(name=name) as profile, profile.vault.reading() as work:
            (place,) = [(row.stage, row.dossier) for row in work.drafts.all(round_id)]
            draft = drafts.load(work, round_id, place)
        assert draft is not None
        _compare(draft, written)


def _write_and_kill(name: str, seconds: float, *, is_first: bool) -> Written:
    command = [sys.executable, "-m", "tests.e2e.desk_writing", name, "first" if is_first else ""]
    env = environment(QT_QPA_PLATFORM="offscreen", PYTHONPATH=str(ROOT))
    with subprocess.Popen(
        command, cwd=ROOT, env=dict(env), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stdout is not None
        dossier = process.stdout.readline().split()[1]
        numbers = _read_for(process.stdout, seconds)
        process.kill()
        killed_at = time.time()
        numbers += [_parsed(line) for line in process.stdout if line.endswith("\n")]
    return Written(dossier, numbers, killed_at)


def _read_for(stream: IO[str], seconds: float) -> list[tuple[int, float]]:
    """What is said for a while; there is something every few milliseconds."""
    ends = time.monotonic() + seconds
    found = []
    while time.monotonic() < ends:
        found.append(_parsed(stream.readline()))
    return found


def _parsed(line: str) -> tuple[int, float]:
    number, when = line.split()
    return int(number), float(when)


def _compare(draft: Draft, written: Written) -> None:
    (mark,) = draft.marks
    kept = [int(one) for one in mark.comment.split()]
    # Nothing is missing in between, from the first word of the first desk on.
    assert kept == list(range(1, kept[-1] + 1))
    old = [number for number, when in written.numbers if when <= written.killed_at - ALLOWED]
    if old:
        assert kept[-1] >= old[-1]
    if kept[-1] >= MARKED:
        # What was typed and what was marked is kept together.
        assert mark.value in {mark_of(kept[-1]), mark_of(kept[-1] - MARKED)}
