"""Panels as a desk knows them from its records: who sat, what came of it, what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.domain.consolidation import Collected, Result, consolidate, result_bytes
from ppir_desktop.domain.lifecycles import AssignmentState
from ppir_desktop.domain.panels import Duty
from ppir_desktop.domain.sheets import Absence, Sheet
from ppir_desktop.domain.stage import Stage
from ppir_desktop.protocol.kinds import Body, Kind
from ppir_desktop.protocol.ledger_bodies import Applied, Convened, Pooled
from ppir_desktop.protocol.manifest import DossierManifest
from ppir_desktop.protocol.records import Named
from ppir_desktop.protocol.result_bodies import Decision, DossierResult
from ppir_desktop.protocol.review_bodies import GivenSheet, Transcription
from ppir_desktop.services.chair.gathering import gather_all
from ppir_desktop.services.chair.hearing import Hearing
from ppir_desktop.services.chair.meeting import talks_of
from ppir_desktop.services.office.desks import Desk, desk_of
from ppir_desktop.services.office.people import numbers_by_key, participants
from ppir_desktop.services.office.receiving import plain_sheet, stands
from ppir_desktop.services.office.said import said_with_digests
from ppir_desktop.services.sheet_sources import Sources, sources_in
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.effects import read_back


class Member(NamedTuple):
    """A member of a panel."""

    number: str
    name: str
    affiliation: str
    is_chair: bool


class Decided(NamedTuple):
    """What a chair decided on a dossier, and the record that says so."""

    what: DossierResult
    record: Named[Body]


class PanelSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A panel for one dossier in one stage.

    Attributes:
        stage: The stage.
        dossier: Application number.
        members: Its members, in the order of their numbers: those that the decision names, or
            who sit on it by now.
        result: What the decision rests on, or the sheets come to so far.
        manifest: The dossier as the sheets were made on it; None where it is not known.
        decided: What was decided; None while nothing is.
        away: Members whose sheets are not among those that the result rests on, and why.
    """

    stage: Stage
    dossier: str
    members: tuple[Member, ...]
    result: Result
    manifest: DossierManifest | None
    decided: Decided | None
    away: Mapping[str, Absence]


class _Known(NamedTuple):
    """A panel before its decision was looked for, and what its sheets come to by themselves."""

    panel: Identifier
    stage: Stage
    dossier: str
    members: tuple[Member, ...]
    result: Result
    away: Mapping[str, Absence]
    manifest: DossierManifest | None


def panels_at(work: Work, round_id: Identifier) -> list[PanelSeen]:
    """The panels that a desk knows: an office all that were published, a chair their own.

    Args:
        work: A transaction.
        round_id: The round.

    Raises:
        RefusedError: ``office_or_chair_only``.
        InputError: ``decision_differs`` where a decision does not follow from the sheets that it
            names; ``record_unknown`` where one of them is not here; ``round_unknown``,
            ``round_record_missing``.
    """
    sources = sources_in(work, round_id)
    try:
        desk = desk_of(work, round_id)
    except RefusedError:
        try:
            known, numbers = _of_chair(work, round_id)
        except RefusedError:
            raise RefusedError("office_or_chair_only") from None
    else:
        known, numbers = list(_of_office(work, desk)), numbers_by_key(work, round_id)
    decisions = _decisions(work, round_id, known, numbers)
    return [_seen(work, one, decisions.get((one.stage.id, one.dossier)), sources) for one in known]


def _of_office(work: Work, desk: Desk) -> Iterator[_Known]:
    people = participants(work, desk.round, revoked_too=True)
    pool = work.ledger.all(desk.round, Pooled)
    applied = work.ledger.all(desk.round, Applied)
    panels = {
        (one.stage, one.dossier): one for one in work.ledger.all(desk.round, Convened).values()
    }

    def where(number: str) -> str:
        if number in people:
            return people[number].affiliation
        return pool[number].expert.organisation if number in pool else ""

    for stand in stands(work, desk, {}):
        result = stand.result
        if result is None:
            continue
        yield _Known(
            panel=panels[stand.stage, stand.dossier].panel,
            stage=desk.stage(stand.stage),
            dossier=stand.dossier,
            members=_in_order(
                Member(seat.number, seat.name, where(seat.number), seat.duty is Duty.CHAIR)
                for seat in stand.seats
                # Nor does a chair hear of those who left: letters are the same at every desk.
                if seat.state is not AssignmentState.REVOKED
            ),
            result=result,
            away={seat.number: _why(seat.state) for seat in stand.seats},
            manifest=applied[stand.dossier].manifest if stand.dossier in applied else None,
        )


def _of_chair(work: Work, round_id: Identifier) -> tuple[list[_Known], dict[Digest, str]]:
    """A chair's panels with what counts of their sheets, as the chair's desk has it."""
    hearing = Hearing(round_id)
    hearing.refresh(work)
    found = [
        _Known(
            panel=one.panel.panel, stage=one.panel.stage, dossier=one.panel.dossier,
            members=_in_order(
                Member(m.number, m.name, m.affiliation, m.duty is Duty.CHAIR)
                for m in one.panel.members
            ),
            result=one.result, away=one.collected.away, manifest=one.panel.manifest,
        )
        for one in gather_all(hearing, talks_of(work, round_id))
    ]  # fmt: skip
    keys = {heard.author for heard in hearing.of_kind(Kind.DECISION)}
    return found, {key: hearing.number(key) for key in keys}


def _why(state: AssignmentState) -> Absence:
    gone = state in {AssignmentState.REVOKED, AssignmentState.RECUSED}
    return Absence.RECUSED if gone else Absence.ABSENT


def _in_order(members: Iterable[Member]) -> tuple[Member, ...]:
    return tuple(sorted(members))


def _decisions(
    work: Work, round_id: Identifier, known: list[_Known], numbers: Mapping[Digest, str]
) -> dict[tuple[str, str], Decided]:
    """The last word of each panel's own chair on a dossier."""
    chairs = {
        (one.panel, one.stage.id, one.dossier): {m.number for m in one.members if m.is_chair}
        for one in known
    }
    found = {}
    for named in said_with_digests(work, round_id, Kind.DECISION):
        body = named.record.body
        if isinstance(body, Decision):
            number = numbers.get(named.record.author)
            for result in body.results:
                if number in chairs.get((body.panel, body.stage, result.dossier), ()):
                    found[body.stage, result.dossier] = Decided(result, named)
    return found


def _seen(work: Work, known: _Known, decided: Decided | None, sources: Sources) -> PanelSeen:
    result, manifest, away, members = known.result, known.manifest, known.away, known.members
    if decided is not None:
        what = decided.what
        result, sheets = _decided_result(work, known, what)
        named = sources.manifests.get(sheets[-1].manifest) if sheets else None
        manifest = named or manifest
        away = {one.number: one.why for one in what.absent}
        numbers = {one.number for one in what.sheets} | away.keys()
        names = {one.number: one for one in members}
        members = _in_order(names.get(one, Member(one, "", "", False)) for one in numbers)
    there = {one.panellist for one in result.working.sheets} if result.working else set()
    return PanelSeen(
        stage=known.stage, dossier=known.dossier, members=members, result=result,
        manifest=manifest, decided=decided,
        away={
            one.number: away.get(one.number, Absence.ABSENT)
            for one in members
            if one.number not in there
        },
    )  # fmt: skip


def _decided_result(
    work: Work, known: _Known, decided: DossierResult
) -> tuple[Result, list[GivenSheet]]:
    """The result anew from the sheets that a decision names, and those sheets."""
    sheets: list[Sheet] = []
    bodies: list[GivenSheet] = []
    for used in decided.sheets:
        body = read_back(work.records.envelope(used.sheet)).record.body
        given = body.sheet if isinstance(body, Transcription) else body
        if isinstance(given, GivenSheet):
            bodies.append(given)
            sheets.append(plain_sheet(given, used.number))
    away = {one.number: one.why for one in decided.absent}
    collected = Collected(known.dossier, tuple(sheets), away, bonus=decided.bonus or 0)
    result = consolidate(known.stage, collected)
    if result_bytes(result).decode() != decided.result:
        raise InputError("decision_differs", dossier=known.dossier, stage=known.stage.id)
    return result, bodies
