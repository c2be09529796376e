"""Letting people in: who proves to hold an invitation's secret gets access and a certificate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from enum import StrEnum

import msgspec

from ppir_desktop.common.clock import Clock, format_utc
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.ledger_bodies import Appointed
from ppir_desktop.protocol.people_bodies import Certified
from ppir_desktop.protocol.round_bodies import Role
from ppir_desktop.services.office.desks import Desk, Sitting, desk_of, end_of
from ppir_desktop.services.office.due import say_what_is_due
from ppir_desktop.services.office.people import (
    Participant,
    Request,
    officers,
    participants,
    requests,
    trust_in,
)
from ppir_desktop.services.office.voices import Voice
from ppir_desktop.services.statements import say
from ppir_desktop.signing.keys import PublicKey
from ppir_desktop.signing.trust import Grant, RoundTrust
from ppir_desktop.store.repositories.exchange import OFFICE
from ppir_desktop.store.vault import Work

_EARLIER = dt.timedelta(hours=1)


class Answer(StrEnum):
    """What became of a request."""

    APPROVED = "approved"
    REPLACED = "replaced"
    """The person's former device was revoked."""
    SECOND = "second"
    """The person has a device already, or the invitation was answered by another one."""


class Answered(msgspec.Struct, frozen=True):
    """A request, and what became of it.

    Attributes:
        number: Expert or officer number.
        name: The name that the office knows.
        key: Name of the device's key.
        answer: What became of it.
        claimed: The name that was given with the request, where it is another one: somebody
            should ask.
    """

    number: str
    name: str
    key: Digest
    answer: Answer
    claimed: str = ""


def waiting(at: Sitting) -> list[Request]:
    """Who asks to be let in and whose proof holds.

    Raises:
        RefusedError: ``office_only``.
    """
    with at.profile.vault.reading() as work:
        desk_of(work, at.round)
        return requests(work, at.round)


def approve(
    at: Sitting,
    *,
    only: Collection[Digest] = (),
) -> list[Answered]:
    """Let in whoever asks and proves it: an officer panellists, the authority officers.

    A second request by the same person or invitation is not let in: it is told, since somebody
    else may have read the letter. Another device needs an invitation of its own.

    Args:
        at: Who does it.
        only: Keys to let in; all by default.

    Raises:
        RefusedError: ``office_only``.
        InputError: What signing refuses.
    """
    with at.profile.vault.writing() as work:
        desk = desk_of(work, at.round)
        answered = []
        voice = Voice(work, desk, at.clock)
        trust = trust_in(work, at.round)
        seated = participants(work, at.round, trust)
        used: set[Identifier] = set()
        for request in requests(work, at.round):
            if only and request.key not in only:
                continue
            number, name = request.invited.number, request.invited.name
            answer = _answer(request, seated.get(number), used)
            if answer is not Answer.SECOND:
                used.add(request.enrolment.invitation)
                if desk.is_authority:
                    _appoint(work, desk, request, at.clock)
                else:
                    seated[number] = _let_in(voice, request, trust, at.clock.now())
            claimed = request.enrolment.name if request.enrolment.name != name else ""
            answered.append(Answered(number, name, request.key, answer, claimed))
        voice.finish()
        if not desk.is_authority:
            say_what_is_due(work, desk, at.clock)
        return answered


def revoke(at: Sitting, number: str) -> Digest:
    """Let somebody's device in no more, such as a lost laptop; give the name of its key.

    An officer does that to panellists, the authority to officers.

    Raises:
        RefusedError: ``office_only``.
        InputError: ``participant_unknown``.
    """
    with at.profile.vault.writing() as work:
        desk, trust = desk_of(work, at.round), trust_in(work, at.round)
        if desk.is_authority:
            grant = officers(work, at.round, trust).get(number)
        else:
            person = participants(work, at.round, trust).get(number)
            grant = trust.grant(person.key) if person else None
        if grant is None or grant.revoked_at is not None:
            raise InputError("participant_unknown", value=number[:60])
        revoked = msgspec.structs.replace(grant, revoked_at=format_utc(at.clock.now()))
        Voice(work, desk, at.clock).grant(revoked)
        return grant.key.id


def _answer(request: Request, before: Participant | None, used: set[Identifier]) -> Answer:
    if request.is_second or request.enrolment.invitation in used:
        return Answer.SECOND
    if before is None:
        return Answer.APPROVED
    # Only an invitation to replace that very device lets a second one in.
    return Answer.REPLACED if request.invited.replaces == before.key else Answer.SECOND


def _let_in(voice: Voice, request: Request, trust: RoundTrust, now: dt.datetime) -> Participant:
    """Say that a panellist may come in, and who it is; a device that this one follows may not."""
    desk, enrolment, number = voice.desk, request.enrolment, request.invited.number
    replaces = request.invited.replaces
    former = trust.grant(replaces) if replaces else None
    if former is not None and former.revoked_at is None:
        voice.grant(msgspec.structs.replace(former, revoked_at=format_utc(now)))
    public = PublicKey.read(enrolment.key)
    role = former.role if former else Role.PANELLIST
    voice.grant(_grant(desk, public, role, now, former))
    certificate = desk.certify(public, number)
    body = Certified(
        number=number,
        role=Role.PANELLIST,
        chain=desk.chain(certificate),
        recipient=enrolment.recipient,
        # The name is the office's; where they work is what they say of themselves.
        name=request.invited.name,
        affiliation=enrolment.affiliation,
    )
    person = Participant(
        number=number,
        name=request.invited.name,
        affiliation=enrolment.affiliation,
        key=request.key,
        public=public.der,
        recipient=enrolment.recipient,
        chain=body.chain,
        made_at=format_utc(now),
    )
    voice.tell(Kind.CERTIFICATE, body, person)
    return person


def _appoint(work: Work, desk: Desk, request: Request, clock: Clock) -> None:
    """Make somebody an officer: access, a certificate that issues others, the office's identity."""
    enrolment, number = request.enrolment, request.invited.number
    public = PublicKey.read(enrolment.key)
    identity = work.exchange.identity(desk.round, OFFICE)
    if identity is None:
        raise InputError("office_identity_missing")
    Voice(work, desk, clock).grant(_grant(desk, public, Role.OFFICER, clock.now()))
    body = Appointed(
        number=number,
        certificate=desk.certify(public, number).der,
        office=identity.secret_text(),
    )
    say(
        work, desk.round, Kind.APPOINTMENT, body,
        recipients=[enrolment.recipient], addresses=[request.key], clock=clock,
    )  # fmt: skip


def _grant(
    desk: Desk, public: PublicKey, role: Role, now: dt.datetime, former: Grant | None = None
) -> Grant:
    """What a key may do from now on, in the place of a former one of the same person."""
    return Grant(
        key=public,
        role=role,
        # Not from this desk's clock on: where that is ahead, nobody could come in until then. A key
        # that nobody was told of before has signed nothing before.
        valid_from=format_utc(min(desk.certificate.valid_from, now - _EARLIER)),
        valid_until=format_utc(end_of(desk)),
        replaces=former.key.id if former else None,
        panels=former.panels if former else (),
    )
