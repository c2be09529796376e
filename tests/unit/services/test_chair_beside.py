"""Figures beside a result: how severe members are, how far they agree, what hangs on one sheet."""

from __future__ import annotations

import sys

import pytest

from ppir_desktop.common.errors import RefusedError
from ppir_desktop.domain.consolidation import Collected, Consolidator
from ppir_desktop.services.chair.beside import Grade, Standing, beside, without_each
from tests.support.panel_tables import collected, stage_of

SCORED, GATE = stage_of(), stage_of("nep", "paper")
MEMBERS = {f"P{number:02}": number for number in range(6)}


def came(dossiers: int = 6) -> list[Collected]:
    return [collected(SCORED, at, MEMBERS) for at in range(dossiers)]


def test_each_member_is_compared_with_the_panel() -> None:
    found = beside(SCORED, came())
    assert [one.number for one in found.leanings] == list(MEMBERS)
    assert found.parts == (tuple(MEMBERS),)
    for one in found.leanings:
        assert one.severity is not None
        assert one.margin is not None
        is_chance = abs(one.severity) <= one.margin
        assert (one.standing is Standing.CHANCE) == is_chance
    assert sum(one.severity or 0 for one in found.leanings) == pytest.approx(0, abs=1e-9)


def test_a_member_who_is_far_lower_everywhere_stands_out() -> None:
    sheets = []
    for one in came():
        low = tuple(type(mark)(mark.criterion, 0, mark.comment) for mark in one.sheets[0].marks)
        first = type(one.sheets[0])(one.dossier, "P00", low, "")
        sheets.append(Collected(one.dossier, (first, *one.sheets[1:]), one.away))
    standings = {one.number: one.standing for one in beside(SCORED, sheets).leanings}
    assert standings["P00"] is Standing.LOWER
    assert standings["P01"] is not Standing.LOWER


def test_members_who_share_no_dossier_are_not_compared() -> None:
    groups = ({"P00": 0, "P01": 1, "P02": 2}, {"P03": 3, "P04": 4, "P05": 5})
    found = beside(SCORED, [collected(SCORED, at, groups[at % 2]) for at in range(1, 5)])
    assert sorted(found.parts) == [tuple(group) for group in groups]


def test_whoever_alone_marked_a_dossier_is_not_compared() -> None:
    (leaning,) = beside(SCORED, [collected(SCORED, 1, {"P00": 0})]).leanings
    assert leaning.standing is Standing.ALONE
    assert leaning.severity is None


def test_too_few_sheets_leave_nothing_to_tell_chance_by() -> None:
    found = beside(SCORED, [collected(SCORED, 1, {"P00": 0, "P01": 1})])
    assert {one.standing for one in found.leanings} == {Standing.UNSURE}
    (alpha,) = found.agreements
    assert (alpha.value, alpha.why) == (None, "one_dossier")
    assert found.correlation is not None
    assert found.correlation.why == "few_dossiers"


def test_without_scipy_all_else_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    monkeypatch.delitem(sys.modules, "ppir_desktop.analysis.severity", raising=False)
    found = beside(SCORED, came())
    assert found.refused == "scipy_missing"
    assert not found.leanings
    assert found.agreements[0].value is not None
    assert found.correlation is not None


def test_agreement_says_how_far_one_dossier_moves_it() -> None:
    (alpha,) = beside(SCORED, came()).agreements
    assert alpha.value is not None
    assert alpha.low is not None
    assert alpha.high is not None
    assert alpha.low <= alpha.value <= alpha.high
    assert alpha.grade in set(Grade)


def test_each_item_of_a_gate_has_an_agreement_of_its_own() -> None:
    found = beside(GATE, [collected(GATE, at, MEMBERS) for at in range(5)])
    assert [one.criterion for one in found.agreements] == [one.id for one in GATE.criteria]
    assert found.correlation is None
    assert not found.leanings


def test_what_hangs_on_one_sheet_is_what_another_result_says() -> None:
    consolidator = Consolidator(SCORED)
    without_result, *others = came()
    assert without_each(consolidator, without_result) == ()
    for one in others:
        whole = consolidator.result(one)
        found = without_each(consolidator, one)
        assert [w.number for w in found] == [sheet.panellist for sheet in one.sheets]
        assert all(w.is_other == (w.outcome is not whole.outcome) for w in found if not w.is_none)


def test_it_can_be_stopped() -> None:
    def stop() -> None:
        raise RefusedError("cancelled")

    with pytest.raises(RefusedError):
        beside(SCORED, came(), stop)
