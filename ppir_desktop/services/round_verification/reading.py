"""Opening and verifying a round's records, each once, and learning whom the round trusts.

The records that say who may take part travel openly, so they are read first. All others are then
opened and verified in portions, and of a sheet no more is kept than a result can rest on, so that
thirty thousand of them need little memory. Certificates and panels are sealed; once they are
learnt, whether access and certificate held is judged for every record at the time of its receipt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

import msgspec

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, digest_of
from ppir_desktop.protocol.carriage_bodies import Receipt
from ppir_desktop.protocol.kinds import Body, Kind
from ppir_desktop.protocol.ledger_bodies import Appointed
from ppir_desktop.protocol.people_bodies import Panel
from ppir_desktop.protocol.records import Named
from ppir_desktop.services.round_verification.evidence import SheetSeen, seen_of
from ppir_desktop.services.round_verification.files import Files, Parcel
from ppir_desktop.services.round_verification.findings import Fault, Weight
from ppir_desktop.services.round_verification.hints import (
    kind_hinted,
    payload_digest,
    round_said,
    signer_hinted,
)
from ppir_desktop.services.round_verification.opening import Opener
from ppir_desktop.services.round_verification.times import Times
from ppir_desktop.services.verification import newest_opening
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.learning import TRUST_KINDS, learn_verified
from ppir_desktop.signing.sealing import is_sealed
from ppir_desktop.signing.trust import RoundTrust
from ppir_desktop.signing.verification import (
    Integrity,
    Standing,
    Validity,
    Verdict,
    verify_many,
)

Tell = Callable[[int, int], None]
"""Told how many parcels of how many are done."""

THREADS: Final = 2
_TOGETHER: Final = 2048
_FIRST: Final = frozenset({Kind.ROUND, Kind.ACCESS})
_OPENLY: Final = _FIRST | {Kind.RECEIPT}
# Records that nobody here can or need prove.
_UNPROVEN: Final = frozenset({Kind.ENROLMENT, Kind.BACKUP})
_KEPT: Final = frozenset({
    Kind.PANEL, Kind.ASSIGNMENT, Kind.DECLARATION, Kind.NOTICE, Kind.PROPOSAL, Kind.ASSENT,
    Kind.DECISION,
})  # fmt: skip


class _Opened(NamedTuple):
    """An envelope, the parcel that it lay in, and where that was read."""

    file: str
    parcel: Digest
    content: bytes


class Reader:
    """Reads the records of one round.

    Attributes:
        trust: Whom the round trusts, as far as it is known.
        times: When parcels were received.
        sheets: Sheets and transcriptions by digest; nobody has judged their validity yet.
        kept: Other records that matter, by digest, and where they were read.
        parcels: The parcels that each record lay in.
        faults: What has no part in this, and why.
        counts: How many records of each kind there are.
        repeated: How many parcels hold what another one holds too.
    """

    def __init__(
        self, files: Files, authority: Digest, identities: Sequence[SealingIdentity], now: str,
        tell: Tell,
    ) -> None:  # fmt: skip
        """Read what travels openly, and learn from it.

        Args:
            files: The files.
            authority: Fingerprint of the authority's key.
            identities: What opens sealed parcels.
            now: The present time, for what is not bounded by another one.
            tell: Told how far it is.

        Raises:
            InputError: ``round_record_missing``, or what is wrong with the only one there is.
        """
        self._files, self._now, self._tell = files, now, tell
        self._opener = Opener(identities)
        first, receipts = self._open_ones()
        self.trust = RoundTrust(newest_opening([one.content for one in first], authority), {})
        self.faults = files.faults
        self.times = Times()
        self.sheets: dict[Digest, SheetSeen] = {}
        self.kept: dict[Digest, tuple[Named[Body], str]] = {}
        self.parcels: dict[Digest, tuple[Digest, ...]] = {}
        self.links: dict[Digest, tuple[str, int, Digest | None]] = {}
        self.counts: Counter[str] = Counter()
        self.repeated = 0
        self._seen: set[Digest] = set()
        self._closed: dict[Digest, tuple[str, InputError]] = {}
        self._strangers: list[_Opened] = []
        self._trust_records: list[tuple[Digest, Verdict]] = []
        self._done = 0
        self._learn_openly(first, receipts)

    def read(self) -> None:
        """Open and verify all other records, and learn from those that were sealed."""
        self._portions(self._files.parcels())
        self._learn_sealed()
        # A panel's record, or an appointment, may hold what opens more.
        while self._closed and self._add_identities():
            closed, self._closed = self._closed, {}
            self._seen -= closed.keys()
            again = (one for one in self._files.parcels() if digest_of(one.content) in closed)
            self._portions(again, only=closed.keys())
            self._learn_sealed()
        self._meet_strangers()
        for file, error in self._closed.values():
            weight = Weight.NOTE if error.code == "seal_wrong_key" else Weight.WRONG
            self.faults.append(Fault(file, error.code, weight, error.params))

    def _open_ones(self) -> tuple[list[Parcel], list[Parcel]]:
        """What says who may take part, and the receipts, of what is not sealed."""
        first, receipts = [], []
        for parcel in self._files.openly():
            kind = kind_hinted(parcel.content)
            if kind in _FIRST:
                first.append(parcel)
            elif kind == Kind.RECEIPT:
                receipts.append(parcel)
        receipts += [Parcel("", content) for content in dict.fromkeys(self._files.receipts)]
        self._files.receipts = []
        return first, receipts

    def _learn_openly(self, first: Sequence[Parcel], receipts: Sequence[Parcel]) -> None:
        """Learn who was let in: at the time of the hub's receipt, for which no access is needed."""
        left = self._take_receipts(receipts)
        opened = [_Opened(one.file, digest_of(one.content), one.content) for one in first]
        authority = self.trust.authority.key.id
        # Officers hang on the authority alone, so what it says comes first.
        said = [signer_hinted(one.content) == authority for one in opened]
        for by_authority in (True, False):
            some = [one for one, is_so in zip(opened, said, strict=True) if is_so is by_authority]
            self._learn_access(some)
        self._trust_records.clear()
        for parcel, verdict in self._take_receipts([parcel for parcel, _ in left]):
            self._refuse(parcel.file, verdict)

    def _learn_access(self, some: Sequence[_Opened]) -> None:
        contents = [one.content for one in some]
        verdicts = list(verify_many(contents, self.trust, self._now, threads=THREADS))
        received = [self.times.of([one.parcel]) or self._now for one in some]
        learn_verified(self.trust, zip(verdicts, received, strict=True))
        for one, verdict in zip(some, verdicts, strict=True):
            if one.parcel in self._seen:
                self.repeated += 1
                continue
            self._seen.add(one.parcel)
            self._take(one, verdict)

    def _take_receipts(self, receipts: Sequence[Parcel]) -> list[tuple[Parcel, Verdict]]:
        """Take receipts in, and give back those that nobody known so far signed."""
        contents = [one.content for one in receipts]
        verdicts = verify_many(contents, self.trust, self._now, threads=THREADS)
        pairs = zip(receipts, verdicts, strict=True)
        return [(parcel, verdict) for parcel, verdict in pairs if not self._take_receipt(verdict)]

    def _take_receipt(self, verdict: Verdict) -> bool:
        named = verdict.named
        body = named.record.body if named else None
        if named is None or verdict.standing is not Standing.TRUSTED:
            return False
        if isinstance(body, Receipt):
            grant = self.trust.grant(named.record.author)  # None for the hub
            # What a desk took after its key was revoked, it did not take for the round.
            if grant and grant.revoked_at is not None and body.received_at >= grant.revoked_at:
                return False
            self.times.add(named.digest, body, named.record.author)
        return True

    # One after the other, not at once: whoever opens seals holds the interpreter, and threads that
    # check signatures meanwhile wait for it longer than they work. So did they when measured.
    def _portions(self, parcels: Iterator[Parcel], only: object = None) -> None:
        """Open a portion of the parcels, check its signatures on several threads, and so on."""
        while portion := list(islice(parcels, _TOGETHER)):
            self._verify([one for parcel in portion if (one := self._opened(parcel))])
            if only is None:
                self._done += len(portion)
                self._tell(self._done, self._files.count)

    def _verify(self, opened: Sequence[_Opened]) -> None:
        contents = [one.content for one in opened]
        verdicts = verify_many(contents, self.trust, self._now, threads=THREADS)
        for one, verdict in zip(opened, verdicts, strict=True):
            self._take(one, verdict)

    def _opened(self, parcel: Parcel) -> _Opened | None:
        if not is_sealed(parcel.content) and kind_hinted(parcel.content) in _OPENLY:
            return None  # they were all taken before
        name = digest_of(parcel.content)
        if name in self._seen:
            self.repeated += 1
            return None
        self._seen.add(name)
        try:
            return _Opened(parcel.file, name, self._opener.open(parcel.content))
        except InputError as error:
            self._closed[name] = parcel.file, error
            return None

    def _take(self, one: _Opened, verdict: Verdict) -> None:
        named = verdict.named
        if verdict.integrity is Integrity.UNCHECKED:
            self._strangers.append(one)
            return
        if named is None or verdict.standing is not Standing.TRUSTED:
            if named is None or named.record.kind not in _UNPROVEN:
                self._refuse(one.file, verdict, one.content)
            return
        known = self.parcels.get(named.digest)
        self.parcels[named.digest] = (*(known or ()), one.parcel)
        if known is not None:
            self.repeated += 1
            return
        self._keep(one, verdict, named)

    def _keep(self, one: _Opened, verdict: Verdict, named: Named[Body]) -> None:
        record = named.record
        self.counts[record.kind.value] += 1
        if record.seq:
            self.links[named.digest] = record.author, record.seq, record.prev
        seen = seen_of(named, one.file)
        if seen is not None:
            self.sheets[named.digest] = seen
            return
        if record.kind in TRUST_KINDS:
            self._trust_records.append((one.parcel, verdict))
        if record.kind in _KEPT:
            self.kept[named.digest] = named, one.file
        elif isinstance(record.body, Appointed):
            self._opener.add(SealingIdentity.read(record.body.office))

    def _learn_sealed(self) -> None:
        received = [
            (verdict, self.times.of([parcel]) or self._now)
            for parcel, verdict in self._trust_records
        ]
        self._trust_records.clear()
        learn_verified(self.trust, received)

    def _add_identities(self) -> bool:
        """Take what opens more from the panels' records; say whether there was any."""
        found = [
            named.record.body.identity
            for named, _ in self.kept.values()
            if isinstance(named.record.body, Panel) and named.record.body.identity
        ]
        return sum(self._opener.add(SealingIdentity.read(text)) for text in found) > 0

    def _meet_strangers(self) -> None:
        """Look once more at records whose authors were not known before."""
        strangers, self._strangers = self._strangers, []
        contents = [one.content for one in strangers]
        verdicts = verify_many(contents, self.trust, self._now, threads=THREADS)
        for one, verdict in zip(strangers, verdicts, strict=True):
            if verdict.integrity is not Integrity.UNCHECKED:
                self._take(one, verdict)
                continue
            other = round_said(one.content) not in {"", self.trust.round}
            standing = Standing.OTHER_ROUND if other else verdict.standing
            stranger = msgspec.structs.replace(verdict, standing=standing)
            self._refuse(one.file, stranger, one.content)
        self._learn_sealed()

    def _refuse(self, file: str, verdict: Verdict, content: bytes = b"") -> None:
        """Note what has no part in this."""
        code, weight = verdict.problem, Weight.WRONG
        if not code:
            is_trusted = verdict.standing is Standing.TRUSTED
            code = Validity.REVOKED.value if is_trusted else verdict.standing.value
            weight = Weight.NOTE
        kind = kind_hinted(content) if content else Kind.RECEIPT.value
        digest = verdict.named.digest if verdict.named else payload_digest(content)
        self.faults.append(Fault(file, code, weight, verdict.params or {}, kind, digest))
