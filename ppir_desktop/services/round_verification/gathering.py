"""From files to evidence: what was read is judged at the times of its receipts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from ppir_desktop.common.identifiers import Digest, digest_of
from ppir_desktop.domain.scheme_file import read_scheme
from ppir_desktop.protocol.result_bodies import Decision
from ppir_desktop.services.round_verification.evidence import Evidence, Said, SheetSeen
from ppir_desktop.services.round_verification.files import find_files
from ppir_desktop.services.round_verification.findings import Fault, Weight
from ppir_desktop.services.round_verification.reading import Reader, Tell
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.trust import RoundTrust
from ppir_desktop.signing.verification import Validity, validity_of

Link = tuple[str, int, Digest | None]
"""An author, a place in their count, and the record that is said to come before."""


def gather(
    paths: Iterable[Path], authority: Digest, identities: Sequence[SealingIdentity], now: str,
    tell: Tell,
) -> Evidence:  # fmt: skip
    """Read all records below some paths.

    Args:
        paths: Files and folders.
        authority: Fingerprint of the authority's key.
        identities: What opens sealed parcels.
        now: The present time.
        tell: Told how many parcels of how many are done.

    Raises:
        EnvironmentFault: ``file_unreadable`` for a path that is not there.
        InputError: ``round_record_missing``, or what is wrong with the only one there is;
            ``scheme_invalid``.
    """
    files = find_files(paths)
    reader = Reader(files, authority, identities, now, tell)
    reader.read()
    opened = reader.trust.opened.record.body
    scheme = opened.scheme.encode()
    evidence = Evidence(
        trust=reader.trust, round=reader.trust.round, now=now,
        scheme=read_scheme(scheme, "round"),
        scheme_digest=digest_of(scheme), sheets={}, said={}, parcels=reader.parcels,
        owners={parcel: digest for digest, own in reader.parcels.items() for parcel in own},
        receipts=reader.times.parcels, desks=reader.times.desks, refused={}, faults=reader.faults,
        records=dict(sorted(reader.counts.items())), others=files.others,
        repeated=reader.repeated,
    )  # fmt: skip
    forked = forks(reader.links)
    _Judging(reader, evidence, forked).judge()
    for fault in evidence.faults:
        if fault.digest and fault.digest not in evidence.parcels:
            evidence.refused.setdefault(fault.digest, fault.code)
    return evidence


class _Judging:
    """Judges whether access and certificate held, now that it is known who is who."""

    def __init__(self, reader: Reader, evidence: Evidence, forked: set[Digest]) -> None:
        self._reader, self._evidence, self._forked = reader, evidence, forked
        self._numbers: dict[Digest, str] = {}

    def judge(self) -> None:
        reader, evidence = self._reader, self._evidence
        others = self._named_parcels()
        for digest, sheet in reader.sheets.items():
            own = reader.parcels[digest]
            sheet.received = reader.times.of((*own, *others.get(digest, ())))
            sheet.by_named_receipt = sheet.received != reader.times.of(own)
            why = self._why_not(digest, sheet.author, sheet.received, sheet.made_at)
            sheet.is_revoked = why == Validity.REVOKED
            if why and not sheet.is_revoked:
                self._refuse(sheet.file, why, "sheet", digest)
            else:
                evidence.sheets[digest] = self._named(sheet)
        for digest, (named, file) in reader.kept.items():
            record = named.record
            received = reader.times.of(reader.parcels[digest])
            why = self._why_not(digest, record.author, received, record.made_at)
            if why:
                self._refuse(file, why, record.kind.value, digest)
            else:
                number = self._number(record.author)
                evidence.said[digest] = Said(named, received, file, number)

    def _named_parcels(self) -> dict[Digest, list[Digest]]:
        """Parcels that are not here, and the sheet that lay in each as a decision has it.

        A chair who hands records on seals them anew, so that no receipt is for what is here. The
        receipts are by hub or desk all the same; the chair says only which is for which sheet.
        """
        reader, claims = self._reader, defaultdict[Digest, set[Digest]](set)
        for named, _ in reader.kept.values():
            body = named.record.body
            if not isinstance(body, Decision):
                continue
            for what in body.results:
                for used in what.sheets:
                    sheet = reader.sheets.get(used.sheet)
                    parcel = reader.times.parcels.get(used.receipt) if used.receipt else None
                    if sheet and parcel and sheet.place == (body.stage, what.dossier):
                        claims[parcel].add(used.sheet)
        found = defaultdict[Digest, list[Digest]](list)
        for parcel, sheets in claims.items():
            # In one parcel there is one record.
            if parcel not in self._evidence.owners and len(sheets) == 1:
                found[min(sheets)].append(parcel)
        return found

    def _why_not(self, digest: Digest, author: Digest, received: str, made_at: str) -> str:
        """Why a record may not be acted upon; empty where it may."""
        if digest in self._forked:
            return "fork"
        trust = self._evidence.trust
        validity = validity_of(trust, author, received or made_at)
        grant = trust.grant(author)
        # Whoever holds a key can set its clock back; a revocation must outlast that.
        if not received and grant is not None and grant.revoked_at is not None:
            validity = Validity.REVOKED
        return "" if validity is Validity.VALID else validity.value

    def _refuse(self, file: str, code: str, kind: str, digest: Digest) -> None:
        weight = Weight.WRONG if code == "fork" else Weight.NOTE
        self._evidence.faults.append(Fault(file, code, weight, {}, kind, digest))
        self._evidence.refused[digest] = code

    def _named(self, sheet: SheetSeen) -> SheetSeen:
        """A sheet by the number of whoever wrote it: a transcription says that itself."""
        if not sheet.written_on:
            sheet.number = self._number(sheet.author)
            sheet.sheet = msgspec.structs.replace(sheet.sheet, panellist=sheet.number)
        return sheet

    def _number(self, author: Digest) -> str:
        if author not in self._numbers:
            self._numbers[author] = number_of(self._evidence.trust, author)
        return self._numbers[author]


def number_of(trust: RoundTrust, author: Digest) -> str:
    """The expert number that a key belongs to; empty where nobody says so."""
    holder = trust.holder(author)
    return holder.number if holder else ""


def forks(links: Mapping[Digest, Link]) -> set[Digest]:
    """Records that share a place in their author's count, or contradict the one before them."""
    at: dict[tuple[str, int], list[Digest]] = defaultdict(list)
    for digest, (author, seq, _) in links.items():
        at[author, seq].append(digest)
    found: set[Digest] = set()
    for digest, (author, seq, prev) in links.items():
        before = at.get((author, seq - 1))
        if len(at[author, seq]) > 1 or (before is not None and prev not in before):
            found.add(digest)
    return found
