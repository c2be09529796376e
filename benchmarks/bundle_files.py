"""Bundles of 1 GB: written to a stick and read back from it, and taken in."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from benchmarks.exchange import BLOBS, MB, SIZE, at_home, version
from benchmarks.measuring import Measurement, in_turn, seconds
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.common.paths import home
from ppir_desktop.services import bundles
from ppir_desktop.services.enrolment import enrol
from ppir_desktop.store.opened import OpenProfile
from tests.support.play import CLOCK, KIM, Office, identity_of, office, panellist, today_round

ROUNDS = 3


def measure() -> list[Measurement]:
    """Writing and taking in."""
    if not shutil.which("sha256sum"):
        return []
    small = today_round()
    with at_home() as place, office(small) as desk, panellist() as kim:
        opening, bundle = place / "opening.ppirb", place / "bundle.ppirb"
        desk.let_in(small.newcomer("E-9").identity, "E-9")
        bundles.export(desk.profile, small.id, opening, CLOCK)
        enrol(kim, desk.invitation(), KIM, CLOCK, bundle=opening)
        given = _given(desk, kim, small.id)
        reader = identity_of(kim, small.id).id
        exporting = _exporting(desk, small.id, bundle, given, reader)
        return [exporting, _importing(desk, kim, bundle, given)]


def _given(desk: Office, kim: OpenProfile, round_id: Identifier) -> list[Digest]:
    identity = identity_of(kim, round_id)
    desk.let_in(identity)
    numbers = range(1, BLOBS + 1)
    return [desk.give(identity, os.urandom(SIZE), f"2026-{number:04}") for number in numbers]


def _exporting(
    desk: Office, round_id: Identifier, bundle: Path, given: list[Digest], reader: str
) -> Measurement:
    def ours() -> float:
        bundle.unlink(missing_ok=True)
        return seconds(
            lambda: bundles.export(desk.profile, round_id, bundle, CLOCK, readers=[reader])
        )

    return _against_copying("writing a bundle of {} MB and reading it back", ours, desk, given)


def _importing(desk: Office, kim: OpenProfile, bundle: Path, given: list[Digest]) -> Measurement:
    blobs = kim.vault.blobs

    def ours() -> float:
        for digest in blobs.all():
            blobs.delete(digest)
        taken = seconds(lambda: bundles.import_bundle(kim, bundle, CLOCK))
        assert sorted(blobs.all()) == sorted(given)
        return taken

    return _against_copying("taking in a bundle of {} MB", ours, desk, given)


def _against_copying(
    name: str, ours: Callable[[], float], desk: Office, given: list[Digest]
) -> Measurement:
    """Measure beside copying the same documents and summing the copies."""
    target = home().parent / "copies"
    sources = [str(desk.profile.vault.blobs.path(digest)) for digest in given]

    def copied() -> None:
        subprocess.run(["cp", *sources, str(target)], check=True)
        subprocess.run(["sync", *given], cwd=target, check=True)
        sums = subprocess.run(
            ["sha256sum", *given], cwd=target, capture_output=True, text=True, check=True
        )
        assert [line.split()[0] for line in sums.stdout.splitlines()] == given

    def theirs() -> float:
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        return seconds(copied)

    mine, peer = in_turn(ours, theirs, ROUNDS)
    return Measurement(
        name=name.format(BLOBS * SIZE // MB),
        peer=f"{version('cp')} of the documents, sync, sha256sum of the copies",
        unit="s",
        ours=mine,
        theirs=peer,
        promised=1 / 0.7,
        note="sha256sum takes more than half of the peer's time",
    )
