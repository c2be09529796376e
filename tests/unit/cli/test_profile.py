"""Profiles and vaults from the command line, with secrets from files and descriptors alone."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ppir_desktop.cli import secret_input
from ppir_desktop.common.errors import RefusedError
from ppir_desktop.common.identifiers import digest_of
from ppir_desktop.protocol.envelopes import read_envelope
from ppir_desktop.services import profiles
from ppir_desktop.store.idle import IdleWatch
from ppir_desktop.store.profiles import folder_of
from ppir_desktop.store.unlocking import unlock
from ppir_desktop.store.ways_in import Passphrase
from tests.support.command import Command
from tests.support.records import SmallRound
from tests.support.vaults import SECRET, joined

OLD, NEW = "정확한 말 배터리 스테이플 9", "전혀 다른 말 한 묶음 여기 7"
KEY_START = "AGE-SECRET-KEY-1"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A try at a passphrase costs nothing, and no keyring of the machine is asked."""
    monkeypatch.setattr(secret_input, "Passphrase", lambda text: Passphrase(text, 4))
    monkeypatch.setattr(profiles, "system_keyring", lambda: None)
    monkeypatch.setattr("ppir_desktop.services.vaults.system_keyring", lambda: None)


@pytest.fixture
def old(ppir: Command) -> Path:
    return ppir.file("old", OLD + "\n")


@pytest.fixture
def new(ppir: Command) -> Path:
    return ppir.file("new", NEW + "\n")


@pytest.fixture
def sheet(ppir: Command, old: Path) -> Path:
    """The recovery sheet of a profile called kim."""
    sheet = ppir.folder / "sheet.txt"
    made = ppir("profile", "create", "kim", "--passphrase-file", old, "--recovery-sheet", sheet)
    assert made.status == 0, made.err
    assert KEY_START not in made.out
    return sheet


def test_a_profile_is_made_with_its_recovery_sheet(ppir: Command, sheet: Path) -> None:
    text = sheet.read_text()
    assert KEY_START in "".join(text.split())
    assert sheet.stat().st_mode & 0o777 == 0o600
    (listed,) = ppir("profile", "list", "--json").json()
    assert (listed["name"], listed["keyring"]) == ("kim", "")
    assert listed["vault"] in text
    assert "kim" in ppir("profile", "list").out


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_sheet_is_shown_once_where_no_file_is_named(
    ppir: Command, old: Path, lang: str
) -> None:
    made = ppir("profile", "create", "kim", "--passphrase-file", old, lang=lang)
    assert KEY_START in "".join(made.out.split())
    again = ppir("profile", "create", "kim", "--passphrase-file", old)
    assert again.status == 2
    assert "already" in again.err


def test_a_sheet_that_cannot_be_written_is_shown_rather_than_lost(ppir: Command, old: Path) -> None:
    nowhere = ppir.folder / "none" / "sheet"
    made = ppir("profile", "create", "kim", "--passphrase-file", old, "--recovery-sheet", nowhere)
    assert made.status == 0
    assert "could not be written" in made.err
    assert KEY_START in "".join(made.out.split())


def test_a_sheet_never_takes_the_place_of_a_file(ppir: Command, old: Path) -> None:
    made = ppir("profile", "create", "kim", "--passphrase-file", old, "--recovery-sheet", old)
    assert made.status == 2
    assert ppir("profile", "list", "--json").json() == []


def test_a_profile_opens_and_says_how_it_stands(ppir: Command, sheet: Path, old: Path) -> None:
    state = ppir("profile", "unlock", "kim", "--passphrase-file", old, "--json").json()
    assert (state["access_copies"], state["recovery_copies"], state["rounds"]) == (2, 2, [])
    assert "2 of 2" in ppir("profile", "unlock", "kim", "--passphrase-file", old).out
    assert sheet.exists()


def test_a_passphrase_may_come_through_a_descriptor(ppir: Command, sheet: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, OLD.encode())
    os.close(writing)
    opened = ppir("profile", "unlock", "kim", "--passphrase-fd", str(reading))
    os.close(reading)
    assert opened.status == 0
    assert ppir("profile", "unlock", "kim", "--passphrase-fd", "99").status == 2
    assert sheet.exists()


def test_without_a_passphrase_nothing_opens(ppir: Command, sheet: Path, new: Path) -> None:
    assert "No passphrase" in ppir("profile", "unlock", "kim").err
    empty, binary = ppir.file("empty", ""), ppir.folder / "binary"
    binary.write_bytes(b"\xff\xfe\xfa")
    for file in (empty, binary):
        assert "No passphrase" in ppir("profile", "unlock", "kim", "--passphrase-file", file).err
    wrong = ppir("profile", "unlock", "kim", "--passphrase-file", new)
    assert (wrong.status, NEW in wrong.err) == (2, False)
    assert "recovery sheet" in wrong.err
    assert ppir("profile", "unlock", "lee", "--passphrase-file", new).status == 2
    assert sheet.exists()


def test_at_a_prompt_a_new_passphrase_is_asked_for_twice(
    ppir: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal())
    answers = iter([OLD, NEW, OLD, OLD])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))
    assert "not the same" in ppir("profile", "create", "kim").err
    assert ppir("profile", "create", "kim").status == 0


def test_the_passphrase_is_changed(ppir: Command, sheet: Path, old: Path, new: Path) -> None:
    changed = ppir(
        "profile", "passwd", "kim", "--passphrase-file", old, "--new-passphrase-file", new
    )
    assert changed.status == 0
    assert ppir("profile", "unlock", "kim", "--passphrase-file", old).status == 2
    assert ppir("profile", "unlock", "kim", "--passphrase-file", new).status == 0
    assert sheet.exists()


def test_the_recovery_sheet_opens_it_as_it_was_printed(
    ppir: Command, sheet: Path, new: Path
) -> None:
    recovered = ppir(
        "profile", "recover", "kim", "--recovery-file", sheet, "--new-passphrase-file", new
    )
    assert recovered.status == 0
    assert ppir("profile", "unlock", "kim", "--passphrase-file", new).status == 0
    nonsense = ppir.file("nonsense", "AGE-SECRET-KEY-1NONSENSE")
    wrong = ppir(
        "profile", "recover", "kim", "--recovery-file", nonsense, "--new-passphrase-file", new
    )
    assert wrong.status == 2


def test_locking_reaches_whoever_has_it_open(ppir: Command, sheet: Path, old: Path) -> None:
    assert "was not open" in ppir("profile", "lock", "kim").out
    profile = unlock("kim", SECRET, None)
    watch = IdleWatch(profile.folder, profile.close)
    watch.start()
    assert "is open" not in ppir("profile", "lock", "kim").out
    watch.stop()
    assert not profile.vault.is_open
    assert ppir("profile", "unlock", "kim", "--passphrase-file", old).status == 0
    assert sheet.exists()


def test_somebody_who_does_not_lock_is_named(sheet: Path) -> None:
    with unlock("kim", SECRET, None), pytest.raises(RefusedError, match="vault_in_use"):
        profiles.lock("kim", patience=0.3)
    assert sheet.exists()


def damage_database(folder: Path) -> None:
    path = folder / "vault.db"
    content = bytearray(path.read_bytes())
    content[-50] ^= 1
    path.write_bytes(content)


def damage_blob(folder: Path) -> None:
    name = digest_of(b"blob")
    path = folder / "blobs" / name[:2] / name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"other")


@pytest.mark.parametrize(
    ("damage", "word"), [(damage_database, "database"), (damage_blob, "damaged document")]
)
def test_a_check_says_what_is_wrong(
    ppir: Command, sheet: Path, old: Path, damage: Callable[[Path], None], word: str
) -> None:
    assert ppir("vault", "check", "kim", "--passphrase-file", old).status == 0
    damage(folder_of("kim"))
    found = ppir("vault", "check", "kim", "--passphrase-file", old)
    assert found.status == 1
    assert word in found.out
    answer = ppir("vault", "check", "kim", "--passphrase-file", old, "--json")
    assert answer.json()["sound"] is False
    assert sheet.exists()


def test_a_backup_is_restored_under_another_name(
    ppir: Command, sheet: Path, old: Path, new: Path
) -> None:
    file = ppir.folder / "kim.ppirbackup"
    assert ppir("vault", "backup", "kim", file, "--passphrase-file", old).status == 0
    assert ppir("vault", "backup", "kim", file, "--passphrase-file", old).status == 2
    restored = ppir(
        "vault", "restore", file, "lee", "--recovery-file", sheet, "--new-passphrase-file", new
    )
    assert restored.status == 0, restored.err
    assert ppir("vault", "check", "lee", "--passphrase-file", new).status == 0


def test_a_round_is_purged_when_it_is_confirmed(ppir: Command, sheet: Path, old: Path) -> None:
    with unlock("kim", SECRET, None) as profile:
        round_id = joined(profile.vault, SmallRound())
    record = ppir.folder / "destroyed.json"
    arguments = ("vault", "purge", "kim", round_id, "--passphrase-file", old, "--record", record)
    kept = ppir(*arguments)
    assert (kept.status, record.exists()) == (1, False)
    assert "Nothing was destroyed" in kept.out
    assert ppir(*arguments, "--yes").status == 0
    payload = json.loads(read_envelope(record.read_bytes()).payload)
    assert (payload["kind"], payload["round"]) == ("destruction", round_id)
    assert ppir(*arguments, "--yes").status == 2
    state = ppir("profile", "unlock", "kim", "--passphrase-file", old, "--json").json()
    assert state["rounds"] == []
    assert sheet.exists()


def test_a_record_of_a_purge_that_cannot_be_written_destroys_nothing(
    ppir: Command, sheet: Path, old: Path
) -> None:
    with unlock("kim", SECRET, None) as profile:
        round_id = joined(profile.vault, SmallRound())
    nowhere = ppir.folder / "missing" / "destroyed.json"
    arguments = ("vault", "purge", "kim", round_id, "--passphrase-file", old, "--yes")
    refused = ppir(*arguments, "--record", nowhere)
    assert (refused.status, "Nothing was changed" in refused.err) == (2, True)
    state = ppir("profile", "unlock", "kim", "--passphrase-file", old, "--json").json()
    assert state["rounds"] == [round_id]
    assert sheet.exists()


def test_the_record_of_a_purge_is_kept_and_can_be_written_later(
    ppir: Command, sheet: Path, old: Path
) -> None:
    with unlock("kim", SECRET, None) as profile:
        round_id = joined(profile.vault, SmallRound())
    done = ppir("vault", "purge", "kim", round_id, "--passphrase-file", old, "--yes")
    digest = re.findall("[0-9a-f]{64}", done.out)[-1]
    file = ppir.folder / "later.json"
    arguments = ("vault", "record", "kim", digest, file, "--passphrase-file", old)
    assert ppir(*arguments).status == 0
    assert digest_of(read_envelope(file.read_bytes()).payload) == digest
    assert ppir(*arguments).status == 2
    unknown = ppir(
        "vault", "record", "kim", "0" * 64, ppir.folder / "none", "--passphrase-file", old
    )
    assert unknown.status == 2
    assert sheet.exists()
