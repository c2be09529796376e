"""Verifying records from files, by what a round's own records or a profile say of whom to trust."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.identifiers import Digest
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.envelopes import read_envelope
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.records import form_of
from ppir_desktop.signing.chains import Chains
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.sealing import open_parcel
from ppir_desktop.signing.trust import RoundTrust
from ppir_desktop.signing.verification import (
    Integrity,
    Standing,
    Verdict,
    verify,
    verify_round,
)
from ppir_desktop.store.opened import OpenProfile

TRUST_KINDS = (Kind.ACCESS, Kind.CERTIFICATE, Kind.PANEL)


class Judge(msgspec.Struct, frozen=True):
    """What verdicts on records of one round rest on."""

    trust: RoundTrust
    chains: Chains
    identities: tuple[SealingIdentity, ...]


def read_file(path: Path) -> bytes:
    """A record from a file, no further than one may be long.

    Raises:
        EnvironmentFault: ``file_unreadable``.
        InputError: ``too_large``.
    """
    try:
        with path.open("rb") as file:
            content = file.read(limits.PARCEL + 1)
    except OSError as error:
        raise EnvironmentFault(
            "file_unreadable", file=str(path), reason=error.strerror or ""
        ) from error
    limits.refuse_over(len(content), limits.PARCEL, "parcel")
    return content


def judge_from_records(
    contents: Iterable[bytes],
    authority: Digest,
    at: str,
    identities: Sequence[SealingIdentity] = (),
) -> Judge:
    """Learn whom a round trusts from its records, whatever else is among them.

    Args:
        contents: Records, sealed or not, in any order; the round's own must be there.
        authority: Fingerprint of the authority's key.
        at: The time that validity is judged at.
        identities: What opens those that are sealed.

    Raises:
        InputError: ``round_record_missing``, or what `signing.verification.verify_round` refuses.
    """
    envelopes = [opened for content in contents if (opened := _try_open(content, identities))]
    rounds = [content for content in envelopes if _kind(content) is Kind.ROUND]
    if not rounds:
        raise InputError("round_record_missing")
    trust = RoundTrust(verify_round(rounds[0], authority), {})
    _learn(trust, envelopes, at)
    return Judge(trust, Chains(), tuple(identities))


def judges_of(profile: OpenProfile, at: str) -> list[Judge]:
    """What an open profile knows of whom to trust, round by round."""
    judges = []
    with profile.vault.reading() as work:
        for round_id in work.rounds.ids():
            row = work.rounds.get(round_id)
            opening = list(work.records.envelopes(round_id, [Kind.ROUND]))
            if not opening:
                continue
            trust = RoundTrust(verify_round(opening[-1], row.authority), {})
            _learn(trust, list(work.records.envelopes(round_id, TRUST_KINDS)), at)
            chains = Chains(work.records.links(round_id))
            judges.append(Judge(trust, chains, (row.identity.sealing,)))
    return judges


def judge(content: bytes, judges: Sequence[Judge], at: str) -> Verdict:
    """The verdict on a record, by the round that it belongs to.

    Args:
        content: The record, sealed or not.
        judges: What is known of each round.
        at: The time that validity is judged at.

    Raises:
        InputError: ``seal_wrong_key`` when nobody here can open it, ``seal_unreadable``,
            ``too_large``.
    """
    identities = [identity for one in judges for identity in one.identities]
    envelope = open_parcel(content, identities)
    verdicts = [verify(envelope, one.trust, at, one.chains) for one in judges]
    return min(verdicts, key=_distance)


def _distance(verdict: Verdict) -> int:
    """How little a verdict says: a round that knows neither author nor record says least."""
    if verdict.standing is Standing.UNKNOWN_AUTHOR:
        return 2
    return 1 if verdict.standing is Standing.OTHER_ROUND else 0


def _learn(trust: RoundTrust, envelopes: Sequence[bytes], at: str) -> None:
    """Learn from records in any order: who lets somebody in may be let in by a later one."""
    waiting = [content for content in envelopes if _kind(content) in TRUST_KINDS]
    while waiting:
        left = []
        for content in waiting:
            verdict = verify(content, trust, at)
            if verdict.trusted and verdict.named is not None:
                trust.learn(verdict.named)
            elif verdict.integrity is Integrity.UNCHECKED:
                left.append(content)
        if len(left) == len(waiting):
            return
        waiting = left


def _kind(envelope: bytes) -> Kind | None:
    try:
        return form_of(read_envelope(envelope).payload_type).kind
    except InputError:
        return None


def _try_open(content: bytes, identities: Sequence[SealingIdentity]) -> bytes | None:
    try:
        return open_parcel(content, identities)
    except InputError:
        return None
