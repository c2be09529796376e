"""Verifying records from files, by what a round's own records or a profile say of whom to trust."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.identifiers import Digest, digest_of
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.envelopes import read_envelope
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.records import Named
from ppir_desktop.protocol.round_bodies import Round
from ppir_desktop.reports.pdf_contents import is_pdf
from ppir_desktop.reports.pdf_signatures import LARGEST
from ppir_desktop.signing.chains import Chains, Link
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.learning import TRUST_KINDS, kind_of, learn_from
from ppir_desktop.signing.sealing import open_parcel
from ppir_desktop.signing.trust import RoundTrust
from ppir_desktop.signing.verification import (
    Standing,
    Verdict,
    links_of,
    verify,
    verify_many,
    verify_round,
)
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.sync.bundle_reader import BundleReader

_BUNDLE: Final = b"PK"


class Judge(msgspec.Struct, frozen=True):
    """What verdicts on records of one round rest on.

    Attributes:
        trust: Whom the round trusts.
        links: The places of known records in their authors' counts.
        identities: What opens sealed ones.
        from_files: Whether the record that is judged is itself among those that are known.
    """

    trust: RoundTrust
    links: tuple[Link, ...]
    identities: tuple[SealingIdentity, ...]
    from_files: bool = False

    def chains_for(self, envelope: bytes) -> Chains:
        """What is known of the authors' counts besides the record that is judged.

        So of two records for one place each shows as a fork, whichever is looked at first.
        """
        if not self.from_files:
            return Chains(self.links)
        try:
            own = digest_of(read_envelope(envelope).payload)
        except InputError:
            return Chains()
        return Chains(link for link in self.links if link.digest != own)


def read_file(path: Path) -> bytes:
    """A record or a paper from a file, no further than one may be long.

    Raises:
        EnvironmentFault: ``file_unreadable``.
        InputError: ``too_large``.
    """
    try:
        with path.open("rb") as file:
            content = file.read(limits.PARCEL + 1)
            is_paper = is_pdf(content)
            if is_paper:
                content += file.read(LARGEST + 1 - len(content))
    except OSError as error:
        raise EnvironmentFault(
            "file_unreadable", file=str(path), reason=error.strerror or ""
        ) from error
    if is_paper:
        limits.refuse_over(len(content), LARGEST, "pdf")
    else:
        limits.refuse_over(len(content), limits.PARCEL, "parcel")
    return content


def read_records(path: Path) -> list[bytes]:
    """The records in a file: one, or all of a bundle.

    Raises:
        EnvironmentFault: ``file_unreadable``.
        InputError: ``too_large``; ``bundle_damaged``.
    """
    content = read_file(path)
    if not content.startswith(_BUNDLE):
        return [content]
    with BundleReader(path) as reader:
        return [arrival.content for arrival in reader.arrivals()]


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
    envelopes = [opened for content in contents if (opened := try_open(content, identities))]
    trust = RoundTrust(newest_opening(envelopes, authority), {})
    learn_from(trust, [(content, at) for content in envelopes])
    links = tuple(links_of(verify_many(envelopes, trust, at)))
    return Judge(trust, links, tuple(identities), from_files=True)


def judges_of(profile: OpenProfile) -> list[Judge]:
    """What an open profile knows of whom to trust, round by round."""
    judges = []
    with profile.vault.reading() as work:
        for round_id in work.rounds.ids():
            row = work.rounds.get(round_id)
            opening = list(work.records.envelopes(round_id, [Kind.ROUND]))
            if not opening:
                continue
            trust = RoundTrust(verify_round(opening[-1], row.authority), {})
            learn_from(trust, work.records.received(round_id, TRUST_KINDS))
            links = tuple(work.records.links(round_id))
            judges.append(Judge(trust, links, (row.identity.sealing,)))
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
    verdicts = [verify(envelope, one.trust, at, one.chains_for(envelope)) for one in judges]
    return min(verdicts, key=_distance)


def newest_opening(envelopes: Sequence[bytes], authority: Digest) -> Named[Round]:
    """The newest record of an authority that opened the round, whatever others there are.

    Raises:
        InputError: ``round_record_missing``, or what is wrong with the only one there is.
    """
    found, wrong = [], InputError("round_record_missing")
    for content in envelopes:
        if kind_of(content) is Kind.ROUND:
            try:
                found.append(verify_round(content, authority))
            except InputError as error:
                wrong = error
    if not found:
        raise wrong
    return max(found, key=lambda named: (named.record.made_at, named.digest))


def _distance(verdict: Verdict) -> int:
    """How little a verdict says: a round that knows neither author nor record says least."""
    if verdict.standing is Standing.UNKNOWN_AUTHOR:
        return 2
    return 1 if verdict.standing is Standing.OTHER_ROUND else 0


def try_open(content: bytes, identities: Sequence[SealingIdentity]) -> bytes | None:
    """The envelope in a parcel, or one that is not sealed; None where none can be opened."""
    try:
        return open_parcel(content, identities)
    except InputError:
        return None
