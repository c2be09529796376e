"""The round that is played in: one office, three panellists, small dossiers, one chair."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

import msgspec
import pytest

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.domain.stage import Sector
from ppir_desktop.intake.dossier_folders import DocumentFile
from ppir_desktop.intake.kit import Kit
from ppir_desktop.services import exchange
from ppir_desktop.services.enrolment import Person, enrol
from ppir_desktop.services.office import approving, changing, convening, importing, inviting
from ppir_desktop.services.office.convening import POOL, Wish
from ppir_desktop.store.opened import OpenProfile
from tests.soak.cast import (
    AT_ONCE,
    CANARY,
    CHAIR,
    CRITERIA,
    DOSSIERS,
    MEMBERS,
    OFFICE,
    PANELS,
    STAGE,
    document_in,
    home_of,
)
from tests.support.builders import score_toml
from tests.support.desks import Desks, desks, small_kit
from tests.support.hub import RunningHub
from tests.support.secretariat import write_plan
from tests.support.vaults import make_profile, open_profile

_SIZE: Final = 2_500
_SCHEME: Final = score_toml(
    {name: str(most) for name, most in CRITERIA.items()},
    top='revision = "decision"\npanel = { min = 2 }',
    extra='[pledge]\nko = "비밀을 지킵니다."\nen = "I keep it secret."',
)


class Opened(NamedTuple):
    """A round that goes on.

    Attributes:
        round: Its id.
        recovery: The key on each one's recovery sheet.
    """

    round: Identifier
    recovery: dict[str, str]


def open_round(folder: Path, hub: RunningHub) -> Opened:
    """Open the round on a hub, let everybody in, and give out the first dossiers.

    Args:
        folder: Where homes lie.
        hub: The hub, at the address that all are told.
    """
    recovery: dict[str, str] = {}
    scheme = folder / "scheme.toml"
    scheme.write_text(_SCHEME, encoding="utf-8")
    plan = write_plan(folder, hub, str(scheme), (STAGE,), panel_key="with_panel")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(home_of(folder, OFFICE)))
        with desks(folder / "opening", None, plan) as made:
            hub.admit(_authority(made))
            for profile in (made.root.profile, made.desk.profile):
                _exchange(profile)
            importing.import_kit(made.desk, _kit(folder / "kit"))
            for number in MEMBERS:
                patch.setenv(HOME_VARIABLE, str(home_of(folder, number)))
                recovery[number] = _let_in(made, number)
            _convene(made)
            _exchange(made.desk.profile)
            round_id = made.desk.round
    for path in (folder / "kit").glob("*"):
        path.unlink()
    return Opened(round_id, recovery)


def document_of(path: Path, name: str) -> DocumentFile:
    """A text that nobody may read, in a file that is there for a moment alone."""
    path.write_text(f"{CANARY} {name} " * _SIZE, encoding="utf-8")
    return document_in(path)


def _kit(folder: Path) -> Kit:
    kit = small_kit(folder, len(DOSSIERS), experts=len(MEMBERS))
    intakes = [
        msgspec.structs.replace(
            one, documents=(document_of(folder / f"{number}.txt", f"dossier {number}"),)
        )
        for number, one in enumerate(kit.intakes, 1)
    ]
    return msgspec.structs.replace(kit, intakes=tuple(intakes))


def _let_in(made: Desks, number: str) -> str:
    """Have a panellist enrol at a laptop of their own; the key on their recovery sheet."""
    (letter,) = inviting.invite(made.desk, [number])
    _exchange(made.desk.profile)
    recovery = make_profile(name=number).recovery.secret_text()
    with open_profile(name=number) as profile:
        person = Person(f"위원 {number}", "시험대학교", Sector.ACADEMIA)
        enrol(profile, letter.invitation, person, made.desk.clock)
        _exchange(profile)
        _exchange(made.desk.profile)
        approving.approve(made.desk)
        _exchange(made.desk.profile)
        _exchange(profile)
    return recovery


def _convene(made: Desks) -> None:
    for dossier, panel in zip(DOSSIERS, PANELS, strict=True):
        wish = Wish(
            stage=STAGE, size=len(panel), load=len(DOSSIERS), among=POOL, seed=5,
            dossiers=(dossier,), pinned=tuple((dossier, number) for number in panel),
        )  # fmt: skip
        convening.convene(made.desk, STAGE, convening.propose(made.desk, wish))
        changing.name_chair(made.desk, (STAGE, dossier), CHAIR)
    convening.publish(made.desk, STAGE, DOSSIERS[:AT_ONCE])


def _authority(made: Desks) -> str:
    with made.root.profile.vault.reading() as work:
        return str(work.rounds.get(made.root.round).authority)


def _exchange(profile: OpenProfile) -> None:
    (outcome,) = exchange.sync(profile, SystemClock())
    if outcome.failure is not None:
        raise outcome.failure
