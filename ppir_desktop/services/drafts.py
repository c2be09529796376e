"""Drafts: a sheet while it is being filled in, kept in the vault until it is signed."""

from __future__ import annotations

from typing import Final

import msgspec

from ppir_desktop.common.clock import Clock, format_utc
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.domain.sheets import Mark
from ppir_desktop.protocol.review_bodies import Discussion, GivenSheet, PinnedEvidence
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.vault import Work

FORMAT: Final = 1
"""Of what is kept; a backup may bring it to a laptop with another version of this program."""


class Draft(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What stands on a sheet so far.

    Attributes:
        format: Of this encoding.
        marks: The marks given so far, and comments on criteria that have none yet.
        opinion: The opinion on the whole.
        evidence: Passages that marks rest on.
        discussion: Whether the panel has discussed the dossier.
        reason: Why it replaces a signed sheet; empty for a first one.
    """

    format: int = FORMAT
    marks: tuple[Mark, ...] = ()
    opinion: str = ""
    evidence: tuple[PinnedEvidence, ...] = ()
    discussion: Discussion = Discussion.BEFORE
    reason: str = ""

    def mark(self, criterion: str) -> Mark:
        """The mark of a criterion; a blank one where none was given."""
        return next((one for one in self.marks if one.criterion == criterion), Mark(criterion))

    def with_mark(self, mark: Mark) -> Draft:
        """The same draft with another mark in the place of one."""
        others = tuple(one for one in self.marks if one.criterion != mark.criterion)
        return msgspec.structs.replace(self, marks=(*others, mark))


def draft_of(sheet: GivenSheet) -> Draft:
    """A draft that says what a signed sheet says, to go on from when it is replaced."""
    return Draft(
        marks=tuple(
            Mark(one.criterion, one.points if one.choice is None else one.choice, one.comment)
            for one in sheet.marks
        ),
        opinion=sheet.opinion,
        evidence=sheet.evidence,
        discussion=sheet.discussion,
    )


def decode(content: str, dossier: str) -> Draft:
    """Read what was kept.

    Raises:
        InputError: ``draft_unreadable`` for one of a later version or a damaged one; it stays
            where it is.
    """
    try:
        draft = msgspec.json.decode(content, type=Draft)
    except msgspec.MsgspecError as error:
        raise InputError("draft_unreadable", dossier=dossier) from error
    if draft.format != FORMAT:
        raise InputError("draft_unreadable", dossier=dossier)
    return draft


def encode(draft: Draft) -> str:
    """A draft as it is kept."""
    return msgspec.json.encode(draft).decode()


def load(work: Work, round_id: Identifier, place: tuple[str, str]) -> Draft | None:
    """The draft of a stage and application number; None where there is none.

    Raises:
        InputError: ``draft_unreadable``.
    """
    row = work.drafts.get(round_id, *place)
    return decode(row.content, place[1]) if row is not None else None


def save(
    profile: OpenProfile, round_id: Identifier, place: tuple[str, str], draft: Draft, clock: Clock
) -> str:
    """Keep a draft; it is on the disk when this returns.

    Returns:
        When it was saved, UTC, RFC 3339.

    Raises:
        EnvironmentFault: ``vault_not_written``, such as on a full disk.
    """
    saved_at = format_utc(clock.now())
    with profile.vault.writing() as work:
        work.drafts.save(round_id, *place, content=encode(draft), saved_at=saved_at)
    return saved_at


def discard(profile: OpenProfile, round_id: Identifier, place: tuple[str, str]) -> None:
    """Throw a draft away; a sheet that was signed before stays as it is."""
    with profile.vault.writing() as work:
        work.drafts.delete(round_id, *place)
