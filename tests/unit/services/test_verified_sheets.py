"""Which sheets of a round count when its records are verified, and when each of them came."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.domain.sheets import Absence
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.result_bodies import AbsentMember
from ppir_desktop.protocol.round_bodies import Role
from ppir_desktop.services.round_verification import Mark
from ppir_desktop.services.round_verification.fates import Fate
from ppir_desktop.signing.authors import Signed
from ppir_desktop.signing.sealing import is_sealed, open_sealed
from tests.support.audits import (
    AGAIN,
    CALM,
    DECIDED,
    IN_TIME,
    TOO_LATE,
    Audit,
    Played,
    codes,
    scheme_text,
)


def test_a_late_sheet_counts_when_the_chair_admits_it_with_a_reason(
    audited: Played, tmp_path: Path
) -> None:
    newcomer = audited.audit.newcomer("E-6")
    audited.audit.enter(newcomer, Role.PANELLIST)
    audited.audit.announce(audited.panel, (*audited.panel.members, newcomer))
    audited.sheets["E-6"] = audited.audit.sheet(newcomer, received=TOO_LATE)
    result = audited.audit.result(audited.sheets, admitted={"E-6": "회선 장애"})
    audited.audit.decides(audited.chair, audited.audit.decision(audited.panel, result))
    dossier = audited.audit.verdict_on(tmp_path)
    assert (dossier.mark, codes(dossier)) == (Mark.AGREES, {*CALM, "admitted"})


def test_one_of_two_sheets_counts_when_the_chair_admits_it(audited: Played, tmp_path: Path) -> None:
    audited.audit.sheet(audited.second, (30, 20))
    result = audited.audit.result(audited.sheets, admitted={"E-2": "먼저 낸 것이 맞다고 함"})
    audited.audit.decides(audited.chair, audited.audit.decision(audited.panel, result))
    dossier = audited.audit.verdict_on(tmp_path)
    assert dossier.mark is Mark.AGREES
    assert [one.fate for one in dossier.decisions[0].sheets].count(Fate.TWICE) == 1


@pytest.mark.parametrize(
    ("revision", "received", "fates"),
    [
        ("decision", "2026-12-09T10:00:00Z", ["superseded", "counts"]),
        ("decision", TOO_LATE, ["superseded", "counts"]),
        ("deadline", "2026-12-09T10:00:00Z", ["superseded", "counts"]),
        ("deadline", TOO_LATE, ["counts", "replaced_late"]),
        ("never", "2026-12-09T10:00:00Z", ["counts", "final"]),
    ],
)
def test_a_replacement_counts_as_the_stage_allows(
    revision: str, received: str, fates: list[str], tmp_path: Path
) -> None:
    audited = Played(scheme_text(revision))
    former = audited.sheets["E-2"]
    again = audited.audit.sheet(
        audited.second, (30, 20), supersedes=former.digest, received=received
    )
    if fates[1] == "counts":
        audited.sheets["E-2"] = again
    audited.decide()
    dossier = audited.audit.verdict_on(tmp_path)
    found = {one.digest: one.fate for one in dossier.decisions[0].sheets}
    assert [found[former.digest], found[again.digest]] == fates
    assert dossier.mark is Mark.AGREES


@pytest.mark.parametrize(
    ("hub", "desk", "fate"),
    [
        (TOO_LATE, IN_TIME, "late"),
        (IN_TIME, TOO_LATE, "counts"),
        (None, TOO_LATE, "late"),
        (None, IN_TIME, "counts"),
        (None, None, "counts"),
    ],
)
def test_a_desk_says_when_a_sheet_came_only_where_no_hub_took_it(
    hub: str | None, desk: str | None, fate: str, audited: Played, tmp_path: Path
) -> None:
    audit = audited.audit
    newcomer = audit.enter(audit.newcomer("E-6"), Role.PANELLIST)
    audit.announce(audited.panel, (*audited.panel.members, newcomer))
    signed = newcomer.author.sign(Kind.SHEET, audit.sheet_body())
    name = audit.carry(signed, hub)
    if desk is not None:
        audit.taken_by(audited.chair, name, desk)
    (dossier,) = audit.verdict(tmp_path).dossiers
    assert {one.digest: one.fate for one in dossier.sheets}[signed.digest] == fate


def test_without_a_receipt_a_revocation_counts_whenever_it_was(
    audited: Played, tmp_path: Path
) -> None:
    audit = audited.audit
    newcomer = audit.enter(audit.newcomer("E-6"), Role.PANELLIST)
    audit.announce(audited.panel, (*audited.panel.members, newcomer))
    signed = audit.sheet(newcomer, received=None)
    audit.at("2026-11-25T09:00:00Z")
    audit.enter(newcomer, Role.PANELLIST, revoked_at="2026-12-01T00:00:00Z")
    (dossier,) = audit.verdict(tmp_path).dossiers
    assert {one.digest: one.fate for one in dossier.sheets}[signed.digest] == "revoked"


def test_a_newer_devices_sheet_takes_the_place_of_the_former_ones(
    audited: Played, tmp_path: Path
) -> None:
    again = audited.audit.newcomer("E-2")
    audited.audit.enter(again, Role.PANELLIST, replaces=audited.second.identity.id)
    audited.sheets["E-2"] = audited.audit.sheet(again, (30, 20), received=TOO_LATE)
    audited.decide()
    assert audited.audit.verdict_on(tmp_path).mark is Mark.AGREES


def test_a_sheet_that_came_after_the_decision_is_told_and_changes_nothing(
    audited: Played, tmp_path: Path
) -> None:
    audited.decide()
    former = audited.sheets["E-2"].digest
    audited.audit.sheet(
        audited.second, (30, 20), supersedes=former, received="2026-12-16T00:00:00Z"
    )
    dossier = audited.audit.verdict_on(tmp_path)
    assert (dossier.mark, codes(dossier)) == (Mark.AGREES, {*CALM, "came_later"})


def test_a_chairs_clock_that_is_ahead_makes_no_later_sheet_an_earlier_one(
    audited: Played, tmp_path: Path
) -> None:
    audit = audited.audit
    decision = audit.decision(audited.panel, audit.result(audited.sheets))
    audit.at("2026-12-25T09:00:00Z")
    audit.carry(audited.chair.author.sign(Kind.DECISION, decision), DECIDED)
    former = audited.sheets["E-2"].digest
    audit.sheet(audited.second, (30, 20), supersedes=former, received=AGAIN)
    dossier = audit.verdict_on(tmp_path)
    assert (dossier.mark, codes(dossier)) == (Mark.AGREES, {*CALM, "came_later"})


def test_a_recusal_that_came_after_the_decision_is_told_and_changes_nothing(
    audited: Played, tmp_path: Path
) -> None:
    audited.decide()
    audited.audit.at("2026-12-16T09:00:00Z")
    audited.audit.declares(audited.second, accepts=False)
    dossier = audited.audit.verdict_on(tmp_path)
    assert (dossier.mark, codes(dossier)) == (Mark.AGREES, {*CALM, "recused_later"})


def test_a_member_left_out_with_a_reason_is_told(audited: Played, tmp_path: Path) -> None:
    del audited.sheets["E-5"]
    away = [AbsentMember("E-5", Absence.ABSENT, "회의에 오지 않았다.")]
    result = audited.audit.result(audited.sheets, away)
    audited.audit.decides(audited.chair, audited.audit.decision(audited.panel, result))
    dossier = audited.audit.verdict_on(tmp_path)
    assert (dossier.mark, codes(dossier)) == (Mark.AGREES, {*CALM, "left_out"})


def test_without_an_assignment_the_manifest_is_said_to_be_unchecked(tmp_path: Path) -> None:
    audit = Audit()
    panel = audit.panel(give=False)
    result = audit.result(audit.sheets(panel))
    audit.decides(panel.members[0], audit.decision(panel, result))
    dossier = audit.verdict_on(tmp_path)
    assert (dossier.mark, codes(dossier)) == (Mark.AGREES, {*CALM, "manifest_unchecked"})


def test_a_panels_identity_in_its_record_opens_its_sheets(audited: Played, tmp_path: Path) -> None:
    audit = Audit()
    panel = audit.panel(3)
    for who in panel.members:
        audit.carry(who.author.sign(Kind.SHEET, audit.sheet_body()), to=[panel.identity])
    verdict = audit.verdict(tmp_path, audit.office)
    assert verdict.records["sheet"] == 3
    assert not verdict.faults


@pytest.mark.parametrize("who", ["writer", "member", "on_paper"])
def test_a_sheet_typed_in_counts_once_somebody_else_vouched_for_it(
    who: str, audited: Played, tmp_path: Path
) -> None:
    audit = audited.audit
    audit.announce(audited.panel, audited.panel.members, paper=["P-1"])
    typed = audited.sheets["P-1"] = audit.transcribes(audited.chair, "P-1")
    if who == "on_paper":
        audit.assents(audited.chair, "transcription", typed.digest, number="P-1", on_paper=True)
    elif who == "member":
        audit.assents(audited.second, "transcription", typed.digest)
    else:
        writer = audit.enter(audit.newcomer("P-1"), Role.PANELLIST)
        audit.assents(writer, "transcription", typed.digest)
    audited.decide()
    assert audited.audit.verdict_on(tmp_path).mark is Mark.AGREES


def _handed_on(audited: Played, received: str) -> dict[str, Digest]:
    """Sheets sealed anew, whose receipts are for parcels that are not here; the receipts."""
    audit, receipts = audited.audit, {}
    for number, signed in audited.sheets.items():
        receipt = audit.receipt(audit.carried.pop(_parcel_of(audit, signed)), received)
        receipts[number] = receipt.digest
        audit.keep(receipt.envelope)
        audit.carry(signed)
    for name in [name for name in audit.carried if name.endswith(".receipt")]:
        del audit.carried[name]
    return receipts


def _parcel_of(audit: Audit, signed: Signed) -> str:
    (name,) = [
        name
        for name, content in audit.carried.items()
        if name.endswith(".parcel") and _holds(audit, content, signed)
    ]
    return name


def _holds(audit: Audit, content: bytes, signed: Signed) -> bool:
    opened = open_sealed(content, [audit.office], limit=100_000) if is_sealed(content) else b""
    return opened == signed.envelope


def _decide_by(audited: Played, receipts: Mapping[str, Digest]) -> None:
    what = audited.audit.result(audited.sheets)
    used = tuple(
        msgspec.structs.replace(one, receipt=receipts.get(one.number)) for one in what.sheets
    )
    what = msgspec.structs.replace(what, sheets=used)
    audited.audit.decides(audited.chair, audited.audit.decision(audited.panel, what))


@pytest.mark.parametrize(("received", "mark"), [(IN_TIME, "agrees"), (TOO_LATE, "differs")])
def test_the_receipts_that_a_decision_names_say_when_sheets_came_that_were_sealed_anew(
    received: str, mark: str, audited: Played, tmp_path: Path
) -> None:
    _decide_by(audited, _handed_on(audited, received))
    dossier = audited.audit.verdict_on(tmp_path)
    assert dossier.mark == mark
    told = [one for one in dossier.decisions[0].findings if one.code == "times_by_named_receipts"]
    assert [one.params for one in told] == [{"count": "5", "total": "5"}]
    assert ("used_late" in codes(dossier)) is (mark == "differs")
    assert not codes(dossier) & {"time_unknown", "receipt_missing"}


@pytest.mark.parametrize("is_named", [True, False])
def test_a_sheet_given_by_stick_in_time_is_not_late_because_the_hub_has_it_later(
    is_named: bool, audited: Played, tmp_path: Path
) -> None:
    audit, newcomer = audited.audit, audited.audit.newcomer("E-6")
    audit.enter(newcomer, Role.PANELLIST)
    audit.announce(audited.panel, (*audited.panel.members, newcomer))
    late = audited.sheets["E-6"] = audit.sheet(newcomer, received=TOO_LATE)
    by_stick = audit.taken_by(audited.chair, _parcel_of(audit, late), IN_TIME)
    _decide_by(audited, {"E-6": by_stick} if is_named else {})
    dossier = audit.verdict_on(tmp_path)
    assert dossier.mark is (Mark.AGREES if is_named else Mark.DIFFERS)
    assert ("used_late" in codes(dossier)) is not is_named
    told = [one.params for one in dossier.decisions[0].findings if one.code == "in_time_by_desk"]
    number = audited.chair.number
    params = {"number": "E-6", "desk": number, "received": IN_TIME, "later": TOO_LATE}
    assert told == ([params] if is_named else [])


def test_a_receipt_of_another_record_says_nothing_of_a_sheet(
    audited: Played, tmp_path: Path
) -> None:
    receipts = _handed_on(audited, IN_TIME)
    _decide_by(audited, receipts | {"E-2": receipts["E-3"]})
    dossier = audited.audit.verdict_on(tmp_path)
    assert codes(dossier) >= {"receipt_of_another", "time_unknown"}
    (unknown,) = [one for one in dossier.decisions[0].findings if one.code == "time_unknown"]
    assert unknown.params == {"numbers": "E-2, E-3"}


def test_an_unknown_time_is_told_only_where_lateness_would_matter(
    audited: Played, tmp_path: Path
) -> None:
    _handed_on(audited, IN_TIME)
    (undecided,) = audited.audit.verdict(tmp_path / "before").dossiers
    assert codes(undecided) == {"time_unknown"}
    # What was decided before the deadline was there before it.
    decision = audited.audit.decision(audited.panel, audited.audit.result(audited.sheets))
    audited.audit.decides(audited.chair, decision, when="2026-12-10T09:30:00Z")
    dossier = audited.audit.verdict_on(tmp_path / "after")
    assert "time_unknown" not in codes(dossier)
