"""Making a profile: it is there whole, or not at all."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path
from typing import NamedTuple

from ppir_desktop.common.clock import Clock, format_utc
from ppir_desktop.common.durable import faults_of, flush_folder
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import new_identifier
from ppir_desktop.common.paths import ensure_private
from ppir_desktop.signing.device_secrets import DeviceSecrets
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.store.engine import KEY_BYTES
from ppir_desktop.store.opened import RECIPIENT_FACT
from ppir_desktop.store.profiles import (
    STAGING,
    ProfileInfo,
    folder_of,
    profiles_folder,
    write_info,
)
from ppir_desktop.store.slots import SlotContent, SlotFolder
from ppir_desktop.store.vault import create
from ppir_desktop.store.ways_in import Passphrase, WaysIn, make_device_secret


class Created(NamedTuple):
    """A profile that was just made, and the one thing about it that is never shown again."""

    info: ProfileInfo
    recovery: SealingIdentity


def create_profile(
    name: str, passphrase: Passphrase, keyring: DeviceSecrets | None, clock: Clock
) -> Created:
    """Make a profile: vault, slots, recovery identity. It is there whole, or not at all.

    Args:
        name: What its owner calls it.
        passphrase: What opens it, together with the keyring where there is one.
        keyring: The keyring of this device, if it has one.
        clock: Says when it is made.

    Raises:
        InputError: ``profile_name_bad``, ``profile_exists``, ``passphrase_short``.
        EnvironmentFault: ``folder_not_made``, ``file_not_written``, ``keyring_locked``,
            ``keyring_failed``, ``vault_not_written``.
    """
    folder = folder_of(name)
    passphrase.refuse_weak(alone=keyring is None)
    if folder.exists():
        raise InputError("profile_exists", name=folder.name)
    info = ProfileInfo(
        name=folder.name,
        vault=new_identifier(),
        created_at=format_utc(clock.now()),
        keyring=keyring.name if keyring else "",
    )
    recovery = SealingIdentity.generate()
    content = SlotContent(vault=info.vault, generation=1, keys=(secrets.token_bytes(KEY_BYTES),))
    staging = ensure_private(profiles_folder()) / f"{STAGING}{info.vault}"
    ensure_private(staging)
    try:
        if keyring is not None:
            make_device_secret(keyring, info.vault)
        fill_profile(staging, info, content, recovery.recipient)
        ways = WaysIn(SlotFolder(staging), info, keyring)
        ways.write_access(content, passphrase)
        ways.write_recovery(content, recovery.recipient)
        finish_profile(staging, folder)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        if keyring is not None:
            keyring.delete(info.vault)
        raise
    return Created(info, recovery)


def fill_profile(staging: Path, info: ProfileInfo, content: SlotContent, recipient: str) -> None:
    """Put a new vault and the profile's description into a folder.

    Raises:
        EnvironmentFault: ``file_not_written`` or ``vault_not_written``.
    """
    write_info(staging, info)
    create(staging, content.keys[0], {RECIPIENT_FACT: recipient})


def finish_profile(staging: Path, folder: Path) -> None:
    """Give a profile that is whole its name.

    Raises:
        InputError: ``profile_exists`` when somebody was faster.
        EnvironmentFault: ``file_not_written``.
    """
    if folder.exists():
        raise InputError("profile_exists", name=folder.name)
    with faults_of(folder):
        staging.rename(folder)
        flush_folder(folder.parent)
