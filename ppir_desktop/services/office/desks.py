"""Who sits at a desk: the authority or an officer, and with what they certify others."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import msgspec

from ppir_desktop.common.clock import Clock, parse_utc
from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.domain.scheme_file import read_scheme
from ppir_desktop.domain.stage import Stage
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.ledger_bodies import Appointed
from ppir_desktop.protocol.round_bodies import Round, StageTimes
from ppir_desktop.services.statements import opening_of
from ppir_desktop.signing.certificates import Certificate, issue
from ppir_desktop.signing.keys import PublicKey, SigningKey
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.effects import read_back


class Sitting(NamedTuple):
    """Somebody of the office at work: an open profile, the round, and the clock."""

    profile: OpenProfile
    round: Identifier
    clock: Clock


class Desk(msgspec.Struct, frozen=True):
    """A desk of the office.

    Attributes:
        round: The round's id.
        opened: What the authority says of the round.
        scheme: Its scheme.
        is_authority: Whether the authority sits here, and not an officer.
        key: What is signed with here.
        certificate: The certificate to that key, which may issue others.
    """

    round: Identifier
    opened: Round
    scheme: Scheme
    is_authority: bool
    key: SigningKey
    certificate: Certificate

    def times(self, stage: str) -> StageTimes:
        """When what happens in a stage.

        Raises:
            InputError: ``stage_unknown``.
        """
        for times in self.opened.schedule:
            if times.stage == stage:
                return times
        allowed = ", ".join(times.stage for times in self.opened.schedule)
        raise InputError("stage_unknown", scheme=self.scheme.id, value=stage[:60], allowed=allowed)

    def stage(self, stage: str) -> Stage:
        """The rules of a stage.

        Raises:
            InputError: ``stage_unknown``.
        """
        found = self.scheme.stage(self.times(stage).stage)
        if found is None:  # the schedule was held against the scheme when the round was opened
            raise InputError("stage_unknown", scheme=self.scheme.id, value=stage[:60], allowed="")
        return found

    def certify(self, public: PublicKey, subject: str) -> Certificate:
        """A certificate for somebody else's key, valid as long as this desk's own.

        It holds from when this desk's holds and not from now on, since clocks differ.

        Args:
            public: The key.
            subject: Expert or officer number.
        """
        return issue(
            self.certificate,
            self.key,
            public,
            subject=subject,
            valid_from=self.certificate.valid_from,
            valid_until=self.certificate.valid_until,
            officer=self.is_authority,
        )

    def chain(self, person: Certificate) -> tuple[bytes, bytes, bytes]:
        """The chain of a certificate that an officer issued: person, officer, authority."""
        return person.der, self.certificate.der, self.opened.authority


def desk_of(work: Work, round_id: Identifier) -> Desk:
    """The desk that a vault is in a round.

    Raises:
        RefusedError: ``office_only`` for somebody who is neither authority nor officer.
        InputError: ``round_unknown``, ``round_record_missing``.
    """
    row = work.rounds.get(round_id)
    opened = opening_of(work, round_id)
    root = Certificate.read(opened.authority)
    is_authority = root.public_key.id == row.identity.id
    return Desk(
        round=round_id,
        opened=opened,
        scheme=read_scheme(opened.scheme.encode(), "round"),
        is_authority=is_authority,
        key=row.identity.signing,
        certificate=root if is_authority else _appointed(work, round_id),
    )


def officer_of(work: Work, round_id: Identifier) -> Desk:
    """The desk of an officer.

    Raises:
        RefusedError: ``officer_only`` for the authority, which appoints officers and does nothing
            of their work; ``office_only`` for anybody else.
        InputError: As `desk_of`.
    """
    desk = desk_of(work, round_id)
    if desk.is_authority:
        raise RefusedError("officer_only")
    return desk


def authority_of(work: Work, round_id: Identifier) -> Desk:
    """The desk of the authority.

    Raises:
        RefusedError: ``authority_only``, or ``office_only``.
        InputError: As `desk_of`.
    """
    desk = desk_of(work, round_id)
    if not desk.is_authority:
        raise RefusedError("authority_only")
    return desk


def end_of(desk: Desk) -> dt.datetime:
    """Until when keys are let in: as long as the round lasts."""
    return parse_utc(desk.opened.expires)


def _appointed(work: Work, round_id: Identifier) -> Certificate:
    for envelope in work.records.envelopes(round_id, [Kind.APPOINTMENT]):
        body = read_back(envelope).record.body
        if isinstance(body, Appointed):
            return Certificate.read(body.certificate)
    raise RefusedError("office_only")
