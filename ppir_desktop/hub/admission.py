"""Who may come in: what the open records of a round say of each key, kept as they arrive."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

import msgspec
import sqlalchemy as sa

from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.hub import log
from ppir_desktop.hub.tables import ACCESSES, GRANTS, PARCELS, ROUNDS
from ppir_desktop.protocol.fields import Der
from ppir_desktop.protocol.round_bodies import Access, Role
from ppir_desktop.signing.keys import PublicKey
from ppir_desktop.signing.trust import Grant, RoundTrust
from ppir_desktop.signing.verification import verify, verify_round

OFFICE: Final = frozenset({Role.AUTHORITY, Role.OFFICER})
_MOST_LAPTOPS: Final = 20
"""How many one person may have lost one after the other."""


class KnownKey(msgspec.Struct, frozen=True):
    """What a key may do, as the hub keeps it."""

    key: Der
    role: Role
    valid_from: str
    valid_until: str
    revoked_at: str | None
    replaces: Digest | None
    panels: tuple[Identifier, ...]


class Caller(NamedTuple):
    """Whoever asks, after their token was checked."""

    key: Digest
    known: KnownKey

    @property
    def is_office(self) -> bool:
        """Whether it is the authority or an officer."""
        return self.known.role in OFFICE


_DECODER: msgspec.json.Decoder[KnownKey] = msgspec.json.Decoder(KnownKey)

# Every call asks this.
_CALLER: Final = (
    sa.select(ROUNDS.c.deleted_at, GRANTS.c.grant)
    .select_from(
        ROUNDS.outerjoin(
            GRANTS,
            sa.and_(GRANTS.c.round == ROUNDS.c.round, GRANTS.c.subject == sa.bindparam("key")),
        )
    )
    .where(ROUNDS.c.round == sa.bindparam("at"))
)


def known_key(connection: sa.Connection, round_id: Identifier, key: str, now: str) -> KnownKey:
    """What a key may do in a round at a time.

    Raises:
        InputError: ``round_unknown`` or ``round_deleted``.
        RefusedError: ``key_not_admitted`` for one that no access record names (yet);
            ``key_revoked``, ``key_not_yet`` or ``key_expired``.
    """
    row = connection.execute(_CALLER, {"at": round_id, "key": key}).first()
    if row is None or row.deleted_at is not None:
        log.find_round(connection, round_id)
    if row is None or row.grant is None:
        raise RefusedError("key_not_admitted")
    return _at(bytes(row.grant), now)


def refuse_revoked(
    connection: sa.Connection, round_id: Identifier, keys: Collection[str], now: str
) -> None:
    """Refuse unless every one of some keys may still do something.

    Raises:
        RefusedError: As `known_key`.
    """
    query = sa.select(GRANTS.c.subject, GRANTS.c.grant).where(
        GRANTS.c.round == round_id, GRANTS.c.subject.in_(keys)
    )
    found = {row.subject: bytes(row.grant) for row in connection.execute(query)}
    for key in keys:
        if key not in found:
            raise RefusedError("key_not_admitted")
        _at(found[key], now)


def _at(grant: bytes, now: str) -> KnownKey:
    """What a key may do at a time."""
    known = _DECODER.decode(grant)
    if known.revoked_at is not None and now >= known.revoked_at:
        raise RefusedError("key_revoked", at=known.revoked_at)
    if now < known.valid_from:
        raise RefusedError("key_not_yet", at=known.valid_from)
    if now > known.valid_until:
        raise RefusedError("key_expired", at=known.valid_until)
    return known


def addresses_of(connection: sa.Connection, round_id: Identifier, caller: Caller) -> list[str]:
    """Where parcels for a caller lie: their key, their offices, what everybody may have."""
    found = [log.EVERYBODY, caller.key]
    if caller.is_office:
        found.append("office")
    found += [f"panel:{panel}" for panel in caller.known.panels]
    former = caller.known.replaces
    for _ in range(_MOST_LAPTOPS):
        if former is None:
            break
        found.append(log.backups_of(former))
        before = _stored(connection, round_id, former)
        former = before.replaces if before else None
    return list(dict.fromkeys(found))


def trust_of(
    connection: sa.Connection, round_id: Identifier, about: Digest | None = None
) -> RoundTrust:
    """Whom a round trusts, as far as it takes to judge a record.

    Args:
        connection: A transaction.
        round_id: The round.
        about: A key whose access is learnt too, besides all officers'.
    """
    row = log.find_round(connection, round_id)
    opening = log.content_of(connection, round_id, row.opening)
    trust = RoundTrust(verify_round(opening, row.authority), {})
    # The authority alone lets officers in, so its own records come first and make the others'
    # authors known.
    for by_authority in (True, False):
        for content in _accesses(connection, row, about, by_authority=by_authority):
            verdict = verify(content, trust, "")
            if verdict.named is not None:
                trust.learn(verdict.named)
    return trust


def learn_access(
    connection: sa.Connection, round_id: Identifier, index: int, access: Access
) -> None:
    """Take in a trusted access record that is in the log under a number.

    Raises:
        InputError: ``access_not_allowed`` or ``key_unreadable``.
    """
    subject = PublicKey.read(access.key).id
    connection.execute(ACCESSES.insert().values(round=round_id, subject=subject, idx=index))
    grant = trust_of(connection, round_id, subject).grant(subject)
    if grant is None:
        raise InputError("access_not_allowed", role=access.role)
    keep(connection, round_id, grant)


def keep(connection: sa.Connection, round_id: Identifier, grant: Grant) -> None:
    """Keep what a key may do from now on."""
    known = KnownKey(
        key=grant.key.der,
        role=grant.role,
        valid_from=grant.valid_from,
        valid_until=grant.valid_until,
        revoked_at=grant.revoked_at,
        replaces=grant.replaces,
        panels=grant.panels,
    )
    which = (GRANTS.c.round == round_id, GRANTS.c.subject == grant.key.id)
    connection.execute(GRANTS.delete().where(*which))
    connection.execute(
        GRANTS.insert().values(
            round=round_id, subject=grant.key.id, grant=msgspec.json.encode(known)
        )
    )


def _accesses(
    connection: sa.Connection, row: log.RoundRow, about: Digest | None, *, by_authority: bool
) -> list[bytes]:
    author = PARCELS.c.author == row.authority
    query = (
        sa.select(PARCELS.c.content)
        .join(
            ACCESSES,
            sa.and_(ACCESSES.c.round == PARCELS.c.round, ACCESSES.c.idx == PARCELS.c.idx),
        )
        .where(
            PARCELS.c.round == row.round,
            author if by_authority else sa.and_(~author, ACCESSES.c.subject == about),
        )
        .order_by(PARCELS.c.idx)
    )
    return [bytes(content) for content in connection.execute(query).scalars()]


def _stored(connection: sa.Connection, round_id: Identifier, key: str) -> KnownKey | None:
    query = sa.select(GRANTS.c.grant).where(GRANTS.c.round == round_id, GRANTS.c.subject == key)
    content = connection.execute(query).scalar()
    return None if content is None else _DECODER.decode(bytes(content))
