"""Opening a profile with a passphrase or a recovery sheet, and changing the passphrase."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ppir_desktop.signing.device_secrets import DeviceSecrets
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.profile_lock import ProfileLock
from ppir_desktop.store.profiles import ProfileInfo, folder_of, read_info, write_info
from ppir_desktop.store.slots import SlotContent, SlotFolder
from ppir_desktop.store.ways_in import Passphrase, WaysIn, has_device_secret, make_device_secret


def unlock(name: str, passphrase: Passphrase, keyring: DeviceSecrets | None) -> OpenProfile:
    """Open a profile with its passphrase, and finish what was cut short the last time.

    Raises:
        InputError: ``profile_unknown``, ``profile_damaged``, ``passphrase_wrong``, and what
            `Vault` refuses.
        RefusedError: ``vault_in_use``.
        EnvironmentFault: What `WaysIn.by_passphrase` and `Vault` raise.
    """
    folder = folder_of(name)
    info = read_info(folder)
    ways = WaysIn(SlotFolder(folder), info, keyring)
    profile, content = _opened(folder, info, lambda: ways.by_passphrase(passphrase))
    _finish_rekey(profile, ways, content, passphrase)
    profile.mend_recovery(ways)
    return profile


def recover(
    name: str, recovery: SealingIdentity, passphrase: Passphrase, keyring: DeviceSecrets | None
) -> OpenProfile:
    """Open a profile with its recovery sheet and give it a new passphrase.

    The device's half is made anew in whichever keyring there is now.

    Raises:
        InputError: ``profile_unknown``, ``recovery_wrong``, ``passphrase_short``.
        RefusedError: ``vault_in_use``.
        EnvironmentFault: What `WaysIn.by_recovery` and `Vault` raise.
    """
    folder = folder_of(name)
    info = read_info(folder)
    passphrase.refuse_weak(alone=keyring is None)
    former = WaysIn(SlotFolder(folder), info, keyring)
    profile, content = _opened(folder, info, lambda: former.by_recovery(recovery))
    try:
        ways = renew_access(profile, passphrase, keyring)
    except BaseException:
        profile.close()
        raise
    _finish_rekey(profile, ways, content, passphrase)
    profile.mend_recovery(ways)
    return profile


def renew_access(
    profile: OpenProfile, passphrase: Passphrase, keyring: DeviceSecrets | None
) -> WaysIn:
    """Seal the access slot to a new passphrase and to the keyring that there is now.

    Raises:
        InputError: ``passphrase_short``.
        EnvironmentFault: ``keyring_locked``, ``keyring_failed`` or ``file_not_written``; the
            former passphrase opens it still then.
    """
    passphrase.refuse_weak(alone=keyring is None)
    info = profile.info
    if keyring is not None and (
        info.keyring != keyring.name or not has_device_secret(keyring, info.vault)
    ):
        make_device_secret(keyring, info.vault)
    renamed = ProfileInfo(
        name=info.name,
        vault=info.vault,
        created_at=info.created_at,
        keyring=keyring.name if keyring else "",
    )
    ways = WaysIn(SlotFolder(profile.folder), renamed, keyring)
    ways.write_access(profile.content(), passphrase)
    write_info(profile.folder, renamed)
    profile.info = renamed
    return ways


def _opened(
    folder: Path, info: ProfileInfo, content_of: Callable[[], SlotContent]
) -> tuple[OpenProfile, SlotContent]:
    """Keep others out, and open a profile with what one of its slots holds."""
    lock = ProfileLock(folder)
    lock.take()
    try:
        content = content_of()
        return OpenProfile(folder, info, content, lock), content
    except BaseException:
        lock.release()
        raise


def _finish_rekey(
    profile: OpenProfile, ways: WaysIn, content: SlotContent, passphrase: Passphrase
) -> None:
    """Finish a change of the key that was cut short."""
    try:
        if profile.rekey_due() or content.keys != (profile.key,):
            profile.change_key(ways, passphrase)
    except BaseException:
        profile.close()
        raise
