"""Whatever is lost or changed, a profile opens by the way that remains, or says which one does."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from ppir_desktop.common.errors import EnvironmentFault, InputError, PpirError, RefusedError
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.store.making import create_profile
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.profiles import STAGING, all_profiles, folder_of, profiles_folder
from ppir_desktop.store.slots import SlotFolder, SlotKind
from ppir_desktop.store.unlocking import recover, renew_access, unlock
from ppir_desktop.store.ways_in import Passphrase, WaysIn
from tests.support.records import FixedClock
from tests.support.vaults import (
    OTHER,
    SECRET,
    MemoryKeyring,
    make_profile,
    open_profile,
    ways_into,
)

T = TypeVar("T")


@pytest.fixture
def keyring() -> MemoryKeyring:
    return MemoryKeyring()


def remember(profile: OpenProfile, value: str = "kept") -> None:
    with profile, profile.vault.writing() as work:
        work.meta.set("test", value)


def recalled(profile: OpenProfile) -> str:
    with profile, profile.vault.reading() as work:
        return work.meta.get("test")


def code_of(passphrase: Passphrase = SECRET, keyring: MemoryKeyring | None = None) -> str:
    with pytest.raises(PpirError) as refused:
        unlock("kim", passphrase, keyring)
    return refused.value.code


def damage(path: Path, seed: int = 1) -> None:
    content = bytearray(path.read_bytes())
    bit = random.Random(seed).randrange(len(content) * 8)
    content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)


@pytest.mark.parametrize("with_keyring", [True, False])
def test_what_was_written_is_there_after_unlocking(
    keyring: MemoryKeyring, *, with_keyring: bool
) -> None:
    device = keyring if with_keyring else None
    make_profile(device)
    remember(open_profile(device))
    assert recalled(open_profile(device)) == "kept"


def test_a_wrong_passphrase_opens_nothing(keyring: MemoryKeyring) -> None:
    make_profile(keyring)
    assert code_of(OTHER, keyring) == "passphrase_wrong"
    assert recalled(open_profile(keyring)) == ""


def test_the_passphrase_is_the_same_however_its_letters_are_composed() -> None:
    rest = " 암호문은 아주 길게 정합니다"
    composed, decomposed = "\uac00\uac01", "\u1100\u1161\u1100\u1161\u11a8"
    create_profile("kim", Passphrase(composed + rest, 4), None, FixedClock())
    unlock("kim", Passphrase(decomposed + rest, 4), None).close()


def test_the_keyring_alone_and_the_passphrase_alone_open_nothing(keyring: MemoryKeyring) -> None:
    made = make_profile(keyring)
    secret = next(iter(keyring.secrets.values()))
    for path in made.folder.glob("access.*"):
        content = path.read_bytes()
        assert b"X25519" in content
        assert b"scrypt" not in content
    assert secret.startswith("AGE-SECRET-KEY-1")
    assert code_of(SECRET, MemoryKeyring()) == "keyring_entry_missing"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("absent", "keyring_missing"),
        ("other", "keyring_changed"),
        ("emptied", "keyring_entry_missing"),
        ("garbage", "keyring_entry_missing"),
        ("keyring_locked", "keyring_locked"),
        ("keyring_failed", "keyring_failed"),
    ],
)
def test_without_its_keyring_the_recovery_sheet_opens_it(
    keyring: MemoryKeyring, change: str, expected: str
) -> None:
    made = make_profile(keyring)
    remember(open_profile(keyring))
    now: MemoryKeyring | None = keyring
    if change == "absent":
        now = None
    elif change == "other":
        now = MemoryKeyring("kwallet")
    elif change == "emptied":
        keyring.secrets.clear()
    elif change == "garbage":
        keyring.secrets = dict.fromkeys(keyring.secrets, "nonsense")
    else:
        keyring.fails = change
    assert code_of(SECRET, now) == expected
    keyring.fails = ""
    if change == "garbage":
        keyring.secrets.clear()
    assert recalled(recover("kim", made.recovery, OTHER, now)) == "kept"
    assert recalled(unlock("kim", OTHER, now)) == "kept"


def test_a_wrong_secret_in_the_keyring_is_no_wrong_passphrase(keyring: MemoryKeyring) -> None:
    made = make_profile(keyring)
    keyring.secrets = dict.fromkeys(keyring.secrets, SealingIdentity.generate().secret_text())
    assert code_of(SECRET, keyring) == "keyring_entry_missing"
    recover("kim", made.recovery, SECRET, None).close()


def test_an_entry_of_the_keyring_that_cannot_be_read_is_made_anew(keyring: MemoryKeyring) -> None:
    made = make_profile(keyring)
    keyring.secrets = dict.fromkeys(keyring.secrets, "no identity")
    assert code_of(SECRET, keyring) == "keyring_entry_missing"
    recover("kim", made.recovery, OTHER, keyring).close()
    unlock("kim", OTHER, keyring).close()


@pytest.mark.parametrize("damage", ["deleted", "random", "one"])
def test_a_recovery_slot_that_was_lost_is_written_anew_when_the_passphrase_opens(
    damage: str,
) -> None:
    made = make_profile()
    open_profile().close()
    paths = [SlotFolder(made.folder).path(SlotKind.RECOVERY, copy) for copy in SlotFolder.COPIES]
    for path in paths[:1] if damage == "one" else paths:
        if damage == "random":
            path.write_bytes(bytes(200))
        else:
            path.unlink()
    open_profile().close()
    assert len({path.read_bytes() for path in paths}) == 1
    recover("kim", made.recovery, OTHER, None).close()


@pytest.mark.parametrize("copy", SlotFolder.COPIES)
@pytest.mark.parametrize("kind", SlotKind)
@pytest.mark.parametrize("lost", ["deleted", "damaged", "emptied"])
def test_one_copy_of_a_slot_may_be_lost(kind: SlotKind, copy: int, lost: str) -> None:
    made = make_profile()
    path = SlotFolder(made.folder).path(kind, copy)
    if lost == "deleted":
        path.unlink()
    elif lost == "damaged":
        damage(path)
    else:
        path.write_bytes(b"")
    if kind is SlotKind.ACCESS:
        open_profile().close()
    else:
        recover("kim", made.recovery, SECRET, None).close()
    copies = [SlotFolder(made.folder).path(kind, number).read_bytes() for number in (1, 2)]
    assert copies[0] == copies[1]


def test_with_both_copies_lost_the_other_way_in_remains() -> None:
    made = make_profile()
    for copy in SlotFolder.COPIES:
        SlotFolder(made.folder).path(SlotKind.ACCESS, copy).unlink()
    assert code_of() == "slot_lost"
    recover("kim", made.recovery, SECRET, None).close()
    for copy in SlotFolder.COPIES:
        damage(SlotFolder(made.folder).path(SlotKind.RECOVERY, copy))
    # Damage to a header looks like another recipient's; either way the passphrase opens it.
    with pytest.raises(PpirError, match=r"recovery_(slot_lost|wrong)"):
        recover("kim", made.recovery, SECRET, None)
    open_profile().close()
    for copy in SlotFolder.COPIES:
        SlotFolder(made.folder).path(SlotKind.RECOVERY, copy).unlink()
    with pytest.raises(EnvironmentFault, match="recovery_slot_lost"):
        recover("kim", made.recovery, SECRET, None)


def test_another_profiles_recovery_sheet_opens_nothing() -> None:
    make_profile()
    other = make_profile(name="lee")
    with pytest.raises(InputError, match="recovery_wrong"):
        recover("kim", other.recovery, SECRET, None)


def test_another_vaults_slot_is_not_taken_for_ones_own() -> None:
    made, other = make_profile(), make_profile(name="lee")
    for path in other.folder.glob("*.age"):
        shutil.copy(path, made.folder / path.name)
    assert code_of() == "slot_lost"


def test_a_new_passphrase_takes_the_place_of_the_old(keyring: MemoryKeyring) -> None:
    make_profile(keyring)
    with open_profile(keyring) as profile:
        renew_access(profile, OTHER, keyring)
    assert code_of(SECRET, keyring) == "passphrase_wrong"
    unlock("kim", OTHER, keyring).close()


def test_a_change_of_passphrase_cut_short_leaves_one_that_opens() -> None:
    made = make_profile()
    slots = SlotFolder(made.folder)
    before = slots.path(SlotKind.ACCESS, 2).read_bytes()
    with open_profile() as profile:
        renew_access(profile, OTHER, None)
    # As if the machine had died after the first copy.
    slots.path(SlotKind.ACCESS, 2).write_bytes(before)
    for passphrase in (OTHER, SECRET):
        shutil.copytree(made.folder, folder_of("copy"))
        unlock("copy", passphrase, None).close()
        shutil.rmtree(folder_of("copy"))


@pytest.mark.parametrize(
    ("text", "keyring"),
    [
        ("짧은 말", MemoryKeyring()),
        ("aaaaaaaaaaaaaaaaaaaa", MemoryKeyring()),
        ("열다섯 글자인 말 입니다", None),
    ],
)
def test_a_weak_passphrase_is_refused(text: str, keyring: MemoryKeyring | None) -> None:
    with pytest.raises(InputError, match="passphrase_short"):
        create_profile("kim", Passphrase(text, 4), keyring, FixedClock())
    assert all_profiles() == []


def test_a_profile_is_there_whole_or_not_at_all(keyring: MemoryKeyring) -> None:
    keyring.fails = "keyring_failed"
    with pytest.raises(EnvironmentFault):
        create_profile("kim", SECRET, keyring, FixedClock())
    assert list(profiles_folder().iterdir()) == []
    make_profile()
    with pytest.raises(InputError, match="profile_exists"):
        make_profile()
    (profiles_folder() / f"{STAGING}x").mkdir()
    (profiles_folder() / f"{STAGING}x" / "profile.json").write_text("{}")
    assert [info.name for info in all_profiles()] == ["kim"]


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a/b", "a\\b", "con", "LPT1", "a" * 41, "a b", "-a", "a\n", "a:b"]
)
def test_a_name_that_is_no_folders_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="profile_name_bad"):
        folder_of(name)


def test_only_one_program_at_a_time(keyring: MemoryKeyring) -> None:
    make_profile(keyring)
    with open_profile(keyring), pytest.raises(RefusedError, match="vault_in_use"):
        open_profile(keyring)
    open_profile(keyring).close()


def test_a_locked_vault_gives_nothing() -> None:
    make_profile()
    profile = open_profile()
    profile.close()
    with pytest.raises(RefusedError, match="vault_locked"), profile.vault.reading():
        pass
    assert profile.key == b""


@pytest.mark.parametrize("stop", [1, 2, 3, 4, 5])
def test_a_change_of_key_cut_short_is_finished_by_unlocking(
    stop: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_profile()
    remember(open_profile())
    profile = open_profile()
    old, steps = profile.key, iter(range(1, 6))

    def dying(step: Callable[..., T]) -> Callable[..., T]:
        """A step that the machine does not live to take, if its turn is `stop`."""

        def take(*arguments: object) -> T:
            if next(steps) == stop:
                raise KeyboardInterrupt
            return step(*arguments)

        return take

    with monkeypatch.context() as patched:
        patched.setattr(WaysIn, "write_access", dying(WaysIn.write_access))
        patched.setattr(WaysIn, "write_recovery", dying(WaysIn.write_recovery))
        patched.setattr(OpenProfile, "_swap", dying(OpenProfile._swap))
        with pytest.raises(KeyboardInterrupt):
            profile.change_key(ways_into(made.folder), SECRET)
    profile.close()
    with open_profile() as again:
        assert again.key != old
        assert not again.rekey_due()
        with again.vault.reading() as work:
            assert work.meta.get("test") == "kept"
    assert recalled(recover("kim", made.recovery, SECRET, None)) == "kept"


def test_after_a_change_of_key_the_old_one_opens_nothing() -> None:
    made = make_profile()
    before = {path.name: path.read_bytes() for path in made.folder.glob("*.age")}
    with open_profile() as profile:
        profile.change_key(ways_into(made.folder), SECRET)
    for name, content in before.items():
        (made.folder / name).write_bytes(content)
    assert code_of() == "vault_key_wrong"


def test_ten_thousand_changed_bits_of_a_slot_open_nothing_else() -> None:
    made = make_profile()
    slots = SlotFolder(made.folder)
    ways = ways_into(made.folder)
    good = slots.path(SlotKind.ACCESS, 1).read_bytes()
    content = ways.by_passphrase(SECRET)
    for copy in SlotFolder.COPIES:
        slots.path(SlotKind.ACCESS, copy).unlink()
    path = slots.path(SlotKind.ACCESS, 1)
    bits = range(len(good) * 8)
    for bit in random.Random(1).sample(bits, min(len(bits), 10_000)):
        changed = bytearray(good)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        with pytest.raises(PpirError) as refused:
            ways.by_passphrase(SECRET)
        assert refused.value.code in {
            "passphrase_wrong",
            "slot_lost",
            "keyring_missing",
        }
    path.write_bytes(good)
    assert ways.by_passphrase(SECRET) == content


def test_a_slot_cut_off_anywhere_opens_nothing() -> None:
    made = make_profile()
    path = SlotFolder(made.folder).path(SlotKind.ACCESS, 1)
    SlotFolder(made.folder).path(SlotKind.ACCESS, 2).unlink()
    good = path.read_bytes()
    ways = ways_into(made.folder)
    for length in range(len(good)):
        path.write_bytes(good[:length])
        with pytest.raises(PpirError):
            ways.by_passphrase(SECRET)


def test_a_description_that_was_changed_is_told_apart_from_none() -> None:
    made = make_profile()
    (made.folder / "profile.json").write_text("{")
    assert code_of() == "profile_damaged"
    (made.folder / "profile.json").unlink()
    assert code_of() == "profile_unknown"
