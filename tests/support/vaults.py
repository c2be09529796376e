"""Vaults and profiles for tests, quick to open, and a keyring that lives in memory."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ppir_desktop.common.errors import EnvironmentFault
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.signing.device_secrets import DeviceSecrets
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.store.making import create_profile
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.profiles import folder_of, read_info
from ppir_desktop.store.slots import SlotFolder
from ppir_desktop.store.unlocking import unlock
from ppir_desktop.store.vault import Vault, create
from ppir_desktop.store.ways_in import Passphrase, WaysIn
from tests.support.records import AT, FixedClock, SmallRound

# A work factor of 4 makes a try cost nothing; what it costs in earnest is tested once.
SECRET = Passphrase("정확한 말 배터리 스테이플 9", work_factor=4)
OTHER = Passphrase("전혀 다른 말 한 묶음 여기 7", work_factor=4)
KEY = bytes(range(32))


class MemoryKeyring:
    """A keyring that keeps its secrets as long as the test lasts, or fails as it is told."""

    def __init__(self, name: str = "secret-service") -> None:
        self._name = name
        self.secrets: dict[str, str] = {}
        self.fails = ""

    @property
    def name(self) -> str:
        return self._name

    def read(self, account: str) -> str | None:
        self._fail()
        return self.secrets.get(account)

    def write(self, account: str, secret: str) -> None:
        self._fail()
        self.secrets[account] = secret

    def delete(self, account: str) -> None:
        self._fail()
        self.secrets.pop(account, None)

    def _fail(self) -> None:
        if self.fails:
            raise EnvironmentFault(self.fails, keyring=self._name)


class Made(NamedTuple):
    """A profile that a test made."""

    folder: Path
    recovery: SealingIdentity


def make_profile(keyring: DeviceSecrets | None = None, name: str = "kim") -> Made:
    created = create_profile(name, SECRET, keyring, FixedClock())
    return Made(folder_of(name), created.recovery)


def open_profile(keyring: DeviceSecrets | None = None, name: str = "kim") -> OpenProfile:
    return unlock(name, SECRET, keyring)


def ways_into(folder: Path, keyring: DeviceSecrets | None = None) -> WaysIn:
    return WaysIn(SlotFolder(folder), read_info(folder), keyring)


def make_vault(folder: Path) -> Vault:
    """A vault without slots, with the key that tests know."""
    folder.mkdir(exist_ok=True)
    create(folder, KEY, {})
    return Vault(folder, KEY)


def joined(vault: Vault, small: SmallRound | None = None) -> Identifier:
    """A round in a vault, with fresh keys."""
    small = small or SmallRound()
    with vault.writing() as work:
        identity = small.newcomer("E-1").identity
        work.rounds.join(small.id, Digest(small.authority.identity.id), identity, AT)
    return small.id
