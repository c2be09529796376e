"""Asking a panel: an adjustment or a decision is put to its members, and they answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.common.identifiers import Digest
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.domain.points import format_points
from ppir_desktop.domain.stage import Mode, Stage
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.review_bodies import Assent, Proposal
from ppir_desktop.protocol.substance import substance_of_adjustment, substance_of_decision
from ppir_desktop.services.chair.assents import Answered, assents_to
from ppir_desktop.services.chair.desk import ChairDesk, Place
from ppir_desktop.services.chair.drafting import adjusted_of, draft_decision, refuse_recused
from ppir_desktop.services.chair.gathering import Gathered, SeatState
from ppir_desktop.services.chair.hearing import Heard
from ppir_desktop.services.chair.meeting import Adjusting
from ppir_desktop.services.chair.panels import Member
from ppir_desktop.services.statements import say
from ppir_desktop.signing.authors import Signed
from ppir_desktop.store.repositories.exchange import OFFICE
from ppir_desktop.store.vault import Work

Asked = Literal["adjustment", "decision"]
ASKED: Final[tuple[Asked, ...]] = ("adjustment", "decision")
_LEFT = frozenset({SeatState.RECUSED, SeatState.DISQUALIFIED})


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """How far a panel has answered.

    Attributes:
        proposal: The record that asks, as things stand now; None while nobody was asked.
        given: The last answer of each member who gave one, by number.
        awaited: Members whose answers are still to come: those who attended.
    """

    proposal: Heard | None
    given: dict[str, Answered]
    awaited: tuple[str, ...]

    @property
    def agreed(self) -> tuple[str, ...]:
        """Members who agree."""
        return tuple(number for number, one in self.given.items() if one.agrees)

    @property
    def refused(self) -> tuple[str, ...]:
        """Members who do not."""
        return tuple(number for number, one in self.given.items() if not one.agrees)


def answers(desk: ChairDesk, place: Place, to: Asked) -> Answers:
    """How far a panel has answered to what stands now; earlier answers to something else are void.

    Raises:
        InputError: ``panel_not_yours``.
    """
    gathered = desk.gathered(place)
    substance = _substance(desk, place, to)
    proposal = next(
        (
            heard
            for heard in reversed(desk.hearing.said(place, Kind.PROPOSAL))
            if isinstance(heard.body, Proposal)
            and heard.author == desk.hearing.own
            and (heard.body.to, heard.body.substance) == (to, substance)
        ),
        None,
    )
    given = assents_to(desk.hearing, gathered.panel, proposal.digest, to) if proposal else {}
    awaited = tuple(one for one in gathered.attending if one not in given)
    return Answers(proposal=proposal, given=given, awaited=awaited)


def ask(desk: ChairDesk, place: Place, to: Asked) -> Digest:
    """Put an adjustment, or the decision as it would be, to the members; the chair agrees at once.

    Asked again while nothing changed, nothing is said.

    Returns:
        Digest of the proposal.

    Raises:
        InputError: ``panel_not_yours``.
        RefusedError: ``adjustment_missing``, ``adjustment_not_allowed``,
            ``adjustment_without_result``, ``adjustment_without_reason``,
            ``adjustment_out_of_range``, ``adjustment_inconsistent``; what
            `drafting.draft_decision` refuses; ``chair_recused``.
    """
    gathered = desk.gathered(place)
    refuse_recused(desk, gathered)
    if to == "adjustment":
        check_adjusting(gathered)
    known = answers(desk, place, to).proposal
    if known is not None:
        return known.digest
    proposal = _proposal(desk, place, to)
    with desk.at.profile.vault.writing() as work:
        signed = tell_panel(work, desk, gathered, Kind.PROPOSAL, proposal)
        own = desk.hearing.number(desk.hearing.own)
        if own in gathered.attending:
            assent = Assent(
                to=to, subject=signed.digest, number=own, agrees=True, remark="", on_paper=False
            )
            _to_panel(work, desk, gathered, assent)
    desk.refresh()
    return signed.digest


def write_answer(
    desk: ChairDesk, place: Place, to: Asked, number: str, *, agrees: bool, remark: str = ""
) -> None:
    """Write down what a member answered by hand on the printed sheet; the chair signs for it.

    Raises:
        InputError: ``panel_not_yours``; ``member_unknown``.
        RefusedError: ``not_asked`` while nothing that stands was put to the panel;
            ``answered_by_own_key`` for one who signed an answer.
    """
    gathered = desk.gathered(place)
    if gathered.panel.member(number) is None:
        raise InputError("member_unknown", value=number[:60], allowed=_numbers(gathered))
    asked = answers(desk, place, to)
    proposal, before = asked.proposal, asked.given.get(number)
    if proposal is None:
        raise RefusedError("not_asked", dossier=place[1])
    if before is not None and not before.assent.on_paper:
        raise RefusedError("answered_by_own_key", number=number)
    assent = Assent(
        to=to, subject=proposal.digest, number=number, agrees=agrees, remark=remark, on_paper=True
    )
    with desk.at.profile.vault.writing() as work:
        _to_panel(work, desk, gathered, assent)
    desk.refresh()


def check_adjusting(gathered: Gathered) -> Adjusting:
    """What the panel would put in the place of a result, if it may.

    Raises:
        RefusedError: As `ask`.
    """
    stage, result, adjusting = gathered.panel.stage, gathered.result, gathered.talk.adjusting
    dossier = gathered.panel.dossier
    if not stage.adjustable:
        raise RefusedError("adjustment_not_allowed", stage=stage.id)
    if adjusting is None:
        raise RefusedError("adjustment_missing", dossier=dossier)
    if result.outcome is None:
        raise RefusedError("adjustment_without_result", dossier=dossier)
    if not adjusting.reason.strip():
        raise RefusedError("adjustment_without_reason", dossier=dossier)
    most = _most(stage)
    if most is not None and not 0 <= adjusting.score <= most:
        raise RefusedError(
            "adjustment_out_of_range", dossier=dossier, score=format_points(adjusting.score),
            most=format_points(most),
        )  # fmt: skip
    if not is_consistent(stage, adjusting):
        raise RefusedError("adjustment_inconsistent", dossier=dossier)
    return adjusting


def is_consistent(stage: Stage, adjusting: Adjusting) -> bool:
    """Whether a score and an outcome that a panel agreed on go together; holding always may be."""
    mark = stage.passing.min_score
    if stage.mode is not Mode.SCORE or mark is None or adjusting.outcome is Outcome.HOLD:
        return True
    return (adjusting.score >= mark) is (adjusting.outcome is Outcome.ADVANCE)


def _most(stage: Stage) -> int | None:
    """The greatest score that a dossier may come to, bonus included; None without scores."""
    if stage.consolidation is None:
        return None
    bonus = stage.bonus.cap if stage.bonus is not None else 0
    return (stage.consolidation.rescale_to or stage.full_marks()) + bonus


def tell_panel(
    work: Work, desk: ChairDesk, gathered: Gathered, kind: Kind, body: Proposal
) -> Signed:
    """Say something to the members who take part, and to the office."""
    told = told_members(gathered)
    return say(
        work, desk.at.round, kind, body,
        recipients=[desk.hearing.opened.office, *(one.recipient for one in told)],
        addresses=[OFFICE, *(one.key for one in told)], clock=desk.at.clock,
    )  # fmt: skip


def told_members(gathered: Gathered) -> list[Member]:
    """The members with a device of their own who may hear what the panel does."""
    gone = {seat.number for seat in gathered.seats if seat.state in _LEFT}
    return [one for one in gathered.panel.members if one.key and one.number not in gone]


def _substance(desk: ChairDesk, place: Place, to: Asked) -> Digest | None:
    """What would be put to the panel now; None for nothing."""
    if to == "adjustment":
        adjusting = desk.talk(place).adjusting
        return (
            substance_of_adjustment(adjusted_of(desk.gathered(place), adjusting))
            if adjusting
            else None
        )
    try:
        decision = draft_decision(desk, place)
    except RefusedError:
        return None
    return substance_of_decision(decision, decision.results[0])


def _proposal(desk: ChairDesk, place: Place, to: Asked) -> Proposal:
    gathered, substance = desk.gathered(place), _substance(desk, place, to)
    result, adjusting = gathered.result, gathered.talk.adjusting
    if to == "adjustment":
        text, opinion = (adjusting.reason.strip() if adjusting else ""), ""
        outcome = adjusting.outcome if adjusting else None
    else:
        decision = draft_decision(desk, place)
        decided = decision.results[0]
        text, opinion, outcome = decision.minutes, decided.opinion, decided.outcome
    return Proposal(
        panel=gathered.panel.panel, stage=place[0], dossier=place[1], to=to,
        substance=substance or Digest(""),
        computed="" if result.score is None else f"{result.score:f}",
        computed_outcome=result.outcome,
        score=adjusting.score if adjusting else None,
        outcome=outcome, text=text, opinion=opinion,
    )  # fmt: skip


def _to_panel(work: Work, desk: ChairDesk, gathered: Gathered, assent: Assent) -> None:
    panel = gathered.panel
    say(
        work, desk.at.round, Kind.ASSENT, assent,
        recipients=[desk.hearing.opened.office, panel.recipient],
        addresses=[OFFICE, f"panel:{panel.panel}"], clock=desk.at.clock,
    )  # fmt: skip


def _numbers(gathered: Gathered) -> str:
    numbers: Sequence[str] = [one.number for one in gathered.panel.members]
    return ", ".join(numbers)
