"""Verification: from bytes to a typed verdict, one step after the other.

The steps are taken in this order, and the first that fails ends it: the envelope can be read; its
kind is known; the author's key is known; the signature is the key's; the payload is a record of
that kind, canonical, by that author, in this round; the author's role may say it; the author's
access and certificate held at the time; its place in the author's count. Nothing here reads a
clock, a disk or a network.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from enum import StrEnum
from typing import TypeGuard

import msgspec

from ppir_desktop.common.clock import parse_utc
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.canonical import decoder_of
from ppir_desktop.protocol.carriage_bodies import Receipt
from ppir_desktop.protocol.envelopes import Envelope, read_envelope, signed_bytes
from ppir_desktop.protocol.kinds import RULES, Body, Kind, KindRule
from ppir_desktop.protocol.people_bodies import Enrolment
from ppir_desktop.protocol.records import Form, Named, Record, decode_record, form_of
from ppir_desktop.protocol.round_bodies import Access, Role, Round
from ppir_desktop.signing.certificates import Certificate
from ppir_desktop.signing.chains import Chains, Link, Place
from ppir_desktop.signing.invitations import proof_holds
from ppir_desktop.signing.keys import PublicKey
from ppir_desktop.signing.trust import Grant, Holder, RoundTrust, may_grant


class Integrity(StrEnum):
    """Whether the bytes are what the author signed."""

    INTACT = "intact"
    DAMAGED = "damaged"
    UNCHECKED = "unchecked"
    """The author's key is not known, so it cannot be told."""


class Standing(StrEnum):
    """Whether the round lets the author say this."""

    TRUSTED = "trusted"
    UNPROVEN = "unproven"
    """An enrolment whose invitation we do not hold: only an officer can tell."""
    UNKNOWN_AUTHOR = "unknown_author"
    OTHER_ROUND = "other_round"
    NOT_ALLOWED = "not_allowed"
    """The author is known, but the role may not sign this kind."""
    NONE = "none"
    """It did not come to that."""


class Validity(StrEnum):
    """Whether the author's access and certificate held at the time."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NONE = "none"
    """It did not come to that."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What is known of an envelope after looking at it.

    Attributes:
        integrity: Whether it is what the author signed.
        standing: Whether the round lets the author say it.
        validity: Whether the author's access and certificate held at the time.
        place: Where it stands in the author's count.
        problem: Code of what is wrong with the bytes; empty otherwise.
        params: What the wording of the problem needs; None where there is none.
        named: The record and its digest; None unless it is intact.
        grant: What the author's key may do; None where it is not known.
        holder: Whose key it is; None where no certificate says so.
    """

    integrity: Integrity
    standing: Standing = Standing.NONE
    validity: Validity = Validity.NONE
    place: Place = Place.UNKNOWN
    problem: str = ""
    params: dict[str, str] | None = None
    named: Named[Body] | None = None
    grant: Grant | None = None
    holder: Holder | None = None

    @property
    def trusted(self) -> bool:
        """Whether it may be acted upon."""
        return (
            self.integrity is Integrity.INTACT
            and self.standing is Standing.TRUSTED
            and self.validity is Validity.VALID
            and self.place is not Place.FORK
        )


class _Seed(msgspec.Struct, frozen=True):
    """As much of a payload as holds the key that it is to be verified with."""

    key: bytes = b""
    authority: bytes = b""


class _Peek(msgspec.Struct, frozen=True):
    body: _Seed


_PEEK: msgspec.json.Decoder[_Peek] = decoder_of(_Peek)
_SHORTEST_MONTH = "28"
# How many records a thread takes at a time, and how many such parts may wait for whoever reads.
_TOGETHER = 256
_AHEAD = 4
_RECEIVERS = frozenset({Role.OFFICER, Role.CHAIR})


def verify(content: bytes, trust: RoundTrust, at: str, chains: Chains | None = None) -> Verdict:
    """Judge an envelope by what a round trusts.

    Args:
        content: The envelope's bytes, unsealed.
        trust: What is known of the round.
        at: The time that validity is judged at: the receipt's where there is one.
        chains: What is known of the authors' counts; None to leave that out.
    """
    try:
        envelope = read_envelope(content)
        form = form_of(envelope.payload_type)
        key = _key_of(envelope, form, trust)
    except InputError as error:
        return _damaged(error)
    if key is None:
        return Verdict(integrity=Integrity.UNCHECKED, standing=Standing.UNKNOWN_AUTHOR)
    try:
        named = _open(envelope, key, form.rule.limit)
    except InputError as error:
        return _damaged(error)
    standing, grant = _standing(named.record, form.rule, trust)
    holder = trust.holder(named.record.author)
    return Verdict(
        integrity=Integrity.INTACT,
        standing=standing,
        validity=_validity(grant, holder, at) if grant else _without_grant(standing),
        place=chains.place(link_of(named)) if chains else Place.UNKNOWN,
        named=named,
        grant=grant,
        holder=holder,
    )


def verify_many(
    contents: Sequence[bytes], trust: RoundTrust, at: str, *, threads: int = 1
) -> Iterator[Verdict]:
    """The same for many, in their order, on several cores: a signature's check frees the others.

    Verdicts come as they are made, so that thirty thousand records need not lie in memory at once.

    Args:
        contents: The envelopes' bytes.
        trust: What is known of the round; it must not change meanwhile.
        at: The time that validity is judged at.
        threads: How many to use.
    """

    def judge(start: int) -> list[Verdict]:
        return [verify(content, trust, at) for content in contents[start : start + _TOGETHER]]

    if threads <= 1:
        for content in contents:
            yield verify(content, trust, at)
        return
    under_way: deque[Future[list[Verdict]]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for start in range(0, len(contents), _TOGETHER):
            under_way.append(pool.submit(judge, start))
            if len(under_way) > threads * _AHEAD:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()


def validity_of(trust: RoundTrust, author: Digest, at: str) -> Validity:
    """Whether an author's access and certificate held at a time, by what is known by now.

    Args:
        trust: What is known of the round.
        author: The author's key.
        at: The time.
    """
    grant = trust.grant(author)
    return _validity(grant, trust.holder(author), at) if grant else Validity.NONE


def verify_round(content: bytes, authority: Digest) -> Named[Round]:
    """Judge the record that opens a round by nothing but the authority's fingerprint.

    Args:
        content: The envelope's bytes.
        authority: The fingerprint, as an invitation or a person's own reading gave it.

    Raises:
        InputError: ``not_the_authority`` when another key signed it; ``signature_wrong``; or what
            reading an envelope, a certificate or a record refuses.
    """
    envelope, key = _opening(content)
    if key.id != authority:
        raise InputError("not_the_authority", expected=authority, found=key.id)
    named = _open(envelope, key, RULES[Kind.ROUND].limit)
    if not _opens_round(named):
        raise InputError("not_a_round")
    return named


def authority_in(content: bytes) -> Digest:
    """The fingerprint of the authority that an opening record names, not verified in any way.

    Args:
        content: The envelope's bytes.

    Raises:
        InputError: ``not_a_round``, or what reading an envelope or a certificate refuses.
    """
    return _opening(content)[1].id


def link_of(named: Named[Body]) -> Link:
    """A record's place in its author's count."""
    record = named.record
    return Link(record.author, record.seq, named.digest, record.prev)


def links_of(verdicts: Iterable[Verdict]) -> list[Link]:
    """The places of all records that may be acted upon."""
    return [link_of(one.named) for one in verdicts if one.named is not None and one.trusted]


def _opens_round(named: Named[Body]) -> TypeGuard[Named[Round]]:
    return isinstance(named.record.body, Round)


def _opening(content: bytes) -> tuple[Envelope, PublicKey]:
    """An opening record's envelope, and the key of the authority that it names."""
    envelope = read_envelope(content)
    if form_of(envelope.payload_type).kind is not Kind.ROUND:
        raise InputError("not_a_round")
    return envelope, Certificate.read(_peek(envelope.payload).authority).public_key


def _damaged(error: InputError) -> Verdict:
    return Verdict(integrity=Integrity.DAMAGED, problem=error.code, params=error.params)


def _key_of(envelope: Envelope, form: Form, trust: RoundTrust) -> PublicKey | None:
    """The key that the signature must be by: one that the round knows, or the enrolment's own."""
    if form.kind is Kind.ENROLMENT:
        return PublicKey.read(_peek(envelope.payload).key)
    return trust.key(envelope.signatures[0].keyid)


def _peek(payload: bytes) -> _Seed:
    """The key in a payload that is not verified yet; only a known fingerprint makes it good."""
    try:
        return _PEEK.decode(payload).body
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise InputError("not_readable", place="$.body") from None


def _open(envelope: Envelope, key: PublicKey, limit: int) -> Named[Body]:
    """Verify, then read the very bytes that were verified.

    Raises:
        InputError: ``signature_wrong``, or what reading a record refuses.
    """
    limits.refuse_over(len(envelope.payload), limit, "record")
    message = signed_bytes(envelope.payload_type, envelope.payload)
    if not key.verifies(envelope.signatures[0].sig, message):
        raise InputError("signature_wrong")
    named = decode_record(envelope.payload_type, envelope.payload)
    if named.record.made_at[8:10] > _SHORTEST_MONTH:
        parse_utc(named.record.made_at)  # its form is known to be right; is there such a day?
    if named.record.author != key.id:
        raise InputError("record_inconsistent", field="author")
    return named


def _standing(
    record: Record[Body], rule: KindRule, trust: RoundTrust
) -> tuple[Standing, Grant | None]:
    """Whether the round lets the author say this, and by which grant."""
    if record.round != trust.round:
        return Standing.OTHER_ROUND, None
    body = record.body
    if isinstance(body, Enrolment):
        secret = trust.invitations.get(body.invitation)
        proven = secret is not None and proof_holds(secret, record.round, body)
        own = PublicKey.read(body.key).id == record.author
        return (Standing.TRUSTED if proven and own else Standing.UNPROVEN), None
    if trust.hub_key is not None and record.author == trust.hub_key.id:
        allowed = isinstance(body, Receipt) and body.taken_by == "hub"
        return (Standing.TRUSTED if allowed else Standing.NOT_ALLOWED), None
    grant = trust.grant(record.author)
    if grant is None:
        return Standing.UNKNOWN_AUTHOR, None
    allowed = grant.role in (rule.authors or _RECEIVERS)
    if isinstance(body, Receipt):
        # Only the hub says what the hub took.
        allowed = allowed and body.taken_by == "desk"
    elif isinstance(body, Access):
        allowed = allowed and may_grant(body.role, by_authority=grant.role is Role.AUTHORITY)
    return (Standing.TRUSTED if allowed else Standing.NOT_ALLOWED), grant


def _validity(grant: Grant, holder: Holder | None, at: str) -> Validity:
    """Whether access and certificate held at a time; times in UTC compare as texts."""
    if grant.revoked_at is not None and at >= grant.revoked_at:
        return Validity.REVOKED
    if at < grant.valid_from:
        return Validity.NOT_YET
    if at > grant.valid_until:
        return Validity.EXPIRED
    if holder is not None and not holder.certificate.valid_at(parse_utc(at)):
        return Validity.EXPIRED
    return Validity.VALID


def _without_grant(standing: Standing) -> Validity:
    """What proves itself (an enrolment, a hub's receipt) is not bounded in time."""
    return Validity.VALID if standing is Standing.TRUSTED else Validity.NONE
