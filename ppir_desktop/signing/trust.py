"""Whom a round trusts: the authority, the officers it let in, the persons that those let in.

What is learnt does not depend on the order in which records arrive, and a revocation stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from ppir_desktop.common.clock import format_utc
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.protocol.kinds import Body
from ppir_desktop.protocol.people_bodies import Certified, Panel, PanelMember
from ppir_desktop.protocol.records import Named
from ppir_desktop.protocol.round_bodies import Access, Role, Round
from ppir_desktop.signing.certificates import Certificate, check_chain
from ppir_desktop.signing.keys import PublicKey


class Grant(msgspec.Struct, frozen=True):
    """What one key may do, and when.

    Attributes:
        key: The public key.
        role: What it may do.
        valid_from: From when (RFC 3339, UTC).
        valid_until: Until when.
        revoked_at: Since when no more; None while it holds.
        replaces: The key of the same person that it follows.
        panels: Panels whose sheets its owner collects.
    """

    key: PublicKey
    role: Role
    valid_from: str
    valid_until: str
    revoked_at: str | None = None
    replaces: Digest | None = None
    panels: tuple[Identifier, ...] = ()


class Holder(msgspec.Struct, frozen=True):
    """Who a key belongs to, as an officer certified it."""

    number: str
    name: str
    affiliation: str
    certificate: Certificate


class _When(NamedTuple):
    """What tells of two records which one is the newer, the same for whoever compares them.

    A clock counts seconds; within one, an author's own count says what they said last.
    """

    made_at: str
    author: Digest
    seq: int
    digest: Digest

    @classmethod
    def of(cls, named: Named[Body]) -> _When:
        """When a record was said."""
        record = named.record
        return cls(record.made_at, record.author, record.seq, named.digest)


class _Said(msgspec.Struct, frozen=True):
    """One access record about a key."""

    by_authority: bool
    when: _When
    grant: Grant


class _Held(msgspec.Struct, frozen=True):
    """Who one record says that a key belongs to."""

    when: _When
    holder: Holder


class RoundTrust:
    """What is known of who may say what in one round."""

    def __init__(self, opened: Named[Round], invitations: Mapping[Identifier, bytes]) -> None:
        """Start from the verified record that opened the round.

        Args:
            opened: The record; `verification.verify_round` gives it.
            invitations: Secrets of the invitations sent out, by id; only an officer has any.

        Raises:
            InputError: ``certificate_unreadable`` or ``key_unreadable``.
        """
        record = opened.record
        root = Certificate.read(record.body.authority)
        self.round = record.round
        self.opened = opened
        self.authority = Grant(
            key=root.public_key,
            role=Role.AUTHORITY,
            # Not from this opening on: it may be a newer one in the place of the first.
            valid_from=format_utc(root.valid_from),
            valid_until=record.body.expires,
        )
        self.hub_key = PublicKey.read(record.body.hub_key) if record.body.hub_key else None
        self.invitations = invitations
        self._said: dict[Digest, list[_Said]] = {}
        self._grants: dict[Digest, Grant] = {root.public_key.id: self.authority}
        # The newest word on a key by the authority (True), and by officers (False).
        self._holders: dict[Digest, dict[bool, _Held]] = {}
        # Who a key belongs to by what is known so far: it is asked for each of many records.
        self._newest: dict[Digest, Holder | None] = {}
        # A chair is told of the same persons panel by panel.
        self._checked: dict[tuple[bytes, ...], Certificate] = {}
        self._keys: dict[str, PublicKey] = {root.public_key.id: root.public_key}
        if self.hub_key is not None:
            self._keys[self.hub_key.id] = self.hub_key
        self._fixed = frozenset(self._keys)

    def key(self, name: str) -> PublicKey | None:
        """A key that the round knows, the hub's included, or None."""
        return self._keys.get(name)

    def grant(self, key: Digest) -> Grant | None:
        """What a key may do, or None when the round does not know it."""
        return self._grants.get(key)

    def holder(self, key: Digest) -> Holder | None:
        """Who a key belongs to, or None when nobody who may has said so to us.

        Of authority and officers only the authority says who they are: no officer can put an
        expired certificate in another one's place.
        """
        if key in self._newest:
            return self._newest[key]
        said = self._holders.get(key, {})
        grant = self._grants.get(key)
        if key in self._fixed or (grant is not None and grant.role is Role.OFFICER):
            held = [said[True]] if True in said else []
        else:
            held = [*said.values()]
        newest = max(held, key=lambda one: one.when, default=None)
        self._newest[key] = newest.holder if newest else None
        return self._newest[key]

    def grants(self) -> tuple[Grant, ...]:
        """Every key that the round knows."""
        return tuple(self._grants.values())

    def learn(self, named: Named[Body]) -> None:
        """Take in what a verified record says of who may take part; others change nothing.

        Raises:
            InputError: ``access_not_allowed`` when its author may not grant that role;
                ``key_unreadable``; or what `signing.certificates.check_chain` refuses.
        """
        body = named.record.body
        if isinstance(body, Access):
            self._learn_access(named, body)
        elif isinstance(body, Certified):
            self._hold(named, body)
        elif isinstance(body, Panel):
            for member in body.members:
                self._hold(named, member)

    def _learn_access(self, named: Named[Body], body: Access) -> None:
        record = named.record
        by_authority = record.author == self.authority.key.id
        key = PublicKey.read(body.key)
        if not may_grant(body.role, by_authority=by_authority) or key.id in self._fixed:
            raise InputError("access_not_allowed", role=body.role)
        grant = Grant(
            key=key,
            role=body.role,
            valid_from=body.valid_from,
            valid_until=body.valid_until,
            revoked_at=body.revoked_at,
            replaces=body.replaces,
            panels=body.panels,
        )
        said = self._said.setdefault(key.id, [])
        if all(one.when.digest != named.digest for one in said):
            said.append(_Said(by_authority, _When.of(named), grant))
            self._grants[key.id] = _together(said)
            self._newest.pop(key.id, None)
            self._keys[key.id] = key

    def _hold(self, named: Named[Body], person: Certified | PanelMember) -> None:
        certificate = self._checked.get(person.chain)
        if certificate is None:
            certificate, _ = check_chain(person.chain, self.authority.key.id)
            self._checked[person.chain] = certificate
        if certificate.subject != person.number:
            raise InputError("chain_broken", link="person")
        holder = Holder(person.number, person.name, person.affiliation, certificate)
        record = named.record
        by_authority = record.author == self.authority.key.id
        said = self._holders.setdefault(certificate.public_key.id, {})
        held = _Held(_When.of(named), holder)
        self._newest.pop(certificate.public_key.id, None)
        if by_authority not in said or said[by_authority].when < held.when:
            said[by_authority] = held


def may_grant(role: Role, *, by_authority: bool) -> bool:
    """Whether a role may be given: the authority lets officers in and nobody else does."""
    return role is not Role.AUTHORITY and (role is Role.OFFICER) == by_authority


def _together(said: list[_Said]) -> Grant:
    """What several records say of one key: the newest counts, and a revocation stays.

    What the authority said of a key, no officer can change.
    """
    said = [one for one in said if one.by_authority] or said
    newest = max(said, key=lambda one: one.when).grant
    revocations = [one.grant.revoked_at for one in said if one.grant.revoked_at is not None]
    return msgspec.structs.replace(newest, revoked_at=min(revocations, default=None))
