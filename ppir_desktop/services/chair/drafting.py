"""The decision on a dossier as it would be signed now."""

from __future__ import annotations

from ppir_desktop.common.errors import RefusedError
from ppir_desktop.common.identifiers import Digest, digest_of
from ppir_desktop.domain.consolidation import result_bytes
from ppir_desktop.protocol.envelopes import read_envelope
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.result_bodies import (
    AbsentMember,
    Adjustment,
    Decision,
    DossierResult,
    UsedSheet,
)
from ppir_desktop.protocol.review_bodies import Proposal
from ppir_desktop.protocol.substance import Adjusted, substance_of_adjustment
from ppir_desktop.services.chair.assents import assents_to
from ppir_desktop.services.chair.desk import ChairDesk, Place
from ppir_desktop.services.chair.fates import Fate, absence_of
from ppir_desktop.services.chair.gathering import Gathered, Seat, SeatState
from ppir_desktop.services.chair.masking import stage_letters
from ppir_desktop.services.chair.meeting import Adjusting
from ppir_desktop.services.chair.minutes import minutes_text

_STATEMENT = "-"


def draft_decision(desk: ChairDesk, place: Place) -> Decision:
    """The decision on a dossier, without assents to it and without the sentence that is signed.

    Raises:
        InputError: ``panel_not_yours``.
        RefusedError: ``decision_awaits`` while a member's sheet is awaited and nobody said that
            the member is absent; ``decision_without_result`` where the sheets come to none;
            ``decision_deferred``; ``decision_reason_missing`` where one is made again without
            saying why.
    """
    gathered = desk.gathered(place)
    _refuse_unready(desk, gathered)
    panel, talk, result = gathered.panel, gathered.talk, gathered.result
    adjustment = _adjustment(desk, gathered)
    decided = DossierResult(
        dossier=panel.dossier,
        sheets=_used(desk, gathered),
        absent=tuple(
            _absent(gathered, seat)
            for seat in gathered.seats
            if seat.state is not SeatState.COUNTED
        ),
        bonus=talk.bonus if panel.stage.bonus is not None else None,
        result=result_bytes(result).decode(),
        adjustment=adjustment,
        outcome=talk.adjusting.outcome if talk.adjusting is not None else result.outcome,
        opinion=talk.opinion.strip(),
    )
    return Decision(
        panel=panel.panel,
        stage=panel.stage.id,
        scheme=digest_of(desk.hearing.opened.scheme.encode()),
        results=(decided,),
        assents=(),
        minutes=minutes_text(desk.meeting(panel.stage.id), talk),
        reason=talk.reason.strip(),
        statement=_STATEMENT,
    )


def adjustment_assents(desk: ChairDesk, gathered: Gathered) -> dict[str, Digest]:
    """Who agreed to the adjustment as it stands, and by which record."""
    adjusting = gathered.talk.adjusting
    if adjusting is None:
        return {}
    panel, substance = gathered.panel, substance_of_adjustment(adjusted_of(gathered, adjusting))
    for heard in reversed(desk.hearing.said(panel.place, Kind.PROPOSAL)):
        body = heard.body
        if isinstance(body, Proposal) and (body.to, body.substance) == ("adjustment", substance):
            given = assents_to(desk.hearing, panel, heard.digest, "adjustment")
            return {n: one.heard.digest for n, one in given.items() if one.agrees}
    return {}


def adjusted_of(gathered: Gathered, adjusting: Adjusting) -> Adjusted:
    """An adjustment as a panel agrees to it."""
    panel = gathered.panel
    return Adjusted(
        panel=panel.panel,
        stage=panel.stage.id,
        dossier=panel.dossier,
        result=result_bytes(gathered.result).decode(),
        score=adjusting.score,
        outcome=adjusting.outcome,
        reason=adjusting.reason.strip(),
    )


def _adjustment(desk: ChairDesk, gathered: Gathered) -> Adjustment | None:
    adjusting = gathered.talk.adjusting
    if adjusting is None:
        return None
    given = adjustment_assents(desk, gathered)
    attending = set(gathered.attending)
    return Adjustment(
        score=adjusting.score,
        reason=adjusting.reason.strip(),
        assents=tuple(sorted(d for n, d in given.items() if n in attending)),
    )


def _refuse_unready(desk: ChairDesk, gathered: Gathered) -> None:
    dossier = gathered.panel.dossier
    refuse_recused(desk, gathered)
    if gathered.talk.deferred:
        raise RefusedError("decision_deferred", dossier=dossier)
    awaited = [seat.number for seat in gathered.seats if seat.state is SeatState.MISSING]
    if awaited:
        named = stage_letters(desk.panels, gathered.panel.stage.id)
        missing = ", ".join(named[number] for number in awaited)
        raise RefusedError("decision_awaits", dossier=dossier, missing=missing)
    if gathered.result.problems:
        raise RefusedError("decision_without_result", dossier=dossier)
    if gathered.talk.adjusting is not None and not gathered.talk.adjusting.reason.strip():
        raise RefusedError("adjustment_without_reason", dossier=dossier)
    if desk.decisions(gathered.panel.place).own and not gathered.talk.reason.strip():
        raise RefusedError("decision_reason_missing", dossier=dossier)


def refuse_recused(desk: ChairDesk, gathered: Gathered) -> None:
    """Refuse a chair who has no part in a dossier: the office names another for it.

    Raises:
        RefusedError: ``chair_recused``.
    """
    seat = gathered.seat(desk.hearing.number(desk.hearing.own))
    if seat is not None and seat.state in {SeatState.RECUSED, SeatState.DISQUALIFIED}:
        raise RefusedError("chair_recused", dossier=gathered.panel.dossier)


def _used(desk: ChairDesk, gathered: Gathered) -> tuple[UsedSheet, ...]:
    found = []
    with desk.at.profile.vault.reading() as work:
        for seat in gathered.seats:
            if seat.sheet is not None and seat.state is SeatState.COUNTED:
                receipt = work.records.receipt_of(seat.sheet.heard.digest)
                found.append(
                    UsedSheet(
                        number=seat.number,
                        sheet=seat.sheet.heard.digest,
                        receipt=digest_of(read_envelope(receipt).payload) if receipt else None,
                        admitted=seat.sheet.admitted,
                    )
                )
    return tuple(found)


def _absent(gathered: Gathered, seat: Seat) -> AbsentMember:
    """Why a member has no part: what the chair says, or else what became of the sheet."""
    said = gathered.talk.presence.get(seat.number)
    fate = seat.sheet.fate if seat.sheet is not None else None
    why = {
        SeatState.RECUSED: Fate.RECUSED,
        SeatState.DISQUALIFIED: Fate.DISQUALIFIED,
    }.get(seat.state)
    # Who takes no part at all is so by their own word, or by the chair's, and not by the sheet's.
    sheets = fate.value if fate is not None and seat.state is SeatState.LEFT_OUT else ""
    reason = said.reason if said is not None and said.reason else sheets
    return AbsentMember(seat.number, absence_of(why), reason)
