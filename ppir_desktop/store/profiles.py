"""Profiles: one folder each, with a vault, its slots and its blobs."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Final

import msgspec

from ppir_desktop.common.durable import write_durably
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.paths import home
from ppir_desktop.protocol.canonical import canonical_json, decoder_of, read_canonical
from ppir_desktop.protocol.fields import Label, Name, Serial, Time, Uuid

VERSION: Final = 1
DESCRIPTION: Final = "profile.json"
STAGING: Final = ".making-"
"""What the name of a profile that is being made begins with."""

_LARGEST: Final = 4096
_NAME = re.compile(r"\w[\w-]{0,39}")
# Windows takes these for devices, whatever follows.
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)


class ProfileInfo(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is known of a profile while it is locked; nothing in it needs hiding or trusting.

    Attributes:
        version: Of this form.
        name: What its owner calls it.
        vault: Id of its vault, and its account in the keyring.
        created_at: When it was made.
        keyring: The keyring that half of its access lies in; empty for a passphrase alone.
    """

    version: Serial = VERSION
    name: Name
    vault: Uuid
    created_at: Time
    keyring: Label


INFO_DECODER: msgspec.json.Decoder[ProfileInfo] = decoder_of(ProfileInfo)


def profiles_folder() -> Path:
    """Where all profiles lie."""
    return home() / "profiles"


def folder_of(name: str) -> Path:
    """The folder that a profile of a name lies in, or would lie in.

    Raises:
        InputError: ``profile_name_bad`` for a name that not every system takes for a folder's.
    """
    plain = unicodedata.normalize("NFC", name)
    if _NAME.fullmatch(plain) is None or plain.lower() in _DEVICES:
        raise InputError("profile_name_bad", value=name[:80])
    return profiles_folder() / plain


def write_info(folder: Path, info: ProfileInfo) -> None:
    """Keep the description of a profile in its folder.

    Raises:
        EnvironmentFault: ``file_not_written``; the former description stands there still.
    """
    write_durably(folder / DESCRIPTION, canonical_json(info))


def read_info(folder: Path) -> ProfileInfo:
    """What is known of the profile in a folder.

    Raises:
        InputError: ``profile_unknown`` when there is none; ``profile_damaged`` when its
            description cannot be read.
    """
    try:
        with (folder / DESCRIPTION).open("rb") as file:
            content = file.read(_LARGEST)
    except OSError:
        raise InputError("profile_unknown", name=folder.name) from None
    try:
        return read_canonical(content, INFO_DECODER)
    except InputError:
        raise InputError("profile_damaged", name=folder.name) from None


def all_profiles() -> list[ProfileInfo]:
    """Every profile of this person on this machine, by name; damaged ones are left out."""
    found = []
    for path in sorted(profiles_folder().glob(f"*/{DESCRIPTION}")):
        if path.parent.name.startswith(STAGING):
            continue
        try:
            found.append(read_info(path.parent))
        except InputError:
            continue
    return found
