"""``ppir-hub fsck`` says what is wrong, and how far it is to whoever looks on."""

from __future__ import annotations

import os
import pty
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.hub import ppir_hub
from tests.support.processes import ROOT, environment
from tests.support.scene import Scene, scene_in

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A hub's folder with a round, some parcels and a document in it."""
    with scene_in(tmp_path) as scene, scene.kim() as kim:
        scene.give(kim, b"content")
        path = scene.hub.folder
        assert ends_clean(scene)
    return path


def ends_clean(scene: Scene) -> bool:
    return scene.hub.check().out.endswith("Everything is as it should be.\n")


def at_a_terminal(folder: Path) -> tuple[int, str]:
    """Check a hub with a terminal for an error stream; its status and what it wrote there."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "ppir_desktop.hub.main", "fsck", "--data", str(folder)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(TERM="xterm"), stdout=subprocess.DEVNULL, stderr=theirs
    ) as process:
        os.close(theirs)
        written = bytearray()
        while piece := _read(ours):
            written += piece
    os.close(ours)
    return process.returncode, written.decode()


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65_536)
    except OSError:  # what a terminal says when its other end is closed
        return b""


def test_how_far_it_is_shows_at_a_terminal_and_nowhere_else(folder: Path) -> None:
    status, shown = at_a_terminal(folder)
    assert status == 0
    assert "Checking parcels and documents" in shown
    quiet = ppir_hub("fsck", "--data", folder)
    assert (quiet.status, quiet.err) == (0, "")
    assert "Checking" not in quiet.out


def test_what_was_changed_in_the_store_is_named(folder: Path) -> None:
    (blob,) = [path for path in (folder / "blobs").rglob("*") if path.is_file()]
    blob.write_bytes(blob.read_bytes()[:-1] + b"!")
    blob.with_name("0" * 64).write_bytes(b"nobody's")
    with sqlite3.connect(folder / "hub.db") as database:
        database.execute("UPDATE parcels SET content = content || 'x' WHERE idx = 2")
        database.execute("DELETE FROM parcels WHERE idx = 3")
        database.execute("DELETE FROM addresses WHERE idx = 4")
    database.close()
    found = ppir_hub("fsck", "--data", folder)
    assert found.status == 1
    for said, place in (
        ("does not fit its name", "/2"),
        ("lacks a number", "/4"),
        ("is for nobody", "/4"),
        ("not what its name says", blob.name),
        ("no harm", "0" * 64),
    ):
        lines = [line for line in found.out.splitlines() if said in line]
        assert any(line.endswith(place) for line in lines), (said, found)
