"""What was begun is finished first, what nobody needs goes, and what must stay stays."""

from __future__ import annotations

from hypothesis import given as given_examples
from hypothesis import strategies as st

from ppir_desktop.common.identifiers import Digest, digest_of
from ppir_desktop.sync.planning import Wanted, plan

A, B, C, D = (digest_of(letter) for letter in (b"a", b"b", b"c", b"d"))
NAMES = st.sampled_from([A, B, C, D])


def test_what_was_begun_comes_first_then_what_is_urgent_then_what_is_small() -> None:
    planned = plan({A: 10, B: 20, C: 5, D: 300}, [], {D: 100}, first=[B])
    assert [one.digest for one in planned.fetch] == [D, B, C, A]
    assert planned.size == 200 + 20 + 5 + 10
    assert planned.forget == ()


def test_what_is_here_is_not_fetched_again() -> None:
    planned = plan({A: 10, B: 20}, [A], {B: 25})
    assert planned.fetch == (Wanted(B, 20, 20),)
    assert planned.size == 0


def test_what_nobody_needs_is_forgotten_unless_it_is_still_to_be_sent() -> None:
    planned = plan({A: 10}, [A, B], {C: 1, D: 1}, kept=[B, C])
    assert planned.forget == (D,)


@given_examples(
    st.dictionaries(NAMES, st.integers(0, 100)),
    st.sets(NAMES),
    st.dictionaries(NAMES, st.integers(0, 200)),
    st.sets(NAMES),
    st.lists(NAMES),
)
def test_nothing_is_both_fetched_and_forgotten(
    wanted: dict[Digest, int],
    whole: set[Digest],
    partial: dict[Digest, int],
    kept: set[Digest],
    first: list[Digest],
) -> None:
    planned = plan(wanted, whole, partial, kept=kept, first=first)
    fetched = [one.digest for one in planned.fetch]
    assert sorted(fetched) == sorted(wanted.keys() - whole)
    assert not set(planned.forget) & (wanted.keys() | kept)
    assert set(planned.forget) <= whole | partial.keys()
    assert all(0 <= one.left <= one.size for one in planned.fetch)
