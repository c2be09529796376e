"""Names of things: random identifiers, digests, and digests written for reading aloud."""

from __future__ import annotations

import hashlib
import re
import uuid
from typing import NewType

from ppir_desktop.common.errors import InputError

Identifier = NewType("Identifier", str)
"""A random UUID (version 4) in its usual lower-case form."""

Digest = NewType("Digest", str)
"""A SHA-256 digest as 64 lower-case hexadecimal digits."""

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def new_identifier() -> Identifier:
    """Make a new random identifier."""
    return Identifier(str(uuid.uuid4()))


def parse_identifier(text: str) -> Identifier:
    """Take a text as an identifier, exactly as `new_identifier` writes one.

    Raises:
        InputError: ``identifier_unreadable`` when it is anything else, upper case included: two
            spellings of one name would make two folders, two rows, two rounds.
    """
    try:
        if str(uuid.UUID(text)) == text:
            return Identifier(text)
    except ValueError:
        pass
    raise InputError("identifier_unreadable", value=text[:80])


def digest_of(content: bytes) -> Digest:
    """The SHA-256 digest of some bytes."""
    return Digest(hashlib.sha256(content).hexdigest())


def parse_digest(text: str) -> Digest:
    """Take a text as a digest.

    Raises:
        InputError: ``digest_unreadable`` when it is not 64 lower-case hexadecimal digits, so that
            no path or other surprise can ever pass for the name of a file.
    """
    if _DIGEST.fullmatch(text) is None:
        raise InputError("digest_unreadable", value=text[:80])
    return Digest(text)


def in_groups(digest: Digest, size: int = 4) -> str:
    """A digest in groups, for reading aloud over the telephone: ``9f86 d081 …``."""
    return " ".join(digest[start : start + size] for start in range(0, len(digest), size))
