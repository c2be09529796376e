"""Saying something in a round: sign it, seal it, and queue it, all in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from ppir_desktop.common.clock import Clock, format_utc
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.protocol.kinds import Body, Kind
from ppir_desktop.protocol.records import Named
from ppir_desktop.protocol.round_bodies import Round
from ppir_desktop.signing.authors import Author, Signed
from ppir_desktop.signing.sealing import make_parcel
from ppir_desktop.signing.verification import verify_round
from ppir_desktop.store.repositories.exchange import OFFICE
from ppir_desktop.store.vault import Work


def say(
    work: Work,
    round_id: Identifier,
    kind: Kind,
    body: Body,
    *,
    recipients: Sequence[str],
    addresses: Sequence[str],
    clock: Clock,
    supersedes: Digest | None = None,
) -> Signed:
    """Sign a statement with the device's own key in a round, and have it be sent.

    The record, its place in the author's count and the parcel in the outbox are kept together:
    with none of them lost when the transaction is, and none without the others.

    Args:
        work: The transaction.
        round_id: The round.
        kind: What kind of statement it is.
        body: What it says.
        recipients: Whom it is sealed to; nobody for an open kind.
        addresses: Whom a carrier hands it to.
        clock: Says when.
        supersedes: The record that it replaces.

    Raises:
        InputError: ``round_unknown``, or what signing refuses.
    """
    row = work.rounds.get(round_id)
    author = Author(row.identity.signing, round_id, clock, row.position)
    signed = author.sign(kind, body, supersedes=supersedes)
    header, content = make_parcel(signed, recipients, addresses)
    now = format_utc(clock.now())
    work.records.add(Named(signed.digest, signed.record), signed.envelope, now)
    work.records.add_parcel(header.parcel, round_id, signed.digest)
    work.outbox.put(header, content, signed.digest, now)
    work.rounds.move(round_id, author.position)
    return signed


def say_to_office(work: Work, round_id: Identifier, kind: Kind, body: Body, clock: Clock) -> Signed:
    """Say something to the office alone.

    Raises:
        InputError: As `say`, and ``round_record_missing``.
    """
    return say(
        work,
        round_id,
        kind,
        body,
        recipients=[opening_of(work, round_id).office],
        addresses=[OFFICE],
        clock=clock,
    )


def opening_of(work: Work, round_id: Identifier) -> Round:
    """What the authority says of a round.

    Raises:
        InputError: ``round_unknown``; ``round_record_missing`` while it has not arrived.
    """
    authority = work.rounds.get(round_id).authority
    opening = list(work.records.envelopes(round_id, [Kind.ROUND]))
    if not opening:
        raise InputError("round_record_missing")
    return verify_round(opening[-1], authority).record.body
