"""A hub's folder: its keys, its certificate, and where its database and blobs are.

The folder holds only what does not change, apart from the database and blobs of the embedded
default; a hub of several machines has a copy of it on each.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, NamedTuple

from ppir_desktop.common.clock import Clock
from ppir_desktop.common.durable import write_durably
from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.identifiers import Digest
from ppir_desktop.common.paths import ensure_private
from ppir_desktop.hub.tls import certificate_digest, make_certificate
from ppir_desktop.signing.keys import SigningKey
from ppir_desktop.signing.tokens import TokenMint

RECEIPT_KEY: Final = "receipt.key"
TOKEN_SECRET: Final = "token.key"  # noqa: S105 -- a file's name
CERTIFICATE: Final = "tls.crt"
CERTIFICATE_KEY: Final = "tls.key"
DATABASE: Final = "hub.db"
BLOBS: Final = "blobs"
INCOMING: Final = "incoming"

DATABASE_VARIABLE: Final = "PPIR_HUB_DATABASE"
"""Environment variable with the database's address: an argument shows in lists of processes."""


BLOBS_VARIABLE: Final = "PPIR_HUB_BLOBS"
"""The same for the address of the documents."""


class Settings(NamedTuple):
    """What a hub runs with.

    Attributes:
        folder: Its folder.
        database: Address of its database.
        blobs: Address of its blobs: a folder, or ``s3://…``.
    """

    folder: Path
    database: str
    blobs: str


def settings_of(folder: Path, database: str = "", blobs: str = "") -> Settings:
    """What a hub in a folder runs with.

    Args:
        folder: Its folder.
        database: Address of the database; what the environment says, or the folder's own file, by
            default.
        blobs: Address of the blobs; the folder's own by default.

    Raises:
        InputError: ``hub_missing`` when the folder was never made one.
    """
    folder = folder.absolute()
    if not (folder / RECEIPT_KEY).is_file():
        raise InputError("hub_missing", folder=str(folder))
    named = database or os.environ.get(DATABASE_VARIABLE, "")
    lie_at = blobs or os.environ.get(BLOBS_VARIABLE, "")
    return Settings(
        folder, named or f"sqlite:///{folder / DATABASE}", lie_at or str(folder / BLOBS)
    )


def make_folder(folder: Path, names: list[str], clock: Clock) -> Digest:
    """Make a hub's folder with fresh keys; one that is there is never touched.

    Args:
        folder: Where.
        names: Host names and addresses that the certificate is for.
        clock: Says from when the certificate is valid.

    Returns:
        SHA-256 of the certificate, which goes into invitations.

    Raises:
        InputError: ``hub_exists``.
        EnvironmentFault: ``folder_not_made`` or ``file_not_written``.
    """
    folder = folder.absolute()
    if (folder / RECEIPT_KEY).exists():
        raise InputError("hub_exists", folder=str(folder))
    ensure_private(folder)
    certificate, key = make_certificate(names, clock.now())
    write_durably(folder / CERTIFICATE_KEY, key)
    write_durably(folder / CERTIFICATE, certificate)
    write_durably(folder / TOKEN_SECRET, TokenMint.new_secret())
    # Last, since it is what tells that a folder is whole.
    write_durably(folder / RECEIPT_KEY, SigningKey.generate().secret_bytes())
    return certificate_digest(certificate)


def receipt_key(folder: Path) -> SigningKey:
    """The key that a hub signs receipts with.

    Raises:
        EnvironmentFault: ``file_unreadable``.
        InputError: ``key_unreadable``.
    """
    return SigningKey.read(_read(folder / RECEIPT_KEY))


def token_secret(folder: Path) -> bytes:
    """The secret that a hub's bearer tokens are made with.

    Raises:
        EnvironmentFault: ``file_unreadable``.
    """
    return _read(folder / TOKEN_SECRET)


def certificate_of(folder: Path) -> Digest:
    """SHA-256 of a hub's certificate.

    Raises:
        EnvironmentFault: ``file_unreadable``.
    """
    return certificate_digest(_read(folder / CERTIFICATE))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EnvironmentFault(
            "file_unreadable", file=str(path), reason=error.strerror or ""
        ) from error
