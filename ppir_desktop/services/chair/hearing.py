"""What a chair's desk heard: the records of its panels, each decoded once while it is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.domain.scheme_file import read_scheme
from ppir_desktop.domain.sheets import Form, Sheet
from ppir_desktop.domain.stage import Mode
from ppir_desktop.protocol.kinds import Body, Kind
from ppir_desktop.protocol.records import Named
from ppir_desktop.protocol.result_bodies import Decision
from ppir_desktop.protocol.review_bodies import (
    Assent,
    Declared,
    GivenSheet,
    Proposal,
    Transcription,
)
from ppir_desktop.protocol.round_bodies import Round
from ppir_desktop.services.office.people import trust_in
from ppir_desktop.services.office.receiving import plain_sheet
from ppir_desktop.signing.learning import TRUST_KINDS
from ppir_desktop.signing.trust import RoundTrust
from ppir_desktop.store.repositories.assignments import AssignmentRow
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.effects import read_back

HEARD: Final = (
    Kind.DECLARATION, Kind.SHEET, Kind.TRANSCRIPTION, Kind.PROPOSAL, Kind.ASSENT, Kind.DECISION,
)  # fmt: skip
_TOLD: Final = (Kind.PANEL, Kind.ASSIGNMENT, Kind.NOTICE)


class Heard(msgspec.Struct, frozen=True, gc=False):
    """A record that this desk has, and when it was received, by the earliest receipt there is."""

    named: Named[Body]
    received_at: str

    @property
    def digest(self) -> Digest:
        """Its name."""
        return self.named.digest

    @property
    def author(self) -> Digest:
        """Key of whoever said it."""
        return self.named.record.author

    @property
    def body(self) -> Body:
        """What it says."""
        return self.named.record.body

    @property
    def sheet(self) -> GivenSheet | None:
        """The sheet that it is, or that was typed in; None for another kind."""
        body = self.named.record.body
        given = body.sheet if isinstance(body, Transcription) else body
        return given if isinstance(given, GivenSheet) else None


class ReadSheet(NamedTuple):
    """A sheet as consolidation takes it, and whether its stage's form is filled in rightly."""

    number: str
    plain: Sheet
    is_complete: bool


class Hearing:
    """The records of a round that a chair works from.

    Attributes:
        round: The round.
        own: Key of this device in it.
        trust: Whom the round trusts.
        opened: What the authority says of the round.
        scheme: Its scheme.
        assigned: The dossiers that this device was given.
    """

    trust: RoundTrust
    opened: Round
    scheme: Scheme

    def __init__(self, round_id: Identifier) -> None:
        """Begin with nothing; `refresh` listens."""
        self.round = round_id
        self.own = Digest("")
        self._by_digest: dict[Digest, Heard] = {}
        self._on: dict[tuple[str, str], dict[Digest, Heard]] = defaultdict(dict)
        self._told: dict[Digest, Heard] = {}
        self._last = self._last_parcel = self._last_receipt = 0
        self._digests: dict[Digest, Digest] = {}
        self._receipts: dict[Digest, str] = {}
        self._received: dict[Digest, str] = {}
        self._forms: dict[str, Form] = {}
        self._read: dict[Digest, ReadSheet] = {}
        self._early: dict[Digest, list[Heard]] = defaultdict(list)
        self._last_of_trust = -1
        self.assigned: dict[tuple[str, str], AssignmentRow] = {}

    def refresh(self, work: Work) -> set[tuple[str, str]]:
        """Take in what arrived since the last time.

        Returns:
            The stages and dossiers that something new is said of; all of them, as ("", ""), where
            it may be about any.

        Raises:
            InputError: ``round_unknown``, ``round_record_missing``.
        """
        changed: set[tuple[str, str]] = set()
        last = work.records.last_of(self.round, TRUST_KINDS)
        if last != self._last_of_trust:
            self.own = work.rounds.get(self.round).identity.id
            self.trust = trust_in(work, self.round)
            self.opened = self.trust.opened.record.body
            self.scheme = read_scheme(self.opened.scheme.encode(), "round")
            self._last_of_trust = last
            # Whose a key is may have come after what it signed.
            self._forms = {one.id: Form(one) for one in self.scheme.stages}
            self._read.clear()
            changed.add(("", ""))
        for one in self._new(work):
            if one.named.record.kind in _TOLD:
                self._told[one.digest] = one
                changed.add(("", ""))
            else:
                changed |= set(self._keep(one))
                if one.sheet is not None:
                    self.read(one, one.sheet)
        if ("", "") in changed:
            rows = work.assignments.all(self.round)
            self.assigned = {(row.stage, row.dossier): row for row in rows}
        return changed

    def said(self, place: tuple[str, str], kind: Kind) -> list[Heard]:
        """What was said on a dossier in a stage, in the order of its receipt."""
        found = [one for one in self._on.get(place, {}).values() if one.named.record.kind is kind]
        return sorted(found, key=_when)

    def sheets(self, place: tuple[str, str]) -> list[Heard]:
        """The sheets on a dossier in a stage, those from paper too, in the order of receipt."""
        found = (one for one in self._on.get(place, {}).values() if one.sheet is not None)
        return sorted(found, key=_when)

    def told(self, *kinds: Kind) -> list[Heard]:
        """What the office said to this device, in the order in which it was said."""
        found = [one for one in self._told.values() if one.named.record.kind in kinds]
        return sorted(found, key=lambda one: (one.named.record.made_at, *_when(one)[1:]))

    def of_kind(self, kind: Kind) -> list[Heard]:
        """All that is here of a kind, in no order."""
        return [one for one in self._by_digest.values() if one.named.record.kind is kind]

    def get(self, digest: Digest) -> Heard | None:
        """A record by its name; None where it is not here."""
        return self._by_digest.get(digest)

    def number(self, key: Digest) -> str:
        """The expert number of whoever a key belongs to; empty where nobody said."""
        holder = self.trust.holder(key)
        return holder.number if holder is not None else ""

    def is_revoked(self, heard: Heard) -> bool:
        """Whether a record came after its author's key was revoked: it says nothing any more."""
        grant = self.trust.grant(heard.author)
        gone = grant.revoked_at if grant is not None else None
        return gone is not None and gone <= heard.received_at

    def read(self, heard: Heard, sheet: GivenSheet) -> ReadSheet:
        """A sheet as consolidation takes it; looked through once, since no record ever changes."""
        known = self._read.get(heard.digest)
        if known is None:
            body = heard.body
            number = body.number if isinstance(body, Transcription) else self.number(heard.author)
            plain = plain_sheet(sheet, number)
            known = self._read[heard.digest] = ReadSheet(number, plain, self._fits(plain, sheet))
        return known

    def _fits(self, plain: Sheet, sheet: GivenSheet) -> bool:
        form = self._forms.get(sheet.stage)
        if form is None:
            return False
        is_scored = form.stage.mode is Mode.SCORE
        given = form.points(plain) if is_scored else form.choices_of(plain)
        return given is not None

    def _new(self, work: Work) -> Iterator[Heard]:
        """Decode what is not known yet; a receipt that came later is news too."""
        again = self._receive(work)
        for row in work.records.arrived(self.round, (*HEARD, *_TOLD), self._last):
            self._last = row.place
            received_at = self._received.get(row.digest, row.received_at)
            yield self._hear(Heard(read_back(row.envelope), received_at))
            again.discard(row.digest)
        for digest in again & self._by_digest.keys():
            yield self._hear(Heard(self._by_digest[digest].named, self._received[digest]))

    def _receive(self, work: Work) -> set[Digest]:
        """Take receipts in, whether they came before their parcels or after; whose time changed."""
        parcels = work.records.parcels_arrived(self.round, self._last_parcel)
        receipts = work.records.receipts_arrived(self.round, self._last_receipt)
        self._last_parcel = parcels[-1][0] if parcels else self._last_parcel
        self._last_receipt = receipts[-1][0] if receipts else self._last_receipt
        self._digests |= {parcel: digest for _, parcel, digest in parcels}
        self._receipts |= {parcel: at for _, parcel, at in receipts}
        changed = set()
        for parcel in {one[1] for one in (*parcels, *receipts)}:
            digest, at = self._digests.get(parcel), self._receipts.get(parcel)
            if digest is not None and at is not None:
                self._received[digest] = min(at, self._received.get(digest, at))
                changed.add(digest)
        return changed

    def _hear(self, heard: Heard) -> Heard:
        self._by_digest[heard.digest] = heard
        return heard

    def _keep(self, heard: Heard) -> list[tuple[str, str]]:
        places = list(self._places(heard))
        # What was answered to something that had not arrived is about the same dossier as that.
        body = heard.body
        if isinstance(body, Assent) and body.subject not in self._by_digest:
            self._early[body.subject].append(heard)
        kept = [heard, *(self._by_digest[one.digest] for one in self._early.pop(heard.digest, ()))]
        for place in places:
            self._on[place] |= {one.digest: one for one in kept}
        return places

    def _places(self, heard: Heard) -> Iterator[tuple[str, str]]:
        """The stages and dossiers that a record is about."""
        body = heard.body
        if heard.sheet is not None:
            yield heard.sheet.stage, heard.sheet.dossier
        elif isinstance(body, Decision):
            yield from ((body.stage, result.dossier) for result in body.results)
        elif isinstance(body, Declared | Proposal):
            yield body.stage, body.dossier
        elif isinstance(body, Assent) and body.subject in self._by_digest:
            yield from self._places(self._by_digest[body.subject])


def _when(heard: Heard) -> tuple[str, Digest, int]:
    return heard.received_at, heard.author, heard.named.record.seq
