"""The people of a round as an officer's desk knows them: who was let in, with which device."""

from __future__ import annotations

import msgspec

from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.protocol.fields import Der
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.ledger_bodies import Invited
from ppir_desktop.protocol.people_bodies import Certified, Enrolment
from ppir_desktop.services.office.said import said
from ppir_desktop.signing.certificates import Certificate
from ppir_desktop.signing.learning import TRUST_KINDS, learn_from
from ppir_desktop.signing.trust import Grant, RoundTrust
from ppir_desktop.signing.verification import verify_round
from ppir_desktop.store.vault import Work


class Participant(msgspec.Struct, frozen=True):
    """Somebody who was let in.

    Attributes:
        number: Expert number.
        name: Name.
        affiliation: Where they work.
        key: Name of their device's key.
        public: The key itself (SubjectPublicKeyInfo).
        recipient: Whom to seal to.
        chain: Their certificates.
        made_at: When they were certified.
    """

    number: str
    name: str
    affiliation: str
    key: Digest
    public: Der
    recipient: str
    chain: tuple[bytes, ...]
    made_at: str


class Request(msgspec.Struct, frozen=True):
    """Somebody who asks to be let in, and whose proof holds.

    Attributes:
        key: Name of their device's key.
        enrolment: What they say.
        invited: What the ledger says of their invitation.
        is_second: Whether somebody was let in by the same invitation already.
    """

    key: Digest
    enrolment: Enrolment
    invited: Invited
    is_second: bool


def trust_in(work: Work, round_id: Identifier) -> RoundTrust:
    """Whom the round trusts, by all that this desk knows.

    Raises:
        InputError: ``round_unknown``.
    """
    row = work.rounds.get(round_id)
    opening = list(work.records.envelopes(round_id, [Kind.ROUND]))[-1]
    trust = RoundTrust(verify_round(opening, row.authority), {})
    learn_from(trust, work.records.received(round_id, TRUST_KINDS))
    return trust


def participants(
    work: Work,
    round_id: Identifier,
    trust: RoundTrust | None = None,
    *,
    revoked_too: bool = False,
) -> dict[str, Participant]:
    """Everybody whose key may come in, by expert number: each with their newest device.

    Args:
        work: A transaction.
        round_id: The round.
        trust: Whom the round trusts, where that was asked before.
        revoked_too: Whether those count whose newest device is let in no more.
    """
    trust = trust or trust_in(work, round_id)
    found: dict[str, Participant] = {}
    for record in said(work, round_id, Kind.CERTIFICATE):
        body = record.body
        if not isinstance(body, Certified):
            continue
        public = Certificate.read(body.chain[0]).public_key
        grant = trust.grant(public.id)
        if grant is None or (grant.revoked_at is not None and not revoked_too):
            continue
        found[body.number] = Participant(
            number=body.number,
            name=body.name,
            affiliation=body.affiliation,
            key=public.id,
            public=public.der,
            recipient=body.recipient,
            chain=body.chain,
            made_at=record.made_at,
        )
    return found


def officers(work: Work, round_id: Identifier, trust: RoundTrust) -> dict[str, Grant]:
    """What each officer's newest device may do, by number, as the authority's desk knows it."""
    invitations = work.ledger.all(round_id, Invited)
    found = {}
    for record in said(work, round_id, Kind.ENROLMENT):
        body, grant = record.body, trust.grant(record.author)
        if isinstance(body, Enrolment) and body.invitation in invitations and grant is not None:
            found[invitations[body.invitation].number] = grant
    return found


def numbers_by_key(work: Work, round_id: Identifier) -> dict[Digest, str]:
    """Whose each key is or was, by expert number, former devices included."""
    found = {}
    for record in said(work, round_id, Kind.CERTIFICATE):
        body = record.body
        if isinstance(body, Certified):
            found[Certificate.read(body.chain[0]).public_key.id] = body.number
    return found


def requests(work: Work, round_id: Identifier) -> list[Request]:
    """Who asks to be let in and was not yet, in the order in which they asked."""
    trust = trust_in(work, round_id)
    invitations = work.ledger.all(round_id, Invited)
    asked = said(work, round_id, Kind.ENROLMENT)
    bodies = [(record.author, record.body) for record in asked]
    used = {
        body.invitation
        for author, body in bodies
        if isinstance(body, Enrolment) and trust.grant(author) is not None
    }
    return [
        Request(author, body, invitations[body.invitation], body.invitation in used)
        for author, body in bodies
        if isinstance(body, Enrolment)
        and trust.grant(author) is None
        and body.invitation in invitations
    ]
