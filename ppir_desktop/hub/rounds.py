"""Rounds on a hub: whose are taken, how one is opened, and how it ends."""

from __future__ import annotations

import sqlalchemy as sa

from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.hub import admission, log
from ppir_desktop.hub.core import Hub, refuse_other_header
from ppir_desktop.hub.tables import (
    ACCESSES,
    ADDRESSES,
    AUTHORITIES,
    BLOBS,
    GRANTS,
    INVITATIONS,
    PARCELS,
    ROUNDS,
)
from ppir_desktop.protocol.hub_api import unwrap_parcel
from ppir_desktop.protocol.round_bodies import Role
from ppir_desktop.signing.verification import authority_in, verify_round


def admit(hub: Hub, fingerprint: Digest) -> bool:
    """Take rounds of an authority from now on; say whether that is new."""
    with hub.database.writing() as connection:
        if _is_admitted(connection, fingerprint):
            return False
        connection.execute(
            AUTHORITIES.insert().values(fingerprint=fingerprint, admitted_at=hub.now())
        )
        return True


def open_round(hub: Hub, round_id: Identifier, body: bytes) -> bytes:
    """Take the record that opens a round, or a newer one in its place; give its receipt.

    It vouches for itself: the authority signed it, and the hub's administrator admitted that
    authority.

    Args:
        hub: The hub.
        round_id: The round.
        body: The parcel with its header (`protocol.hub_api.wrap_parcel`).

    Raises:
        InputError: ``not_a_parcel``, ``not_a_round``, or what verifying the record refuses.
        RefusedError: ``authority_not_admitted``; ``hub_key_other`` when the round names another
            hub's key; ``round_of_another`` when the id is taken.
    """
    header, content = unwrap_parcel(body)
    authority = authority_in(content)
    opened = verify_round(content, authority)
    record = opened.record
    if header.round != round_id or record.round != round_id:
        raise InputError("not_a_round")
    refuse_other_header(header, record)
    if record.body.hub_key != hub.key.der:
        raise RefusedError("hub_key_other")
    with hub.database.writing() as connection:
        if not _is_admitted(connection, authority):
            raise RefusedError("authority_not_admitted", authority=authority)
        known = connection.execute(ROUNDS.select().where(ROUNDS.c.round == round_id)).first()
        if known is None:
            connection.execute(
                ROUNDS.insert().values(
                    round=round_id, authority=authority, opening=header.parcel, last_index=0
                )
            )
        elif known.authority != authority:
            raise RefusedError("round_of_another")
        taken = hub.take(connection, round_id, [(header, content)])[header.parcel]
        if known is not None and header.parcel != known.opening:
            before = log.content_of(connection, round_id, known.opening)
            if verify_round(before, authority).record.made_at <= record.made_at:
                connection.execute(
                    ROUNDS.update().where(ROUNDS.c.round == round_id).values(opening=header.parcel)
                )
        trust = admission.trust_of(connection, round_id)
        admission.keep(connection, round_id, trust.authority)
    return taken.receipt


def opening(hub: Hub, round_id: Identifier) -> bytes:
    """The parcel that opens a round, which anybody may read.

    Raises:
        InputError: ``round_unknown`` or ``round_deleted``.
    """
    with hub.database.reading() as connection:
        row = log.find_round(connection, round_id)
        return log.content_of(connection, round_id, row.opening)


def delete_round(hub: Hub, round_id: Identifier, token: str) -> None:
    """Delete everything of a round; its id stays, so that whoever asks is told.

    Blobs go after the rows that say they are there: should that be cut short, `fsck` finds them.

    Raises:
        InputError: ``round_unknown`` or ``round_deleted``.
        RefusedError: ``authority_only``, and what `Hub.caller` refuses.
    """
    with hub.database.writing() as connection:
        if hub.caller(connection, round_id, token).known.role is not Role.AUTHORITY:
            raise RefusedError("authority_only")
        for table in (PARCELS, ADDRESSES, ACCESSES, GRANTS, INVITATIONS, BLOBS):
            connection.execute(table.delete().where(table.c.round == round_id))
        connection.execute(
            ROUNDS.update().where(ROUNDS.c.round == round_id).values(deleted_at=hub.now())
        )
    hub.blobs.delete_round(round_id)


def _is_admitted(connection: sa.Connection, fingerprint: Digest) -> bool:
    query = sa.select(AUTHORITIES.c.fingerprint).where(AUTHORITIES.c.fingerprint == fingerprint)
    return connection.execute(query).first() is not None
