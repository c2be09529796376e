"""A chair's desk and the verification of a round say the same of any line of sheets."""

from __future__ import annotations

from typing import NamedTuple, cast

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from ppir_desktop.common.identifiers import Digest, digest_of, new_identifier
from ppir_desktop.domain.panels import Duty
from ppir_desktop.domain.sheets import Absence, Form
from ppir_desktop.protocol.kinds import Body, Kind
from ppir_desktop.protocol.people_bodies import Panel
from ppir_desktop.protocol.records import Named, Record
from ppir_desktop.protocol.review_bodies import (
    Assent,
    Declared,
    Discussion,
    GivenMark,
    GivenSheet,
    Transcription,
)
from ppir_desktop.services.chair import fates as desk
from ppir_desktop.services.chair.hearing import Heard, Hearing
from ppir_desktop.services.chair.meeting import Attendance, Presence, Talk
from ppir_desktop.services.chair.panels import ChairPanel, Member
from ppir_desktop.services.round_verification import fates as verification
from ppir_desktop.services.round_verification.agreed import Agreed
from ppir_desktop.services.round_verification.evidence import (
    Evidence,
    Index,
    Said,
    SheetSeen,
    seen_of,
)
from ppir_desktop.services.round_verification.places import PlaceKnown
from ppir_desktop.signing.trust import RoundTrust
from tests.support.audits import DOSSIER, STAGE, scheme_text
from tests.support.builders import stage_of

SCHEME, MANIFEST, OTHER = (digest_of(name) for name in (b"scheme", b"manifest", b"other"))
WRITER, CHAIR, WITNESS = "E-1", "E-2", "E-3"
# Half an hour before midnight in Korea, so that the grace ends on the next day there.
DUE, UNTIL, LAST_DAY = "2026-12-10T14:30:00Z", "2026-12-10T15:30:00Z", "2026-12-10"
TIMES = ("2026-12-09T09:00:00Z", "2026-12-10T15:00:00Z", "2026-12-11T09:00:00Z")
DAYS = ("2026-12-09", LAST_DAY, "2026-12-11")
KEYS = {name: digest_of(name.encode()) for name in ("first", "second", "third", "chair", "witness")}
FORMER = {KEYS["third"]: KEYS["second"], KEYS["second"]: KEYS["first"]}
NUMBERS = {
    KEYS["first"]: WRITER, KEYS["second"]: WRITER, KEYS["third"]: WRITER, KEYS["chair"]: CHAIR,
    KEYS["witness"]: WITNESS,
}  # fmt: skip
ROUND, PANEL = new_identifier(), new_identifier()


class Line(NamedTuple):
    """A sheet of one member, as a test makes it up."""

    key: str
    replaces: int | None
    received: str
    day: str
    flaw: str
    vouched: tuple[tuple[str, bool], ...]
    admitted: bool


LINES = st.builds(
    Line,
    key=st.sampled_from(["first", "first", "first", "second", "third", "chair"]),
    replaces=st.none() | st.integers(0, 3),
    received=st.sampled_from(TIMES),
    day=st.sampled_from(DAYS),
    flaw=st.sampled_from(["", "", "", "", "scheme", "manifest", "marks", "no_reason"]),
    vouched=st.lists(
        st.tuples(st.sampled_from([WRITER, WITNESS, CHAIR]), st.booleans()), max_size=2
    ).map(tuple),
    admitted=st.sampled_from([False, False, True]),
)


class Grant(NamedTuple):
    """As much of a grant as is asked for."""

    replaces: Digest | None
    revoked_at: str | None


class Holder(NamedTuple):
    """Likewise."""

    number: str


class Trusted:
    """Whom a round trusts."""

    def __init__(self, revoked_at: str | None) -> None:
        self.revoked_at = revoked_at

    def grant(self, key: Digest) -> Grant:
        return Grant(FORMER.get(key), self.revoked_at if key == KEYS["first"] else None)

    def holder(self, key: Digest) -> Holder:
        return Holder(NUMBERS[key])


class Told(Hearing):
    """Records that nobody had to send."""

    def __init__(self, trust: Trusted, form: Form, said: list[Heard]) -> None:
        super().__init__(ROUND)
        self.trust, self._forms = cast("RoundTrust", trust), {STAGE: form}
        for one in said:
            self._by_digest[one.digest] = one
            self._keep(one)


def heard(
    body: Body, kind: Kind, by: tuple[str, int], at: str, replaces: Digest | None = None
) -> Heard:
    key, seq = by
    record = Record(
        kind=kind, schema=1, round=ROUND, author=KEYS[key], seq=seq, prev=None, made_at=at,
        supersedes=replaces, body=body,
    )  # fmt: skip
    return Heard(Named(digest_of(f"{key} {kind} {seq}".encode()), record), at)


def sheet_of(line: Line) -> GivenSheet:
    names = ("a",) if line.flaw == "marks" else ("a", "b")
    comment = "" if line.flaw == "no_reason" else "까닭"
    return GivenSheet(
        stage=STAGE, scheme=OTHER if line.flaw == "scheme" else SCHEME, dossier=DOSSIER,
        manifest=OTHER if line.flaw == "manifest" else MANIFEST,
        marks=tuple(
            GivenMark(criterion=name, points=1000, choice=None, comment=comment) for name in names
        ),
        opinion="",
        evidence=(), discussion=Discussion.BEFORE, statement="", signed_with="passphrase",
        reason="",
    )  # fmt: skip


def records_of(lines: list[Line]) -> tuple[list[Heard], list[Heard]]:
    """The sheets, and what others say of those that were typed in."""
    sheets: list[Heard] = []
    assents: list[Heard] = []
    for seq, line in enumerate(lines, 1):
        before = line.replaces
        replaced = sheets[before].digest if before is not None and before < len(sheets) else None
        body: Body = sheet_of(line)
        kind = Kind.SHEET
        if line.key == "chair":
            kind = Kind.TRANSCRIPTION
            body = Transcription(
                number=WRITER, written_on=line.day, sheet=sheet_of(line), scan=OTHER, scan_size=1
            )
        sheets.append(heard(body, kind, (line.key, seq), line.received, replaced))
        for place, (number, agrees) in enumerate(line.vouched if line.key == "chair" else ()):
            assent = Assent(
                to="transcription", subject=sheets[-1].digest, number=number, agrees=agrees,
                remark="", on_paper=False,
            )  # fmt: skip
            key = {WRITER: "third", WITNESS: "witness", CHAIR: "chair"}[number]
            at = f"2026-12-12T09:00:0{place}Z"
            assents.append(heard(assent, Kind.ASSENT, (key, 100 + 10 * seq + place), at))
    return sheets, assents


def by_the_desk(
    lines: list[Line], form: Form, revoked_at: str | None, declared: bool | None,
    state: Attendance,
) -> dict[Digest, str]:  # fmt: skip
    sheets, assents = records_of(lines)
    said = [*sheets, *assents]
    if declared is not None:
        body = Declared(
            stage=STAGE, dossier=DOSSIER, identity_confirmed=True, pledge=None, consents=(),
            conflicts=(), prior_contact="", accepts=declared,
        )  # fmt: skip
        said.append(heard(body, Kind.DECLARATION, ("first", 99), TIMES[0]))
    hearing = Told(Trusted(revoked_at), form, said)
    members = tuple(
        Member(number, number, "", Duty.CHAIR if number == CHAIR else Duty.MEMBER)
        for number in (WRITER, CHAIR, WITNESS)
    )
    panel = ChairPanel(
        panel=PANEL, stage=form.stage, dossier=DOSSIER, members=members, recipient="",
        is_open=True, due=DUE, until=UNTIL, valid=frozenset({MANIFEST}),
    )  # fmt: skip
    talk = Talk(
        admitted={
            sheet.digest: "까닭" for sheet, line in zip(sheets, lines, strict=True) if line.admitted
        },
        presence={WRITER: Presence(state, "까닭")},
    )
    seen = desk.Judge(hearing, panel, talk, SCHEME).sheets()
    return {one.heard.digest: one.fate.value.replace("counted", "counts") for one in seen}


def by_verification(
    lines: list[Line], form: Form, revoked_at: str | None, declared: bool | None,
    state: Attendance,
) -> dict[Digest, str]:  # fmt: skip
    sheets, assents = records_of(lines)
    trust = Trusted(revoked_at)
    evidence = cast("Evidence", msgspec.defstruct("Seen", ["trust"])(trust))
    index = Index(
        sheets={}, assignments={}, declarations={}, decisions={}, panels=[], notices={}, asked={},
        proposals={}, assents={},
    )  # fmt: skip
    for one in assents:
        assert isinstance(one.body, Assent)
        said = Said(one.named, one.received_at, "", NUMBERS[one.author])
        index.assents.setdefault(one.body.subject, []).append(said)
    seen = [_seen(one, revoked_at) for one in sheets]
    # What came after the key was revoked is not among the evidence at all.
    declares = declared is False and not (revoked_at is not None and revoked_at <= TIMES[0])
    known = PlaceKnown(
        place=(STAGE, DOSSIER), form=form, scheme=SCHEME, panel=cast("Panel", _Panel()),
        members=frozenset({WRITER, CHAIR, WITNESS}), chairs=frozenset({CHAIR}),
        recused=frozenset({WRITER} if declares else ()), recused_later=frozenset(),
        limit=UNTIL, last_day=LAST_DAY, manifests=frozenset({MANIFEST}), sheets=tuple(seen),
    )  # fmt: skip
    found = verification.fates_of(
        known,
        away={} if state is Attendance.PRESENT else {WRITER: Absence(state.value)},
        admitted={one.digest for one, line in zip(sheets, lines, strict=True) if line.admitted},
        countersigned=Agreed(evidence, index).countersigned(known),
        replaces=FORMER.get,
    )
    return {digest: fate.value for digest, fate in found.items()}


class _Panel:
    panel = PANEL


def _seen(one: Heard, revoked_at: str | None) -> SheetSeen:
    seen = seen_of(one.named, "")
    assert seen is not None
    seen.received = one.received_at
    is_first = one.author == KEYS["first"]
    seen.is_revoked = is_first and revoked_at is not None and revoked_at <= one.received_at
    if not seen.written_on:
        seen.number = WRITER
        seen.sheet = msgspec.structs.replace(seen.sheet, panellist=WRITER)
    return seen


FORMS = [
    Form(stage_of(scheme_text(name).replace("revision =", 'reasons = "always"\nrevision =')))
    for name in ("never", "deadline", "decision")
]


@given(
    lines=st.lists(LINES, min_size=1, max_size=5),
    form=st.sampled_from(FORMS),
    revoked_at=st.sampled_from([None, None, *TIMES]),
    declared=st.sampled_from([None, True, True, True, False]),
    state=st.sampled_from([Attendance.PRESENT] * 4 + list(Attendance)),
)
@settings(max_examples=400)
def test_desk_and_verification_say_the_same_of_any_line_of_sheets(
    lines: list[Line], form: Form, revoked_at: str | None, declared: bool | None,
    state: Attendance,
) -> None:  # fmt: skip
    seen = by_the_desk(lines, form, revoked_at, declared, state)
    assert seen == by_verification(lines, form, revoked_at, declared, state)
