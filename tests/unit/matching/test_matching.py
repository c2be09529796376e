"""Panels: the best that there are, within every rule, the same for the same seed."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter

import pytest
from msgspec.structs import replace

from ppir_desktop.common.errors import InputError
from ppir_desktop.domain.stage import Chair, PanelRule, Sector
from ppir_desktop.matching import exact
from ppir_desktop.matching.needs import Needs, Pair, needs_of
from ppir_desktop.matching.pairs import Pairs
from ppir_desktop.matching.shortage import Impossible
from ppir_desktop.matching.solver import Matching, match
from tests.support.matching import (
    RULE,
    SECTORS,
    application,
    best_of_all,
    expert,
    judged,
    project,
    some_carried,
    some_needs,
    some_round,
)


def matched(pairs: Pairs, needs: Needs, seed: int = 0) -> Matching:
    found = match(pairs, needs, RULE, seed=seed)
    assert isinstance(found, Matching)
    return found


def broken_rules(pairs: Pairs, found: Matching) -> list[str]:
    """Which of the hard rules a matching breaks."""
    needs, broken = found.needs, []
    load = Counter(seat.expert for panel in found.panels for seat in panel.members)
    load += Counter({number: count for number, count in needs.carried if load[number]})
    broken += ["load"] * (max(load.values(), default=0) > needs.load)
    broken += ["panels"] * (
        [panel.application for panel in found.panels] != [a.number for a in pairs.applications]
    )
    for panel in found.panels:
        row = pairs.rows[panel.application]
        columns = [pairs.columns[seat.expert] for seat in panel.members]
        members = [pairs.experts[column] for column in columns]
        held = Counter(member.sector for member in members)
        numbers = {member.number for member in members}
        pairs_made = {Pair(panel.application, number) for number in numbers}
        pinned = {pin for pin in needs.pinned if pin.application == panel.application}
        broken += ["size"] * (len(numbers) != needs.size)
        broken += ["conflict"] * bool(pairs.against[row, columns].any())
        broken += ["sector"] * any(held[sector] < least for sector, least in needs.minima.items())
        broken += ["pin"] * (not pinned <= pairs_made) + ["bar"] * bool(pairs_made & needs.barred)
        broken += ["fit"] * (panel.fit != sum(int(pairs.score[row, c]) for c in columns))
        chairs = [m.years for m in members if m.number == panel.chair]
        if needs.chair is Chair.ELECTED:
            broken += ["chair"] * bool(panel.chair)
        else:
            broken += ["chair"] * (len(chairs) != 1 or chairs[0] < needs.chair_years)
    return broken


@pytest.mark.parametrize("block", range(10))
def test_small_matchings_are_the_best_of_all(block: int) -> None:
    compared = 0
    for seed in range(block * 40, block * 40 + 40):
        pairs = some_round(seed, panels=3, pool=7)
        needs = replace(some_needs(seed, pairs), carried=some_carried(seed, pairs))
        best = best_of_all(pairs, needs)
        try:
            found = match(pairs, needs, RULE, seed=seed)
        except InputError:  # a pin that leaves no room
            assert best is None
            continue
        assert isinstance(found, Matching) is (best is not None), seed
        if isinstance(found, Matching):
            compared += 1
            assert (found.worst, found.total) == best, seed
            assert (found.worst_gap, found.total_gap) == (0, 0), seed
    assert compared > 3


@pytest.mark.parametrize("block", range(2))
def test_no_hard_rule_is_ever_broken(block: int) -> None:
    _refuse_broken_rules(range(1000 + block * 80, 1080 + block * 80))


@pytest.mark.soak
@pytest.mark.parametrize("block", range(20))
def test_no_hard_rule_is_broken_in_thousands_of_rounds(block: int) -> None:
    _refuse_broken_rules(range(10_000 + block * 500, 10_500 + block * 500))


def _refuse_broken_rules(seeds: range) -> None:
    seen = 0
    for seed in seeds:
        pairs = some_round(seed, panels=6, pool=16)
        needs = replace(
            some_needs(seed, pairs), near_equal=seed % 3 * 50, carried=some_carried(seed, pairs)
        )
        try:
            found = match(pairs, needs, RULE, seed=seed)
        except InputError:
            continue
        if isinstance(found, Matching):
            seen += 1
            assert not broken_rules(pairs, found), seed
            assert found.worst <= found.worst_bound
            assert found.total <= found.total_bound
    assert seen > 5


def test_what_is_too_large_to_be_proved_has_small_gaps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "LARGEST", 0)
    needs = Needs(size=6, load=3, sectors=tuple((sector, 1) for sector in SECTORS))
    for seed, chair in enumerate([Chair.ELECTED, Chair.LOT, Chair.APPOINTED]):
        pairs = some_round(seed, panels=30, pool=75, plenty=True)
        found = matched(pairs, replace(needs, chair=chair), seed)
        assert not broken_rules(pairs, found)
        assert found.worst_gap < 0.05
        assert found.total_gap < 0.01


def test_the_bounds_of_what_is_not_proved_are_true(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "LARGEST", 0)
    for seed in range(40):
        pairs = some_round(seed, panels=3, pool=7)
        needs = some_needs(seed, pairs)
        best = best_of_all(pairs, needs)
        if best is None:
            continue
        found = matched(pairs, needs)
        assert found.worst <= best[0] <= found.worst_bound
        if found.worst == best[0]:
            assert found.total <= best[1] <= found.total_bound


def test_the_same_seed_gives_the_same_panels_whatever_the_order_of_rows() -> None:
    pairs = some_round(5, panels=12, pool=40, plenty=True)
    needs = Needs(size=4, load=2, near_equal=50, chair=Chair.LOT)
    first = matched(pairs, needs, seed=7)
    filed, pool = list(pairs.applications), list(pairs.experts)
    random.Random(1).shuffle(filed)
    random.Random(2).shuffle(pool)
    register = [project(str(n)) for n in range(6)]
    assert matched(judged(filed, pool, register), needs, 7).panels == (
        matched(judged(filed[::-1], pool[::-1], register[::-1]), needs, 7).panels
    )
    assert matched(pairs, needs, seed=7) == first
    assert first.seed == 7


def test_another_seed_draws_others_among_equals_and_loses_nothing() -> None:
    pairs = judged([application(1)], [expert(n) for n in range(12)], [])
    needs = Needs(size=3, load=1)
    found = [matched(pairs, needs, seed) for seed in range(20)]
    assert len({one.panels for one in found}) > 5
    assert {(one.worst, one.total, one.total_gap) for one in found} == {(1200, 1200, 0)}


def test_the_lot_decides_among_near_equals_and_no_further() -> None:
    # Four with 600 points, four with 500, four with 400: 200 are more than the lot can add.
    pool = [expert(n, keywords=("가", "나")[: 2 - n // 4]) for n in range(12)]
    pairs = judged([application(1, summary="가나")], pool, [])
    needs = Needs(size=4, load=1, near_equal=180)
    seats: Counter[str] = Counter()
    for seed in range(60):
        seats.update(seat.expert for seat in matched(pairs, needs, seed).panels[0].members)
    drawn = [sum(seats[f"P{n:02d}"] for n in range(k, k + 4)) for k in (0, 4, 8)]
    assert drawn[0] > drawn[1] > 0
    assert drawn[2] == 0
    strict = {matched(pairs, replace(needs, near_equal=0), seed).total for seed in range(10)}
    assert len(strict) == 1


def test_a_chair_is_the_most_experienced_or_drawn_among_the_able() -> None:
    pool = [expert(n, years=8 + n) for n in range(5)]
    pairs = judged([application(1)], pool, [])
    needs = Needs(size=5, load=1, chair=Chair.APPOINTED, chair_years=10)
    assert matched(pairs, needs).panels[0].chair == "P04"
    lots = {
        matched(pairs, replace(needs, chair=Chair.LOT), seed).panels[0].chair for seed in range(40)
    }
    assert lots == {"P02", "P03", "P04"}


def test_no_applications_make_no_panels() -> None:
    found = matched(judged([], [expert()], []), Needs(size=3, load=1))
    assert (found.panels, found.worst, found.total) == ((), 0, 0)


def test_nobody_in_the_pool_is_impossible() -> None:
    assert isinstance(
        match(judged([application()], [], []), Needs(size=3, load=1), RULE, seed=0), Impossible
    )


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"size": 11}, ["panel_size"]),
        ({"load": 0}, ["needs_load"]),
        ({"sectors": ((Sector.ACADEMIA, 3),)}, ["needs_sectors"]),
        ({"pinned": frozenset({Pair("A1", "P01")})}, ["pin_own_organisation"]),
        ({"pinned": frozenset({Pair("A1", "P99")})}, ["pin_unknown"]),
        ({"pinned": frozenset({Pair("A1", "P02")}), "barred": frozenset({Pair("A1", "P02")})},
         ["pin_barred"]),
        ({"load": 1, "pinned": frozenset({Pair("A1", "P02"), Pair("A2", "P02")})},
         ["pins_over_load"]),
        ({"pinned": frozenset(Pair("A1", f"P0{n}") for n in (2, 3, 4))}, ["pins_over_panel"]),
        ({"pinned": frozenset(Pair("A1", f"P0{n}") for n in (2, 3)),
          "sectors": ((Sector.INDUSTRY, 1),)}, ["pins_over_panel"]),
    ],
)  # fmt: skip
def test_needs_that_contradict_something_are_refused(
    changed: dict[str, object], codes: list[str]
) -> None:
    pool = [expert(1, organisation="가나테크㈜"), *(expert(n) for n in range(2, 8))]
    pairs = judged([application(1), application(2, applicant="하")], pool, [])
    needs = replace(Needs(size=2, load=2), **changed)
    with pytest.raises(InputError) as refused:
        match(pairs, needs, RULE, seed=0)
    assert [problem.code for problem in refused.value.problems] == codes


def test_a_sector_that_the_rule_names_must_be_asked_for() -> None:
    rule = PanelRule(minimum=1, maximum=9, sectors=(Sector.ACADEMIA,))
    pairs = judged([application()], [expert()], [])
    with pytest.raises(InputError) as refused:
        match(pairs, Needs(size=1, load=1), rule, seed=0)
    assert [problem.code for problem in refused.value.problems] == ["sector_missing"]
    assert isinstance(match(pairs, needs_of(rule, size=1, load=1), rule, seed=0), Matching)


def test_without_scipy_the_fault_says_so() -> None:
    script = (
        "import sys; sys.modules['scipy'] = None\n"
        "from ppir_desktop.common.errors import EnvironmentFault\n"
        "try:\n    import ppir_desktop.matching.solver\n"
        "except EnvironmentFault as fault: print(fault.code)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "scipy_missing"
