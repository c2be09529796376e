"""Single acts of the demo's cast: a plan, a letter, a member's reviews, a designation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from ppir_desktop.common.durable import write_durably
from ppir_desktop.demo import marking, sample
from ppir_desktop.demo.hub import DemoHub
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.domain.declarations import Declaration
from ppir_desktop.domain.scheme_file import read_scheme
from ppir_desktop.intake.kit import Kit
from ppir_desktop.protocol.invitations import Invitation, write_invitation
from ppir_desktop.protocol.result_bodies import DecidedElsewhere
from ppir_desktop.services.declaring import as_declared
from ppir_desktop.services.enrolment import load_invitation
from ppir_desktop.services.office import closing, designating
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.services.office.inviting import Letter
from ppir_desktop.services.reviewing import Filled, declare, sign_sheet
from ppir_desktop.services.schemes import find_stage
from ppir_desktop.services.statements import opening_of

STATEMENT: Final = "위와 같이 평가하였음을 서명으로 확인합니다."
SCHEME: Final = "ppir-2025"
_BODIES: Final = {
    "publicness": "공공성 평가위원회",
    "site": "현장확인심사반",
    "final": "종합심사위원회",
    "council": "공공수요발굴위원회",
}
_BASIS: Final = "시연용 기록: 서면 회의록"


def write_plan(path: Path, hub: DemoHub) -> Path:
    """The plan of a round whose stages have begun and go on for a month."""
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    lines = [
        'title = { ko = "2026년 제2차 (시연)", en = "Second round of 2026 (demo)" }',
        'authority = { ko = "혁신제품 지정 시연 기관", en = "Demo designation authority" }',
        f'scheme = "{SCHEME}"',
        f"expires = {(now + dt.timedelta(days=200)).isoformat()}",
        f'hub = "{hub.address}"',
        f'hub_certificate = "{hub.certificate}"',
        '[policy]\npanel_key = "with_panel"',
    ]
    for stage in ("publicness", "innovation", "site", "final"):
        lines += [
            "[[stage]]",
            f'id = "{stage}"',
            f"release = {(now - dt.timedelta(days=1)).isoformat()}",
            f"deadline = {(now + dt.timedelta(days=30)).isoformat()}",
            f"opening = {(now + dt.timedelta(days=31)).isoformat()}",
            "grace = 60",
        ]
    write_durably(path, ("\n".join(lines) + "\n").encode())
    return path


def write_letter(folder: Path, letter: Letter) -> Path:
    """Leave an invitation in a file, as the office sends it."""
    path = folder / f"{letter.number}.ppirinvitation"
    write_durably(path, write_invitation(letter.invitation))
    return path


def read_letter(path: Path) -> Invitation:
    """The invitation in a file."""
    return load_invitation(path)


def dossiers_of(kit: Kit) -> list[str]:
    """The application numbers of a kit."""
    return [one.application.number for one in kit.intakes]


def pass_on(office: Sitting, stage: str, numbers: Iterable[str]) -> None:
    """Write down that another body passed dossiers on."""
    day = office.clock.now().astimezone().date().isoformat()
    for number in numbers:
        decided = DecidedElsewhere(
            dossier=number, stage=stage, outcome=Outcome.ADVANCE, body=_BODIES[stage],
            decided_on=day, basis=_BASIS,
        )  # fmt: skip
        closing.enter_outcome(office, decided)


def review(at: Sitting, stage_id: str, member: int, number: str, most: int = 1000) -> None:
    """Declare on every dossier that was given to a member, and sign a sheet on each.

    Args:
        at: The member's desk.
        stage_id: The stage.
        member: Which member, from 0.
        number: Their expert number.
        most: On how many dossiers, the first ones.
    """
    with at.profile.vault.reading() as work:
        opened = opening_of(work, at.round)
        rows = [row for row in work.assignments.all(at.round) if row.stage == stage_id]
    scheme = read_scheme(opened.scheme.encode(), SCHEME)
    stage = find_stage(scheme, stage_id)
    for row in sorted(rows, key=lambda row: row.dossier)[:most]:
        place = (stage_id, row.dossier)
        declaration = Declaration(
            identity_confirmed=True, pledge_accepted=True,
            consents=tuple(one.id for one in scheme.consents), conflicts=(), prior_contact="",
            accepts=not marking.is_away(row.dossier, member),
        )  # fmt: skip
        declare(at.profile, at.round, as_declared(declaration, place, opened, "ko"), at.clock)
        if declaration.accepts:
            given = marking.review_of(stage, row.manifest, member, number)
            filled = Filled(
                marks=given.marks, opinion=given.opinion, evidence=given.evidence,
                statement=STATEMENT,
            )  # fmt: skip
            sign_sheet(at.profile, at.round, place, filled, at.clock)


def designate(office: Sitting, dossier: str) -> str:
    """Carry a dossier through the stages after the panel's, and designate it; the number."""
    day = office.clock.now().astimezone().date()
    for stage in ("site", "final", "council"):
        pass_on(office, stage, [dossier])
    # The notice of twenty days is taken as over: the demo does in a minute what takes months.
    closing.begin_notice(office, dossier, day - dt.timedelta(days=30))
    reason = "공공 재난안전 서비스 개선 (better public safety services)"
    english = next(one.english for one in sample.told() if one.number == dossier)
    return designating.designate(office, dossier, day, reason, english=english).number
