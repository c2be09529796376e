"""The mailbox: what a hub does with parcels, one transaction each."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.hub import admission, log
from ppir_desktop.hub.admission import Caller
from ppir_desktop.hub.core import Hub, refuse_other_header
from ppir_desktop.hub.tables import INVITATIONS
from ppir_desktop.protocol.hub_api import FeedPage, unwrap_parcel
from ppir_desktop.protocol.kinds import RULES, Kind
from ppir_desktop.protocol.parcels import RoutingHeader
from ppir_desktop.protocol.round_bodies import Access, Role
from ppir_desktop.signing.verification import verify

ENROLMENT_LIMIT: Final = 64 * 1024
"""The largest enrolment: nobody vouches for whoever sends one."""

ANSWERS: Final = 8
"""How often one invitation may be answered: people lose laptops, and start over."""

_RECEIVERS: Final = frozenset({Role.OFFICER, Role.CHAIR})
_ELSEWHERE: Final = frozenset({Kind.ROUND, Kind.ENROLMENT})
"""Kinds that come in by a door of their own."""


def feed(hub: Hub, round_id: Identifier, token: str, after: int) -> FeedPage:
    """The parcels for whoever holds a token, after a number.

    Raises:
        InputError: ``round_unknown`` or ``round_deleted``.
        RefusedError: What `Hub.caller` refuses.
    """
    with hub.database.reading() as connection:
        caller = hub.caller(connection, round_id, token)
        addresses = admission.addresses_of(connection, round_id, caller)
        return log.feed(connection, round_id, addresses, after)


def parcel(hub: Hub, round_id: Identifier, token: str, name: Digest) -> bytes:
    """A parcel by its name, for its author and recipients.

    Raises:
        InputError: ``parcel_unknown``, also for one that is not the caller's to have.
        RefusedError: What `Hub.caller` refuses.
    """
    with hub.database.reading() as connection:
        caller = hub.caller(connection, round_id, token)
        index, header, content = log.parcel(connection, round_id, name)
        if header.author != caller.key:
            addresses = admission.addresses_of(connection, round_id, caller)
            if not log.is_addressed(connection, round_id, index, addresses):
                raise InputError("parcel_unknown", parcel=name)
        return content


def put(hub: Hub, round_id: Identifier, token: str, name: Digest, body: bytes) -> bytes:
    """Take a parcel and give its receipt; one that is here already changes nothing.

    Raises:
        InputError: ``not_a_parcel``, or for open kinds what verifying refuses.
        RefusedError: ``parcel_not_yours``, ``kind_not_yours``, ``record_not_trusted``, and what
            `Hub.caller` refuses.
    """
    header, content = unwrap_parcel(body)
    if header.parcel != name or header.round != round_id:
        raise InputError("not_a_parcel")
    with hub.database.writing() as connection:
        _refuse_foreign(header, hub.caller(connection, round_id, token))
        if (known := log.receipt_of(connection, round_id, name)) is not None:
            return known
        access = _refuse_untrusted(hub, connection, header, content)
        index, receipt = hub.take(connection, header, content)
        if access is not None and index:
            admission.learn_access(connection, round_id, index, access)
    return receipt


def invite(hub: Hub, round_id: Identifier, token: str, invitations: tuple[Identifier, ...]) -> None:
    """Know which invitations an officer sent out.

    Raises:
        RefusedError: ``office_only`` and what `Hub.caller` refuses.
    """
    with hub.database.writing() as connection:
        hub.officer(connection, round_id, token)
        for invitation in dict.fromkeys(invitations):
            if _answers(connection, round_id, invitation) is None:
                connection.execute(
                    INVITATIONS.insert().values(round=round_id, invitation=invitation, used=0)
                )


def enrol(hub: Hub, round_id: Identifier, invitation: Identifier, body: bytes) -> bytes:
    """Take an enrolment from somebody nobody knows yet, and give its receipt.

    What is in it the hub cannot read, and its proof the hub cannot make; only how many there are
    and how large is looked at.

    Raises:
        InputError: ``not_a_parcel``, ``too_large``, ``invitation_unknown``.
        RefusedError: ``invitation_used_up``.
    """
    header, content = unwrap_parcel(body)
    if header.round != round_id or header.kind is not Kind.ENROLMENT:
        raise InputError("not_a_parcel")
    if header.size > ENROLMENT_LIMIT or header.recipients != ("office",):
        raise InputError("not_a_parcel")
    with hub.database.writing() as connection:
        # Under the lock, so that one sent twice at once is counted once.
        log.find_round(connection, round_id, lock=True)
        used = _answers(connection, round_id, invitation)
        if used is None:
            raise InputError("invitation_unknown")
        if (known := log.receipt_of(connection, round_id, header.parcel)) is not None:
            return known
        if used >= ANSWERS:
            raise RefusedError("invitation_used_up")
        connection.execute(
            INVITATIONS.update()
            .where(INVITATIONS.c.round == round_id, INVITATIONS.c.invitation == invitation)
            .values(used=INVITATIONS.c.used + 1)
        )
        return hub.take(connection, header, content)[1]


def _refuse_foreign(header: RoutingHeader, caller: Caller) -> None:
    """A parcel is put by its author, or by an officer on somebody's behalf."""
    if header.kind in _ELSEWHERE and not caller.is_office:
        raise RefusedError("kind_not_yours")
    if header.author != caller.key:
        if not caller.is_office:
            raise RefusedError("parcel_not_yours")
        return
    roles = _RECEIVERS if header.kind is Kind.RECEIPT else RULES[header.kind].authors
    if caller.known.role not in roles:
        raise RefusedError("kind_not_yours")


def _refuse_untrusted(
    hub: Hub, connection: sa.Connection, header: RoutingHeader, content: bytes
) -> Access | None:
    """Verify what can be read, and give it if it lets somebody in."""
    if not RULES[header.kind].is_open:
        return None
    trust = admission.trust_of(connection, header.round, header.author)
    verdict = verify(content, trust, hub.now())
    if verdict.problem:
        raise InputError(verdict.problem, (), **(verdict.params or {}))
    if not verdict.trusted or verdict.named is None:
        raise RefusedError("record_not_trusted", standing=verdict.standing)
    refuse_other_header(header, verdict.named.record)
    body = verdict.named.record.body
    return body if isinstance(body, Access) else None


def _answers(connection: sa.Connection, round_id: Identifier, invitation: Identifier) -> int | None:
    return connection.execute(
        sa.select(INVITATIONS.c.used).where(
            INVITATIONS.c.round == round_id, INVITATIONS.c.invitation == invitation
        )
    ).scalar()
