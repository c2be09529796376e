"""A round whose results can be verified, made in memory, and its records written to a folder."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypedDict, Unpack

import msgspec

from ppir_desktop.common.clock import format_utc, parse_utc
from ppir_desktop.common.identifiers import Digest, digest_of, new_identifier
from ppir_desktop.domain.consolidation import (
    Collected,
    Outcome,
    Result,
    consolidate,
    result_bytes,
)
from ppir_desktop.domain.panels import Duty
from ppir_desktop.domain.sheets import Absence, Mark, Sheet
from ppir_desktop.domain.stage import Sector, Stage
from ppir_desktop.protocol.canonical import canonical_json
from ppir_desktop.protocol.carriage_bodies import Receipt
from ppir_desktop.protocol.kinds import RULES, Body, Kind
from ppir_desktop.protocol.people_bodies import Panel, PanelMember, WithoutDevice
from ppir_desktop.protocol.result_bodies import (
    AbsentMember,
    Adjustment,
    Decision,
    DossierResult,
    UsedSheet,
)
from ppir_desktop.protocol.review_bodies import (
    Assent,
    Declared,
    Discussion,
    GivenMark,
    GivenSheet,
    Matter,
    Proposal,
    Transcription,
)
from ppir_desktop.protocol.round_bodies import Access, Role, Round
from ppir_desktop.protocol.substance import Adjusted, substance_of_adjustment, substance_of_decision
from ppir_desktop.services.round_verification import (
    Asked,
    DossierVerdict,
    RoundVerdict,
    verify_round_files,
)
from ppir_desktop.signing.authors import Author, Signed
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.sealing import seal
from tests.support.builders import score_toml, stage_of
from tests.support.records import NOW, FixedClock, Person, SmallRound, given, manifest

STAGE = "paper"
DOSSIER = "2026-0001"
RULE = 'method = "trimmed_mean"\nmin_scores = 3\nrescale_to = "100"'
DEADLINE = "2026-12-10T09:00:00Z"  # with an hour of grace, as tests.support.records has it
CALM = {"did_not_assent"}
"""What is said of a decision to which nobody assented; it is no fault."""
IN_TIME = "2026-12-09T09:00:00Z"
TOO_LATE = "2026-12-10T12:00:00Z"
DECIDED = "2026-12-15T09:00:00Z"
AGAIN = "2026-12-16T09:00:00Z"
REASON = "저온 자료가 없다는 데 모두 동의하였다."


def scheme_text(revision: str = "decision", *, adjustable: bool = True) -> str:
    """A scheme of one score stage, trimmed and scaled to 100."""
    top = f'revision = "{revision}"\nadjustable = {str(adjustable).lower()}'
    return score_toml({"a": "30", "b": "20"}, RULE, top=top)


class Changes(TypedDict, total=False):
    """What a sheet says otherwise than an ordinary one."""

    scheme: Digest
    dossier: str
    manifest: Digest


class Only(TypedDict, total=False):
    """What alone is asked about."""

    stage: str
    dossier: str


def computed_in(what: DossierResult) -> str:
    """The computed score as members are shown it."""
    return json.loads(what.result)["score"] or ""


class Panelled(NamedTuple):
    """A panel: its id, its members with the chair first, and what its sheets are sealed to."""

    id: str
    members: tuple[Person, ...]
    identity: SealingIdentity


class Audit(SmallRound):
    """A round of which all that was said is kept as it would be carried.

    Attributes:
        scheme_text: The scheme that the round follows.
        stage: Its stage.
        carried: Every parcel, by the name of its file.
    """

    def __init__(self, text: str = "") -> None:
        """Open a round on a scheme."""
        self.scheme_text = text or scheme_text()
        self.stage: Stage = stage_of(self.scheme_text)
        self.carried: dict[str, bytes] = {}
        super().__init__(FixedClock(NOW))
        self.hub_author = Author(self.hub, self.id, self.clock)
        self.carry(self.opened)
        self.carry(self.officer_access)

    def body(self) -> Round:
        return msgspec.structs.replace(super().body(), scheme=self.scheme_text)

    @property
    def scheme(self) -> Digest:
        return digest_of(self.scheme_text.encode())

    def at(self, time: str) -> None:
        """Set everybody's clock."""
        self.clock.moment = parse_utc(time)

    def carry(
        self, signed: Signed, received: str | None = None, to: Sequence[SealingIdentity] = ()
    ) -> str:
        """Keep a record as a parcel, sealed to the office unless to others; name its file."""
        is_open = RULES[signed.record.kind].is_open
        recipients = [one.recipient for one in to or [self.office]]
        content = signed.envelope if is_open else seal(signed.envelope, recipients)
        return self.keep(content, received)

    def keep(self, content: bytes, received: str | None = None) -> str:
        """Keep a parcel's bytes, and the hub's receipt for it."""
        name = f"{digest_of(content)[:16]}.parcel"
        self.carried[name] = content
        if received is not None:
            receipt = self.receipt(content, received)
            self.carried[f"{receipt.digest[:16]}.receipt"] = receipt.envelope
        return name

    def receipt(self, content: bytes, received: str, desk: Person | None = None) -> Signed:
        """The hub's word of when it took a parcel, or a desk's."""
        body = Receipt(
            parcel=digest_of(content), received_at=received, index=len(self.carried) + 1,
            taken_by="desk" if desk else "hub",
        )  # fmt: skip
        return (desk.author if desk else self.hub_author).sign(Kind.RECEIPT, body)

    def taken_by(self, desk: Person, name: str, received: str) -> Digest:
        """Keep a desk's receipt for a parcel."""
        signed = self.receipt(self.carried[name], received, desk)
        self.carried[f"{signed.digest[:16]}.receipt"] = signed.envelope
        return signed.digest

    def says(self, who: Person, kind: Kind, body: Body, received: str | None = None) -> Signed:
        """Have somebody say something, and keep it."""
        signed = who.author.sign(kind, body)
        self.carry(signed, received)
        return signed

    def enter(
        self, who: Person, role: Role, panels: Iterable[str] = (), *, revoked_at: str | None = None,
        replaces: Digest | None = None,
    ) -> Person:  # fmt: skip
        """Let somebody in, and say who it is."""
        access = Access(
            key=who.key.public.der, role=role, valid_from=format_utc(self.begin),
            valid_until=format_utc(self.end), revoked_at=revoked_at, replaces=replaces,
            panels=tuple(panels),  # type: ignore[arg-type]
        )  # fmt: skip
        self.says(self.officer, Kind.ACCESS, access)
        self.says(self.officer, Kind.CERTIFICATE, self.certified(who))
        return who

    def panel(
        self, size: int = 5, *, paper: Sequence[str] = (), dossier: str = DOSSIER,
        prefix: str = "E", give: bool = True,
    ) -> Panelled:  # fmt: skip
        """A panel of some members, the first of whom is the chair."""
        panel, identity = new_identifier(), SealingIdentity.generate()
        members = tuple(self.newcomer(f"{prefix}-{number}") for number in range(1, size + 1))
        for who in members:
            chair = who is members[0]
            self.enter(who, Role.CHAIR if chair else Role.PANELLIST, [panel] if chair else [])
        made = Panelled(panel, members, identity)
        self.announce(made, members, paper=paper, dossier=dossier)
        if give:
            body = msgspec.structs.replace(given(dossier, DEADLINE), panel=panel, stage=STAGE)
            self.says(self.officer, Kind.ASSIGNMENT, body)
        return made

    def announce(
        self, panel: Panelled, members: Sequence[Person], *, paper: Sequence[str] = (),
        dossier: str = DOSSIER,
    ) -> None:  # fmt: skip
        """Have the officer say who sits on a panel, the first as its chair."""
        duties = [Duty.CHAIR, *[Duty.MEMBER] * (len(members) - 1)]
        body = Panel(
            panel=panel.id, title=dossier, stage=STAGE, dossiers=(dossier,),  # type: ignore[arg-type]
            members=tuple(
                PanelMember(
                    number=who.number, name=f"위원 {who.number}", affiliation="시험대학교",
                    sector=Sector.ACADEMIA, duty=duty, chain=self.certified(who).chain,
                    recipient=who.identity.sealing.recipient,
                )
                for who, duty in zip(members, duties, strict=True)
            ),
            on_paper=tuple(
                WithoutDevice(
                    number=number, name=number, affiliation="", sector=Sector.ACADEMIA,
                    duty=Duty.MEMBER,
                )
                for number in paper
            ),
            quorum=None, recipient=panel.identity.recipient, identity=panel.identity.secret_text(),
        )  # fmt: skip
        self.says(self.officer, Kind.PANEL, body)

    def sheet_body(
        self, points: Sequence[int] = (25, 15), **changes: Unpack[Changes]
    ) -> GivenSheet:
        marks = tuple(
            GivenMark(criterion=name, points=value * 100, choice=None, comment="근거가 분명하다.")
            for name, value in zip(("a", "b"), points, strict=False)
        )
        dossier = changes.get("dossier", DOSSIER)
        body = GivenSheet(
            stage=STAGE, scheme=self.scheme, dossier=dossier,
            manifest=digest_of(canonical_json(manifest(dossier))), marks=marks, opinion="추천한다.",
            evidence=(), discussion=Discussion.BEFORE, statement="위와 같이 평가합니다.",
            signed_with="passphrase", reason="",
        )  # fmt: skip
        return msgspec.structs.replace(body, **changes)

    def sheet(
        self, who: Person, points: Sequence[int] = (25, 15), *, received: str | None = IN_TIME,
        supersedes: Digest | None = None, **changes: Unpack[Changes],
    ) -> Signed:  # fmt: skip
        """Somebody signs a sheet and hands it in."""
        body = self.sheet_body(points, **changes)
        signed = who.author.sign(Kind.SHEET, body, supersedes=supersedes)
        self.carry(signed, received)
        return signed

    def sheets(self, panel: Panelled, dossier: str = DOSSIER) -> dict[str, Signed]:
        """Every member hands a sheet in, each with other points."""
        return {
            who.number: self.sheet(who, (20 + index, 10 + index), dossier=dossier)
            for index, who in enumerate(panel.members)
        }

    def declares(self, who: Person, *, accepts: bool, dossier: str = DOSSIER) -> Signed:
        body = Declared(
            stage=STAGE, dossier=dossier, identity_confirmed=True, pledge=None, consents=(),
            conflicts=(), prior_contact="", accepts=accepts,
        )  # fmt: skip
        return self.says(who, Kind.DECLARATION, body)

    def transcribes(self, who: Person, number: str, written_on: str = "2026-12-09") -> Signed:
        """A chair types in what somebody wrote by hand."""
        body = Transcription(
            number=number, written_on=written_on, sheet=self.sheet_body((24, 14)),
            scan=digest_of(b"scan"), scan_size=4,
        )  # fmt: skip
        return self.says(who, Kind.TRANSCRIPTION, body)

    def assents(
        self, who: Person, to: Matter, subject: Digest, *, agrees: bool = True, number: str = "",
        on_paper: bool = False,
    ) -> Signed:  # fmt: skip
        body = Assent(
            to=to, subject=subject, number=number or who.number, agrees=agrees, remark="",
            on_paper=on_paper,
        )  # fmt: skip
        return self.says(who, Kind.ASSENT, body)

    def computed(self, used: Mapping[str, Signed], away: Sequence[AbsentMember] = ()) -> Result:
        """What sheets come to, by the rules."""
        (dossier,) = {_sheet_in(signed).dossier for signed in used.values()}
        found = tuple(plain(number, _sheet_in(signed)) for number, signed in used.items())
        absent = {one.number: one.why for one in away}
        return consolidate(self.stage, Collected(dossier, found, absent))

    def result(
        self, used: Mapping[str, Signed], away: Sequence[AbsentMember] = (),
        admitted: Mapping[str, str] | None = None,
    ) -> DossierResult:  # fmt: skip
        """What an honest chair says of the dossier."""
        computed = self.computed(used, away)
        return DossierResult(
            dossier=computed.dossier,
            sheets=tuple(
                UsedSheet(
                    number=number, sheet=signed.digest, receipt=None,
                    admitted=(admitted or {}).get(number, ""),
                )
                for number, signed in used.items()
            ),
            absent=tuple(away), bonus=None, result=result_bytes(computed).decode(),
            adjustment=None, outcome=computed.outcome, opinion="수요가 뚜렷하다.",
        )  # fmt: skip

    def decision(self, panel: Panelled, *results: DossierResult) -> Decision:
        return Decision(
            panel=panel.id, stage=STAGE, scheme=self.scheme, results=results,  # type: ignore[arg-type]
            assents=(), minutes="", reason="", statement="의결합니다.",
        )  # fmt: skip

    def decides(
        self,
        who: Person,
        decision: Decision,
        supersedes: Digest | None = None,
        when: str = DECIDED,
    ) -> Signed:
        """A chair signs a decision after the deadline."""
        self.at(when)
        signed = who.author.sign(Kind.DECISION, decision, supersedes=supersedes)
        self.carry(signed, when)
        return signed

    def proposes(
        self, panel: Panelled, what: DossierResult, reason: str = REASON, *, score: int = 6900,
        outcome: Outcome = Outcome.REJECT,
    ) -> Signed:  # fmt: skip
        """A chair proposes an adjustment."""
        substance = substance_of_adjustment(
            Adjusted(
                panel=panel.id, stage=STAGE, dossier=what.dossier, result=what.result, score=score,
                outcome=outcome, reason=reason,
            )
        )  # fmt: skip
        body = Proposal(
            panel=panel.id, stage=STAGE, dossier=what.dossier, to="adjustment",  # type: ignore[arg-type]
            substance=substance, computed=computed_in(what), computed_outcome=what.outcome,
            score=score, outcome=outcome, text=reason, opinion="",
        )  # fmt: skip
        return self.says(panel.members[0], Kind.PROPOSAL, body)

    def adjusted(
        self, what: DossierResult, assents: Iterable[Signed], reason: str = REASON
    ) -> DossierResult:
        made = Adjustment(score=6900, reason=reason, assents=tuple(one.digest for one in assents))
        return msgspec.structs.replace(what, adjustment=made, outcome=Outcome.REJECT)

    def proposes_decision(self, panel: Panelled, decision: Decision) -> Signed:
        """A chair asks the members to agree to a decision on its first dossier."""
        (what,) = decision.results
        body = Proposal(
            panel=panel.id, stage=STAGE, dossier=what.dossier, to="decision",  # type: ignore[arg-type]
            substance=substance_of_decision(decision, what), computed=computed_in(what),
            computed_outcome=json.loads(what.result)["outcome"],
            score=what.adjustment.score if what.adjustment else None, outcome=what.outcome,
            text=decision.minutes, opinion=what.opinion,
        )  # fmt: skip
        return self.says(panel.members[0], Kind.PROPOSAL, body)

    def write(self, folder: Path, seed: int = 0) -> Path:
        """Write every parcel to a file, named in an order that the seed decides."""
        folder.mkdir(parents=True, exist_ok=True)
        names = sorted(self.carried)
        random.Random(seed).shuffle(names)
        for index, name in enumerate(names):
            (folder / f"{index:05d}-{name}").write_bytes(self.carried[name])
        return folder

    def verdict(
        self, folder: Path, *identities: SealingIdentity, seed: int = 0, **asked: Unpack[Only]
    ) -> RoundVerdict:
        """What is to be said of the round, by the office's identity unless by others."""
        question = Asked(
            paths=(self.write(folder, seed),), authority=self.authority.identity.id,
            identities=identities or (self.office,), **asked,
        )  # fmt: skip
        return verify_round_files(question, FixedClock(NOW + dt.timedelta(days=60)))

    def verdict_on(self, folder: Path, dossier: str = DOSSIER) -> DossierVerdict:
        """What is to be said of one dossier."""
        (found,) = [one for one in self.verdict(folder).dossiers if one.dossier == dossier]
        return found


def plain(number: str, body: GivenSheet) -> Sheet:
    """A sheet as consolidation takes it."""
    marks = tuple(Mark(mark.criterion, mark.points, mark.comment) for mark in body.marks)
    return Sheet(body.dossier, number, marks, body.opinion)


def _sheet_in(signed: Signed) -> GivenSheet:
    body = signed.record.body
    given_sheet = body.sheet if isinstance(body, Transcription) else body
    assert isinstance(given_sheet, GivenSheet)
    return given_sheet


def codes(verdict: DossierVerdict) -> set[str]:
    """The codes of all that is said of a dossier."""
    inner = [finding for one in verdict.decisions for finding in one.findings]
    return {finding.code for finding in (*inner, *verdict.findings)}


class Played:
    """A round with a panel of five who all handed sheets in."""

    def __init__(self, text: str = "") -> None:
        self.audit = Audit(text)
        self.panel: Panelled = self.audit.panel()
        self.chair, self.second, self.third = self.panel.members[:3]
        self.sheets = self.audit.sheets(self.panel)

    def decide(self) -> None:
        """The chair decides on the sheets that are in `sheets` by name."""
        decision = self.audit.decision(self.panel, self.audit.result(self.sheets))
        self.audit.decides(self.chair, decision)

    def without(self, *numbers: str) -> None:
        """Leave members' sheets out, as absent."""
        for number in numbers:
            del self.sheets[number]
        away = [AbsentMember(number, Absence.ABSENT) for number in numbers]
        result = self.audit.result(self.sheets, away)
        self.audit.decides(self.chair, self.audit.decision(self.panel, result))
