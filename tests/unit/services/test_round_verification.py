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


def test_an_honest_decision_agrees(played: Played, tmp_path: Path) -> None:
    played.decide()
    verdict = played.audit.verdict(tmp_path)
    (dossier,) = verdict.dossiers
    (decision,) = dossier.decisions
    assert (verdict.agrees, dossier.mark, codes(dossier)) == (True, Mark.AGREES, CALM)
    # Totals 30, 32, 34, 36, 38 of 50: without the ends 102 / 3 = 34, and 68 of 100.
    assert (decision.score, decision.outcome, decision.number) == ("68.0000", "reject", "E-1")
    assert all(one.is_used and one.fate == "counts" for one in decision.sheets)
    assert verdict.records["sheet"] == 5
    assert not verdict.faults


def test_what_nobody_decided_is_told_as_far_as_it_is(played: Played, tmp_path: Path) -> None:
    verdict = played.audit.verdict(tmp_path)
    (dossier,) = verdict.dossiers
    assert verdict.agrees
    assert dossier.mark is Mark.UNDECIDED
    assert msgspec.json.decode(dossier.so_far)["score"] == "68.0000"


def _left_out(played: Played) -> None:
    played.audit.announce(played.panel, played.panel.members)
    del played.sheets["E-5"]
    played.decide()


def _recused(played: Played) -> None:
    played.audit.declares(played.second, accepts=False)
    played.decide()


def _revoked(played: Played) -> None:
    played.audit.enter(played.second, Role.PANELLIST, revoked_at="2026-12-01T00:00:00Z")
    played.decide()


def _two_sheets(played: Played) -> None:
    played.audit.sheet(played.second, (30, 20))
    played.decide()


def _superseded(played: Played) -> None:
    former = played.sheets["E-2"]
    played.audit.sheet(played.second, (30, 20), supersedes=former.digest)
    played.decide()


def _other_scheme(played: Played) -> None:
    _again(played, scheme=DIGEST)


def _other_manifest(played: Played) -> None:
    _again(played, manifest=DIGEST)


def _again(played: Played, **changes: Unpack[Changes]) -> None:
    former = played.sheets["E-2"].digest
    again = played.audit.sheet(played.second, (21, 11), supersedes=former, **changes)
    played.sheets["E-2"] = again
    played.decide()


def _late(played: Played) -> None:
    newcomer = played.audit.newcomer("E-6")
    played.audit.enter(newcomer, Role.PANELLIST)
    played.audit.announce(played.panel, (*played.panel.members, newcomer))
    played.sheets["E-6"] = played.audit.sheet(newcomer, received=TOO_LATE)
    played.decide()


def _not_member(played: Played) -> None:
    played.audit.announce(played.panel, played.panel.members[:4])
    played.decide()


def _wrong_arithmetic(played: Played) -> None:
    result = played.audit.result(played.sheets)
    text = result.result.replace('"score":"68.0000"', '"score":"71.0000"')
    assert text != result.result
    result = msgspec.structs.replace(result, result=text)
    played.audit.decides(played.chair, played.audit.decision(played.panel, result))


def _wrong_outcome(played: Played) -> None:
    result = msgspec.structs.replace(played.audit.result(played.sheets), outcome=Outcome.ADVANCE)
    played.audit.decides(played.chair, played.audit.decision(played.panel, result))


def _other_chair(played: Played) -> None:
    other = played.audit.panel(3, dossier="2026-0002", prefix="F")
    decision = played.audit.decision(played.panel, played.audit.result(played.sheets))
    played.audit.decides(other.members[0], decision)


def _no_longer_chair(played: Played) -> None:
    first, second, *rest = played.panel.members
    played.audit.announce(played.panel, (second, first, *rest))
    played.decide()


def _by_another_name(played: Played) -> None:
    names = played.sheets
    names["E-2"], names["E-3"] = names["E-3"], names["E-2"]
    played.decide()


def _absent_without_reason(played: Played) -> None:
    played.without("E-5")


def _called_absent_though_recused(played: Played) -> None:
    played.audit.declares(played.panel.members[4], accepts=False)
    played.without("E-5")


def _typed_in_unseen(played: Played) -> None:
    played.audit.announce(played.panel, played.panel.members, paper=["P-1"])
    played.sheets["P-1"] = played.audit.transcribes(played.chair, "P-1")
    played.audit.assents(played.chair, "transcription", played.sheets["P-1"].digest)
    played.decide()


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
    play: Callable[[Played], None], code: str, played: Played, tmp_path: Path
) -> None:
    if play is _revoked:  # the sheet was received after the key was revoked
        played.audit.at("2026-11-24T10:00:00Z")
    play(played)
    dossier = played.audit.verdict_on(tmp_path)
    assert dossier.mark is Mark.DIFFERS
    assert code in codes(dossier)


def test_the_place_of_wrong_arithmetic_is_told_with_both_values(
    played: Played, tmp_path: Path
) -> None:
    _wrong_arithmetic(played)
    findings = played.audit.verdict_on(tmp_path).decisions[0].findings
    (found,) = [one for one in findings if one.code == "result_differs"]
    assert found.params == {"path": "$.score", "signed": "71.0000", "computed": "68.0000"}


def _sheet_file(played: Played, number: str) -> str:
    """The file that holds a member's sheet."""
    office = [played.audit.office]
    for name, content in played.audit.carried.items():
        opened = open_parcel(content, office)
        if opened == played.sheets[number].envelope:
            return name
    raise AssertionError


def _put(played: Played, content: bytes) -> None:
    """Put something else in the place of the second member's sheet."""
    name = _sheet_file(played, "E-2")
    played.audit.carried[name] = content


def test_a_forged_sheet_is_named_and_the_decision_on_it_differs(
    played: Played, tmp_path: Path
) -> None:
    played.decide()
    envelope = msgspec.json.decode(played.sheets["E-2"].envelope)
    envelope["signatures"][0]["sig"] = msgspec.json.decode(played.sheets["E-3"].envelope)[
        "signatures"
    ][0]["sig"]
    _put(played, seal(msgspec.json.encode(envelope), [played.audit.office.recipient]))
    verdict = played.audit.verdict(tmp_path)
    (fault,) = verdict.faults
    assert (fault.code, fault.kind) == ("signature_wrong", "sheet")
    assert Path(fault.file).parent == tmp_path
    assert verdict.dossiers[0].mark is Mark.DIFFERS
    assert "sheet_refused" in codes(verdict.dossiers[0])
    assert not verdict.agrees


def test_an_altered_parcel_is_named_and_what_rests_on_it_is_unchecked(
    played: Played, tmp_path: Path
) -> None:
    played.decide()
    name = _sheet_file(played, "E-2")
    content = bytearray(played.audit.carried[name])
    content[-1] ^= 1
    _put(played, bytes(content))
    verdict = played.audit.verdict(tmp_path)
    assert [one.code for one in verdict.faults] == ["seal_unreadable"]
    assert verdict.dossiers[0].mark is Mark.UNCHECKED
    assert {"sheet_missing", "not_recomputed"} <= codes(verdict.dossiers[0])
    assert not verdict.agrees


def test_a_missing_sheet_leaves_its_decision_unchecked(played: Played, tmp_path: Path) -> None:
    played.decide()
    del played.audit.carried[_sheet_file(played, "E-2")]
    assert played.audit.verdict_on(tmp_path).mark is Mark.UNCHECKED


def test_a_sheet_sealed_to_somebody_else_is_named(played: Played, tmp_path: Path) -> None:
    played.decide()
    _put(played, seal(played.sheets["E-2"].envelope, [SealingIdentity.generate().recipient]))
    verdict = played.audit.verdict(tmp_path)
    assert [one.code for one in verdict.faults] == ["seal_wrong_key"]
    assert verdict.dossiers[0].mark is Mark.UNCHECKED


def test_the_same_record_in_two_parcels_changes_nothing(played: Played, tmp_path: Path) -> None:
    played.decide()
    before = played.audit.verdict(tmp_path / "once")
    played.audit.carry(played.sheets["E-2"], TOO_LATE)
    after = played.audit.verdict(tmp_path / "twice")
    assert after.repeated == 1
    assert after.dossiers[0].mark is before.dossiers[0].mark is Mark.AGREES


def test_records_of_another_round_are_named_and_change_nothing(
    played: Played, tmp_path: Path
) -> None:
    played.decide()
    other = Audit()
    foreign = other.sheet(other.panel(3).members[0])
    played.audit.carry(foreign)
    verdict = played.audit.verdict(tmp_path)
    assert [one.code for one in verdict.faults] == ["other_round"]
    assert verdict.agrees


def test_an_unknown_author_is_named(played: Played, tmp_path: Path) -> None:
    played.decide()
    played.audit.sheet(played.audit.newcomer("X-1"))
    verdict = played.audit.verdict(tmp_path)
    assert [one.code for one in verdict.faults] == ["unknown_author"]
    assert verdict.agrees


def test_who_may_not_decide_has_not_decided(played: Played, tmp_path: Path) -> None:
    decision = played.audit.decision(played.panel, played.audit.result(played.sheets))
    played.audit.decides(played.second, decision)
    verdict = played.audit.verdict(tmp_path)
    assert [(one.code, one.kind) for one in verdict.faults] == [("not_allowed", "decision")]
    assert verdict.dossiers[0].mark is Mark.UNDECIDED


def test_two_records_for_one_place_of_an_author_are_told_and_used_by_nobody(
    played: Played, tmp_path: Path
) -> None:
    played.decide()
    member = played.second
    member.author.position = msgspec.structs.replace(member.author.position, seq=0, last=None)
    played.audit.sheet(member, (1, 1))
    verdict = played.audit.verdict(tmp_path)
    assert {one.code for one in verdict.faults} == {"fork"}
    assert verdict.dossiers[0].mark is Mark.DIFFERS


def test_other_files_are_counted_and_passed_over(played: Played, tmp_path: Path) -> None:
    played.decide()
    (tmp_path / "deep").mkdir()
    for name, content in {"notes.txt": b"notes", "a.json": b'{"a": 1}', "empty": b"",
                          "deep/old.zip": b"PK\3\4"}.items():  # fmt: skip
        (tmp_path / name).write_bytes(content)
    verdict = played.audit.verdict(tmp_path)
    assert (verdict.agrees, verdict.other_files) == (True, 4)


def test_what_is_cut_off_is_named(played: Played, tmp_path: Path) -> None:
    played.decide()
    played.audit.carried["cut"] = played.sheets["E-2"].envelope[:-9]
    (tmp_path / "cut.ppirb").write_bytes(b"PK\3\4")
    verdict = played.audit.verdict(tmp_path)
    assert {one.code for one in verdict.faults} == {"not_an_envelope", "bundle_damaged"}
    assert not verdict.agrees


def test_unsealed_envelopes_are_read_too(played: Played, tmp_path: Path) -> None:
    played.decide()
    _put(played, played.sheets["E-2"].envelope)
    assert played.audit.verdict(tmp_path).agrees


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
