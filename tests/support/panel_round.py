"""A round in which one panel of seven scored several dossiers, up to the chair's desk."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from ppir_desktop.common.clock import Clock, SystemClock
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.domain.sheets import Mark, allowed_choices
from ppir_desktop.domain.stage import Stage
from ppir_desktop.intake.kit import Kit
from ppir_desktop.protocol.review_bodies import Declared, Discussion
from ppir_desktop.services import bundles
from ppir_desktop.services.chair.desk import ChairDesk
from ppir_desktop.services.office import changing, convening, importing, progress
from ppir_desktop.services.office.convening import POOL, Wish
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.services.reviewing import Filled, declare, sign_sheet
from ppir_desktop.services.schemes import find_stage, load_scheme
from ppir_desktop.store.opened import OpenProfile
from tests.support.desks import Desks, desks, member, small_kit
from tests.support.offices import own_desk
from tests.support.vaults import SECRET, open_profile

SCORED = "innovation"
PRODUCTS = (
    "구조물 보강 패널", "재난 경보 단말기", "협동로봇 안전 제어기", "수소 연료전지 진단기",
    "비상식량 가공 장치", "AI 영상판독 보조기", "수질 정화 모듈",
)  # fmt: skip
MARKS = (
    (62, 88, 71, 59, 90, 64, 73), (82, 79, 88, 76, 91, 84, 80), (90, 86, 92, 88, 85, 91, 89),
    (74, 69, 72, 70, 70, 75, 71), (55, 61, 58, 64, 49, 60, 57), (81, 83, 80, 78, 85, 80, 82),
    (77, 73, 79, 75, 80, 74, 76),
)  # fmt: skip
"""The total of each member, in the order of their numbers, for each dossier."""
COMMENTS = (
    "기존 제품의 소재만 바꾼 것으로 보인다.", "국내에 같은 공법이 없다. 특허 청구항이 넓다.",
    "현장에서 바로 쓸 수 있다.", "시험 조건이 실제와 다르다.", "현장 적용 실적이 설득력 있다.",
    "비용 자료가 더 필요하다.", "수요 기관이 뚜렷하다.",
)  # fmt: skip
RECUSED, MISSING = (5, 2), (3, 3)
"""By dossier and member, from 0: who recused, and who handed no sheet in."""


class PanelRound(NamedTuple):
    """What there is once it was played; every profile is closed again.

    Attributes:
        home: Where the profiles lie: ``root``, ``desk`` and one named after each member.
        folder: Where sticks lie: ``<number>.ppirb`` has what a member said.
        round: The round's id.
        passphrase: A file with the passphrase of every profile.
        members: Expert numbers, in their order; the last one is the chair.
        dossiers: Application numbers, in their order.
    """

    home: Path
    folder: Path
    round: Identifier
    passphrase: Path
    members: tuple[str, ...]
    dossiers: tuple[str, ...]

    @property
    def chair(self) -> str:
        """The chair's number."""
        return self.members[-1]

    @contextmanager
    def at(self, name: str, clock: Clock | None = None) -> Iterator[Sitting]:
        """Sit down at somebody's desk."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(HOME_VARIABLE, str(self.home))
            with open_profile(name=name) as profile:
                yield Sitting(profile, self.round, clock or SystemClock())

    def carry(self, giver: Sitting, taker: Sitting, name: str = "stick") -> None:
        """Carry on a stick what one said to another."""
        path = self.folder / f"{name}.ppirb"
        path.unlink(missing_ok=True)
        bundles.export(giver.profile, giver.round, path, giver.clock)
        bundles.import_bundle(taker.profile, path, taker.clock)

    def copy(self, folder: Path) -> PanelRound:
        """The same for one test alone."""
        shutil.copytree(self.home.parent, folder, dirs_exist_ok=True)
        return self._replace(
            home=folder / "home", folder=folder / "sticks", passphrase=folder / "passphrase"
        )


@pytest.fixture(scope="session")
def sat(tmp_path_factory: pytest.TempPathFactory) -> PanelRound:
    """The round; nobody changes it. Workers that run side by side play it once for all.

    Each has a copy, since a profile is open in one process at a time.
    """
    folder = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        folder = folder.parent
    with (folder / "panel-round.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = folder / "panel-round.json"
        if not told.exists():
            told.write_bytes(msgspec.json.encode(play(folder / "panel-round"), enc_hook=str))
    shared = msgspec.json.decode(told.read_bytes(), type=PanelRound, dec_hook=_path)
    return shared.copy(tmp_path_factory.mktemp("panel-round-of-one"))


@pytest.fixture
def panel_round(sat: PanelRound, tmp_path: Path) -> PanelRound:
    """A copy of it, to be changed."""
    return sat.copy(tmp_path / "round")


def play(
    folder: Path,
    dossiers: int = len(PRODUCTS),
    clock: Clock | None = None,
    *,
    marks: Sequence[Sequence[int]] = MARKS,
    missing: Collection[tuple[int, int]] = (MISSING,),
) -> PanelRound:
    """Play the round in a folder.

    Args:
        folder: A new folder.
        dossiers: How many there are.
        clock: Says when.
        marks: The total of each member for each dossier.
        missing: Dossier and member, from 0, of sheets that are not handed in.
    """
    sticks, passphrase = folder / "sticks", folder / "passphrase"
    sticks.mkdir(parents=True)
    passphrase.write_text(SECRET.text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(folder / "home"))
        with desks(folder / "desks", clock, panel_key="with_panel") as made:
            _convene(made, folder / "kit", dossiers)
            panels = progress.progress(made.desk).panels
            numbers = tuple(sorted({seat.number for one in panels for seat in one.seats}))
            names = tuple(sorted(one.dossier for one in panels))
            played = PanelRound(
                folder / "home", sticks, made.desk.round, passphrase, numbers, names
            )
            for number in numbers:
                with member(made, number) as profile:
                    made.carry(made.desk, profile, "dossiers")
                    _review(played, own_desk(made, profile), number, marks, missing)
                    path = sticks / f"{number}.ppirb"
                    bundles.export(profile, made.desk.round, path, made.desk.clock)
                    bundles.import_bundle(made.desk.profile, path, made.desk.clock)
            for dossier in names:
                changing.name_chair(made.desk, (SCORED, dossier), played.chair)
            with open_profile(name=played.chair) as profile:
                made.carry(made.desk, profile, "to-chair")
                take_sheets(played, profile, made.desk.clock)
    return played


def _path(kind: type, text: object) -> object:
    return kind(text)


def take_sheets(played: PanelRound, profile: OpenProfile, clock: Clock) -> None:
    """The chair takes in the sticks of all members."""
    for number in played.members[:-1]:
        bundles.import_bundle(profile, played.folder / f"{number}.ppirb", clock)


def marks_for(stage: Stage, total: int, comment: str) -> tuple[Mark, ...]:
    """Marks that add up to a total of 100 as nearly as the scales allow."""
    marks, given, whole = [], 0, stage.full_marks()
    passed = 0
    for criterion in stage.criteria:
        if criterion.scale is None:
            marks.append(Mark(criterion.id, allowed_choices(stage)[0], comment))
            continue
        passed += criterion.scale.maximum
        step = criterion.scale.step
        value = (total * 100 * passed // whole - given) // step * step
        given += value
        marks.append(Mark(criterion.id, value, comment))
    return tuple(marks)


def _kit(folder: Path, dossiers: int) -> Kit:
    kit = small_kit(folder, dossiers, experts=7)
    return msgspec.structs.replace(
        kit,
        intakes=tuple(
            msgspec.structs.replace(
                one, application=msgspec.structs.replace(one.application, product=product)
            )
            for one, product in zip(kit.intakes, PRODUCTS, strict=False)
        ),
    )


def _convene(made: Desks, folder: Path, dossiers: int) -> None:
    importing.import_kit(made.desk, _kit(folder, dossiers))
    wish = Wish(stage=SCORED, size=7, load=dossiers, among=POOL, seed=5)
    convening.convene(made.desk, SCORED, convening.propose(made.desk, wish))
    convening.publish(made.desk, SCORED)


def _review(
    played: PanelRound,
    at: Sitting,
    number: str,
    marks: Sequence[Sequence[int]],
    missing: Collection[tuple[int, int]],
) -> None:
    """Declare, and hand in a sheet for each dossier."""
    stage = find_stage(load_scheme("ppir-2025"), SCORED)
    who = played.members.index(number)
    for place, dossier in enumerate(played.dossiers):
        declared = Declared(
            stage=SCORED, dossier=dossier, identity_confirmed=True, pledge=None, consents=(),
            conflicts=(), prior_contact="", accepts=(place, who) != RECUSED,
        )  # fmt: skip
        declare(at.profile, at.round, declared, at.clock)
        if (place, who) not in {RECUSED, *missing}:
            filled = Filled(
                marks=marks_for(stage, marks[place][who], COMMENTS[who]),
                opinion=f"{PRODUCTS[place]}: {COMMENTS[who]}", statement="서명으로 확인합니다.",
            )  # fmt: skip
            sign_sheet(at.profile, at.round, (SCORED, dossier), filled, at.clock)


class Later:
    """A clock that is ahead by some days."""

    def __init__(self, days: float = 0) -> None:
        self._ahead = dt.timedelta(days=days)

    def now(self) -> dt.datetime:
        return SystemClock().now() + self._ahead


def hand_in(
    played: PanelRound,
    number: str,
    dossier: str,
    total: int,
    *,
    clock: Clock | None = None,
    reason: str = "",
    discussion: Discussion = Discussion.BEFORE,
) -> Digest:
    """A member signs a sheet and hands it to the chair on a stick."""
    stage = find_stage(load_scheme("ppir-2025"), SCORED)
    filled = Filled(
        marks=marks_for(stage, total, "다시 보았다."), opinion="다시 본 의견",
        statement="서명으로 확인합니다.", reason=reason, discussion=discussion,
    )  # fmt: skip
    with played.at(number, clock) as at:
        signed = sign_sheet(at.profile, at.round, (SCORED, dossier), filled, at.clock)
    to_chair(played, number, clock)
    return signed.digest


def to_chair(played: PanelRound, number: str, clock: Clock | None = None) -> None:
    """A member hands the chair what they said, on a stick."""
    path = played.folder / f"{number}-again.ppirb"
    path.unlink(missing_ok=True)
    with played.at(number, clock) as at:
        bundles.export(at.profile, at.round, path, at.clock)
    with played.at(played.chair, clock) as at:
        bundles.import_bundle(at.profile, path, at.clock)


def from_chair(played: PanelRound, number: str) -> None:
    """The chair hands a member, or the office, what they said."""
    with played.at(played.chair) as giver, played.at(number) as taker:
        played.carry(giver, taker, f"chair-to-{number}")


@contextmanager
def chairing(played: PanelRound, clock: Clock | None = None) -> Iterator[ChairDesk]:
    """The chair's desk, open."""
    with played.at(played.chair, clock) as at:
        yield ChairDesk(at)
