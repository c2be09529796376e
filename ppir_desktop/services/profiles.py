"""Profiles: making one, opening it, and changing or recovering what opens it."""

from __future__ import annotations

import threading
import time
from typing import Final

import msgspec

from ppir_desktop.common.clock import Clock
from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.signing.device_secrets import DeviceSecrets, system_keyring
from ppir_desktop.signing.identities import SealingIdentity, in_groups
from ppir_desktop.store import making, unlocking
from ppir_desktop.store.idle import request_lock
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.profile_lock import ProfileLock
from ppir_desktop.store.profiles import ProfileInfo, all_profiles, folder_of, read_info
from ppir_desktop.store.slots import SlotFolder, SlotKind
from ppir_desktop.store.ways_in import Passphrase, WaysIn

_PATIENCE_SECONDS: Final = 10.0
_LOOKS_EVERY: Final = 0.2
_GROUP: Final = 6


class RecoverySheet(msgspec.Struct, frozen=True):
    """What is printed once and kept where the laptop is not.

    Attributes:
        profile: Name of the profile.
        vault: Id of its vault.
        created_at: When it was made.
        key: The recovery identity, ``AGE-SECRET-KEY-1…``.
    """

    profile: str
    vault: str
    created_at: str
    key: str

    def in_groups(self) -> str:
        """The key in groups, for typing; spaces and lines are put aside when it is read."""
        return " ".join(in_groups(self.key, _GROUP))


class ProfileState(msgspec.Struct, frozen=True):
    """How a profile stands.

    Attributes:
        info: What is known of it while it is locked.
        access_copies: Copies of the slot that the passphrase opens, of 2.
        recovery_copies: Copies of the slot that the recovery sheet opens, of 2.
        rounds: Ids of the rounds in it.
        backed_up_at: When the last backup was made, UTC, RFC 3339; empty while there is none.
    """

    info: ProfileInfo
    access_copies: int
    recovery_copies: int
    rounds: tuple[str, ...]
    backed_up_at: str = ""


def create(
    name: str, passphrase: Passphrase, clock: Clock, *, use_keyring: bool = True
) -> RecoverySheet:
    """Make a profile and give its recovery sheet, which is never shown again.

    Args:
        name: What its owner calls it.
        passphrase: What opens it.
        clock: Says when.
        use_keyring: Whether half of its access lies in this system's keyring, if there is one.

    Raises:
        InputError: ``profile_name_bad``, ``profile_exists``, ``passphrase_short``.
        EnvironmentFault: What `store.making.create_profile` raises.
    """
    keyring = system_keyring() if use_keyring else None
    created = making.create_profile(name, passphrase, keyring, clock)
    info = created.info
    return RecoverySheet(info.name, info.vault, info.created_at, created.recovery.secret_text())


def has_keyring() -> bool:
    """Whether this system has a keyring that half of a profile's access can lie in."""
    return system_keyring() is not None


def only_one() -> str:
    """The name of the only profile on this machine, for commands that were given none.

    Raises:
        InputError: ``profile_not_named`` when there are several; ``profile_none``.
    """
    found = all_profiles()
    if not found:
        raise InputError("profile_none")
    if len(found) > 1:
        raise InputError("profile_not_named", names=", ".join(one.name for one in found))
    return found[0].name


def unlock(name: str, passphrase: Passphrase) -> OpenProfile:
    """Open a profile.

    Raises:
        PpirError: What `store.unlocking.unlock` raises.
    """
    return unlocking.unlock(name, passphrase, _keyring_of(name))


def change_passphrase(name: str, passphrase: Passphrase, new: Passphrase) -> None:
    """Give a profile another passphrase.

    Raises:
        PpirError: What `store.unlocking.unlock` and `store.unlocking.renew_access` raise.
    """
    keyring = _keyring_of(name)
    with unlocking.unlock(name, passphrase, keyring) as profile:
        unlocking.renew_access(profile, new, keyring)


def renew_passphrase(profile: OpenProfile, passphrase: Passphrase, new: Passphrase) -> None:
    """Give an open profile another passphrase.

    Args:
        profile: The profile.
        passphrase: What opens it so far, so that nobody changes it who only found it open.
        new: What is to open it from now on.

    Raises:
        PpirError: What `WaysIn.by_passphrase` and `store.unlocking.renew_access` raise; the former
            passphrase opens it still then.
    """
    keyring = _keyring_of(profile.info.name)
    new.refuse_weak(alone=keyring is None)
    ways_into(profile).by_passphrase(passphrase)
    unlocking.renew_access(profile, new, keyring)


def recover(name: str, key: str, new: Passphrase, *, use_keyring: bool = True) -> OpenProfile:
    """Open a profile with its recovery sheet and give it another passphrase.

    Args:
        name: The profile.
        key: The key on the sheet, with or without spaces.
        new: The new passphrase.
        use_keyring: Whether half of its access lies in this system's keyring from now on.

    Raises:
        PpirError: What `store.unlocking.recover` raises; ``identity_unreadable`` for a key that is
            none.
    """
    keyring = system_keyring() if use_keyring else None
    return unlocking.recover(name, read_recovery_key(key), new, keyring)


def read_recovery_key(text: str) -> SealingIdentity:
    """The recovery identity as a person typed it.

    Raises:
        InputError: ``identity_unreadable``.
    """
    return SealingIdentity.read("".join(text.split()).upper())


def state_of(profile: OpenProfile) -> ProfileState:
    """How an open profile stands."""
    ways = ways_into(profile)
    with profile.vault.reading() as work:
        rounds = tuple(work.rounds.ids())
        backups = work.meta.backups()
    return ProfileState(
        info=profile.info,
        access_copies=ways.has(SlotKind.ACCESS),
        recovery_copies=ways.has(SlotKind.RECOVERY),
        rounds=rounds,
        backed_up_at=backups[-1].made_at if backups else "",
    )


def ways_into(profile: OpenProfile) -> WaysIn:
    """The ways into an open profile on this device."""
    slots = SlotFolder(profile.folder)
    return WaysIn(slots, profile.info, _keyring_of(profile.info.name))


def lock(name: str, patience: float = _PATIENCE_SECONDS) -> bool:
    """Have whoever has a profile open lock it; say whether anybody had.

    Args:
        name: The profile.
        patience: How long to wait for it, in seconds.

    Raises:
        InputError: ``profile_unknown``.
        RefusedError: ``vault_in_use`` when it was not locked in time.
    """
    folder = folder_of(name)
    read_info(folder)
    held = ProfileLock(folder)
    ends = time.monotonic() + patience
    asked = False
    while True:
        try:
            held.take()
        except RefusedError:
            if time.monotonic() >= ends:
                raise
            if not asked:
                request_lock(folder)
                asked = True
            threading.Event().wait(_LOOKS_EVERY)
        else:
            held.release()
            return asked


def _keyring_of(name: str) -> DeviceSecrets | None:
    """This system's keyring, where the profile needs one: asking for one may ask the person."""
    return system_keyring() if read_info(folder_of(name)).keyring else None
