"""The same records come to the same dossiers, in whatever order they arrived."""

from __future__ import annotations

import random

import msgspec
from hypothesis import given as given_examples
from hypothesis import strategies as st

from ppir_desktop.common.identifiers import Digest, digest_of, new_identifier
from ppir_desktop.protocol.canonical import canonical_json
from ppir_desktop.protocol.kinds import Body, Kind
from ppir_desktop.protocol.records import Named, new_record
from ppir_desktop.protocol.review_bodies import Erratum, KeyReleased, Withdrawn
from ppir_desktop.protocol.round_bodies import Notice
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.sync.folding import fold
from tests.support.records import DIGEST, given, manifest, sheet

ROUND = new_identifier()
KEY = SealingIdentity.generate().secret_text()
DOSSIERS = ("D-1", "D-2")


def told(body: Body, at: int, seq: int = 1) -> Named[Body]:
    """A record said at a second."""
    kind = Kind.NOTICE if isinstance(body, Notice) else Kind.ASSIGNMENT
    made_at = f"2026-11-25T00:00:{at:02}Z"
    record = new_record(
        kind, body, round_id=ROUND, author=DIGEST, made_at=made_at, seq=seq,
        prev=None if seq == 1 else DIGEST,
    )  # fmt: skip
    return Named(digest_of(canonical_json(record)), record)


def erratum(dossier: str, pages: int, *still: Digest, material: bool = False) -> Erratum:
    return Erratum(
        stage="paper",
        manifest=manifest(dossier, pages),
        material=material,
        still_valid=still,
        reason="쪽수",
    )


def notice(deadline: str | None, stage: str | None = "paper") -> Notice:
    return Notice(to=(DIGEST,), text="마감 연장", stage=stage, deadline=deadline)


def withdrawn(dossier: str) -> Withdrawn:
    return Withdrawn(stage="paper", dossier=dossier, reason="이해충돌")


BODIES = st.one_of(
    st.builds(given, st.sampled_from(DOSSIERS)),
    st.builds(
        lambda dossier: msgspec.structs.replace(given(dossier), key=None), st.sampled_from(DOSSIERS)
    ),
    st.builds(
        lambda dossier: KeyReleased(stage="paper", dossier=dossier, key=KEY),
        st.sampled_from(DOSSIERS),
    ),
    st.builds(erratum, st.sampled_from(DOSSIERS), st.integers(1, 300), material=st.booleans()),
    st.builds(withdrawn, st.sampled_from(DOSSIERS)),
    st.builds(notice, st.sampled_from(["2026-12-20T00:00:00Z", "2026-12-24T00:00:00Z", None])),
)
RECORDS = st.lists(st.builds(told, BODIES, st.integers(0, 5), st.integers(1, 4)), max_size=12)


@given_examples(RECORDS, st.randoms(use_true_random=False))
def test_any_order_of_arrival_comes_to_the_same(
    records: list[Named[Body]], chance: random.Random
) -> None:
    shuffled = list(records)
    chance.shuffle(shuffled)
    found = fold(records)
    assert fold(shuffled) == found
    assert len({one.place for one in found}) == len(found)


def test_a_dossier_is_as_it_was_given_last() -> None:
    first, second = given("D-1"), given("D-1")
    (found,) = fold([told(second, 2), told(first, 1)])
    assert (found.given, found.key, found.due) == (second, second.key, second.due)
    assert not found.is_withdrawn


def test_what_was_withdrawn_has_no_key_until_it_is_given_again() -> None:
    taken = [told(given("D-1"), 1), told(withdrawn("D-1"), 2)]
    (found,) = fold(taken)
    assert (found.is_withdrawn, found.key) == (True, None)
    (found,) = fold([*taken, told(given("D-1"), 3)])
    assert not found.is_withdrawn
    assert found.key is not None


def test_a_key_that_was_held_back_comes_with_its_release() -> None:
    held = told(msgspec.structs.replace(given("D-1"), key=None), 3)
    released = told(KeyReleased(stage="paper", dossier="D-1", key=KEY), 1)
    assert [one.key for one in fold([held])] == [None]
    assert [one.key for one in fold([held, released])] == [KEY]


def test_a_correction_counts_and_names_what_stays_valid() -> None:
    old, own = manifest("D-1", 10), manifest("D-1", 20)
    names = [digest_of(canonical_json(one)) for one in (old, own)]
    body = erratum("D-1", 20, *names, material=True)
    (found,) = fold([told(given("D-1"), 1), told(body, 2)])
    assert (found.manifest, found.is_material) == (own, True)
    assert found.still_valid == (names[0],)


def test_a_notice_moves_the_deadline_of_its_stage_alone() -> None:
    other = msgspec.structs.replace(given("D-2"), stage="hearing")
    dossiers = [told(given("D-1"), 1), told(other, 1)]
    later = "2026-12-24T00:00:00Z"
    found = fold([*dossiers, told(notice(later), 2), told(notice(None), 3)])
    assert {one.place: one.due for one in found} == {
        ("hearing", "D-2"): other.due,
        ("paper", "D-1"): later,
    }


def test_what_is_said_of_a_dossier_that_was_never_given_changes_nothing() -> None:
    assert fold([told(erratum("D-1", 3), 1), told(withdrawn("D-1"), 2)]) == []
    record = new_record(Kind.SHEET, sheet("D-1"), round_id=ROUND, author=DIGEST, made_at="")
    assert fold([Named(DIGEST, record)]) == []
