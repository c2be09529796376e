"""Where there are no panels: the lack is right, and every change that is proposed is enough."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.wording import LANGUAGES, Wording
from ppir_desktop.domain.stage import Chair, Sector
from ppir_desktop.matching.needs import Needs, Pair
from ppir_desktop.matching.pairs import Pairs
from ppir_desktop.matching.shortage import Change, Impossible, Relief
from ppir_desktop.matching.solver import Matching, match
from tests.support.matching import (
    RULE,
    application,
    best_of_all,
    expert,
    judged,
    project,
    some_needs,
    some_round,
)


def refused(pairs: Pairs, needs: Needs) -> Impossible:
    found = match(pairs, needs, RULE, seed=0)
    assert isinstance(found, Impossible)
    return found


def invited(pairs: Pairs, count: int, sector: Sector | None, sub_field: str) -> Pairs:
    more = [
        expert(
            900 + n,
            sub_fields=(sub_field,),
            sector=sector or Sector.GOVERNMENT,
            years=20,
        )
        for n in range(count)
    ]
    register = [project(str(n)) for n in range(6)]
    return judged(list(pairs.applications), [*pairs.experts, *more], register)


def relieved(pairs: Pairs, needs: Needs, relief: Relief) -> tuple[Pairs, Needs]:
    if relief.change is Change.LOAD:
        return pairs, replace(needs, load=relief.number)
    if relief.change is Change.SIZE:
        return pairs, replace(needs, size=relief.number)
    if relief.change is Change.SECTOR:
        left = tuple(one for one in needs.sectors if one[0] is not relief.sector)
        return pairs, replace(needs, sectors=left)
    if relief.change is Change.UNPIN:
        assert relief.pair is not None
        return pairs, replace(needs, pinned=needs.pinned - {relief.pair})
    return invited(pairs, relief.number, relief.sector, relief.sub_field), needs


def is_possible(pairs: Pairs, needs: Needs) -> bool:
    return isinstance(match(pairs, needs, RULE, seed=0), Matching)


@pytest.mark.parametrize(
    "block", [*range(3), *(pytest.param(block, marks=pytest.mark.soak) for block in range(3, 8))]
)
def test_every_change_that_is_proposed_is_enough(block: int) -> None:
    kinds = set()
    for seed in range(block * 40, block * 40 + 40):
        pairs = some_round(seed, panels=4, pool=10)
        needs = some_needs(seed, pairs)
        try:
            found = match(pairs, needs, RULE, seed=0)
        except InputError:
            continue
        if isinstance(found, Matching):
            continue
        assert found.lacks
        for relief in found.reliefs:
            kinds.add(relief.change)
            assert is_possible(*relieved(pairs, needs, relief)), (seed, relief)
            if relief.change in {Change.LOAD, Change.INVITE}:
                less = replace(relief, number=relief.number - 1)
                assert not is_possible(*relieved(pairs, needs, less)), (seed, relief)
    assert len(kinds) > 2


def test_no_change_that_would_be_enough_is_missed() -> None:
    for seed in range(60):
        pairs = some_round(seed, panels=3, pool=7)
        needs = replace(some_needs(seed, pairs), pinned=frozenset())
        found = match(pairs, needs, RULE, seed=0)
        if isinstance(found, Matching):
            continue
        proposed = {(relief.change, relief.sector) for relief in found.reliefs}
        more = best_of_all(pairs, replace(needs, load=3))
        assert ((Change.LOAD, None) in proposed) is (more is not None), seed
        for sector in needs.minima:
            left = tuple(one for one in needs.sectors if one[0] is not sector)
            without = best_of_all(pairs, replace(needs, sectors=left))
            assert ((Change.SECTOR, sector) in proposed) is (without is not None), seed


def scarce() -> tuple[Pairs, Needs]:
    """Three panels want two from institutes each: one expert is free, five took part, two said no.

    Three seats are filled by the one who is left; three of the six stay empty.
    """
    register = [project(str(n), sub_field="C4") for n in range(3)]
    filed = [application(n, sub_field="C4", project=str(n)) for n in range(3)]
    everywhere = ("0", "1", "2")
    pool = [
        *(expert(n, sub_fields=("C4",)) for n in range(10)),
        expert(20, sub_fields=("C4",), sector=Sector.INSTITUTE),
        *(expert(n, sub_fields=("C4",), sector=Sector.INSTITUTE, projects=everywhere)
          for n in range(21, 26)),
        *(expert(n, sub_fields=("C4",), sector=Sector.INSTITUTE, consents=False)
          for n in range(30, 32)),
    ]  # fmt: skip
    return judged(filed, pool, register), Needs(size=4, load=3, sectors=((Sector.INSTITUTE, 2),))


def test_what_is_lacking_is_said_with_its_grounds() -> None:
    found = refused(*scarce())
    (lack,) = found.lacks
    assert (lack.sub_field, lack.sector, lack.seats, lack.known) == ("C4", Sector.INSTITUTE, 3, 8)
    assert lack.applications == ("A0", "A1", "A2")
    assert lack.against == (("consent", 2), ("project", 5))
    assert lack.full == 1
    assert found.reliefs == (
        Relief(Change.SECTOR, sector=Sector.INSTITUTE),
        Relief(Change.INVITE, 1, Sector.INSTITUTE, "C4"),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_it_is_worded(language: str) -> None:
    words = Wording(language)
    shown = [words.problem(problem).what for problem in refused(*scarce()).problems()]
    assert len(shown) == 6
    assert "C4" in shown[0]
    assert "5" in shown[2]
    for seed in range(60):
        pairs = some_round(seed, panels=4, pool=8)
        try:
            found = match(pairs, some_needs(seed, pairs), RULE, seed=0)
        except InputError as error:
            contradictions = [words.problem(problem).what for problem in error.problems]
            assert all(contradictions)
            continue
        if isinstance(found, Impossible):
            assert all(words.problem(problem).remedy for problem in found.problems())


def test_a_pin_that_takes_the_last_expert_can_be_let_go() -> None:
    # Only P02 and P03 know M1, and P02 is pinned elsewhere with a load of one.
    pool = [expert(1), expert(2, sub_fields=("E1", "M1")), expert(3, sub_fields=("M1",)), expert(4)]
    pairs = judged([application(1), application(2, sub_field="M1")], pool, [])
    needs = Needs(size=2, load=1, pinned=frozenset({Pair("A1", "P02")}))
    reliefs = refused(pairs, needs).reliefs
    assert Relief(Change.UNPIN, pair=Pair("A1", "P02")) in reliefs
    assert Relief(Change.LOAD, 2) in reliefs
    assert Relief(Change.SIZE, 1) in reliefs
    assert Relief(Change.INVITE, 1, None, "M1") in reliefs


def test_nobody_able_to_chair_is_a_lack() -> None:
    pairs = judged([application()], [expert(n, years=9) for n in range(5)], [])
    found = refused(pairs, Needs(size=3, load=1, chair=Chair.LOT, chair_years=10))
    assert [lack.seats for lack in found.lacks] == [1]
    assert found.reliefs == (Relief(Change.INVITE, 1, None, "E1"),)


def test_barred_pairs_count_among_the_grounds() -> None:
    pairs = judged([application()], [expert(n) for n in range(3)], [])
    barred = frozenset({Pair("A1", "P01"), Pair("A1", "P77"), Pair("A9", "P02")})
    (lack,) = refused(pairs, Needs(size=3, load=1, barred=barred)).lacks
    assert lack.against == (("barred", 1),)
