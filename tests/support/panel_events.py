"""What may happen on a panel after all sticks were taken in: late sheets, and second thoughts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.identifiers import Digest, digest_of
from ppir_desktop.domain.consolidation import result_bytes
from ppir_desktop.domain.stage import Stage
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.result_bodies import Decision, DossierResult, UsedSheet
from ppir_desktop.protocol.review_bodies import Discussion, PinnedEvidence
from ppir_desktop.services import bundles
from ppir_desktop.services.chair.desk import ChairDesk
from ppir_desktop.services.chair.gathering import Gathered, SeatState
from ppir_desktop.services.reviewing import Filled, sign_sheet
from ppir_desktop.services.schemes import find_stage, load_scheme
from ppir_desktop.services.statements import say
from ppir_desktop.store.repositories.exchange import OFFICE
from tests.support.panel_round import COMMENTS, MISSING, SCORED, PanelRound, marks_for
from tests.support.records import FixedClock

REASON: Final = "토의에서 시험 조건을 확인했다."
STATEMENT: Final = "서명으로 확인합니다."
PINNED: Final = PinnedEvidence(
    criterion=find_stage(load_scheme("ppir-2025"), SCORED).criteria[0].id,
    document=Digest("ab" * 32), page=3, quote="수신 성공률 99.2 %",
)  # fmt: skip
_LATE: Final = dt.timedelta(days=60)


def give_late(played: PanelRound, total: int = 70) -> None:
    """The sheet that was missing comes after the deadline."""
    place, who = MISSING
    clock = FixedClock(SystemClock().now() + _LATE)
    filled = Filled(
        marks=marks_for(_stage(), total, COMMENTS[who]), opinion=COMMENTS[who], statement=STATEMENT
    )
    _take_in(played, _hand_in(played, who, place, filled, clock), clock)


def change_mind(
    played: PanelRound, place: int = 0, who: int = 1, total: int = 80, *, taken: bool = True
) -> Path:
    """A member replaces a sheet after the discussion, and pins a page to a mark.

    Args:
        played: The round.
        place: Which dossier, from 0.
        who: Which member, from 0.
        total: What the new sheet comes to.
        taken: Whether the chair takes the stick in.

    Returns:
        The stick.
    """
    clock = FixedClock(SystemClock().now())
    filled = Filled(
        marks=marks_for(_stage(), total, COMMENTS[who]), opinion=COMMENTS[who],
        statement=STATEMENT, discussion=Discussion.AFTER, reason=REASON, evidence=(PINNED,),
    )  # fmt: skip
    stick = _hand_in(played, who, place, filled, clock)
    if taken:
        _take_in(played, stick, clock)
    return stick


def _hand_in(played: PanelRound, who: int, place: int, filled: Filled, clock: FixedClock) -> Path:
    stick = played.folder / f"again-{who}-{place}.ppirb"
    with played.at(played.members[who], clock) as giver:
        sign_sheet(giver.profile, giver.round, (SCORED, played.dossiers[place]), filled, clock)
        bundles.export(giver.profile, giver.round, stick, clock)
    return stick


def _take_in(played: PanelRound, stick: Path, clock: FixedClock) -> None:
    with played.at(played.chair, clock) as chair:
        bundles.import_bundle(chair.profile, stick, clock)


def _stage() -> Stage:
    return find_stage(load_scheme("ppir-2025"), SCORED)


def decide(played: PanelRound, place: int = 0) -> None:
    """The chair signs what was computed for a dossier as a decision."""
    with played.at(played.chair) as chair:
        desk = ChairDesk(chair)
        gathered = desk.gathered((SCORED, played.dossiers[place]))
        with chair.profile.vault.writing() as work:
            say(
                work, chair.round, Kind.DECISION, _decision(gathered),
                recipients=[desk.hearing.opened.office, gathered.panel.recipient],
                addresses=[OFFICE, f"panel:{gathered.panel.panel}"], clock=chair.clock,
            )  # fmt: skip


def _decision(gathered: Gathered) -> Decision:
    result = DossierResult(
        dossier=gathered.panel.dossier,
        sheets=tuple(
            UsedSheet(number=one.number, sheet=one.sheet.heard.digest, receipt=None, admitted="")
            for one in gathered.seats
            if one.state is SeatState.COUNTED and one.sheet is not None
        ),
        absent=(), bonus=None, result=result_bytes(gathered.result).decode(), adjustment=None,
        outcome=gathered.result.outcome, opinion="",
    )  # fmt: skip
    return Decision(
        panel=gathered.panel.panel, stage=SCORED, scheme=digest_of(b""), results=(result,),
        assents=(), minutes="", reason="", statement="의결합니다.",
    )  # fmt: skip
