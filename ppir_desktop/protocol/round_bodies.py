"""What an authority and its officers say about a round: the round, who is let in, notices."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

from ppir_desktop.protocol.fields import (
    Count,
    Der,
    KeyId,
    LongText,
    Name,
    Recipient,
    Sha256,
    SignedText,
    Statement,
    Text,
    Time,
    Titles,
    Uuid,
)


class Role(StrEnum):
    """What a key may do in a round."""

    AUTHORITY = "authority"
    OFFICER = "officer"
    CHAIR = "chair"
    PANELLIST = "panellist"
    ADVISER = "adviser"


class StageTimes(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When what happens in one stage.

    Attributes:
        stage: Id of the stage in the scheme.
        release: When its dossiers may be read.
        deadline: Until when a sheet must have been received.
        grace: Minutes after the deadline in which a sheet counts and is marked late.
        opening: When the sealed sheets may be opened.
    """

    stage: Name
    release: Time
    deadline: Time
    grace: Count
    opening: Time


class Policy(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the round allows.

    Attributes:
        copy_text: Whether passages may be copied out of a dossier.
        print_dossiers: Whether dossiers may be printed.
        key_after_declaration: Whether a dossier's key is held back until its declaration came.
        panel_key: When a chair gets the panel's private key.
    """

    copy_text: bool
    print_dossiers: bool
    key_after_declaration: bool
    panel_key: Literal["at_opening", "with_panel"]


class SubField(Struct, frozen=True, forbid_unknown_fields=True):
    """A technical sub-field: its code and its name."""

    code: Name
    title: Titles


class Round(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A round, as its authority opens it.

    Attributes:
        title: What it is called.
        scheme: The whole scheme file that the round follows.
        schedule: The times of each stage.
        expires: When dossiers close for good and the round is to be purged.
        policy: What the round allows.
        sub_fields: The technical sub-fields.
        authority: The authority's own certificate; the round is signed by its key.
        office: Whom everything is sealed to that concerns the office.
        hub_key: Public key that the hub signs receipts with; None for a round without a hub.
        pledge: What panellists pledge before they read.
        authority_name: What the authority is called; None where its certificate alone says it.
    """

    title: Titles
    scheme: LongText
    schedule: Annotated[tuple[StageTimes, ...], Meta(min_length=1, max_length=50)]
    expires: Time
    policy: Policy
    sub_fields: Annotated[tuple[SubField, ...], Meta(max_length=500)]
    authority: Der
    office: Recipient
    hub_key: Der | None
    pledge: Statement
    authority_name: Titles | None = None


class Access(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A key that may take part: all that a hub needs to know of a person, so no name.

    Attributes:
        key: The public key (SubjectPublicKeyInfo).
        role: What it may do.
        valid_from: From when.
        valid_until: Until when.
        revoked_at: Since when no more; None while it holds.
        replaces: The key of the same person that this one follows, such as a lost laptop's.
        panels: Panels whose sheets its owner collects.
    """

    key: Der
    role: Role
    valid_from: Time
    valid_until: Time
    revoked_at: Time | None
    replaces: KeyId | None
    panels: Annotated[tuple[Uuid, ...], Meta(max_length=1000)]


class Notice(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A message of the office, and the new deadline of a stage if there is one."""

    to: Annotated[tuple[KeyId, ...], Meta(min_length=1, max_length=5000)]
    text: Annotated[Text, Meta(min_length=1)]
    stage: Name | None
    deadline: Time | None


class Head(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How many records one person was sent so far, so that what a carrier withholds shows.

    Attributes:
        to: The person's key.
        count: Number of records addressed to it.
        last: Digest of the last of them; None while there is none.
    """

    to: KeyId
    count: Count
    last: Sha256 | None


class Destruction(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """That a device destroyed all it had of a round: keys, rows, blobs (cf. NIST SP 800-88).

    Attributes:
        records: Number of records destroyed.
        blobs: Number of blobs destroyed.
        drafts: Number of drafts and notes destroyed.
        unsent: Number of signed records that had not been sent.
        backups: Backups that are known to hold the round still: when each was made.
        statement: What the person confirmed.
    """

    records: Count
    blobs: Count
    drafts: Count
    unsent: Count
    backups: Annotated[tuple[Time, ...], Meta(max_length=1000)]
    statement: SignedText
