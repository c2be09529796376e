"""The exchange with a hub on this machine: fetching documents, and an exchange with nothing new."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.measuring import Measurement, Sample, in_turn, sample, seconds
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.services import exchange
from ppir_desktop.services.enrolment import enrol
from ppir_desktop.store.opened import OpenProfile
from tests.support.hub import RunningHub, running_hub
from tests.support.play import (
    CLOCK,
    KIM,
    identity_of,
    office,
    panellist,
    today_round,
    token_of,
)
from tests.support.vaults import SECRET, open_profile

MB = 1_000_000
BLOBS, SIZE = 40, 25 * MB
ROUNDS = 5
IDLE_ROUNDS = 30


class Scene(NamedTuple):
    """A panellist who was given dossiers by way of a hub.

    Attributes:
        place: A folder on the disk.
        hub: The hub.
        token: The panellist's token.
        round: The round.
        blobs: The documents.
    """

    place: Path
    hub: RunningHub
    token: str
    round: Identifier
    blobs: list[Digest]


def measure() -> list[Measurement]:
    """Fetching, its memory, and an exchange with nothing new."""
    if not shutil.which("curl"):
        return []
    with scene() as played:
        fetching, memory = _fetching(played)
        return [fetching, memory, _idle(played)]


@contextmanager
def at_home() -> Iterator[Path]:
    """A folder on the disk, with a home for profiles in it."""
    before = os.environ.get(HOME_VARIABLE)
    # Not in memory: what is stored is to be on a disk.
    with tempfile.TemporaryDirectory(dir=Path.home()) as folder:
        os.environ[HOME_VARIABLE] = str(Path(folder) / "home")
        try:
            yield Path(folder)
        finally:
            os.environ.pop(HOME_VARIABLE)
            if before is not None:
                os.environ[HOME_VARIABLE] = before


@contextmanager
def scene(blobs: int = BLOBS, size: int = SIZE) -> Iterator[Scene]:
    """A round with dossiers on a hub, and the panellist's laptop."""
    with at_home() as place, running_hub(place / "hub") as hub:
        yield _played(place, hub, blobs, size)


def _played(place: Path, hub: RunningHub, blobs: int, size: int) -> Scene:
    small = today_round(hub)
    with office(small, hub) as desk, panellist() as kim:
        desk.open_on_hub()
        enrol(kim, desk.invitation(), KIM, CLOCK)
        synced(kim)
        identity = identity_of(kim, small.id)
        desk.let_in(identity)
        given = [desk.give(identity, os.urandom(size), f"2026-{n:04}") for n in range(1, blobs + 1)]
        synced(desk.profile)
        # The office's laptop is not measured; its documents would only fill the disk.
        for digest in given:
            desk.profile.vault.blobs.delete(digest)
        synced(kim)
        return Scene(place, hub, token_of(hub, small, identity), small.id, given)


def synced(profile: OpenProfile) -> None:
    """Exchange once, to the end."""
    (outcome,) = exchange.sync(profile, CLOCK)
    if outcome.failure is not None:
        raise outcome.failure


_CHILD = """
import sys, time
from ppir_desktop.common.clock import SystemClock
from ppir_desktop.services import exchange
from ppir_desktop.store.unlocking import unlock
from ppir_desktop.store.ways_in import Passphrase
with unlock("kim", Passphrase(sys.argv[1], work_factor=4), None) as profile:
    for digest in profile.vault.blobs.all():
        profile.vault.blobs.delete(digest)
    start = time.perf_counter()
    (outcome,) = exchange.sync(profile, SystemClock())
    taken = time.perf_counter() - start
    assert outcome.failure is None, outcome.failure
    assert len(profile.vault.blobs.all()) == int(sys.argv[2])
lines = open("/proc/self/status").read().splitlines()
print(taken, next(line.split()[1] for line in lines if line.startswith("VmHWM")))
"""


def _fetching(played: Scene) -> tuple[Measurement, Measurement]:
    most: list[float] = []
    target = played.place / "curl"

    def ours() -> float:
        command = [sys.executable, "-c", _CHILD, SECRET.text, str(len(played.blobs))]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        taken, memory = done.stdout.split()
        most.append(int(memory) / 1024)
        return float(taken)

    def theirs() -> float:
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        return seconds(lambda: _curl_all(played, target))

    mine, peer = in_turn(ours, theirs, ROUNDS)
    fetching = Measurement(
        name=f"fetching {BLOBS * SIZE // MB} MB in {BLOBS} documents, verified and stored",
        peer=f"{version('curl')} fetching them one after the other, sha256sum, sync",
        unit="s",
        ours=mine,
        theirs=peer,
        promised=1 / 0.7,
        note=f"SHA-256 and the disk limit it: curl that keeps nothing takes {_nowhere(played):.2g} "
        "s with the same hub; of the peer's time sha256sum takes more than half",
    )
    memory = Measurement(
        name="memory of fetching them",
        peer="limit",
        unit="MiB",
        ours=sample(most),
        theirs=Sample(143, 143, 143),
        promised=1.0,
        note="the most that the process ever had; 150 MB are 143 MiB",
    )
    return fetching, memory


def _curl_all(played: Scene, target: Path) -> None:
    with (played.place / "curl.config").open("w", encoding="utf-8") as config:
        config.write(f'header = "Authorization: Bearer {played.token}"\n')
        for digest in played.blobs:
            url = f"{played.hub.address}/v1/rounds/{played.round}/blobs/{digest}"
            config.write(f'url = "{url}"\noutput = "{target / digest}"\n')
    subprocess.run(
        ["curl", "-sfk", "--noproxy", "*", "--config", str(played.place / "curl.config")],
        check=True,
    )
    sums = subprocess.run(
        ["sha256sum", *played.blobs], cwd=target, capture_output=True, text=True, check=True
    )
    assert [line.split()[0] for line in sums.stdout.splitlines()] == played.blobs
    subprocess.run(["sync", *played.blobs], cwd=target, check=True)


def _nowhere(played: Scene) -> float:
    """How long the hub takes to give all documents to somebody who keeps none; seconds."""
    command = ["curl", "-sfk", "--noproxy", "*", "-H", f"Authorization: Bearer {played.token}"]
    for digest in played.blobs:
        url = f"{played.hub.address}/v1/rounds/{played.round}/blobs/{digest}"
        command += ["-o", os.devnull, url]
    return seconds(lambda: subprocess.run(command, check=True))


def _idle(played: Scene) -> Measurement:
    with open_profile(name="kim") as kim:
        url = f"{played.hub.address}/v1/rounds/{played.round}/feed?after=1000"
        command = ["curl", "-sfk", "--noproxy", "*", "-o", os.devnull, url]
        command += ["-H", f"Authorization: Bearer {played.token}"]
        synced(kim)
        mine, peer = in_turn(
            lambda: seconds(lambda: synced(kim)),
            lambda: seconds(lambda: subprocess.run(command, check=True)),
            IDLE_ROUNDS,
        )
    return Measurement(
        name="an exchange with nothing new",
        peer=f"{version('curl')} asking for the same feed, its start included",
        unit="s",
        ours=mine,
        theirs=peer,
        promised=3.0,
    )


def version(program: str) -> str:
    """Name and version of a program of the system."""
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    number = re.search(r"[0-9]+(\.[0-9]+)+", done.stdout)
    return f"{program} {number[0] if number else ''}".strip()
