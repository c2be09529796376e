"""``ppir verify-round`` says of every dossier whether its decision follows from the records."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.audits import DOSSIER, Audit
from tests.support.command import Ask, Command
from tests.support.records import SmallRound
from tests.support.signed_round import SCORED, SignedRound


class Files:
    """A round in a folder, and what it takes to verify it."""

    def __init__(self, ppir: Command) -> None:
        self.audit = Audit()
        self.panel = self.audit.panel()
        self.sheets = self.audit.sheets(self.panel)
        self.folder = ppir.folder / "records"
        self.authority = ("--authority", self.audit.authority.identity.id)
        secret = self.audit.office.secret_text()
        self.identity = ppir.file("office", f"# created: 2026\n# public key: …\n{secret}\n")

    def decide(self) -> None:
        decision = self.audit.decision(self.panel, self.audit.result(self.sheets))
        self.audit.decides(self.panel.members[0], decision)

    def arguments(self, *more: str) -> tuple[str | Path, ...]:
        self.audit.write(self.folder)
        return ("verify-round", self.folder, *self.authority, "--identity", self.identity, *more)


@pytest.fixture
def files(ppir: Command) -> Files:
    return Files(ppir)


def test_a_decision_that_follows_is_said_to_agree(ppir: Command, files: Files) -> None:
    files.decide()
    answer = ppir(*files.arguments())
    assert answer.status == 0
    for word in (f"{DOSSIER} (paper): agrees", "68.0000 points", "Every decision follows"):
        assert word in answer.out
    # What stands on the sheets besides marks is nobody's business here.
    assert "근거가 분명하다" not in answer.out
    korean = ppir(*files.arguments(), lang="ko")
    assert "일치" in korean.out


def test_programs_get_everything(ppir: Command, files: Files) -> None:
    files.decide()
    found = ppir(*files.arguments("--json")).json()
    assert found["agrees"] is True
    (dossier,) = found["dossiers"]
    (decision,) = dossier["decisions"]
    assert decision["computed"]["score"] == "68.0000"
    assert len(decision["sheets"]) == 5


def test_where_it_differs_is_told_with_reasons(ppir: Command, files: Files) -> None:
    del files.sheets["E-5"]
    files.decide()
    for lang, words in (
        ("en", ("DIFFERS", "counts and is not in the decision")),
        ("ko", ("다름",)),
    ):
        answer = ppir(*files.arguments(), lang=lang)
        assert answer.status == 1
        assert all(word in answer.out for word in words)


def test_undecided_dossiers_are_no_error(ppir: Command, files: Files) -> None:
    answer = ppir(*files.arguments())
    assert answer.status == 0
    for word in ("undecided", "5 sheets count", "so far: reject, 68.0000 points"):
        assert word in answer.out


def test_what_cannot_be_read_is_named(ppir: Command, files: Files) -> None:
    files.decide()
    files.audit.carried["cut"] = files.sheets["E-2"].envelope[:-9]
    files.audit.sheet(files.audit.newcomer("X-1"))
    answer = ppir(*files.arguments())
    assert answer.status == 1
    assert "-cut (evaluation sheet): " in answer.out
    assert "not known to the round" in answer.out


def test_without_an_identity_sealed_records_are_left_aside(ppir: Command, files: Files) -> None:
    files.decide()
    files.audit.write(files.folder)
    answer = ppir("verify-round", files.folder, *files.authority)
    assert "not sealed to you" in answer.out


def test_without_anything_to_judge_by_nothing_is_judged(ppir: Command, files: Files) -> None:
    files.audit.write(files.folder)
    assert ppir("verify-round", files.folder).status == 2
    assert "nothing to judge by" in ppir("verify-round", files.folder).err
    other = ("--authority", SmallRound().authority.identity.id)
    assert ppir("verify-round", files.folder, *other).status == 2
    assert ppir(*files.arguments("--dossier", "none")).status == 2
    assert ppir(*files.arguments("--stage", "none")).status == 2
    assert ppir(*files.arguments("--stage", "paper", "--dossier", DOSSIER)).status == 0


@pytest.mark.slow
def test_an_office_verifies_the_bundles_that_it_holds(ask: Ask, played: SignedRound) -> None:
    answer = ask("verify-round", played.home.parent / "desks", "--json", status=None)
    verdict = answer.json()
    assert verdict["records"]["sheet"] >= len(played.members)
    (dossier,) = [one for one in verdict["dossiers"] if one["decisions"]]
    (decision,) = dossier["decisions"]
    assert (dossier["stage"], decision["digest"]) == (SCORED, played.decision)
    # The chair of that round adjusted the score with nobody's assent.
    codes = {one["code"] for one in decision["findings"]}
    assert answer.status == 1
    assert "adjustment_not_unanimous" in codes
    assert not codes & {"result_differs", "sheet_missing", "sheet_left_out", "not_the_chair"}
