"""An authority and an officer at desks of their own, in a round that travels on sticks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from ppir_desktop.common.clock import Clock, SystemClock
from ppir_desktop.documents.sniffing import DocumentKind
from ppir_desktop.domain.stage import Sector
from ppir_desktop.intake.dossier_folders import DocumentFile
from ppir_desktop.intake.kit import Intake, Kit
from ppir_desktop.services import bundles
from ppir_desktop.services.enrolment import Person, enrol
from ppir_desktop.services.office import approving, inviting, opening
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.store.opened import OpenProfile
from tests.support.matching import SECTORS, application, expert, project
from tests.support.secretariat import write_plan
from tests.support.vaults import make_profile, open_profile

SECRET_WORDS = "아무도 읽어서는 안 되는 글"
"""What is in every document of a small kit."""


class Desks(NamedTuple):
    """The two desks, and the stick between them.

    Attributes:
        root: The authority.
        desk: The officer.
        stick: Where bundles lie.
    """

    root: Sitting
    desk: Sitting
    stick: Path

    def carry(self, giver: Sitting, taker: OpenProfile, name: str) -> None:
        """Carry what one said to another."""
        path = self.stick / f"{name}.ppirbundle"
        path.unlink(missing_ok=True)
        bundles.export(giver.profile, giver.round, path, giver.clock)
        bundles.import_bundle(taker, path, self.desk.clock)


@contextmanager
def desks(
    folder: Path,
    clock: Clock | None = None,
    plan: Path | None = None,
    /,
    **policy: object,
) -> Iterator[Desks]:
    """A round that was just opened, and an officer who was let in.

    Args:
        folder: Where sticks lie.
        clock: Says when.
        plan: The round's plan; one of a round that travels on sticks by default.
        policy: What such a round allows.
    """
    folder.mkdir(parents=True, exist_ok=True)
    now = clock or SystemClock()
    plan = plan or write_plan(folder, None, **policy)
    for name in ("root", "desk"):
        make_profile(name=name)
    with open_profile(name="root") as authority, open_profile(name="desk") as officer:
        made = opening.open_round(authority, plan, now)
        root, desk = Sitting(authority, made.round, now), Sitting(officer, made.round, now)
        both = Desks(root, desk, folder)
        letter = inviting.invite_officer(root, "O-1", "김담당")
        first = folder / "opening.ppirbundle"
        bundles.export(authority, made.round, first, now)
        person = Person("김담당", "사무국", Sector.GOVERNMENT)
        enrol(officer, letter.invitation, person, now, bundle=first)
        both.carry(desk, authority, "asking")
        (answer,) = approving.approve(root)
        assert answer.number == "O-1"
        both.carry(root, officer, "answer")
        yield both


def small_kit(folder: Path, dossiers: int = 2, experts: int = 9) -> Kit:
    """A kit with which nothing is wrong, as reading one gives it."""
    folder.mkdir(parents=True, exist_ok=True)
    intakes = []
    for number in range(1, dossiers + 1):
        path = folder / f"{number}.txt"
        path.write_text(f"신청서 {number} {SECRET_WORDS}", encoding="utf-8")
        size = path.stat().st_size
        document = DocumentFile(path, "신청서", DocumentKind.TEXT, size, 1)
        filed = msgspec.structs.replace(
            application(number), number=f"2026-{number:04}", product=f"장치 {number}"
        )
        intakes.append(Intake(filed, project(), (document,)))
    pool = tuple(
        expert(number, sector=SECTORS[number % 3], email=f"p{number}@example.org")
        for number in range(1, experts + 1)
    )
    return Kit((), (), tuple(intakes), pool, (project(),), (), {})


@contextmanager
def member(made: Desks, number: str) -> Iterator[OpenProfile]:
    """An expert who was invited, enrolled and let in, at a laptop of their own."""
    (letter,) = inviting.invite(made.desk, [number])
    make_profile(name=number)
    with open_profile(name=number) as profile:
        person = Person(f"위원 {number}", "시험대학교", Sector.ACADEMIA)
        opened = made.stick / "opening.ppirbundle"
        enrol(profile, letter.invitation, person, made.desk.clock, bundle=opened)
        own = Sitting(profile, made.desk.round, made.desk.clock)
        made.carry(own, made.desk.profile, f"from-{number}")
        approving.approve(made.desk)
        yield profile
