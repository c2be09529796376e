"""Key slots: the small sealed files that the vault's key lies in, and nowhere else.

A slot holds the same few bytes sealed in one of two ways: to what the person knows and the device
keeps (access), or to the recovery identity that was printed (recovery). Each is kept twice, so
that neither a rewrite cut short nor a bad sector takes the way in away.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from ppir_desktop.common.durable import write_durably
from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.canonical import canonical_json, decoder_of, read_canonical
from ppir_desktop.protocol.fields import Count, Serial, Uuid
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.passphrases import (
    is_passphrase_file,
    open_with_passphrase,
    seal_with_passphrase,
)
from ppir_desktop.signing.sealing import open_sealed, seal

_VERSION: Final = 1
VaultKey = Annotated[bytes, Meta(min_length=32, max_length=32)]


class SlotKind(StrEnum):
    """Which way in a slot is."""

    ACCESS = "access"
    RECOVERY = "recovery"


class SlotContent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What lies in a slot.

    Attributes:
        version: Of this form.
        vault: Id of the vault that it opens.
        generation: Grows by one with each new vault key.
        keys: The vault's key; while it is being changed, the new one and then the old one.
    """

    version: Serial = _VERSION
    vault: Uuid
    generation: Count
    keys: Annotated[tuple[VaultKey, ...], Meta(min_length=1, max_length=2)]


_DECODER: msgspec.json.Decoder[SlotContent] = decoder_of(SlotContent)


def seal_access(
    content: SlotContent, passphrase: str, device: SealingIdentity | None, *, work_factor: int
) -> bytes:
    """A slot that a passphrase opens; with a device's identity, only the two together.

    Args:
        content: What lies in it.
        passphrase: What the person knows.
        device: What the device's keyring keeps; None for a passphrase alone.
        work_factor: Logarithm of scrypt's cost.
    """
    inner = seal_with_passphrase(canonical_json(content), passphrase, work_factor=work_factor)
    return seal(inner, [device.recipient]) if device else inner


def needs_device(sealed: bytes) -> bool:
    """Whether a slot takes the device's keyring besides the passphrase."""
    return not is_passphrase_file(sealed)


def open_access(sealed: bytes, passphrase: str, device: SealingIdentity | None) -> SlotContent:
    """Open a slot by passphrase.

    Raises:
        InputError: ``passphrase_wrong``; ``seal_wrong_key`` when the device's identity is another;
            or ``seal_unreadable`` when it is damaged.
    """
    if needs_device(sealed):
        if device is None:
            raise InputError("seal_wrong_key")
        sealed = open_sealed(sealed, [device], limit=limits.SLOT)
    return _content(open_with_passphrase(sealed, passphrase))


def seal_recovery(content: SlotContent, recipient: str) -> bytes:
    """A slot that the recovery identity opens."""
    return seal(canonical_json(content), [recipient])


def open_recovery(sealed: bytes, recovery: SealingIdentity) -> SlotContent:
    """Open a slot by the recovery identity.

    Raises:
        InputError: ``seal_wrong_key`` or ``seal_unreadable``.
    """
    return _content(open_sealed(sealed, [recovery], limit=limits.SLOT))


class SlotFolder:
    """The slots of one vault on the disk, two copies of each."""

    COPIES: Final = (1, 2)

    def __init__(self, folder: Path) -> None:
        """Keep slots in a folder that exists."""
        self._folder = folder

    def path(self, kind: SlotKind, copy: int) -> Path:
        """Where one copy of a slot lies."""
        return self._folder / f"{kind}.{copy}.age"

    def read(self, kind: SlotKind) -> list[tuple[int, bytes]]:
        """The copies of a slot that can be read, with their numbers; none at all when it is lost.

        Whether what was read opens is another question: a copy may be damaged.
        """
        found: list[tuple[int, bytes]] = []
        for copy in self.COPIES:
            try:
                with self.path(kind, copy).open("rb") as file:
                    content = file.read(limits.SLOT + 1)
            except OSError:
                continue
            if 0 < len(content) <= limits.SLOT:
                found.append((copy, content))
        return found

    def write(self, kind: SlotKind, sealed: bytes) -> None:
        """Write both copies, one after the other, so that one of them is whole at any time.

        Raises:
            EnvironmentFault: ``file_not_written``; a copy that was not reached opens as before.
        """
        for copy in self.COPIES:
            write_durably(self.path(kind, copy), sealed)

    def distinct(self, kind: SlotKind) -> list[bytes]:
        """The copies of a slot that differ: a try at two that are alike would only take longer."""
        return list(dict.fromkeys(content for _, content in self.read(kind)))

    def mend(self, kind: SlotKind, good: bytes) -> bool:
        """Give both copies the bytes of the one that opened; say whether that was needed.

        A disk that takes nothing does not keep the person out: there is one good copy.
        """
        copies = self.read(kind)
        if len(copies) == len(self.COPIES) and all(content == good for _, content in copies):
            return False
        try:
            self.write(kind, good)
        except EnvironmentFault:
            return False
        return True


def _content(opened: bytes) -> SlotContent:
    try:
        return read_canonical(opened, _DECODER)
    except InputError:
        raise InputError("seal_unreadable") from None
