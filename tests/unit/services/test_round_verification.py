"""What is found in a round's records follows from them alone, whoever decided what."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Unpack

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.wording import LANGUAGES, texts
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.domain.sheets import Absence
from ppir_desktop.protocol.result_bodies import AbsentMember
from ppir_desktop.protocol.round_bodies import Role
from ppir_desktop.services import round_verification
from ppir_desktop.services.round_verification import Mark
from ppir_desktop.services.round_verification.fates import Fate
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.sealing import open_parcel, seal
from tests.support.audits import (
    CALM,
    TOO_LATE,
    Audit,
    Changes,
    Played,
    codes,
)
from tests.support.records import DIGEST


def test_an_honest_decision_agrees(audited: Played, tmp_path: Path) -> None:
    audited.decide()
    verdict = audited.audit.verdict(tmp_path)
    (dossier,) = verdict.dossiers
    (decision,) = dossier.decisions
    assert (verdict.agrees, dossier.mark, codes(dossier)) == (True, Mark.AGREES, CALM)
    # Totals 30, 32, 34, 36, 38 of 50: without the ends 102 / 3 = 34, and 68 of 100.
    assert (decision.score, decision.outcome, decision.number) == ("68.0000", "reject", "E-1")
    assert all(one.is_used and one.fate == "counts" for one in decision.sheets)
    assert verdict.records["sheet"] == 5
    assert not verdict.faults


def test_what_nobody_decided_is_told_as_far_as_it_is(audited: Played, tmp_path: Path) -> None:
    verdict = audited.audit.verdict(tmp_path)
    (dossier,) = verdict.dossiers
    assert verdict.agrees
    assert dossier.mark is Mark.UNDECIDED
    assert msgspec.json.decode(dossier.so_far)["score"] == "68.0000"


def _left_out(audited: Played) -> None:
    audited.audit.announce(audited.panel, audited.panel.members)
    del audited.sheets["E-5"]
    audited.decide()


def _recused(audited: Played) -> None:
    audited.audit.declares(audited.second, accepts=False)
    audited.decide()


def _revoked(audited: Played) -> None:
    audited.audit.enter(audited.second, Role.PANELLIST, revoked_at="2026-12-01T00:00:00Z")
    audited.decide()


def _two_sheets(audited: Played) -> None:
    audited.audit.sheet(audited.second, (30, 20))
    audited.decide()


def _superseded(audited: Played) -> None:
    former = audited.sheets["E-2"]
    audited.audit.sheet(audited.second, (30, 20), supersedes=former.digest)
    audited.decide()


def _other_scheme(audited: Played) -> None:
    _again(audited, scheme=DIGEST)


def _other_manifest(audited: Played) -> None:
    _again(audited, manifest=DIGEST)


def _again(audited: Played, **changes: Unpack[Changes]) -> None:
    former = audited.sheets["E-2"].digest
    again = audited.audit.sheet(audited.second, (21, 11), supersedes=former, **changes)
    audited.sheets["E-2"] = again
    audited.decide()


def _late(audited: Played) -> None:
    newcomer = audited.audit.newcomer("E-6")
    audited.audit.enter(newcomer, Role.PANELLIST)
    audited.audit.announce(audited.panel, (*audited.panel.members, newcomer))
    audited.sheets["E-6"] = audited.audit.sheet(newcomer, received=TOO_LATE)
    audited.decide()


def _not_member(audited: Played) -> None:
    audited.audit.announce(audited.panel, audited.panel.members[:4])
    audited.decide()


def _wrong_arithmetic(audited: Played) -> None:
    result = audited.audit.result(audited.sheets)
    text = result.result.replace('"score":"68.0000"', '"score":"71.0000"')
    assert text != result.result
    result = msgspec.structs.replace(result, result=text)
    audited.audit.decides(audited.chair, audited.audit.decision(audited.panel, result))


def _wrong_outcome(audited: Played) -> None:
    result = msgspec.structs.replace(audited.audit.result(audited.sheets), outcome=Outcome.ADVANCE)
    audited.audit.decides(audited.chair, audited.audit.decision(audited.panel, result))


def _other_chair(audited: Played) -> None:
    other = audited.audit.panel(3, dossier="2026-0002", prefix="F")
    decision = audited.audit.decision(audited.panel, audited.audit.result(audited.sheets))
    audited.audit.decides(other.members[0], decision)


def _no_longer_chair(audited: Played) -> None:
    first, second, *rest = audited.panel.members
    audited.audit.announce(audited.panel, (second, first, *rest))
    audited.decide()


def _by_another_name(audited: Played) -> None:
    names = audited.sheets
    names["E-2"], names["E-3"] = names["E-3"], names["E-2"]
    audited.decide()


def _absent_without_reason(audited: Played) -> None:
    audited.without("E-5")


def _called_absent_though_recused(audited: Played) -> None:
    audited.audit.declares(audited.panel.members[4], accepts=False)
    audited.without("E-5")


def _typed_in_unseen(audited: Played) -> None:
    audited.audit.announce(audited.panel, audited.panel.members, paper=["P-1"])
    audited.sheets["P-1"] = audited.audit.transcribes(audited.chair, "P-1")
    audited.audit.assents(audited.chair, "transcription", audited.sheets["P-1"].digest)
    audited.decide()


@pytest.mark.parametrize(
    ("play", "code"),
    [
        (_left_out, "sheet_left_out"),
        (_left_out, "members_not_mentioned"),
        (_recused, "used_recused"),
        (_revoked, "used_revoked"),
        (_two_sheets, "used_twice"),
        (_superseded, "used_superseded"),
        (_superseded, "sheet_left_out"),
        (_other_scheme, "used_other_scheme"),
        (_other_manifest, "used_other_dossier"),
        (_late, "used_late"),
        (_not_member, "used_not_member"),
        (_wrong_arithmetic, "result_differs"),
        (_wrong_outcome, "outcome_differs"),
        (_other_chair, "not_their_panel"),
        (_other_chair, "not_the_chair"),
        (_no_longer_chair, "not_the_chair"),
        (_by_another_name, "sheet_of_another"),
        (_absent_without_reason, "left_out_without_reason"),
        (_called_absent_though_recused, "recused_called_absent"),
        (_typed_in_unseen, "used_not_countersigned"),
    ],
)
def test_what_does_not_follow_is_told(
    play: Callable[[Played], None], code: str, audited: Played, tmp_path: Path
) -> None:
    if play is _revoked:  # the sheet was received after the key was revoked
        audited.audit.at("2026-11-24T10:00:00Z")
    play(audited)
    dossier = audited.audit.verdict_on(tmp_path)
    assert dossier.mark is Mark.DIFFERS
    assert code in codes(dossier)


def test_the_place_of_wrong_arithmetic_is_told_with_both_values(
    audited: Played, tmp_path: Path
) -> None:
    _wrong_arithmetic(audited)
    findings = audited.audit.verdict_on(tmp_path).decisions[0].findings
    (found,) = [one for one in findings if one.code == "result_differs"]
    assert found.params == {"path": "$.score", "signed": "71.0000", "computed": "68.0000"}


def _sheet_file(audited: Played, number: str) -> str:
    """The file that holds a member's sheet."""
    office = [audited.audit.office]
    for name, content in audited.audit.carried.items():
        opened = open_parcel(content, office)
        if opened == audited.sheets[number].envelope:
            return name
    raise AssertionError


def _put(audited: Played, content: bytes) -> None:
    """Put something else in the place of the second member's sheet."""
    name = _sheet_file(audited, "E-2")
    audited.audit.carried[name] = content


def test_a_forged_sheet_is_named_and_the_decision_on_it_differs(
    audited: Played, tmp_path: Path
) -> None:
    audited.decide()
    envelope = msgspec.json.decode(audited.sheets["E-2"].envelope)
    envelope["signatures"][0]["sig"] = msgspec.json.decode(audited.sheets["E-3"].envelope)[
        "signatures"
    ][0]["sig"]
    _put(audited, seal(msgspec.json.encode(envelope), [audited.audit.office.recipient]))
    verdict = audited.audit.verdict(tmp_path)
    (fault,) = verdict.faults
    assert (fault.code, fault.kind) == ("signature_wrong", "sheet")
    assert Path(fault.file).parent == tmp_path
    assert verdict.dossiers[0].mark is Mark.DIFFERS
    assert "sheet_refused" in codes(verdict.dossiers[0])
    assert not verdict.agrees


def test_an_altered_parcel_is_named_and_what_rests_on_it_is_unchecked(
    audited: Played, tmp_path: Path
) -> None:
    audited.decide()
    name = _sheet_file(audited, "E-2")
    content = bytearray(audited.audit.carried[name])
    content[-1] ^= 1
    _put(audited, bytes(content))
    verdict = audited.audit.verdict(tmp_path)
    assert [one.code for one in verdict.faults] == ["seal_unreadable"]
    assert verdict.dossiers[0].mark is Mark.UNCHECKED
    assert {"sheet_missing", "not_recomputed"} <= codes(verdict.dossiers[0])
    assert not verdict.agrees


def test_a_missing_sheet_leaves_its_decision_unchecked(audited: Played, tmp_path: Path) -> None:
    audited.decide()
    del audited.audit.carried[_sheet_file(audited, "E-2")]
    assert audited.audit.verdict_on(tmp_path).mark is Mark.UNCHECKED


def test_a_sheet_sealed_to_somebody_else_is_named(audited: Played, tmp_path: Path) -> None:
    audited.decide()
    _put(audited, seal(audited.sheets["E-2"].envelope, [SealingIdentity.generate().recipient]))
    verdict = audited.audit.verdict(tmp_path)
    assert [one.code for one in verdict.faults] == ["seal_wrong_key"]
    assert verdict.dossiers[0].mark is Mark.UNCHECKED


def test_the_same_record_in_two_parcels_changes_nothing(audited: Played, tmp_path: Path) -> None:
    audited.decide()
    before = audited.audit.verdict(tmp_path / "once")
    audited.audit.carry(audited.sheets["E-2"], TOO_LATE)
    after = audited.audit.verdict(tmp_path / "twice")
    assert after.repeated == 1
    assert after.dossiers[0].mark is before.dossiers[0].mark is Mark.AGREES


def test_records_of_another_round_are_named_and_change_nothing(
    audited: Played, tmp_path: Path
) -> None:
    audited.decide()
    other = Audit()
    foreign = other.sheet(other.panel(3).members[0])
    audited.audit.carry(foreign)
    verdict = audited.audit.verdict(tmp_path)
    assert [one.code for one in verdict.faults] == ["other_round"]
    assert verdict.agrees


def test_an_unknown_author_is_named(audited: Played, tmp_path: Path) -> None:
    audited.decide()
    audited.audit.sheet(audited.audit.newcomer("X-1"))
    verdict = audited.audit.verdict(tmp_path)
    assert [one.code for one in verdict.faults] == ["unknown_author"]
    assert verdict.agrees


def test_who_may_not_decide_has_not_decided(audited: Played, tmp_path: Path) -> None:
    decision = audited.audit.decision(audited.panel, audited.audit.result(audited.sheets))
    audited.audit.decides(audited.second, decision)
    verdict = audited.audit.verdict(tmp_path)
    assert [(one.code, one.kind) for one in verdict.faults] == [("not_allowed", "decision")]
    assert verdict.dossiers[0].mark is Mark.UNDECIDED


def test_two_records_for_one_place_of_an_author_are_told_and_used_by_nobody(
    audited: Played, tmp_path: Path
) -> None:
    audited.decide()
    member = audited.second
    member.author.position = msgspec.structs.replace(member.author.position, seq=0, last=None)
    audited.audit.sheet(member, (1, 1))
    verdict = audited.audit.verdict(tmp_path)
    assert {one.code for one in verdict.faults} == {"fork"}
    assert verdict.dossiers[0].mark is Mark.DIFFERS


def test_other_files_are_counted_and_passed_over(audited: Played, tmp_path: Path) -> None:
    audited.decide()
    (tmp_path / "deep").mkdir()
    for name, content in {"notes.txt": b"notes", "a.json": b'{"a": 1}', "empty": b"",
                          "deep/old.zip": b"PK\3\4"}.items():  # fmt: skip
        (tmp_path / name).write_bytes(content)
    verdict = audited.audit.verdict(tmp_path)
    assert (verdict.agrees, verdict.other_files) == (True, 4)


def test_what_is_cut_off_is_named(audited: Played, tmp_path: Path) -> None:
    audited.decide()
    audited.audit.carried["cut"] = audited.sheets["E-2"].envelope[:-9]
    (tmp_path / "cut.ppirb").write_bytes(b"PK\3\4")
    verdict = audited.audit.verdict(tmp_path)
    assert {one.code for one in verdict.faults} == {"not_an_envelope", "bundle_damaged"}
    assert not verdict.agrees


def test_unsealed_envelopes_are_read_too(audited: Played, tmp_path: Path) -> None:
    audited.decide()
    _put(audited, audited.sheets["E-2"].envelope)
    assert audited.audit.verdict(tmp_path).agrees


def test_a_path_that_is_not_there_and_a_round_without_its_record_are_refused(
    tmp_path: Path,
) -> None:
    audit = Audit()
    audit.carried.clear()
    with pytest.raises(InputError, match="round_record_missing"):
        audit.verdict(tmp_path)
    with pytest.raises(InputError, match="stage_unknown"):
        Audit().verdict(tmp_path / "b", stage="nowhere")
    with pytest.raises(InputError, match="dossier_not_here"):
        Audit().verdict(tmp_path / "c", dossier="none")
    asked = round_verification.Asked(paths=(tmp_path / "none",), authority=DIGEST)
    with pytest.raises(EnvironmentFault, match="file_unreadable"):
        round_verification.verify_round_files(asked, audit.clock)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    points=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 20)), min_size=3, max_size=7),
    seed=st.integers(0, 1000),
    away=st.booleans(),
)
def test_an_honest_decision_agrees_whatever_the_order_of_files(
    points: list[tuple[int, int]], seed: int, away: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    audit = Audit()
    panel = audit.panel(len(points) + away)
    sheets = {
        who.number: audit.sheet(who, given_points)
        for who, given_points in zip(panel.members, points, strict=False)
    }
    absent = [AbsentMember(panel.members[-1].number, Absence.ABSENT)] if away else []
    audit.decides(panel.members[0], audit.decision(panel, audit.result(sheets, absent)))
    folder = tmp_path_factory.mktemp("order")
    verdict = audit.verdict(folder / "a", seed=seed)
    again = audit.verdict(folder / "b", seed=seed + 1)
    assert verdict.agrees
    assert verdict.dossiers[0].mark is Mark.AGREES
    results = {one.dossiers[0].decisions[0].computed for one in (verdict, again)}
    assert len(results) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_and_fate_has_words(language: str) -> None:
    folder = Path(round_verification.__file__).parent
    found = {
        str(node.args[0].value)
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"differs", "unchecked", "told"}
        and isinstance(node.args[0], ast.Constant)
    }
    found |= {f"used_{fate.value}" for fate in Fate if fate is not Fate.COUNTS}
    known = texts(language)
    assert len(found) > 40
    assert not {code for code in found if f"verification.finding.{code}" not in known}
    assert not {fate for fate in Fate if f"verification.fate.{fate}" not in known}
