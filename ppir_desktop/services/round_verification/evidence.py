"""What is kept of a round's records: enough to judge by, and nothing that nobody asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.domain.sheets import Mark, Sheet
from ppir_desktop.protocol.kinds import Body, Kind
from ppir_desktop.protocol.records import Named
from ppir_desktop.protocol.result_bodies import Decision
from ppir_desktop.protocol.review_bodies import (
    Assent,
    Declared,
    Erratum,
    Given,
    GivenSheet,
    Proposal,
    Transcription,
)
from ppir_desktop.protocol.round_bodies import Notice
from ppir_desktop.services.round_verification.findings import Fault
from ppir_desktop.services.round_verification.times import DeskTime
from ppir_desktop.signing.trust import RoundTrust

Place = tuple[str, str]
"""Stage and application number."""


class SheetSeen(msgspec.Struct, gc=False, kw_only=True):
    """A sheet, or a transcription of one, without the words on it: no result rests on those.

    Attributes:
        digest: The record.
        author: The key that signed it.
        seq: Its place in the author's count.
        made_at: When it was signed, by the author's clock.
        supersedes: What it replaces.
        number: Expert number of whoever wrote it; empty while nobody says so.
        sheet: Its marks, by that number.
        stage: Id of the stage.
        scheme: The scheme it was made on.
        manifest: The dossier it was made on.
        written_on: The day on the paper, for a transcription; empty otherwise.
        received: When it was received, by a receipt; empty where there is none.
        is_revoked: Whether the author's key was revoked by then.
        by_named_receipt: Whether that receipt is for a parcel that is not here, and a decision says
            that the sheet lay in it.
        file: Where it was read.
    """

    digest: Digest
    author: Digest
    seq: int
    made_at: str
    supersedes: Digest | None
    number: str
    sheet: Sheet
    stage: str
    scheme: Digest
    manifest: Digest
    written_on: str
    received: str = ""
    is_revoked: bool = False
    by_named_receipt: bool = False
    file: str = ""

    @property
    def at(self) -> str:
        """When it was received, or else what its author's clock said."""
        return self.received or self.made_at

    @property
    def place(self) -> Place:
        """Stage and application number."""
        return self.stage, self.sheet.dossier


class Said(msgspec.Struct, frozen=True):
    """A record that may be acted upon.

    Attributes:
        named: The record.
        received: When it was received, by a receipt; empty where there is none.
        file: Where it was read.
        number: Whose key signed it; empty where nobody says so.
    """

    named: Named[Body]
    received: str
    file: str
    number: str

    @property
    def at(self) -> str:
        """When it was received, or else what its author's clock said."""
        return self.received or self.named.record.made_at

    @property
    def order(self) -> tuple[str, str, int, str]:
        """When it was said; among what was said at once, the same order everywhere."""
        record = self.named.record
        return record.made_at, record.author, record.seq, self.named.digest


class Evidence(msgspec.Struct, kw_only=True):
    """The records of a round.

    Attributes:
        trust: Whom the round trusts.
        round: Its id.
        now: The present time.
        scheme: The scheme that it follows.
        scheme_digest: That file's digest.
        sheets: Sheets and transcriptions, by digest.
        said: All other records that matter here, by digest.
        parcels: The parcels that a record lay in, by its digest.
        owners: The record that lay in a parcel, by the parcel.
        receipts: The parcel that a receipt is for, by the receipt's digest.
        desks: What desks say in receipts of theirs, likewise.
        refused: Why a record has no part in this, by its digest.
        faults: Files and records without a part in this.
        records: How many records of each kind may be acted upon.
        others: How many files hold no record.
        repeated: How many parcels hold what another one holds too.
    """

    trust: RoundTrust
    round: Identifier
    now: str
    scheme: Scheme
    scheme_digest: Digest
    sheets: dict[Digest, SheetSeen]
    said: dict[Digest, Said]
    parcels: dict[Digest, tuple[Digest, ...]]
    owners: dict[Digest, Digest]
    receipts: dict[Digest, Digest]
    desks: dict[Digest, DeskTime]
    refused: dict[str, str]
    faults: list[Fault]
    records: dict[str, int]
    others: int
    repeated: int


class Index(msgspec.Struct):
    """Evidence by what it is about.

    Attributes:
        sheets: By stage and dossier.
        assignments: Dossiers given and corrected, likewise.
        declarations: Likewise.
        decisions: Likewise.
        panels: What officers said of panels, in the order of time.
        notices: Notices that move a deadline, by stage.
        asked: Proposals, by stage and dossier.
        proposals: The same by digest of the record.
        assents: By digest of what they answer.
    """

    sheets: dict[Place, list[SheetSeen]]
    assignments: dict[Place, list[Said]]
    declarations: dict[Place, list[Said]]
    decisions: dict[Place, list[Said]]
    panels: list[Said]
    notices: dict[str, list[Said]]
    asked: dict[Place, list[Said]]
    proposals: dict[Digest, Said]
    assents: dict[Digest, list[Said]]

    @classmethod
    def of(cls, evidence: Evidence) -> Index:
        """Sort evidence, in an order that does not depend on that of the files."""
        index = cls(
            sheets=defaultdict(list), assignments=defaultdict(list),
            declarations=defaultdict(list), decisions=defaultdict(list), panels=[],
            notices=defaultdict(list), asked=defaultdict(list), proposals={},
            assents=defaultdict(list),
        )  # fmt: skip
        for sheet in sorted(evidence.sheets.values(), key=_order_of_sheet):
            index.sheets[sheet.place].append(sheet)
        for said in sorted(evidence.said.values(), key=lambda one: one.order):
            index._add(said)
        return index

    def _add(self, said: Said) -> None:
        body = said.named.record.body
        if isinstance(body, Given | Erratum):
            self.assignments[body.stage, body.manifest.dossier].append(said)
        elif isinstance(body, Declared):
            self.declarations[body.stage, body.dossier].append(said)
        elif isinstance(body, Notice):
            self.notices[body.stage or ""].append(said)
        elif isinstance(body, Proposal):
            self.proposals[said.named.digest] = said
            self.asked[body.stage, body.dossier].append(said)
        elif isinstance(body, Assent):
            self.assents[body.subject].append(said)
        elif isinstance(body, Decision):
            for dossier in dict.fromkeys(one.dossier for one in body.results):
                self.decisions[body.stage, dossier].append(said)
        elif said.named.record.kind is Kind.PANEL:
            self.panels.append(said)


def seen_of(named: Named[Body], file: str) -> SheetSeen | None:
    """What is kept of a sheet or a transcription; None for any other record."""
    record = named.record
    body, number, written_on = record.body, "", ""
    if isinstance(body, Transcription):
        number, written_on, body = body.number, body.written_on, body.sheet
    if not isinstance(body, GivenSheet):
        return None
    return SheetSeen(
        digest=named.digest, author=record.author, seq=record.seq, made_at=record.made_at,
        supersedes=record.supersedes, number=number, stage=body.stage, scheme=body.scheme,
        manifest=body.manifest, written_on=written_on, file=file,
        sheet=Sheet(body.dossier, number, tuple(_marks(body))),
    )  # fmt: skip


def _marks(body: GivenSheet) -> Iterable[Mark]:
    for mark in body.marks:
        yield Mark(mark.criterion, mark.choice if mark.points is None else mark.points)


def _order_of_sheet(sheet: SheetSeen) -> tuple[str, int, str]:
    return sheet.author, sheet.seq, sheet.digest
