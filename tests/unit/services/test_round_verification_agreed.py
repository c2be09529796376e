"""What members agreed to, and two decisions on one dossier."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.domain.sheets import Absence
from ppir_desktop.protocol.result_bodies import AbsentMember, Adjustment, DossierResult
from ppir_desktop.protocol.round_bodies import Role
from ppir_desktop.services.round_verification import Mark
from ppir_desktop.signing.authors import Signed
from tests.support.audits import AGAIN, REASON, Audit, Panelled, codes, scheme_text
from tests.support.records import DIGEST

CALM = {"did_not_assent"}


class Adjusting:
    """A panel that adjusts its result, step by step."""

    def __init__(self, text: str = "") -> None:
        self.audit = Audit(text)
        self.panel: Panelled = self.audit.panel()
        self.chair = self.panel.members[0]
        self.what: DossierResult = self.audit.result(self.audit.sheets(self.panel))

    def agree(self, proposal: Signed) -> list[Signed]:
        return [
            self.audit.assents(who, "adjustment", proposal.digest) for who in self.panel.members
        ]

    def decide(self, what: DossierResult) -> None:
        self.audit.decides(self.chair, self.audit.decision(self.panel, what))


@pytest.fixture
def adjusting() -> Adjusting:
    return Adjusting()


def test_a_unanimous_adjustment_agrees(adjusting: Adjusting, tmp_path: Path) -> None:
    assents = adjusting.agree(adjusting.audit.proposes(adjusting.panel, adjusting.what))
    adjusting.decide(adjusting.audit.adjusted(adjusting.what, assents))
    dossier = adjusting.audit.verdict_on(tmp_path)
    assert (dossier.mark, codes(dossier)) == (Mark.AGREES, CALM)
    assert dossier.decisions[0].score == "69"


def test_an_assent_on_paper_is_the_chairs_to_sign(adjusting: Adjusting, tmp_path: Path) -> None:
    proposal = adjusting.audit.proposes(adjusting.panel, adjusting.what)
    assents = adjusting.agree(proposal)[:-1]
    assents.append(
        adjusting.audit.assents(
            adjusting.chair, "adjustment", proposal.digest, number="E-5", on_paper=True
        )
    )
    adjusting.decide(adjusting.audit.adjusted(adjusting.what, assents))
    assert adjusting.audit.verdict_on(tmp_path).mark is Mark.AGREES


def _not_unanimous(one: Adjusting) -> DossierResult:
    assents = one.agree(one.audit.proposes(one.panel, one.what))
    return one.audit.adjusted(one.what, assents[:-1])


def _reason_changed(one: Adjusting) -> DossierResult:
    assents = one.agree(one.audit.proposes(one.panel, one.what))
    return one.audit.adjusted(one.what, assents, "다른 사유")


def _said_no(one: Adjusting) -> DossierResult:
    proposal = one.audit.proposes(one.panel, one.what)
    assents = one.agree(proposal)[:-1]
    last = one.panel.members[-1]
    assents.append(one.audit.assents(last, "adjustment", proposal.digest, agrees=False))
    return one.audit.adjusted(one.what, assents)


def _for_somebody_else(one: Adjusting) -> DossierResult:
    proposal = one.audit.proposes(one.panel, one.what)
    assents = one.agree(proposal)[:-1]
    second = one.panel.members[1]
    assents.append(one.audit.assents(second, "adjustment", proposal.digest, number="E-5"))
    return one.audit.adjusted(one.what, assents)


def _on_paper_by_a_member(one: Adjusting) -> DossierResult:
    proposal = one.audit.proposes(one.panel, one.what)
    assents = one.agree(proposal)[:-1]
    second = one.panel.members[1]
    assents.append(
        one.audit.assents(second, "adjustment", proposal.digest, number="E-5", on_paper=True)
    )
    return one.audit.adjusted(one.what, assents)


def _by_a_stranger(one: Adjusting) -> DossierResult:
    proposal = one.audit.proposes(one.panel, one.what)
    stranger = one.audit.enter(one.audit.newcomer("Z-1"), Role.PANELLIST)
    assents = [*one.agree(proposal), one.audit.assents(stranger, "adjustment", proposal.digest)]
    return one.audit.adjusted(one.what, assents)


def _not_an_assent(one: Adjusting) -> DossierResult:
    proposal = one.audit.proposes(one.panel, one.what)
    return one.audit.adjusted(one.what, [*one.agree(proposal), proposal])


def _to_something_else(one: Adjusting) -> DossierResult:
    proposal = one.audit.proposes(one.panel, one.what)
    last = one.panel.members[-1]
    assents = one.agree(proposal)[:-1]
    assents.append(one.audit.assents(last, "decision", proposal.digest))
    return one.audit.adjusted(one.what, assents)


def _against_the_score(one: Adjusting) -> DossierResult:
    proposal = one.audit.proposes(one.panel, one.what, outcome=Outcome.ADVANCE)
    what = one.audit.adjusted(one.what, one.agree(proposal))
    return msgspec.structs.replace(what, outcome=Outcome.ADVANCE)


def _without_outcome(one: Adjusting) -> DossierResult:
    assents = one.agree(one.audit.proposes(one.panel, one.what))
    return msgspec.structs.replace(one.audit.adjusted(one.what, assents), outcome=None)


@pytest.mark.parametrize(
    ("adjust", "code"),
    [
        (_not_unanimous, "adjustment_not_unanimous"),
        (_reason_changed, "adjustment_changed"),
        (_reason_changed, "assent_to_other_words"),
        (_said_no, "assent_says_no"),
        (_said_no, "adjustment_not_unanimous"),
        (_for_somebody_else, "assent_of_another"),
        (_on_paper_by_a_member, "assent_of_another"),
        (_by_a_stranger, "adjustment_by_stranger"),
        (_not_an_assent, "assent_to_other"),
        (_to_something_else, "assent_to_other"),
        (_against_the_score, "outcome_not_of_adjustment"),
        (_without_outcome, "adjustment_without_outcome"),
    ],
)
def test_an_adjustment_that_does_not_hold_is_told(
    adjust: Callable[[Adjusting], DossierResult], code: str, adjusting: Adjusting, tmp_path: Path
) -> None:
    adjusting.decide(adjust(adjusting))
    dossier = adjusting.audit.verdict_on(tmp_path)
    assert dossier.mark is Mark.DIFFERS
    assert code in codes(dossier)


def test_a_stage_that_allows_no_adjustment_has_none(tmp_path: Path) -> None:
    adjusting = Adjusting(scheme_text(adjustable=False))
    assents = adjusting.agree(adjusting.audit.proposes(adjusting.panel, adjusting.what))
    adjusting.decide(adjusting.audit.adjusted(adjusting.what, assents))
    assert "adjustment_not_allowed" in codes(adjusting.audit.verdict_on(tmp_path))


def test_without_the_proposal_nobody_can_say_what_was_agreed_to(
    adjusting: Adjusting, tmp_path: Path
) -> None:
    audit = adjusting.audit
    before = set(audit.carried)
    proposal = audit.proposes(adjusting.panel, adjusting.what)
    (name,) = set(audit.carried) - before
    adjusting.decide(audit.adjusted(adjusting.what, adjusting.agree(proposal)))
    del audit.carried[name]
    dossier = audit.verdict_on(tmp_path)
    assert dossier.mark is Mark.UNCHECKED
    assert {"proposal_missing", "assent_subject_missing"} <= codes(dossier)


def test_an_assent_that_is_not_here_is_told(adjusting: Adjusting, tmp_path: Path) -> None:
    assents = adjusting.agree(adjusting.audit.proposes(adjusting.panel, adjusting.what))
    made = Adjustment(score=6900, reason=REASON, assents=(*(one.digest for one in assents), DIGEST))
    what = msgspec.structs.replace(adjusting.what, adjustment=made, outcome=Outcome.REJECT)
    adjusting.decide(what)
    dossier = adjusting.audit.verdict_on(tmp_path)
    assert (dossier.mark, "assent_missing" in codes(dossier)) == (Mark.UNCHECKED, True)


@pytest.mark.parametrize("changed", [False, True])
def test_members_agree_to_the_words_that_were_decided(
    changed: bool, adjusting: Adjusting, tmp_path: Path
) -> None:
    audit, panel = adjusting.audit, adjusting.panel
    decision = audit.decision(panel, adjusting.what)
    proposal = audit.proposes_decision(panel, decision)
    second, third, fourth = panel.members[1:4]
    assents = [audit.assents(who, "decision", proposal.digest) for who in (second, third)]
    audit.assents(fourth, "decision", proposal.digest, agrees=False)
    decision = msgspec.structs.replace(
        decision, assents=tuple(one.digest for one in assents),
        minutes="고침" if changed else "",
    )  # fmt: skip
    audit.decides(adjusting.chair, decision)
    dossier = audit.verdict_on(tmp_path)
    if changed:
        assert dossier.mark is Mark.DIFFERS
        assert "assent_to_other_words" in codes(dossier)
        return
    found = {one.code: one.params for one in dossier.decisions[0].findings}
    assert dossier.mark is Mark.AGREES
    assert found == {"said_no": {"numbers": "E-4"}, "did_not_assent": {"numbers": "E-5"}}


class Twice:
    """A panel with two decisions on its dossier."""

    def __init__(self) -> None:
        self.audit = Audit()
        self.panel: Panelled = self.audit.panel()
        self.first, self.second = self.panel.members[:2]
        self.audit.enter(self.second, Role.CHAIR, [self.panel.id])
        self.sheets = self.audit.sheets(self.panel)
        whole = self.audit.result(self.sheets)
        self.decided = self.audit.decides(self.first, self.audit.decision(self.panel, whole))
        without = {number: one for number, one in self.sheets.items() if number != "E-5"}
        away = [AbsentMember("E-5", Absence.ABSENT, "회의에 오지 않았다.")]
        self.less = self.audit.result(without, away)


def test_two_chairs_decisions_are_both_verified_and_what_differs_is_told(tmp_path: Path) -> None:
    twice = Twice()
    decision = twice.audit.decision(twice.panel, twice.less)
    twice.audit.at(AGAIN)
    twice.audit.announce(twice.panel, (twice.second, twice.first, *twice.panel.members[2:]))
    twice.audit.decides(twice.second, decision, when=AGAIN)
    dossier = twice.audit.verdict_on(tmp_path)
    assert dossier.mark is Mark.DIFFERS
    assert len(dossier.decisions) == 2
    assert {"between_sheets", "between_score"} <= codes(dossier)
    (sheets,) = [one for one in dossier.findings if one.code == "between_sheets"]
    assert sheets.params["only_first"].startswith("E-5")
    assert sheets.params["only_second"] == "—"


def test_two_decisions_by_one_key_both_stand_unless_one_replaces_the_other(
    tmp_path: Path,
) -> None:
    twice = Twice()
    twice.audit.decides(twice.first, twice.audit.decision(twice.panel, twice.less))
    assert twice.audit.verdict_on(tmp_path).mark is Mark.DIFFERS


def test_a_replaced_decision_is_verified_and_marked_replaced(tmp_path: Path) -> None:
    twice = Twice()
    decision = twice.audit.decision(twice.panel, twice.less)
    twice.audit.decides(twice.first, decision, twice.decided.digest, AGAIN)
    dossier = twice.audit.verdict_on(tmp_path)
    assert dossier.mark is Mark.AGREES
    found = {one.digest: (one.is_replaced, one.mark) for one in dossier.decisions}
    assert found.pop(twice.decided.digest) == (True, Mark.AGREES)
    assert list(found.values()) == [(False, Mark.AGREES)]


def test_two_decisions_that_say_the_same_differ_in_nothing(tmp_path: Path) -> None:
    twice = Twice()
    twice.audit.at(AGAIN)
    twice.audit.announce(twice.panel, (twice.second, twice.first, *twice.panel.members[2:]))
    whole = twice.audit.decision(twice.panel, twice.audit.result(twice.sheets))
    twice.audit.decides(twice.second, whole, when=AGAIN)
    dossier = twice.audit.verdict_on(tmp_path)
    assert dossier.mark is Mark.AGREES
    assert "between_same" in codes(dossier)
    assert not {one for one in codes(dossier) if one.startswith("between_") and "same" not in one}
