"""Closing a stage, and what other bodies decided: what leads a dossier from stage to stage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import msgspec

from ppir_desktop.common.clock import format_utc, parse_utc
from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.domain.panels import Duty
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.ledger_bodies import Applied, Closed, Convened, Noticed
from ppir_desktop.protocol.result_bodies import DecidedElsewhere, Decision
from ppir_desktop.services.office.changing import application
from ppir_desktop.services.office.desks import Desk, Sitting, officer_of
from ppir_desktop.services.office.due import Due, place_of, say_what_is_due
from ppir_desktop.services.office.ledger import write
from ppir_desktop.services.office.people import numbers_by_key
from ppir_desktop.services.office.receiving import PanelStand, stands
from ppir_desktop.services.office.said import said
from ppir_desktop.services.statements import say_to_office
from ppir_desktop.store.vault import Work


class StageClosed(msgspec.Struct, frozen=True):
    """What closing a stage came to.

    Attributes:
        is_new: Whether it was not closed before.
        panels: How its panels stand.
        due: What was said by it: chairs who can open their sheets now.
    """

    is_new: bool
    panels: tuple[PanelStand, ...]
    due: Due


def close_stage(at: Sitting, stage: str, early: str = "") -> StageClosed:
    """Close a stage: no dossier of it is given out any more, and chairs can open the sheets.

    Args:
        at: Who does it.
        stage: Id of the stage.
        early: Why it is closed before deadline and grace are over; empty where they are.

    Raises:
        RefusedError: ``officer_only``, ``office_only``; ``stage_running``.
        InputError: ``stage_unknown``.
    """
    with at.profile.vault.writing() as work:
        desk = officer_of(work, at.round)
        times = desk.times(stage)
        found = [one for one in _stands(work, desk) if one.stage == stage]
        last = max((one.due for one in found), default=times.deadline)
        end = parse_utc(last) + dt.timedelta(minutes=times.grace)
        now = at.clock.now()
        if now <= end and not early.strip():
            raise RefusedError("stage_running", stage=stage, deadline=format_utc(end))
        is_new = work.ledger.get(at.round, Closed, stage) is None
        if is_new:
            closed = Closed(stage=stage, closed_at=format_utc(now), early=early.strip())
            write(work, at.round, [(stage, closed)], at.clock)
        return StageClosed(is_new, tuple(found), say_what_is_due(work, desk, at.clock))


def enter_outcome(at: Sitting, decided: DecidedElsewhere) -> bool:
    """Write down what a body decided on a dossier; say whether that is new.

    Args:
        at: Who does it.
        decided: What a panel on paper, a site visit or the council decided, and on what basis.

    Raises:
        RefusedError: ``officer_only`` or ``office_only``.
        InputError: ``application_unknown``, ``stage_unknown``, ``reason_missing``.
    """
    if not decided.basis.strip() or not decided.body.strip():
        raise InputError("reason_missing")
    with at.profile.vault.writing() as work:
        desk = officer_of(work, at.round)
        application(work, desk, decided.dossier)
        stages = [stage.id for stage in desk.scheme.stages]
        if decided.stage not in stages:
            raise InputError(
                "stage_unknown",
                scheme=desk.scheme.id,
                value=decided.stage[:60],
                allowed=", ".join(stages),
            )
        place = (decided.stage, decided.dossier)
        before = [
            record.body
            for record in said(work, at.round, Kind.OUTCOME)
            if isinstance(record.body, DecidedElsewhere)
            and (record.body.stage, record.body.dossier) == place
        ]
        # Only the last word need not be said again: who was wrong in between takes it back so.
        if before and before[-1] == decided:
            return False
        say_to_office(work, at.round, Kind.OUTCOME, decided, at.clock)
        return True


def outcomes(work: Work, desk: Desk) -> dict[tuple[str, str], Outcome]:
    """What was decided, by stage and application number: the last word of whoever may say it.

    A chair decides on the dossier of their own panel and on no other one.
    """
    panels = work.ledger.all(desk.round, Convened)
    numbers = numbers_by_key(work, desk.round)
    found: dict[tuple[str, str], Outcome] = {}
    for record in said(work, desk.round, Kind.DECISION, Kind.OUTCOME):
        body = record.body
        if isinstance(body, DecidedElsewhere):
            found[body.stage, body.dossier] = body.outcome
        elif isinstance(body, Decision):
            number = numbers.get(record.author)
            for result in body.results:
                panel = panels.get(place_of(body.stage, result.dossier))
                is_theirs = panel is not None and panel.panel == body.panel
                if is_theirs and _chairs(panel, number) and result.outcome is not None:
                    found[body.stage, result.dossier] = result.outcome
    return found


def _chairs(panel: Convened | None, number: str | None) -> bool:
    seats = panel.seats if panel is not None else ()
    return any(seat.number == number and seat.duty is Duty.CHAIR for seat in seats)


def begin_notice(at: Sitting, dossier: str, begins: dt.date) -> Noticed:
    """Put the intended designation of a dossier on public notice, for the days the scheme says.

    Raises:
        RefusedError: ``officer_only``, ``office_only``; ``no_notice`` where the scheme has none;
            ``not_reviewed`` for what is not eligible or was withdrawn.
        InputError: ``application_unknown``.
    """
    with at.profile.vault.writing() as work:
        desk = officer_of(work, at.round)
        applied = application(work, desk, dossier)
        if not desk.scheme.notice.days:
            raise RefusedError("no_notice", scheme=desk.scheme.id)
        if applied.findings or applied.withdrawn:
            raise RefusedError("not_reviewed", dossier=dossier)
        known = work.ledger.get(at.round, Noticed, dossier)
        ends = begins + dt.timedelta(days=desk.scheme.notice.days)
        noticed = Noticed(
            dossier=dossier,
            begins=begins.isoformat(),
            ends=ends.isoformat(),
            objection=known.objection if known else "",
            filed_on=known.filed_on if known else None,
            decided=known.decided if known else "",
        )
        write(work, at.round, [(dossier, noticed)], at.clock)
        return noticed


def file_objection(at: Sitting, dossier: str, day: dt.date, text: str) -> Mapping[str, str]:
    """Write an objection down, and give the days by which the rules ask for each step.

    Returns:
        ``notify``, ``answer``, ``decide`` and ``extended``: the last day of each, where the scheme
        sets one (MSIT notice 2025-52, article 15).

    Raises:
        RefusedError: ``officer_only``, ``office_only``; ``objection_too_late``.
        InputError: ``notice_unknown``; ``reason_missing``.
    """
    if not text.strip():
        raise InputError("reason_missing")
    with at.profile.vault.writing() as work:
        desk = officer_of(work, at.round)
        noticed = _notice(work, desk, dossier)
        rule = desk.scheme.objection
        last = dt.date.fromisoformat(noticed.begins) + dt.timedelta(days=rule.file_days)
        if day > last:
            raise RefusedError("objection_too_late", last=last.isoformat())
        is_same = (noticed.objection, noticed.filed_on) == (text, day.isoformat())
        changed = msgspec.structs.replace(
            noticed,
            objection=text,
            filed_on=day.isoformat(),
            # What was decided on one objection says nothing of another.
            decided=noticed.decided if is_same else "",
        )
        write(work, at.round, [(dossier, changed)], at.clock)
        notify = day + dt.timedelta(days=rule.notify_days)
        answer = notify + dt.timedelta(days=rule.answer_days)
        decide = day + dt.timedelta(days=rule.decide_days)
        steps = {
            "notify": notify,
            "answer": answer,
            "decide": decide,
            "extended": decide + dt.timedelta(days=rule.extend_days),
        }
        return {name: step.isoformat() for name, step in steps.items()}


def decide_objection(at: Sitting, dossier: str, text: str) -> None:
    """Write down what became of an objection.

    Raises:
        RefusedError: ``officer_only`` or ``office_only``.
        InputError: ``notice_unknown``; ``objection_unknown``; ``reason_missing``.
    """
    if not text.strip():
        raise InputError("reason_missing")
    with at.profile.vault.writing() as work:
        desk = officer_of(work, at.round)
        noticed = _notice(work, desk, dossier)
        if not noticed.objection:
            raise InputError("objection_unknown", dossier=dossier)
        changed = msgspec.structs.replace(noticed, decided=text)
        write(work, at.round, [(dossier, changed)], at.clock)


def refuse_open_notice(work: Work, desk: Desk, dossier: str, day: dt.date) -> None:
    """Refuse while a dossier must be on public notice still, or an objection is open.

    Args:
        work: A transaction.
        desk: An officer's desk.
        dossier: Application number.
        day: The day that has to lie behind the notice's last.

    Raises:
        RefusedError: ``notice_running`` or ``objection_open``.
        InputError: ``notice_unknown`` where it was never put on notice.
    """
    if not desk.scheme.notice.days:
        return
    noticed = _notice(work, desk, dossier)
    if day.isoformat() <= noticed.ends:
        raise RefusedError("notice_running", dossier=dossier, ends=noticed.ends)
    if noticed.objection and not noticed.decided:
        raise RefusedError("objection_open", dossier=dossier)


def _notice(work: Work, desk: Desk, dossier: str) -> Noticed:
    noticed = work.ledger.get(desk.round, Noticed, dossier)
    if noticed is None:
        raise InputError("notice_unknown", dossier=dossier[:60])
    return noticed


def _stands(work: Work, desk: Desk) -> list[PanelStand]:
    applied = work.ledger.all(desk.round, Applied)
    return stands(work, desk, {name: one.application.product for name, one in applied.items()})
