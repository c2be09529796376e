"""The one table of what may be how large: looked at before anything is parsed.

Sizes are in bytes. docs/records.md repeats the table for whoever writes another client.
"""

from __future__ import annotations

from typing import Final

from ppir_desktop.common.errors import InputError

KIB: Final = 1024
MIB: Final = 1024 * KIB

RECORD_PAYLOAD: Final = 2 * MIB
"""The canonical JSON of one record."""

BACKUP_PAYLOAD: Final = 24 * MIB
"""The same for a ``backup``, which carries all drafts and notes of a round."""

ENVELOPE: Final = BACKUP_PAYLOAD * 4 // 3 + 4 * KIB
"""A signed envelope: its payload in base64 and a signature."""

PARCEL: Final = ENVELOPE + 128 * KIB
"""A sealed envelope: the age file around it, its header included."""

AGE_HEADER: Final = 64 * KIB
"""The header of an age file; one recipient takes about 100 bytes."""

AGE_STANZAS: Final = 512
"""Recipients of one age file."""

ROUTING_HEADER: Final = 64 * KIB
"""The routing header beside a parcel."""

INVITATION: Final = 4 * KIB
"""An invitation file."""

SLOT: Final = 64 * KIB
"""A key slot of the vault."""

FEED: Final = 1_000_000
"""Parcels that a hub gives in one exchange."""

BLOB: Final = 4 * KIB * MIB
"""One encrypted document; a stick's FAT32 takes no larger file."""


def refuse_over(size: int, limit: int, what: str) -> None:
    """Refuse what is larger than its limit.

    Args:
        size: Its size in bytes.
        limit: The limit from the table above.
        what: What it is, a word of the format such as ``record``.

    Raises:
        InputError: ``too_large``.
    """
    if size > limit:
        raise InputError("too_large", what=what, size=size, limit=limit)
