"""The agenda of a meeting."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ppir_desktop.domain.agenda import grouped, passings

CONFLICTS = st.dictionaries(
    st.sampled_from([f"D-{number}" for number in range(12)]),
    st.frozensets(st.sampled_from("ABCDE")),
)


@given(CONFLICTS, st.randoms())
def test_the_agenda_is_the_same_dossiers_with_the_same_conflicts_together(
    conflicted: dict[str, frozenset[str]], chance: object
) -> None:
    dossiers = sorted(conflicted)
    chance.shuffle(dossiers)  # type: ignore[attr-defined]
    ordered = grouped(dossiers, conflicted)
    assert sorted(ordered) == sorted(dossiers)
    groups = [conflicted[one] for one in ordered]
    changes = sum(before != after for before, after in pairwise(groups))
    assert changes == len(set(groups)) - 1 or not groups


@given(CONFLICTS)
def test_who_must_not_be_there_is_out_and_nobody_else(
    conflicted: dict[str, frozenset[str]],
) -> None:
    dossiers, out = sorted(conflicted), set[str]()
    for dossier, passing in zip(dossiers, passings(dossiers, conflicted), strict=True):
        assert out.isdisjoint(passing.leave)
        out |= set(passing.leave)
        assert set(passing.enter) <= out
        out -= set(passing.enter)
        assert out == conflicted[dossier]


def test_those_for_which_nobody_leaves_come_first_in_the_order_given() -> None:
    conflicted = {"b": frozenset("X"), "d": frozenset("XY"), "e": frozenset("X")}
    assert grouped(["a", "b", "c", "d", "e"], conflicted) == ["a", "c", "b", "e", "d"]
