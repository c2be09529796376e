"""What changes while a round runs: dossiers withdrawn or corrected, members replaced, deadlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import msgspec

from ppir_desktop.common.clock import format_utc
from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.common.identifiers import Digest, Identifier, digest_of
from ppir_desktop.domain.panels import Duty
from ppir_desktop.intake.dossier_folders import DocumentFile
from ppir_desktop.protocol.canonical import canonical_json
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.ledger_bodies import Applied, Closed, Convened, Pooled, Seat
from ppir_desktop.protocol.manifest import DossierManifest
from ppir_desktop.protocol.review_bodies import Erratum, Withdrawn
from ppir_desktop.protocol.round_bodies import Notice
from ppir_desktop.services.office.desks import Desk, Sitting, officer_of
from ppir_desktop.services.office.due import Due, place_of, say_what_is_due
from ppir_desktop.services.office.importing import encrypted
from ppir_desktop.services.office.judging import grounds
from ppir_desktop.services.office.ledger import write
from ppir_desktop.services.office.people import participants
from ppir_desktop.services.office.said import said
from ppir_desktop.services.office.voices import Voice
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.progress import Watch

_MOST_FORMER: Final = 100
"""So many manifests an erratum can name; the oldest ones go first."""


def withdraw(at: Sitting, dossier: str, reason: str) -> list[str]:
    """Take a dossier out of the review; give the numbers of the members it is taken from.

    Raises:
        RefusedError: ``officer_only`` or ``office_only``.
        InputError: ``application_unknown``; ``reason_missing``.
    """
    _refuse_silence(reason)
    with at.profile.vault.writing() as work:
        desk = officer_of(work, at.round)
        applied = application(work, desk, dossier)
        told: list[str] = []
        voice = Voice(work, desk, at.clock)
        for name, panel in _panels_on(work, desk, dossier):
            told += _take_from(work, voice, panel, panel.seats, reason)
            seats = tuple(_vacated(seat, reason) for seat in panel.seats)
            write(work, at.round, [(name, msgspec.structs.replace(panel, seats=seats))], at.clock)
        if not applied.withdrawn:
            withdrawn = msgspec.structs.replace(applied, withdrawn=reason)
            write(work, at.round, [(dossier, withdrawn)], at.clock)
        voice.finish()
        return told


def replace_member(
    at: Sitting,
    place: tuple[str, str],
    members: tuple[str, str],
    reason: str,
) -> Due:
    """Put one expert in another one's place on a panel.

    Args:
        at: Who does it.
        place: Stage and application number.
        members: Expert number of who leaves, and of who comes; that may be empty for nobody.
        reason: Why.

    Raises:
        RefusedError: ``officer_only``, ``office_only``; ``seat_taken`` when who is to come sits
            there already.
        InputError: ``panel_unknown``, ``seat_unknown``, ``expert_unknown``, ``reason_missing``;
            ``member_not_eligible`` with every ground against who is to come.
    """
    leaving, coming = members
    _refuse_silence(reason)
    with at.profile.vault.writing() as work:
        desk = officer_of(work, at.round)
        panel = panel_at(work, desk, *place)
        seats = {seat.number: seat for seat in panel.seats if not seat.vacated}
        if leaving not in seats:
            raise InputError("seat_unknown", value=leaving[:60], allowed=", ".join(seats))
        if coming in seats:
            raise RefusedError("seat_taken", value=coming)
        if coming:
            _refuse_tied(work, desk, panel.dossier, coming, at.clock.now().date())
        voice = Voice(work, desk, at.clock)
        _take_from(work, voice, panel, [seats[leaving]], reason)
        after = [_vacated(seat, reason) if seat.number == leaving else seat for seat in panel.seats]
        if coming:
            after = [seat for seat in after if seat.number != coming]
            after.append(Seat(coming, seats[leaving].duty))
        changed = msgspec.structs.replace(panel, seats=tuple(after))
        write(work, at.round, [(place_of(*place), changed)], at.clock)
        voice.finish()
        return say_what_is_due(work, desk, at.clock)


def name_chair(at: Sitting, place: tuple[str, str], number: str) -> Due:
    """Make a member the chair of a panel, as it elected or the office appointed one.

    Raises:
        RefusedError: ``officer_only`` or ``office_only``.
        InputError: ``panel_unknown`` or ``seat_unknown``.
    """
    with at.profile.vault.writing() as work:
        desk = officer_of(work, at.round)
        panel = panel_at(work, desk, *place)
        seated = [seat.number for seat in panel.seats if not seat.vacated]
        if number not in seated:
            raise InputError("seat_unknown", value=number[:60], allowed=", ".join(seated))
        seats = tuple(
            msgspec.structs.replace(
                seat, duty=Duty.CHAIR if seat.number == number else _plain(seat.duty)
            )
            for seat in panel.seats
        )
        changed = msgspec.structs.replace(panel, seats=seats)
        write(work, at.round, [(place_of(*place), changed)], at.clock)
        return say_what_is_due(work, desk, at.clock)


def correct(
    at: Sitting,
    dossier: str,
    documents: Sequence[DocumentFile],
    reason: str,
    *,
    is_material: bool,
    watch: Watch | None = None,
) -> list[str]:
    """Put other documents in the place of a dossier's; give the numbers of who was told.

    A sheet may go on naming the former dossier, unless the correction is material.

    Raises:
        RefusedError: ``officer_only``, ``office_only``; ``cancelled``.
        InputError: ``application_unknown``; ``reason_missing``.
        EnvironmentFault: ``file_unreadable``, ``file_not_written``.
    """
    _refuse_silence(reason)
    with at.profile.vault.reading() as work:
        desk = officer_of(work, at.round)
        applied = application(work, desk, dossier)
    recipient = SealingIdentity.read(applied.key).recipient
    fresh = encrypted(at.profile.vault.blobs, documents, recipient, watch or Watch())
    manifest = msgspec.structs.replace(applied.manifest, documents=fresh)
    with at.profile.vault.writing() as work:
        former = () if is_material else _valid_so_far(work, at.round, applied.manifest)
        for document in fresh:
            work.exchange.add_upload(at.round, document.blob)
        changed = msgspec.structs.replace(applied, manifest=manifest)
        write(work, at.round, [(dossier, changed)], at.clock)
        voice, told = Voice(work, desk, at.clock), []
        people = participants(work, at.round)
        for _, panel in _panels_on(work, desk, dossier):
            body = Erratum(
                stage=panel.stage,
                manifest=manifest,
                material=is_material,
                still_valid=former,
                reason=reason,
            )
            for seat in panel.seats:
                person = people.get(seat.number)
                if person is not None and seat.given_to == person.key and not seat.vacated:
                    voice.tell(Kind.ASSIGNMENT, body, person)
                    told.append(seat.number)
        voice.finish()
        return told


def extend(
    at: Sitting,
    stage: str,
    deadline: dt.datetime,
    text: str,
) -> int:
    """Move a stage's deadline and tell everybody who has a dossier in it; give how many that are.

    Raises:
        RefusedError: ``officer_only``, ``office_only``; ``deadline_earlier``; ``stage_closed``.
        InputError: ``stage_unknown``; ``reason_missing``; ``no_panels_yet`` while there is no
            panel that could keep what is said.
    """
    _refuse_silence(text)
    with at.profile.vault.writing() as work:
        desk = officer_of(work, at.round)
        if work.ledger.get(at.round, Closed, stage) is not None:
            raise RefusedError("stage_closed", stage=stage)
        due = format_utc(deadline)
        panels = [
            (name, panel)
            for name, panel in work.ledger.all(at.round, Convened).items()
            if panel.stage == desk.times(stage).stage
        ]
        if not panels:
            raise InputError("no_panels_yet", stage=stage)
        latest = max(panel.due for _, panel in panels)
        if due < latest:
            raise RefusedError("deadline_earlier", deadline=latest)
        changed = [(name, msgspec.structs.replace(panel, due=due)) for name, panel in panels]
        if not write(work, at.round, changed, at.clock):
            return 0
        voice = Voice(work, desk, at.clock)
        numbers = {seat.number for _, panel in panels for seat in panel.seats if seat.given_to}
        people = [one for number, one in participants(work, at.round).items() if number in numbers]
        for person in people:
            body = Notice(to=(person.key,), text=text, stage=stage, deadline=due)
            voice.tell(Kind.NOTICE, body, person)
        voice.finish()
        return len(people)


def application(work: Work, desk: Desk, dossier: str) -> Applied:
    """An application of the round.

    Raises:
        InputError: ``application_unknown``.
    """
    applied = work.ledger.get(desk.round, Applied, dossier)
    if applied is None:
        raise InputError("application_unknown", value=dossier[:60])
    return applied


def panel_at(work: Work, desk: Desk, stage: str, dossier: str) -> Convened:
    """The panel for a dossier in a stage.

    Raises:
        InputError: ``panel_unknown``.
    """
    panel = work.ledger.get(desk.round, Convened, place_of(stage, dossier))
    if panel is None:
        raise InputError("panel_unknown", stage=stage[:60], dossier=dossier[:60])
    return panel


def _valid_so_far(
    work: Work, round_id: Identifier, manifest: DossierManifest
) -> tuple[Digest, ...]:
    """The manifest that stands, and the former ones that sheets may name as long as it does."""
    own = digest_of(canonical_json(manifest))
    former: tuple[Digest, ...] = ()
    for record in said(work, round_id, Kind.ASSIGNMENT):
        if isinstance(record.body, Erratum) and record.body.manifest == manifest:
            former = record.body.still_valid
    return (own, *(one for one in former if one != own))[:_MOST_FORMER]


def _panels_on(work: Work, desk: Desk, dossier: str) -> list[tuple[str, Convened]]:
    panels = work.ledger.all(desk.round, Convened).items()
    return [(name, panel) for name, panel in panels if panel.dossier == dossier]


def _take_from(
    work: Work, voice: Voice, panel: Convened, seats: Sequence[Seat], reason: str
) -> list[str]:
    """Take a dossier from those who have it."""
    people = participants(work, voice.desk.round)
    body = Withdrawn(stage=panel.stage, dossier=panel.dossier, reason=reason)
    told = []
    for seat in seats:
        person = people.get(seat.number)
        if person is not None and seat.given_to is not None and not seat.vacated:
            voice.tell(Kind.ASSIGNMENT, body, person)
            told.append(seat.number)
    return told


def _vacated(seat: Seat, reason: str) -> Seat:
    return seat if seat.vacated else msgspec.structs.replace(seat, vacated=reason)


def _plain(duty: Duty) -> Duty:
    return Duty.MEMBER if duty is Duty.CHAIR else duty


def _refuse_tied(work: Work, desk: Desk, dossier: str, number: str, today: dt.date) -> None:
    pooled = work.ledger.get(desk.round, Pooled, number)
    if pooled is None:
        raise InputError("expert_unknown", value=number[:60])
    found = grounds(work, desk, application(work, desk, dossier), pooled.expert, today)
    if found:
        raise InputError("member_not_eligible", found, value=number, dossier=dossier)


def _refuse_silence(reason: str) -> None:
    if not reason.strip():
        raise InputError("reason_missing")
