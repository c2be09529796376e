"""The mailbox: what a hub does with parcels, one transaction each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import sqlalchemy as sa

from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.hub import admission, log
from ppir_desktop.hub.admission import Caller
from ppir_desktop.hub.core import Hub, receipt_in, refuse_other_header
from ppir_desktop.hub.tables import INVITATIONS, PARCELS
from ppir_desktop.protocol.hub_api import SET_BACK, FeedPage, Mark, unwrap_parcel
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


class Examined(NamedTuple):
    """A parcel that may come in.

    Attributes:
        caller: Whose token it came with.
        header: Its header.
        content: Its bytes.
        access: What it says if it lets somebody in.
        received_at: When it was received, where that was not now.
    """

    caller: Digest
    header: RoutingHeader
    content: bytes
    access: Access | None
    received_at: str


def feed(
    hub: Hub, round_id: Identifier, token: str, after: int, mark: Mark | None = None
) -> FeedPage:
    """The parcels for whoever holds a token, after a number.

    Raises:
        InputError: ``round_unknown`` or ``round_deleted``.
        RefusedError: ``log_set_back`` when the caller knows a place that the log does not have;
            what `Hub.caller` refuses.
    """
    with hub.database.reading() as connection:
        caller = hub.caller(connection, round_id, token)
        if mark is not None and not _has_place(connection, round_id, mark):
            raise RefusedError(SET_BACK)
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
        addresses = admission.addresses_of(connection, round_id, caller)
        return log.parcel_for(connection, round_id, name, caller.key, addresses)


def examine(
    hub: Hub, round_id: Identifier, token: str, name: Digest, body: bytes, *, former: bytes = b""
) -> Examined:
    """Look at a parcel that somebody hands in, before it is taken.

    Args:
        hub: The hub.
        round_id: The round.
        token: The caller's.
        name: The parcel's name.
        body: Its header and bytes (`protocol.hub_api.wrap_parcel`).
        former: The receipt that this hub gave before it was set back: the time in it stays.

    Raises:
        InputError: ``not_a_parcel``, or for open kinds what verifying refuses; ``receipt_wrong``
            for a former one that is not ours, or not of this parcel.
        RefusedError: ``parcel_not_yours``, ``kind_not_yours``, ``record_not_trusted``, and what
            `Hub.caller` refuses.
    """
    header, content = unwrap_parcel(body)
    if header.parcel != name or header.round != round_id:
        raise InputError("not_a_parcel")
    at = _received_before(hub, header, former) if former else ""
    with hub.database.reading() as connection:
        caller = hub.caller(connection, round_id, token)
        _refuse_foreign(header, caller, was_here=bool(at))
        access = _refuse_untrusted(hub, connection, header, content)
    return Examined(caller.key, header, content, access, at)


def take(hub: Hub, connection: sa.Connection, group: Sequence[Examined]) -> list[bytes]:
    """Take parcels of one round into its log; their receipts, those that are there already too.

    Raises:
        InputError: ``round_deleted``; ``access_not_allowed`` when what one says does not hold any
            more.
        RefusedError: What `admission.known_key` refuses, of whoever was revoked meanwhile.
    """
    round_id = group[0].header.round
    received = {one.header.parcel: one.received_at for one in group if one.received_at}
    parcels = [(one.header, one.content) for one in group]
    taken = hub.take(connection, round_id, parcels, received)
    # Under the round's lock nobody is revoked any more.
    admission.refuse_revoked(connection, round_id, {one.caller for one in group}, hub.now())
    for one in {one.header.parcel: one for one in group}.values():
        number = taken[one.header.parcel].number
        if one.access is not None and number:
            admission.learn_access(connection, round_id, number, one.access)
    return [taken[one.header.parcel].receipt for one in group]


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


def enrol(
    hub: Hub, round_id: Identifier, invitation: Identifier, body: bytes, *, former: bytes = b""
) -> bytes:
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
    at = _received_before(hub, header, former) if former else ""
    with hub.database.writing() as connection:
        # Under the lock, so that one sent twice at once is counted once.
        log.find_round(connection, round_id, lock=True)
        used = _answers(connection, round_id, invitation)
        if used is None and not at:
            raise InputError("invitation_unknown")
        received = {header.parcel: at} if at else {}
        taken = hub.take(connection, round_id, [(header, content)], received)[header.parcel]
        if not taken.number or at:
            return taken.receipt
        if (used or 0) >= ANSWERS:
            raise RefusedError("invitation_used_up")
        connection.execute(
            INVITATIONS.update()
            .where(INVITATIONS.c.round == round_id, INVITATIONS.c.invitation == invitation)
            .values(used=INVITATIONS.c.used + 1)
        )
        return taken.receipt


def _refuse_foreign(header: RoutingHeader, caller: Caller, *, was_here: bool) -> None:
    """A parcel is put by its author, or by an officer on somebody's behalf."""
    if header.kind in _ELSEWHERE and not caller.is_office and not was_here:
        raise RefusedError("kind_not_yours")
    if header.author != caller.key:
        if not caller.is_office:
            raise RefusedError("parcel_not_yours")
        return
    if header.kind is Kind.ENROLMENT and was_here:
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


def _has_place(connection: sa.Connection, round_id: Identifier, mark: Mark) -> bool:
    """Whether a parcel stands at a place of the log, as a reader remembers it."""
    query = sa.select(PARCELS.c.name).where(
        PARCELS.c.round == round_id, PARCELS.c.idx == mark.index, PARCELS.c.name == mark.parcel
    )
    return connection.execute(query).first() is not None


def _received_before(hub: Hub, header: RoutingHeader, former: bytes) -> str:
    """When this hub received a parcel that it has lost since, by its own signature."""
    receipt = receipt_in(former, hub.key, header.round)
    if receipt is None or receipt.parcel != header.parcel:
        raise InputError("receipt_wrong")
    return receipt.received_at


def _answers(connection: sa.Connection, round_id: Identifier, invitation: Identifier) -> int | None:
    return connection.execute(
        sa.select(INVITATIONS.c.used).where(
            INVITATIONS.c.round == round_id, INVITATIONS.c.invitation == invitation
        )
    ).scalar()
