"""A purged round is gone with its keys; what remains is a signed record that says so."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest

from ppir_desktop.common.identifiers import Identifier, digest_of
from ppir_desktop.protocol.envelopes import read_envelope
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.records import decode_record
from ppir_desktop.protocol.round_bodies import Destruction
from ppir_desktop.signing.sealing import make_parcel
from ppir_desktop.store.backups import make_backup, restore_backup
from ppir_desktop.store.blobs import BlobFolder
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.purging import inventory, purge_round
from ppir_desktop.store.search import PageText
from ppir_desktop.store.unlocking import recover, unlock
from tests.support.records import AT, FixedClock, SmallRound, given, sheet
from tests.support.vaults import (
    OTHER,
    SECRET,
    Made,
    joined,
    make_profile,
    open_profile,
    ways_into,
)

BLOB, SHARED = b"of this round", b"of both rounds"


def assigned(profile: OpenProfile, round_id: Identifier, blob: bytes, dossier: str) -> None:
    one = given(dossier)
    document = msgspec.structs.replace(
        one.manifest.documents[0], blob=digest_of(blob), blob_size=len(blob)
    )
    manifest = msgspec.structs.replace(one.manifest, documents=(document,))
    profile.vault.blobs.add(io.BytesIO(blob), digest_of(blob), len(blob))
    with profile.vault.writing() as work:
        work.assignments.give(
            round_id, msgspec.structs.replace(one, manifest=manifest), digest_of(b"")
        )


def fill(profile: OpenProfile, small: SmallRound) -> Identifier:
    """A round with something of everything."""
    round_id = joined(profile.vault, small)
    assigned(profile, round_id, BLOB, "1")
    assigned(profile, round_id, SHARED, "2")
    signed = small.member().author.sign(Kind.SHEET, sheet())
    header, content = make_parcel(signed, [small.office.recipient], ["office"])
    with profile.vault.writing() as work:
        work.outbox.put(header, content, signed.digest, AT)
        work.drafts.save(round_id, "paper", "1", content="비밀 초안", saved_at=AT)
        work.search.add([PageText(round_id, "1", digest_of(b""), 0, "비밀 문서")])
    return round_id


def purge(profile: OpenProfile, made: Made, round_id: Identifier) -> Destruction:
    signed = purge_round(
        profile,
        ways_into(made.folder),
        SECRET,
        round_id,
        statement="모두 지웠습니다.",
        clock=FixedClock(),
    )
    body = signed.record.body
    assert isinstance(body, Destruction)
    return body


@pytest.fixture
def made() -> Made:
    return make_profile()


def test_a_purge_leaves_nothing_of_the_round_and_all_of_the_other(made: Made) -> None:
    with open_profile() as profile:
        old_key = profile.key
        gone, kept = fill(profile, SmallRound()), joined(profile.vault)
        assigned(profile, kept, SHARED, "9")
        with profile.vault.reading() as work:
            expected = inventory(work, gone)
        body = purge(profile, made, gone)
        assert (expected.blobs, expected.drafts, expected.unsent) == (2, 1, 1)
        assert (body.blobs, body.drafts, body.unsent) == (2, 1, 1)
        with profile.vault.reading() as work:
            assert work.rounds.ids() == [kept]
            assert work.outbox.all() == []
            assert work.drafts.all(gone) == []
            assert work.search.find("비밀") == []
            assert [row.round for row in work.assignments.all()] == [kept]
            ((digest, round_id, envelope),) = work.destructions.all()
        assert profile.vault.blobs.all() == [digest_of(SHARED)]
        assert profile.key != old_key
        assert profile.vault.problems() == []
    opened = read_envelope(envelope)
    named = decode_record(opened.payload_type, opened.payload)
    assert (named.digest, named.record.round, round_id) == (digest, gone, gone)
    with open_profile() as again:
        assert again.key != old_key
    recover("kim", made.recovery, SECRET, None).close()


def test_the_old_key_and_the_old_slots_open_nothing_any_more(made: Made) -> None:
    with open_profile() as profile:
        round_id = fill(profile, SmallRound())
        old = {path: path.read_bytes() for path in made.folder.glob("*.age")}
        purge(profile, made, round_id)
    for path, content in old.items():
        assert path.read_bytes() != content


@pytest.mark.parametrize("step", [(OpenProfile, "change_key"), (BlobFolder, "sweep")])
def test_a_purge_cut_short_is_finished_by_unlocking(
    made: Made, monkeypatch: pytest.MonkeyPatch, step: tuple[type, str]
) -> None:
    profile = open_profile()
    round_id, old_key = fill(profile, SmallRound()), profile.key

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    older = made.folder / "before-0001.db"
    older.write_bytes(b"a copy from before a migration")
    with monkeypatch.context() as patched:
        patched.setattr(*step, die)
        with pytest.raises(KeyboardInterrupt):
            purge(profile, made, round_id)
    profile.close()
    with open_profile() as again:
        assert again.key != old_key
        assert not again.rekey_due()
        assert again.vault.blobs.all() == []
    assert not older.exists()


def test_a_backup_made_before_is_named_and_still_opens(made: Made, tmp_path: Path) -> None:
    file = tmp_path / "before.ppirbackup"
    with open_profile() as profile:
        round_id = fill(profile, SmallRound())
        make_backup(profile, file, FixedClock())
        assert purge(profile, made, round_id).backups == (AT,)
    restore_backup(file, "lee", made.recovery, OTHER, None)
    with unlock("lee", OTHER, None) as profile, profile.vault.reading() as work:
        assert work.rounds.ids() == [round_id]
