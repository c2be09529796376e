"""Whose sheet counts, and why another does not (docs/decisions/0020)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final

import msgspec
from msgspec.structs import replace

from ppir_desktop.common.clock import parse_utc
from ppir_desktop.common.identifiers import Digest
from ppir_desktop.domain.sheets import Absence, Sheet
from ppir_desktop.domain.stage import Revision
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.review_bodies import Declared, GivenSheet, Transcription
from ppir_desktop.services.chair.assents import assents_to
from ppir_desktop.services.chair.hearing import Heard, Hearing
from ppir_desktop.services.chair.meeting import Attendance, Talk
from ppir_desktop.services.chair.panels import ChairPanel

KOREA: Final = dt.timedelta(hours=9)


class Fate(StrEnum):
    """What becomes of a sheet."""

    COUNTED = "counted"
    SUPERSEDED = "superseded"
    FINAL = "final"
    REPLACED_LATE = "replaced_late"
    LATE = "late"
    TWICE = "twice"
    NOT_COUNTERSIGNED = "not_countersigned"
    INCOMPLETE = "incomplete"
    OTHER_SCHEME = "other_scheme"
    OTHER_DOSSIER = "other_dossier"
    REVOKED = "revoked"
    RECUSED = "recused"
    ABSENT = "absent"
    DISQUALIFIED = "disqualified"
    NOT_MEMBER = "not_member"


ADMISSIBLE: Final = frozenset({Fate.LATE, Fate.TWICE})
"""What a chair may admit, with a reason."""

_AWAY: Final = {
    Attendance.ABSENT: Fate.ABSENT,
    Attendance.RECUSED: Fate.RECUSED,
    Attendance.DISQUALIFIED: Fate.DISQUALIFIED,
}


class SheetSeen(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A sheet, and what becomes of it.

    Attributes:
        heard: Its record.
        sheet: What is on it.
        plain: The same as consolidation takes it.
        number: Expert number of whoever wrote it; empty where nobody said.
        fate: What becomes of it.
        is_late: Whether it came after the deadline, counted or not.
        admitted: Why it counts all the same; empty otherwise.
        on_paper: Whether it was written by hand.
    """

    heard: Heard
    sheet: GivenSheet
    plain: Sheet
    number: str
    fate: Fate = Fate.COUNTED
    is_late: bool = False
    admitted: str = ""
    on_paper: bool = False


class Judge:
    """Judges the sheets of one panel."""

    def __init__(self, hearing: Hearing, panel: ChairPanel, talk: Talk, scheme: Digest) -> None:
        """Take what is known.

        Args:
            hearing: The records.
            panel: The panel.
            talk: What the chair wrote down of the dossier.
            scheme: SHA-256 of the round's scheme file.
        """
        self._hearing, self._panel, self._talk, self._scheme = hearing, panel, talk, scheme
        self._numbers = {one.number for one in panel.members}
        self.away = self._away()

    def sheets(self) -> list[SheetSeen]:
        """Every sheet that is here for the panel's dossier, in the order of receipt."""
        seen = []
        for heard in self._hearing.sheets(self._panel.place):
            sheet = heard.sheet
            if sheet is not None:
                read = self._hearing.read(heard, sheet)
                first = SheetSeen(
                    heard=heard, sheet=sheet, plain=read.plain, number=read.number,
                    on_paper=isinstance(heard.body, Transcription),
                )  # fmt: skip
                fate = self._flaw(first, is_complete=read.is_complete)
                seen.append(first if fate is Fate.COUNTED else replace(first, fate=fate))
        by_number: dict[str, list[SheetSeen]] = defaultdict(list)
        for one in seen:
            by_number[one.number].append(one)
        settled = {one.heard.digest: one for own in by_number.values() for one in self._settle(own)}
        return [settled[one.heard.digest] for one in seen]

    def _away(self) -> dict[str, Fate]:
        """Members who take no part, by what they declared and the chair says."""
        last: dict[str, bool] = {}
        for heard in self._hearing.said(self._panel.place, Kind.DECLARATION):
            body = heard.body
            if isinstance(body, Declared):
                last[self._hearing.number(heard.author)] = body.accepts
        away = {number: Fate.RECUSED for number, accepts in last.items() if not accepts}
        for number, presence in self._talk.presence.items():
            if presence.state in _AWAY:
                away[number] = _AWAY[presence.state]
        return away

    def _flaw(self, seen: SheetSeen, *, is_complete: bool) -> Fate:
        """What is wrong with a sheet by itself; counted for nothing."""
        if seen.number not in self._numbers:
            return Fate.NOT_MEMBER
        away = self.away.get(seen.number)
        return away or next(self._flaws(seen, is_complete=is_complete), Fate.COUNTED)

    def _flaws(self, seen: SheetSeen, *, is_complete: bool) -> Iterator[Fate]:
        heard, sheet = seen.heard, seen.sheet
        grant = self._hearing.trust.grant(heard.author)
        gone = grant.revoked_at if grant is not None and not seen.on_paper else None
        if gone is not None and gone <= heard.received_at:
            yield Fate.REVOKED
        if sheet.scheme != self._scheme:
            yield Fate.OTHER_SCHEME
        if self._panel.valid and sheet.manifest not in self._panel.valid:
            yield Fate.OTHER_DOSSIER
        if not is_complete:
            yield Fate.INCOMPLETE
        if seen.on_paper and not self._is_countersigned(seen):
            yield Fate.NOT_COUNTERSIGNED

    def _settle(self, own: Sequence[SheetSeen]) -> list[SheetSeen]:
        """What becomes of all sheets of one member, flawed ones included."""
        lines = self._lines(own) if len(own) > 1 else [own]
        settled = [one for line in lines for one in self._along(line)]
        standing = [one for one in settled if one.fate in {Fate.COUNTED, Fate.LATE}]
        if len(standing) < 2:
            return [self._admit(one) for one in settled]
        admitted = [one for one in standing if self._talk.admitted.get(one.heard.digest)]
        chosen = admitted[0].heard.digest if len(admitted) == 1 else None
        return [
            replace(one, fate=Fate.TWICE)
            if one in standing and one.heard.digest != chosen
            else self._admit(one)
            for one in settled
        ]

    def _lines(self, own: Sequence[SheetSeen]) -> list[list[SheetSeen]]:
        """One member's sheets in lines, of which each begins with one that replaces no other.

        A newer device of the same person goes on with the line of the former one.
        """
        lines: list[list[SheetSeen]] = []
        for one in sorted(own, key=self._order):
            former = self._former_keys(one.heard.author)
            replaced = one.heard.named.record.supersedes
            for line in lines:
                names = {other.heard.digest: other.heard.author for other in line}
                by_name = replaced in names and names[replaced] in {one.heard.author, *former}
                if by_name or line[-1].heard.author in former:
                    line.append(one)
                    break
            else:
                lines.append([one])
        return lines

    def _along(self, line: Sequence[SheetSeen]) -> list[SheetSeen]:
        """One line of sheets, of which each but the first means to replace the one before."""
        revision = self._panel.stage.revision
        is_late = bool(self._panel.due) and line[0].heard.received_at > self._panel.due
        standing: SheetSeen | None = None
        settled = []
        for one in line:
            if one.fate is not Fate.COUNTED:
                settled.append(one)
            elif standing is None:
                standing = one
            elif revision is Revision.NEVER:
                settled.append(replace(one, fate=Fate.FINAL))
            elif revision is Revision.DEADLINE and self._is_too_late(one):
                settled.append(replace(one, fate=Fate.REPLACED_LATE))
            else:
                settled.append(replace(standing, fate=Fate.SUPERSEDED))
                standing = one
        if standing is not None:
            # A replacement until the decision is in time if what it replaces was; typed in from
            # paper, a sheet goes by the day that stands on it.
            first = standing if standing.on_paper else line[0]
            fate = Fate.LATE if self._is_too_late(first) else Fate.COUNTED
            settled.append(replace(standing, fate=fate, is_late=is_late))
        return settled

    def _admit(self, seen: SheetSeen) -> SheetSeen:
        reason = self._talk.admitted.get(seen.heard.digest, "")
        if not reason or seen.fate not in {Fate.LATE, Fate.COUNTED}:
            return seen
        return replace(seen, fate=Fate.COUNTED, admitted=reason)

    def _former_keys(self, key: Digest) -> set[Digest]:
        """The keys of the same person that one follows."""
        found: set[Digest] = set()
        grant = self._hearing.trust.grant(key)
        while grant is not None and grant.replaces is not None and grant.replaces not in found:
            found.add(grant.replaces)
            grant = self._hearing.trust.grant(grant.replaces)
        return found

    def _order(self, seen: SheetSeen) -> tuple[int, Digest, int]:
        """Former devices first, and of each what it said in its own order."""
        heard = seen.heard
        return len(self._former_keys(heard.author)), heard.author, heard.named.record.seq

    def _is_countersigned(self, seen: SheetSeen) -> bool:
        """Whether somebody besides the chair says that a sheet was typed in right."""
        given = assents_to(self._hearing, self._panel, seen.heard.digest)
        return any(one.agrees for one in given.values())

    def _is_too_late(self, seen: SheetSeen) -> bool:
        panel, body = self._panel, seen.heard.body
        if not panel.until:
            return False
        if isinstance(body, Transcription):
            return body.written_on > (parse_utc(panel.until) + KOREA).date().isoformat()
        return seen.heard.received_at > panel.until


def absence_of(fate: Fate | None) -> Absence:
    """Why a member has no part in a result, as a decision says it."""
    if fate is Fate.RECUSED:
        return Absence.RECUSED
    return Absence.DISQUALIFIED if fate is Fate.DISQUALIFIED else Absence.ABSENT
