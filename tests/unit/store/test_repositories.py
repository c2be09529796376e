"""What the vault keeps of a round is kept once, in order, and goes with the round."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import digest_of, new_identifier
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.records import Named
from ppir_desktop.signing.authors import Author, Position, Signed
from ppir_desktop.signing.chains import Chains, Place
from ppir_desktop.signing.identities import RoundIdentity
from ppir_desktop.signing.sealing import make_parcel
from ppir_desktop.store.repositories.annotations import Annotation
from ppir_desktop.store.repositories.assignments import AssignmentState
from ppir_desktop.store.repositories.outbox import OutboxState
from ppir_desktop.store.vault import Vault, Work
from tests.support.records import AT, SmallRound, given, sheet
from tests.support.vaults import joined, make_vault


@pytest.fixture
def small() -> SmallRound:
    return SmallRound()


@pytest.fixture
def vault(tmp_path: Path, small: SmallRound) -> Iterator[Vault]:
    with make_vault(tmp_path / "vault") as vault:
        joined(vault, small)
        yield vault


def keep(work: Work, signed: Signed) -> bool:
    return work.records.add(Named(signed.digest, signed.record), signed.envelope, AT)


def test_a_rounds_keys_are_made_once_and_come_back(vault: Vault, small: SmallRound) -> None:
    with vault.writing() as work:
        row = work.rounds.get(small.id)
        assert work.rounds.ids() == [small.id]
        with pytest.raises(InputError, match="round_known"):
            work.rounds.join(small.id, digest_of(b""), RoundIdentity.generate(), AT)
        assert work.rounds.get(small.id).identity.id == row.identity.id
        assert row.authority == small.authority.identity.id
        with pytest.raises(InputError, match="round_unknown"):
            work.rounds.get(new_identifier())


def test_the_count_moves_with_the_record(vault: Vault, small: SmallRound) -> None:
    with vault.writing() as work:
        row = work.rounds.get(small.id)
        author = Author(row.identity.signing, small.id, small.clock, row.position)
        signed = author.sign(Kind.SHEET, sheet())
        keep(work, signed)
        work.rounds.move(small.id, author.position)
    with vault.reading() as work:
        assert work.rounds.get(small.id).position == Position(1, signed.digest)


def test_a_record_is_kept_once(vault: Vault, small: SmallRound) -> None:
    signed = small.member().author.sign(Kind.SHEET, sheet())
    with vault.writing() as work:
        assert keep(work, signed)
        assert not keep(work, signed)
        assert work.records.count(small.id) == 1
        assert work.records.envelope(signed.digest) == signed.envelope
        assert list(work.records.envelopes(small.id, [Kind.SHEET])) == [signed.envelope]
        with pytest.raises(InputError, match="record_unknown"):
            work.records.envelope(digest_of(b"none"))


def test_a_replaced_record_is_listed_no_more_unless_a_stranger_replaced_it(
    vault: Vault, small: SmallRound
) -> None:
    member, stranger = small.member("E-1"), small.member("E-2")
    first = member.author.sign(Kind.SHEET, sheet("1"))
    foreign = stranger.author.sign(Kind.SHEET, sheet("1"), supersedes=first.digest)
    with vault.writing() as work:
        keep(work, first)
        keep(work, foreign)
        current = work.records.of_kind(small.id, Kind.SHEET, current=True)
        assert {row.digest for row in current} == {first.digest, foreign.digest}
        second = member.author.sign(Kind.SHEET, sheet("1"), supersedes=first.digest)
        keep(work, second)
        current = work.records.of_kind(small.id, Kind.SHEET, current=True)
        assert {row.digest for row in current} == {second.digest, foreign.digest}
        assert len(work.records.of_kind(small.id, Kind.SHEET)) == 3


def test_the_authors_counts_come_back_from_the_vault(vault: Vault, small: SmallRound) -> None:
    author = small.member().author
    first, second, third = (author.sign(Kind.SHEET, sheet(str(n))) for n in range(3))
    with vault.writing() as work:
        keep(work, first)
        keep(work, third)
        chains = Chains(work.records.links(small.id))
    assert chains.missing(first.record.author) == (2,)
    link = msgspec.structs.replace(chains._links[first.record.author, 1], seq=2)
    assert chains.place(link) is Place.FORK
    assert second.record.seq == 2


def test_a_parcel_is_known_once_it_was_taken_in(vault: Vault, small: SmallRound) -> None:
    parcel, digest = digest_of(b"parcel"), digest_of(b"record")
    with vault.writing() as work:
        assert not work.records.knows_parcel(parcel)
        assert work.records.add_parcel(parcel, small.id, digest)
        assert not work.records.add_parcel(parcel, small.id, digest)
        assert work.records.knows_parcel(parcel)


def test_an_assignment_stands_as_the_last_word_left_it(vault: Vault, small: SmallRound) -> None:
    late, soon = given("1", "2026-12-10T09:00:00Z"), given("2", "2026-12-01T09:00:00Z")
    held = msgspec.structs.replace(given("3", "2026-12-20T09:00:00Z"), key=None)
    source = digest_of(b"record")
    with vault.writing() as work:
        for one in (late, soon, held):
            work.assignments.give(small.id, one, source)
        assert [row.dossier for row in work.assignments.all()] == ["2", "1", "3"]
        assert set(work.assignments.blobs()) == {
            one.manifest.documents[0].blob for one in (late, soon, held)
        }
        corrected = msgspec.structs.replace(late.manifest, summary="정정")
        later = "2027-01-01T00:00:00Z"
        work.assignments.set(
            small.id, late, manifest=corrected, key=None, due=later, is_withdrawn=True,
            source=source,
        )  # fmt: skip
        row = work.assignments.get(small.id, "paper", "1")
        assert (row.manifest, row.dossier_key, row.due) == (corrected, None, later)
        assert row.state is AssignmentState.WITHDRAWN
        assert late.manifest.documents[0].blob not in work.assignments.blobs(small.id)
        with pytest.raises(InputError, match="assignment_unknown"):
            work.assignments.get(small.id, "paper", "4")


def test_a_draft_is_saved_over_and_deleted(vault: Vault, small: SmallRound) -> None:
    with vault.writing() as work:
        assert work.drafts.get(small.id, "paper", "1") is None
        assert work.drafts.save(small.id, "paper", "1", content="a", saved_at=AT) == 1
        assert work.drafts.save(small.id, "paper", "1", content="b", saved_at=AT) == 2
        assert [row.content for row in work.drafts.all(small.id)] == ["b"]
        work.drafts.delete(small.id, "paper", "1")
        assert work.drafts.all(small.id) == []


def test_annotations_are_kept_page_by_page(vault: Vault, small: SmallRound) -> None:
    document = digest_of(b"document")
    notes = [
        Annotation(new_identifier(), small.id, "1", document, page, AT, f"note {page}")
        for page in (3, 1)
    ]
    with vault.writing() as work:
        for note in notes:
            work.annotations.save(note)
        changed = msgspec.structs.replace(notes[0], content="changed")
        work.annotations.save(changed)
        assert work.annotations.all(small.id, document) == [notes[1], changed]
        assert work.annotations.all(small.id, digest_of(b"other")) == []
        assert work.annotations.delete(changed.id)
        assert not work.annotations.delete(changed.id)
        assert work.annotations.all(small.id) == [notes[1]]


def test_a_parcel_waits_until_it_was_sent(vault: Vault, small: SmallRound) -> None:
    signed = small.member().author.sign(Kind.SHEET, sheet())
    header, content = make_parcel(signed, [small.office.recipient], ["office"])
    with vault.writing() as work:
        work.outbox.put(header, content, signed.digest, AT)
        work.outbox.put(header, content, signed.digest, AT)
        (row,) = work.outbox.all(OutboxState.WAITING)
        assert (row.header, row.attempts) == (header, 0)
        assert work.outbox.sealed(header.parcel) == content
        work.outbox.mark(header.parcel, OutboxState.WAITING, "offline")
        work.outbox.mark(header.parcel, OutboxState.SENT)
        assert work.outbox.all(OutboxState.WAITING) == []
        (row,) = work.outbox.all()
        assert (row.state, row.attempts, row.reason) == (OutboxState.SENT, 2, "")
        for ask in (work.outbox.sealed, lambda name: work.outbox.mark(name, OutboxState.SENT)):
            with pytest.raises(InputError, match="parcel_unknown"):
                ask(digest_of(b"none"))
        with pytest.raises(ValueError, match="named"):
            work.outbox.put(header, content + b"x", signed.digest, AT)


def test_a_feed_is_read_forward_only(vault: Vault, small: SmallRound) -> None:
    with vault.writing() as work:
        assert work.feed.position(small.id, "hub") == 0
        work.feed.move(small.id, "hub", 7)
        work.feed.move(small.id, "hub", 5)
        assert work.feed.position(small.id, "hub") == 7
        assert work.feed.position(small.id, "another") == 0
