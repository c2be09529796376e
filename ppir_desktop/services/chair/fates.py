"""Whose sheet counts, and why another does not (docs/decisions/0020)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
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
            if isinstance(body, Declared) and not self._hearing.is_revoked(heard):
                last[self._hearing.number(heard.author)] = body.accepts
        away = {number: Fate.RECUSED for number, accepts in last.items() if not accepts}
        for number, presence in self._talk.presence.items():
            # Nobody but the member takes a recusal back.
            if presence.state in _AWAY:
                away.setdefault(number, _AWAY[presence.state])
        return away

    def _flaw(self, seen: SheetSeen, *, is_complete: bool) -> Fate:
        """What is wrong with a sheet by itself; counted for nothing."""
        if seen.number not in self._numbers:
            return Fate.NOT_MEMBER
        away = self.away.get(seen.number)
        return away or next(self._flaws(seen, is_complete=is_complete), Fate.COUNTED)

    def _flaws(self, seen: SheetSeen, *, is_complete: bool) -> Iterator[Fate]:
        heard, sheet = seen.heard, seen.sheet
        if self._hearing.is_revoked(heard):
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
        lines = _Lines(self._panel, sorted(own, key=self._order) if len(own) > 1 else own)
        if len(own) > 1:
            lines.follow_devices(self._former_keys)
        settled = lines.settled()
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
        """Whether somebody besides whoever typed a sheet in says that this was done right."""
        given = assents_to(self._hearing, self._panel, seen.heard.digest, "transcription")
        # Nor can anybody who has no part in the dossier.
        others = given.keys() - self.away.keys() - {self._hearing.number(seen.heard.author)}
        return any(given[number].agrees for number in others)


class _Lines:
    """One member's sheets in lines, of which each begins with one that replaces no other.

    A flawed sheet replaces nothing, but what replaces it goes on with its line. A key that was
    revoked can neither say anything nor take anything back.
    """

    def __init__(self, panel: ChairPanel, own: Sequence[SheetSeen]) -> None:
        """Go through the sheets, of which former devices' come first."""
        self._panel, self._own = panel, own
        self._fates = {one.heard.digest: one.fate for one in own}
        self._stands: dict[Digest, SheetSeen | None] = {}
        self._in_time: dict[Digest, bool] = {}
        self._is_late: dict[Digest, bool] = {}
        for one in own:
            if one.fate is not Fate.REVOKED:
                self._stands[one.heard.digest] = self._put(one)

    def settled(self) -> list[SheetSeen]:
        """The sheets with what becomes of each."""
        return [
            replace(one, fate=self._fate(one), is_late=self._is_late.get(one.heard.digest, False))
            for one in self._own
        ]

    def follow_devices(self, former_keys: Callable[[Digest], set[Digest]]) -> None:
        """Put what a newer device of the same member says in the place of the former one's."""
        signed = [one for one in self._heads() if not one.on_paper]
        for key in dict.fromkeys(one.heard.author for one in signed):
            former = former_keys(key)
            left = [one for one in self._heads() if not one.on_paper]
            older = [one for one in left if one.heard.author in former]
            newer = [one for one in left if one.heard.author == key]
            if older and [one for one in newer if self._takes_over(one, older)]:
                self._fates |= {one.heard.digest: Fate.SUPERSEDED for one in older}

    def _takes_over(self, newer: SheetSeen, older: Sequence[SheetSeen]) -> bool:
        """Whether a newer device's sheet stands in the place of the former ones'."""
        name = newer.heard.digest
        if self._in_time[name] or not any(self._in_time[one.heard.digest] for one in older):
            return True
        if self._panel.stage.revision is Revision.DECISION:
            self._inherit(name, older)
            return True
        self._fates[name] = Fate.REPLACED_LATE
        return False

    def _heads(self) -> list[SheetSeen]:
        return [one for one in self._own if self._fates[one.heard.digest] is Fate.COUNTED]

    def _fate(self, one: SheetSeen) -> Fate:
        fate = self._fates[one.heard.digest]
        is_late = fate is Fate.COUNTED and not self._in_time[one.heard.digest]
        return Fate.LATE if is_late else fate

    def _put(self, one: SheetSeen) -> SheetSeen | None:
        """Put a sheet into its line; what stands there afterwards."""
        digest, revision = one.heard.digest, self._panel.stage.revision
        self._in_time[digest] = not self._is_after(one, self._panel.until)
        self._is_late[digest] = self._is_after(one, self._panel.due)
        former = self._former(one)
        standing = self._stands[former.heard.digest] if former is not None else None
        if one.fate is not Fate.COUNTED:
            self._go_on(one, former)
            return standing
        if standing is not None and revision is Revision.NEVER:
            self._fates[digest] = Fate.FINAL
            return standing
        if standing is not None and revision is Revision.DEADLINE and not self._in_time[digest]:
            self._fates[digest] = Fate.REPLACED_LATE
            return standing
        if standing is not None:
            self._fates[standing.heard.digest] = Fate.SUPERSEDED
        if revision is Revision.DECISION:
            self._go_on(one, former)
        return one

    def _go_on(self, one: SheetSeen, former: SheetSeen | None) -> None:
        """A replacement until the decision is in time if what it replaces was.

        Typed in from paper, a sheet goes by the day that stands on it.
        """
        if former is not None and not one.on_paper:
            self._inherit(one.heard.digest, [former])

    def _inherit(self, digest: Digest, former: Sequence[SheetSeen]) -> None:
        names = [one.heard.digest for one in former]
        self._in_time[digest] |= any(self._in_time[name] for name in names)
        self._is_late[digest] &= all(self._is_late[name] for name in names)

    def _former(self, one: SheetSeen) -> SheetSeen | None:
        """The sheet that one replaces by name, of the same author."""
        name = one.heard.named.record.supersedes
        return next(
            (
                other
                for other in self._own
                if other.heard.digest == name
                and other.heard.author == one.heard.author
                and name in self._stands
            ),
            None,
        )

    def _is_after(self, one: SheetSeen, limit: str) -> bool:
        body = one.heard.body
        if isinstance(body, Transcription):
            due = self._panel.due
            return bool(due) and body.written_on > (parse_utc(due) + KOREA).date().isoformat()
        return bool(limit) and one.heard.received_at > limit


def absence_of(fate: Fate | None) -> Absence:
    """Why a member has no part in a result, as a decision says it."""
    if fate is Fate.RECUSED:
        return Absence.RECUSED
    return Absence.DISQUALIFIED if fate is Fate.DISQUALIFIED else Absence.ABSENT
