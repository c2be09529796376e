"""The office's ledger comes to the same at every desk, whatever the order of arrival."""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppir_desktop.common.identifiers import Identifier, digest_of, new_identifier
from ppir_desktop.domain.experts import Expert
from ppir_desktop.domain.panels import Duty
from ppir_desktop.domain.stage import Sector
from ppir_desktop.protocol.ledger_bodies import Convened, Entry, Invited, Noticed, Pooled, Seat
from ppir_desktop.signing.identities import RoundIdentity, SealingIdentity
from ppir_desktop.store.vault import Vault
from tests.support.records import AT, DIGEST
from tests.support.vaults import make_vault


class Said(NamedTuple):
    """An entry as a record says it."""

    entry: Entry
    made_at: str
    source: str


def notice(text: str) -> Noticed:
    return Noticed(
        dossier="D", begins="2026-11-25", ends="2026-12-15", objection=text, filed_on=None,
        decided="",
    )  # fmt: skip


def panel(*numbers: str, given: bool, like: Convened | None = None) -> Convened:
    seats = tuple(Seat(one, Duty.MEMBER, given_to=DIGEST if given else None) for one in numbers)
    made = like or Convened(
        panel=new_identifier(), stage="s", dossier="D",
        identity=SealingIdentity.generate().secret_text(), seats=(), seed=1, fit=1, due=AT,
        published=True,
    )  # fmt: skip
    return msgspec.structs.replace(made, seats=seats)


def joined(vault: Vault) -> Identifier:
    round_id = new_identifier()
    with vault.writing() as work:
        work.rounds.join(round_id, DIGEST, RoundIdentity.generate(), AT)
    return round_id


SAYINGS = st.lists(
    st.builds(
        lambda name, revision, second, text: Said(
            Entry(name, revision, notice(text)),
            f"2026-11-25T00:00:{second:02}Z",
            digest_of(f"{name}{revision}{second}{text}".encode()),
        ),
        st.sampled_from(["a", "b"]),
        st.integers(1, 3),
        st.integers(0, 3),
        st.sampled_from(["x", "y", "z"]),
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    return make_vault(tmp_path_factory.mktemp("ledger") / "vault")


@given(SAYINGS, st.integers())
def test_the_order_of_arrival_does_not_matter(vault: Vault, sayings: list[Said], seed: int) -> None:
    shuffled = list(sayings)
    random.Random(seed).shuffle(shuffled)
    found = []
    for order in (sayings, shuffled, [*sayings, *shuffled]):
        round_id = joined(vault)
        with vault.writing() as work:
            for said in order:
                work.ledger.put(round_id, *said)
            found.append(work.ledger.all(round_id, Noticed))
    assert found[0] == found[1] == found[2]


def test_a_higher_revision_counts_and_of_equal_ones_the_earlier(tmp_path: Path) -> None:
    with make_vault(tmp_path / "vault") as vault:
        round_id = joined(vault)
        with vault.writing() as work:
            assert work.ledger.put(round_id, Entry("D", 1, notice("first")), AT, "b" * 64)
            assert not work.ledger.put(round_id, Entry("D", 1, notice("later")), AT, "c" * 64)
            assert work.ledger.put(round_id, Entry("D", 1, notice("earlier")), AT, "a" * 64)
            assert work.ledger.put(round_id, Entry("D", 2, notice("changed")), AT, "d" * 64)
            assert work.ledger.get(round_id, Noticed, "D") == notice("changed")
            assert work.ledger.revision(round_id, Noticed, "D") == 2
            assert work.ledger.get(round_id, Noticed, "E") is None


def test_a_panel_that_lost_to_a_busier_desk_is_set_apart_at_both(tmp_path: Path) -> None:
    own, other = panel("P1", given=True), panel("P2", given=True)
    again = panel("P2", "P3", given=True, like=other)
    with make_vault(tmp_path / "vault") as vault:
        here, there = joined(vault), joined(vault)
        with vault.writing() as work:
            # Here one panel was told; over there another one, and then changed once more.
            work.ledger.put(here, Entry("s/D", 1, own), AT, "a" * 64, own=True)
            for revision, content in ((1, other), (2, again)):
                work.ledger.put(here, Entry("s/D", revision, content), AT, "b" * 63 + str(revision))
                work.ledger.put(
                    there, Entry("s/D", revision, content), AT, "b" * 63 + str(revision), own=True
                )
            work.ledger.put(there, Entry("s/D", 1, own), AT, "a" * 64)
            for round_id, is_own in ((here, True), (there, False)):
                assert work.ledger.get(round_id, Convened, "s/D") == again
                lost = [one for one in work.ledger.displaced(round_id).values()
                        if one.content == own]  # fmt: skip
                assert [one.own for one in lost] == [is_own]
            # One that goes on from what is known displaces nothing.
            for place in work.ledger.displaced(there):
                work.ledger.settle(there, place)
            third = panel("P2", "P3", "P4", given=True, like=other)
            work.ledger.put(there, Entry("s/D", 3, third), AT, "c" * 64)
            assert work.ledger.displaced(there) == {}


def test_kinds_of_entries_do_not_meet_and_go_with_their_round(tmp_path: Path) -> None:
    expert = Expert(
        number="D", name="김평가", organisation="시험대학교", position="교수",
        sector=Sector.ACADEMIA, sub_fields=("E1",), keywords=(), email="p@example.org",
        degree="phd", years=3, projects=(), consents=True,
    )  # fmt: skip
    with make_vault(tmp_path / "vault") as vault:
        round_id, other = joined(vault), joined(vault)
        with vault.writing() as work:
            for content in (notice(""), Pooled(expert=expert)):
                work.ledger.put(round_id, Entry("D", 1, content), AT, DIGEST)
            assert work.ledger.all(round_id, Pooled) == {"D": Pooled(expert=expert)}
            assert work.ledger.all(other, Pooled) == {}
            work.rounds.forget(round_id)
            assert work.ledger.all(round_id, Pooled) == {}


def test_the_hub_is_told_of_an_invitation_once_and_again_after_it_was_set_back(
    tmp_path: Path,
) -> None:
    with make_vault(tmp_path / "vault") as vault:
        round_id, invitation = joined(vault), new_identifier()
        invited = Invited(number="P1", name="김", secret=bytes(32), made_at=AT, replaces=None)
        with vault.writing() as work:
            work.ledger.put(round_id, Entry(invitation, 1, invited), AT, "")
            assert work.ledger.untold(round_id) == [invitation]
            work.ledger.tell(round_id, [invitation])
            assert work.ledger.untold(round_id) == []
            work.ledger.tell_again(round_id)
            assert work.ledger.untold(round_id) == [invitation]
