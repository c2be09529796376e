"""The ways into a vault: what opens its slots, and what is told when one of them does not.

Whatever fails, the person is told which way remains; nothing ever falls back to plaintext.
"""

from __future__ import annotations

import unicodedata
from typing import Final

import msgspec

from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.identifiers import Digest, Identifier, digest_of
from ppir_desktop.signing.device_secrets import DeviceSecrets
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.passphrases import WORK_FACTOR
from ppir_desktop.store.profiles import ProfileInfo
from ppir_desktop.store.slots import (
    SlotContent,
    SlotFolder,
    SlotKind,
    needs_device,
    open_access,
    open_recovery,
    seal_access,
    seal_recovery,
)

SHORTEST: Final = 10
"""Characters of a passphrase that a keyring stands beside."""

SHORTEST_ALONE: Final = 16
"""Characters of one that stands alone: whoever has the disk may try as many as they like."""

LONGEST: Final = 1024


class Passphrase(msgspec.Struct, frozen=True):
    """A passphrase, and what one try at it costs.

    Attributes:
        text: The passphrase; the same letters typed on another system are the same (NFC).
        work_factor: Logarithm of scrypt's cost for slots sealed with it.
    """

    text: str
    work_factor: int = WORK_FACTOR

    @property
    def plain(self) -> str:
        """The passphrase in its one spelling."""
        return unicodedata.normalize("NFC", self.text)

    def refuse_weak(self, *, alone: bool) -> None:
        """Refuse one that is too short for what stands beside it.

        Raises:
            InputError: ``passphrase_short`` or ``passphrase_long``.
        """
        shortest = SHORTEST_ALONE if alone else SHORTEST
        # The same few letters over and over are no longer than those few.
        if len(self.plain) < shortest or len(set(self.plain)) < shortest // 2:
            raise InputError("passphrase_short", least=shortest)
        if len(self.plain) > LONGEST:
            raise InputError("passphrase_long", most=LONGEST)


class WaysIn:
    """The slots of one vault and the keyring beside them."""

    def __init__(self, slots: SlotFolder, info: ProfileInfo, keyring: DeviceSecrets | None) -> None:
        """Look at the slots of a profile on this device.

        Args:
            slots: The slots.
            info: The profile.
            keyring: The keyring of this device, if it has one.
        """
        self._slots = slots
        self._info = info
        self._keyring = keyring

    def by_passphrase(self, passphrase: Passphrase) -> SlotContent:
        """Open the access slot; a copy that does not open is mended from the one that does.

        Raises:
            InputError: ``passphrase_wrong``.
            EnvironmentFault: ``slot_lost`` when no copy can be read or opened; ``keyring_missing``,
                ``keyring_changed``, ``keyring_entry_missing``, ``keyring_locked`` or
                ``keyring_failed`` when the device's half cannot be had.
        """
        wrong = other_device = False
        for sealed in self._slots.distinct(SlotKind.ACCESS):
            device = self._device() if needs_device(sealed) else None
            try:
                content = open_access(sealed, passphrase.plain, device)
            except InputError as error:
                wrong = wrong or error.code == "passphrase_wrong"
                other_device = other_device or error.code == "seal_wrong_key"
                continue
            self._refuse_other_vault(content)
            self._slots.mend(SlotKind.ACCESS, sealed)
            return content
        if wrong:
            raise InputError("passphrase_wrong")
        if other_device:
            # The keyring has an entry, but not the one that this vault was sealed to.
            raise EnvironmentFault(
                "keyring_entry_missing", keyring=self._info.keyring, found="",
                name=self._info.name,
            )  # fmt: skip
        raise EnvironmentFault("slot_lost", name=self._info.name)

    def by_recovery(self, recovery: SealingIdentity) -> SlotContent:
        """Open the recovery slot.

        Raises:
            InputError: ``recovery_wrong`` when the identity is another vault's.
            EnvironmentFault: ``recovery_slot_lost`` when no copy can be read or opened.
        """
        wrong = False
        for sealed in self._slots.distinct(SlotKind.RECOVERY):
            try:
                content = open_recovery(sealed, recovery)
            except InputError as error:
                wrong = wrong or error.code == "seal_wrong_key"
                continue
            self._refuse_other_vault(content)
            self._slots.mend(SlotKind.RECOVERY, sealed)
            return content
        if wrong:
            raise InputError("recovery_wrong", name=self._info.name)
        raise EnvironmentFault("recovery_slot_lost", name=self._info.name)

    def write_access(self, content: SlotContent, passphrase: Passphrase) -> None:
        """Seal the access slot anew, with the device's identity where the profile has one.

        Raises:
            EnvironmentFault: As `by_passphrase`, or ``file_not_written``.
        """
        device = self._device() if self._info.keyring else None
        sealed = seal_access(content, passphrase.plain, device, work_factor=passphrase.work_factor)
        self._slots.write(SlotKind.ACCESS, sealed)

    def write_recovery(self, content: SlotContent, recipient: str) -> Digest:
        """Seal the recovery slot anew.

        Args:
            content: What lies in it.
            recipient: The recovery identity's recipient, as the vault itself keeps it: one that
                lay beside the slots could be somebody else's.

        Returns:
            SHA-256 of what was written, for `is_recovery`.

        Raises:
            EnvironmentFault: ``file_not_written``.
        """
        sealed = seal_recovery(content, recipient)
        self._slots.write(SlotKind.RECOVERY, sealed)
        return digest_of(sealed)

    def is_recovery(self, digest: str) -> bool:
        """Whether both copies of the recovery slot are what was written."""
        found = [digest_of(content) for _, content in self._slots.read(SlotKind.RECOVERY)]
        return found == [digest] * len(self._slots.COPIES)

    def has(self, kind: SlotKind) -> int:
        """How many copies of a slot can be read."""
        return len(self._slots.read(kind))

    def _device(self) -> SealingIdentity:
        """The device's half, from the keyring that the profile was made with."""
        wanted = self._info.keyring
        if self._keyring is None:
            raise EnvironmentFault("keyring_missing", keyring=wanted, name=self._info.name)
        secret = self._keyring.read(self._info.vault)
        if secret is None:
            code = "keyring_entry_missing" if self._keyring.name == wanted else "keyring_changed"
            raise EnvironmentFault(
                code, keyring=wanted, found=self._keyring.name, name=self._info.name
            )
        try:
            return SealingIdentity.read(secret)
        except InputError:
            raise EnvironmentFault(
                "keyring_entry_missing", keyring=wanted, found="", name=self._info.name
            ) from None

    def _refuse_other_vault(self, content: SlotContent) -> None:
        if content.vault != self._info.vault:
            raise EnvironmentFault("slot_lost", name=self._info.name)


def has_device_secret(keyring: DeviceSecrets, vault: Identifier) -> bool:
    """Whether a keyring keeps a device's half that can be read.

    Raises:
        EnvironmentFault: ``keyring_locked`` or ``keyring_failed``.
    """
    secret = keyring.read(vault)
    try:
        return secret is not None and bool(SealingIdentity.read(secret))
    except InputError:
        return False


def make_device_secret(keyring: DeviceSecrets, vault: Identifier) -> None:
    """Make the device's half and have the keyring keep it.

    Raises:
        EnvironmentFault: ``keyring_locked`` or ``keyring_failed``.
    """
    keyring.write(vault, SealingIdentity.generate().secret_text())
