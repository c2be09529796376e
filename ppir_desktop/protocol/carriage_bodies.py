"""What carriers say, and what a person keeps for themselves."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from ppir_desktop.protocol.fields import Count, Label, LongText, Serial, Sha256, Time


class Receipt(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """That a parcel was taken in.

    Attributes:
        parcel: The parcel's name.
        received_at: When, by the clock of whoever took it.
        index: Its place in that one's log of the round, from 1.
        taken_by: Whether a hub took it, or a desk from a bundle.
    """

    parcel: Sha256
    received_at: Time
    index: Serial
    taken_by: Literal["hub", "desk"]


class BackupItem(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A draft, a note, or what a chair wrote down in a meeting.

    Attributes:
        kind: Which of them.
        stage: Id of the stage, empty for none.
        dossier: Application number; empty for what concerns a whole meeting.
        document: SHA-256 of the plain document that a note stands in, or None.
        saved_at: When it was saved.
        content: It, as the vault keeps it.
    """

    kind: Literal["draft", "annotation", "meeting"]
    stage: Label
    dossier: Label
    document: Sha256 | None
    saved_at: Time
    content: LongText


class Backup(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A person's drafts and notes, sealed to their own recovery identity alone."""

    generation: Count
    items: Annotated[tuple[BackupItem, ...], Meta(max_length=20_000)]
