"""What a chair writes down of a meeting: who is there, what was admitted, votes, minutes."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, TypeVar

import msgspec

from ppir_desktop.common.clock import Clock, format_utc
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.meetings import MeetingRow
from ppir_desktop.store.vault import Work

FORMAT: Final = 1
"""Of what is kept; a backup may bring it to a laptop with another version of this program."""


class Attendance(StrEnum):
    """Whether a member takes part in the decision on a dossier."""

    PRESENT = "present"
    ABSENT = "absent"
    RECUSED = "recused"
    DISQUALIFIED = "disqualified"


class Presence(msgspec.Struct, frozen=True):
    """Whether a member takes part, and what the chair says of it."""

    state: Attendance
    reason: str = ""


class ShowOfHands(msgspec.Struct, frozen=True):
    """A motion that was voted on in the room: how many were for it, against, or abstained."""

    motion: str
    yes: int
    no: int
    abstained: int


class Adjusting(msgspec.Struct, frozen=True):
    """What the panel would put in the place of the computed result.

    Attributes:
        score: In hundredths.
        outcome: What is to become of the dossier.
        reason: Why.
    """

    score: int
    outcome: Outcome
    reason: str


class Talk(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was written down of one dossier.

    Attributes:
        format: Of this encoding.
        presence: Members of whom something else is said than that they are there, by number.
        admitted: Why sheets count that are late, or one of two, by their digests.
        bonus: Points that the office gave, in hundredths; without meaning where the stage adds
            none.
        hands: Motions that were voted on.
        discussed: Whether the panel has discussed the dossier.
        minutes: What was said and done.
        summary: The lead reviewer's summary.
        opinion: The panel's opinion.
        adjusting: What the panel would put in the place of the result; None for nothing.
        reason: Why a decision is made again; empty for the first one.
        deferred: Why the dossier is not decided now; empty where it is.
    """

    format: int = FORMAT
    presence: dict[str, Presence] = {}
    admitted: dict[Digest, str] = {}
    bonus: int = 0
    hands: tuple[ShowOfHands, ...] = ()
    discussed: bool = False
    minutes: str = ""
    summary: str = ""
    opinion: str = ""
    adjusting: Adjusting | None = None
    reason: str = ""
    deferred: str = ""

    def attendance(self, number: str) -> Attendance:
        """Whether a member takes part, by what the chair says."""
        return self.presence[number].state if number in self.presence else Attendance.PRESENT


class Unmasking(msgspec.Struct, frozen=True):
    """That members' names were shown beside their marks, when, and why."""

    at: str
    reason: str


class Meeting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was written down of a stage's meeting as a whole.

    Attributes:
        format: Of this encoding.
        agenda: Application numbers in the order in which they are taken; others follow.
        held: When and where, as the chair writes it.
        opening: Minutes that belong to no dossier: what was said at the beginning.
        unmasked: When names were shown.
    """

    format: int = FORMAT
    agenda: tuple[str, ...] = ()
    held: str = ""
    opening: str = ""
    unmasked: tuple[Unmasking, ...] = ()


_T = TypeVar("_T", Talk, Meeting)


def talk_on(work: Work, round_id: Identifier, place: tuple[str, str]) -> Talk:
    """What was written down of a dossier in a stage.

    Raises:
        InputError: ``meeting_unreadable``.
    """
    row = work.meetings.get(round_id, *place)
    return _decode(row, Talk) if row is not None else Talk()


def meeting_of(work: Work, round_id: Identifier, stage: str) -> Meeting:
    """What was written down of a stage's meeting.

    Raises:
        InputError: ``meeting_unreadable``.
    """
    row = work.meetings.get(round_id, stage)
    return _decode(row, Meeting) if row is not None else Meeting()


def talks_of(work: Work, round_id: Identifier) -> dict[tuple[str, str], Talk]:
    """What was written down of every dossier, by stage and application number.

    Raises:
        InputError: ``meeting_unreadable``.
    """
    rows = work.meetings.all(round_id)
    return {(row.stage, row.dossier): _decode(row, Talk) for row in rows if row.dossier}


def write_down(
    profile: OpenProfile,
    round_id: Identifier,
    place: tuple[str, str],
    said: Talk | Meeting,
    clock: Clock,
) -> str:
    """Keep what a chair wrote down; it is on the disk when this returns.

    Args:
        profile: The chair's profile.
        round_id: The round.
        place: Stage and application number; without one for the whole meeting.
        said: What was written down.
        clock: Says when.

    Returns:
        When it was saved, UTC, RFC 3339.

    Raises:
        EnvironmentFault: ``vault_not_written``, such as on a full disk.
    """
    saved_at = format_utc(clock.now())
    with profile.vault.writing() as work:
        keep(work, round_id, place, said, saved_at)
    return saved_at


def keep(
    work: Work, round_id: Identifier, place: tuple[str, str], said: Talk | Meeting, at: str
) -> None:
    """The same within a transaction."""
    content = msgspec.json.encode(said).decode()
    work.meetings.save(MeetingRow(round_id, *place, at, content))


def _decode(row: MeetingRow, kind: type[_T]) -> _T:
    try:
        said = msgspec.json.decode(row.content, type=kind)
    except msgspec.MsgspecError as error:
        raise InputError("meeting_unreadable", dossier=row.dossier) from error
    if said.format != FORMAT:
        raise InputError("meeting_unreadable", dossier=row.dossier)
    return said
