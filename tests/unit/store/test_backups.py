"""A backup opens with the recovery sheet alone, anywhere, and a damaged one changes nothing."""

from __future__ import annotations

import io
import random
import shutil
import zipfile
from pathlib import Path

import pytest

from ppir_desktop.common.errors import EnvironmentFault, InputError, PpirError
from ppir_desktop.common.identifiers import digest_of
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.store.backups import make_backup, restore_backup
from ppir_desktop.store.profiles import profiles_folder
from ppir_desktop.store.unlocking import unlock
from tests.support.records import FixedClock
from tests.support.vaults import OTHER, SECRET, Made, MemoryKeyring, make_profile, open_profile

CANARY = "카나리아-canary-5521"
BLOB = b"encrypted elsewhere"


@pytest.fixture
def made() -> Made:
    made = make_profile()
    with open_profile() as profile:
        profile.vault.blobs.add(io.BytesIO(BLOB), digest_of(BLOB), len(BLOB))
        with profile.vault.writing() as work:
            work.meta.set("test", CANARY)
    return made


@pytest.fixture
def file(made: Made, tmp_path: Path) -> Path:
    file = tmp_path / "backup.ppirbackup"
    with open_profile() as profile:
        make_backup(profile, file, FixedClock())
    return file


def test_it_comes_back_whole_under_another_name(made: Made, file: Path) -> None:
    told: list[tuple[int, int]] = []
    keyring = MemoryKeyring()
    restore_backup(
        file, "lee", made.recovery, OTHER, keyring, progress=lambda *done: told.append(done)
    )
    with unlock("lee", OTHER, keyring) as profile:
        with profile.vault.reading() as work:
            assert work.meta.get("test") == CANARY
            assert [row.file for row in work.meta.backups()] == [file.name]
        assert profile.vault.problems() == []
        assert profile.vault.blobs.verify(digest_of(BLOB))
        assert profile.vault.blobs.all() == [digest_of(BLOB)]
    assert told[-1][0] <= told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_nothing_in_it_is_in_the_clear(file: Path) -> None:
    content = file.read_bytes()
    assert CANARY.encode() not in content
    assert b"AGE-SECRET-KEY" not in content
    with open_profile() as profile:
        assert profile.key not in content


def test_another_recovery_sheet_opens_nothing(file: Path) -> None:
    with pytest.raises(InputError, match="recovery_wrong"):
        restore_backup(file, "lee", SealingIdentity.generate(), OTHER, None)
    assert [path.name for path in profiles_folder().iterdir()] == ["kim"]


def test_a_profile_is_never_restored_over_another(made: Made, file: Path) -> None:
    with pytest.raises(InputError, match="profile_exists"):
        restore_backup(file, "kim", made.recovery, SECRET, None)


def test_a_backup_is_never_written_over_a_file(file: Path) -> None:
    before = file.read_bytes()
    with open_profile() as profile, pytest.raises(InputError, match="file_exists"):
        make_backup(profile, file, FixedClock())
    assert file.read_bytes() == before


def test_a_backup_that_cannot_be_written_leaves_nothing(made: Made, tmp_path: Path) -> None:
    with open_profile() as profile, pytest.raises(EnvironmentFault, match="file_not_written"):
        make_backup(profile, tmp_path / "nowhere" / "x", FixedClock())
    assert sorted(path.name for path in made.folder.iterdir() if path.is_dir()) == ["blobs"]


def test_a_missing_file_is_said(made: Made, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="file_unreadable"):
        restore_backup(tmp_path / "none", "lee", made.recovery, SECRET, None)


def test_a_changed_backup_restores_the_same_or_nothing(
    made: Made, file: Path, tmp_path: Path
) -> None:
    changed, whole = tmp_path / "changed", file.read_bytes()
    for seed in range(150):
        chance = random.Random(seed)
        content = bytearray(whole)
        if seed % 3:
            place = chance.randrange(len(content)) if seed % 3 == 1 else chance.randrange(600)
            content[place] ^= 1 << chance.randrange(8)
        else:
            del content[chance.randrange(len(content)) :]
        changed.write_bytes(content)
        name = f"lee{seed}"
        try:
            restore_backup(changed, name, made.recovery, OTHER, None)
        except PpirError:
            assert [path.name for path in profiles_folder().iterdir()] == ["kim"], seed
            continue
        with unlock(name, OTHER, None) as profile, profile.vault.reading() as work:
            assert work.meta.get("test") == CANARY, seed
        shutil.rmtree(profiles_folder() / name)


def rewritten(file: Path, changes: dict[str, bytes], *, drop: str = "") -> Path:
    target = file.with_name("rewritten")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            if entry.filename != drop:
                new.writestr(entry.filename, old.read(entry))
        for name, content in changes.items():
            new.writestr(name, content)
    return target


@pytest.mark.parametrize(
    "name", ["../escape", "/etc/passwd", "blobs/../x", "blobs/" + "A" * 64, "C:\\x", "notes"]
)
def test_a_name_that_the_archive_chose_is_never_followed(made: Made, file: Path, name: str) -> None:
    hostile = rewritten(file, {name: b"x"})
    with pytest.raises(InputError, match=r"backup_damaged|digest_unreadable"):
        restore_backup(hostile, "lee", made.recovery, OTHER, None)
    assert [path.name for path in profiles_folder().iterdir()] == ["kim"]


@pytest.mark.parametrize("missing", ["profile.json", "key.age", "vault.db"])
def test_what_is_missing_is_named(made: Made, file: Path, missing: str) -> None:
    with pytest.raises(InputError) as refused:
        restore_backup(rewritten(file, {}, drop=missing), "lee", made.recovery, OTHER, None)
    assert refused.value.params["entry"] in {missing, "profile.json"}


def test_a_blob_under_a_false_name_is_refused(made: Made, file: Path) -> None:
    hostile = rewritten(file, {"blobs/" + "0" * 64: b"x"})
    with pytest.raises(InputError, match="blob_damaged"):
        restore_backup(hostile, "lee", made.recovery, OTHER, None)


def test_a_database_from_another_backup_is_refused(made: Made, file: Path) -> None:
    hostile = rewritten(file, {"vault.db": bytes(16_384)}, drop="vault.db")
    with pytest.raises(InputError, match="vault_key_wrong"):
        restore_backup(hostile, "lee", made.recovery, OTHER, None)


def test_what_an_attempt_left_behind_is_no_hindrance(made: Made, tmp_path: Path) -> None:
    file = tmp_path / "again.ppirbackup"
    file.with_name(file.name + ".partial").write_bytes(b"cut short")
    with open_profile() as profile:
        make_backup(profile, file, FixedClock())
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
    assert file.stat().st_mode & 0o777 == 0o600
    assert made.folder.exists()
    assert sorted(path.name for path in tmp_path.glob("again*")) == [file.name]
