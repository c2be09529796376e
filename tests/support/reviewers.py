"""Panellists of a round, several in one process of its own: they enrol, review and hand in.

Each has a profile, as each would on a laptop of their own.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import sys
from pathlib import Path

import pytest

from ppir_desktop.cli.main import main as main_of_command
from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.domain.sheets import Mark, allowed_choices
from ppir_desktop.domain.stage import Sector
from ppir_desktop.protocol.review_bodies import Declared
from ppir_desktop.services import exchange
from ppir_desktop.services.enrolment import Person, enrol, load_invitation
from ppir_desktop.services.reviewing import Filled, declare, sign_sheet
from ppir_desktop.services.schemes import load_scheme
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.store.opened import OpenProfile
from tests.support.vaults import make_profile, open_profile

CLOCK = SystemClock()


def enrol_all(folder: Path, numbers: list[str]) -> None:
    """Enrol by the invitations in a folder."""
    for number in numbers:
        make_profile(name=number)
        invitation = load_invitation(folder / f"{number}.ppirinvitation")
        person = Person(f"위원 {number}", "시험대학교", Sector.ACADEMIA)
        with open_profile(name=number) as profile:
            enrol(profile, invitation, person, CLOCK)
            _exchange(profile)


def declare_all(numbers: list[str]) -> None:
    """Fetch what was assigned, declare, and take every dossier on."""
    for number in numbers:
        with open_profile(name=number) as profile:
            _exchange(profile)
            with profile.vault.reading() as work:
                rows = work.assignments.all()
            (round_id,) = {row.round for row in rows}
            for row in rows:
                declared = Declared(
                    stage=row.stage,
                    dossier=row.dossier,
                    identity_confirmed=True,
                    pledge=None,
                    consents=(),
                    conflicts=(),
                    prior_contact="",
                    accepts=True,
                )
                declare(profile, round_id, declared, CLOCK)
            _exchange(profile)


def review_all(numbers: list[str], scheme: Scheme) -> list[str]:
    """Read every document and hand a sheet in for every dossier; name the dossiers."""
    read = []
    for number in numbers:
        with open_profile(name=number) as profile:
            _exchange(profile)
            with profile.vault.reading() as work:
                rows = work.assignments.all()
            for row in rows:
                assert row.dossier_key is not None
                keys = [SealingIdentity.read(row.dossier_key)]
                for document in row.manifest.documents:
                    with profile.vault.blobs.open(document.blob, keys) as reader:
                        assert len(reader.read_at(0, reader.size)) == document.size
                place = (row.stage, row.dossier)
                filled = Filled(
                    marks=filled_marks(scheme, row.stage, number), statement="평가합니다."
                )
                sign_sheet(profile, row.round, place, filled, CLOCK)
                read.append(row.dossier)
            _exchange(profile)
    return read


def agree_all(question: str, numbers: list[str]) -> None:
    """Agree to what a chair asks, by the command."""
    passphrase = Path(os.environ[HOME_VARIABLE]).parent / "passphrase"
    for number in numbers:
        desk = ("--profile", number, "--passphrase-file", str(passphrase))
        with pytest.raises(SystemExit) as ended:
            main_of_command(["assent", question, "--agree", *desk, "--lang", "en"])
        assert ended.value.code == 0


def show_all(numbers: list[str]) -> list[list[str]]:
    """Fetch what there is, and say what everybody has: number, dossier, panel, state."""
    found = []
    for number in numbers:
        with open_profile(name=number) as profile:
            _exchange(profile)
            with profile.vault.reading() as work:
                found += [
                    [number, row.dossier, row.panel, row.state.value]
                    for row in work.assignments.all()
                ]
    return found


def filled_marks(scheme: Scheme, stage_id: str, number: str) -> tuple[Mark, ...]:
    """Marks for every criterion of a stage; the same for the same number."""
    stage = scheme.stage(stage_id)
    assert stage is not None
    chance = random.Random(number)
    marks = []
    for criterion in stage.criteria:
        if criterion.scale is None:
            value: object = allowed_choices(stage)[0]
        else:
            steps = (criterion.scale.maximum - criterion.scale.minimum) // criterion.scale.step
            high = chance.randint(steps * 8 // 10, steps)
            value = criterion.scale.minimum + high * criterion.scale.step
        marks.append(Mark(criterion.id, value, "근거가 분명하다."))  # type: ignore[arg-type]
    return tuple(marks)


def _exchange(profile: OpenProfile) -> None:
    for outcome in exchange.sync(profile, CLOCK):
        if outcome.failure is not None:
            raise outcome.failure


def main() -> None:
    what, folder, *numbers = sys.argv[1:]
    if what == "make":
        for number in numbers:
            make_profile(name=number)
    elif what == "enrol":
        enrol_all(Path(folder), numbers)
    elif what == "show":
        sys.stdout.write(json.dumps(show_all(numbers)))
    elif what == "agree":
        with contextlib.redirect_stdout(sys.stderr):
            agree_all(folder, numbers)
    elif what == "declare":
        declare_all(numbers)
    else:
        sys.stdout.write(json.dumps(review_all(numbers, load_scheme("ppir-2025"))))


if __name__ == "__main__":
    main()
