"""Learning whom a round trusts from its own records, in whatever order they are at hand."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Final

import msgspec

from ppir_desktop.common.errors import InputError
from ppir_desktop.protocol.envelopes import read_envelope
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.records import form_of
from ppir_desktop.protocol.round_bodies import Access
from ppir_desktop.signing.trust import RoundTrust
from ppir_desktop.signing.verification import (
    Integrity,
    Standing,
    Validity,
    Verdict,
    validity_of,
    verify,
)

TRUST_KINDS: Final = (Kind.ACCESS, Kind.CERTIFICATE, Kind.PANEL)
"""Kinds that say who may take part."""


def learn_from(trust: RoundTrust, received: Iterable[tuple[bytes, str]]) -> None:
    """Learn from records; the same ones in any order come to the same.

    What the authority says is learnt first, since officers hang on it alone. A revocation counts
    even when whoever signed it was revoked later; of a revoked officer nothing else does, unless
    it was received before.

    Args:
        trust: What is known of the round, which grows.
        received: Records, whatever else is among them, and when each was received; where that is
            not known, the time that validity is judged at.
    """
    waiting = [(content, at) for content, at in received if kind_of(content) in TRUST_KINDS]
    for by_authority in (True, False):
        for content, at in waiting:
            _learn(trust, verify(content, trust, at), by_authority=by_authority)


def learn_verified(trust: RoundTrust, received: Iterable[tuple[Verdict, str]]) -> None:
    """The same from verdicts on records whose authors the round had let in already.

    Args:
        trust: What is known of the round, which grows.
        received: The verdicts, and when each record was received.
    """
    waiting = list(received)
    for by_authority in (True, False):
        for verdict, at in waiting:
            if verdict.named is not None:
                validity = validity_of(trust, verdict.named.record.author, at)
                again = msgspec.structs.replace(verdict, validity=validity)
                _learn(trust, again, by_authority=by_authority)


def _learn(trust: RoundTrust, verdict: Verdict, *, by_authority: bool) -> None:
    named = verdict.named
    if named is None or (named.record.author == trust.authority.key.id) != by_authority:
        return
    if _counts(verdict, trust):
        # One that says what its author may not say is no reason to stop.
        with suppress(InputError):
            trust.learn(named)


def kind_of(envelope: bytes) -> Kind | None:
    """What an envelope says that it states; None when that cannot be told."""
    try:
        return form_of(read_envelope(envelope).payload_type).kind
    except InputError:
        return None


def _counts(verdict: Verdict, trust: RoundTrust) -> bool:
    if verdict.integrity is not Integrity.INTACT or verdict.standing is not Standing.TRUSTED:
        return False
    if verdict.validity is Validity.VALID or verdict.named is None:
        return verdict.named is not None
    record = verdict.named.record
    if isinstance(record.body, Access) and record.body.revoked_at is not None:
        return True
    # Access that has run out since then held when this was said.
    if verdict.validity is Validity.REVOKED:
        return False
    return validity_of(trust, record.author, record.made_at) is Validity.VALID
