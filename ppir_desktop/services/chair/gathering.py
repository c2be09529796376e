"""What came in for one dossier: every member's part in it, and what the sheets come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from ppir_desktop.common.identifiers import Digest, digest_of
from ppir_desktop.domain.consolidation import Collected, Consolidator, Result
from ppir_desktop.domain.sheets import Sheet
from ppir_desktop.domain.stage import Mode
from ppir_desktop.services.chair.fates import Fate, Judge, SheetSeen, absence_of
from ppir_desktop.services.chair.hearing import Hearing
from ppir_desktop.services.chair.meeting import Talk
from ppir_desktop.services.chair.panels import ChairPanel, panels_of


class SeatState(StrEnum):
    """A member's part in a result."""

    COUNTED = "counted"
    MISSING = "missing"
    LEFT_OUT = "left_out"
    RECUSED = "recused"
    ABSENT = "absent"
    DISQUALIFIED = "disqualified"


_AWAY = {
    Fate.RECUSED: SeatState.RECUSED,
    Fate.ABSENT: SeatState.ABSENT,
    Fate.DISQUALIFIED: SeatState.DISQUALIFIED,
}


class Seat(msgspec.Struct, frozen=True, gc=False):
    """A member and their sheet.

    Attributes:
        number: Expert number.
        state: Their part in the result.
        sheet: The sheet that counts, or the last of those that do not; None while there is none.
    """

    number: str
    state: SeatState
    sheet: SheetSeen | None


class Gathered(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What came in for one dossier.

    Attributes:
        panel: The panel.
        talk: What the chair wrote down.
        seats: Its members, in order of their numbers.
        sheets: Every sheet that is here, in the order of receipt.
        collected: What is consolidated.
        result: What it comes to.
        totals: The total of each sheet that counts, in hundredths, by number; none without points.
    """

    panel: ChairPanel
    talk: Talk
    seats: tuple[Seat, ...]
    sheets: tuple[SheetSeen, ...]
    collected: Collected
    result: Result
    totals: Mapping[str, int]

    def seat(self, number: str) -> Seat | None:
        """A member's seat; None for somebody who has none on this panel."""
        return next((one for one in self.seats if one.number == number), None)

    @property
    def attending(self) -> tuple[str, ...]:
        """Members whose sheets the result rests on, or would."""
        return tuple(one.number for one in self.seats if one.state is SeatState.COUNTED)

    @property
    def left_out(self) -> tuple[SheetSeen, ...]:
        """Sheets that have no part in the result, each with its reason."""
        return tuple(one for one in self.sheets if one.fate is not Fate.COUNTED)

    @property
    def spread(self) -> int | None:
        """The greatest total less the least, in hundredths; None for fewer than two."""
        totals = self.totals.values()
        return max(totals) - min(totals) if len(totals) > 1 else None

    @property
    def differs(self) -> float:
        """How far the members disagree, from 0 to 1, whatever the stage asks of them."""
        full = self.panel.stage.full_marks()
        if full:
            return (self.spread or 0) / full
        shares = []
        for criterion in self.panel.stage.criteria:
            said = [
                mark.value
                for sheet in self.collected.sheets
                for mark in sheet.marks
                if mark.criterion == criterion.id
            ]
            if said:
                shares.append(1 - max(map(said.count, said)) / len(said))
        return max(shares, default=0.0)


def gather(
    hearing: Hearing, panel: ChairPanel, talk: Talk, scheme: Digest, consolidator: Consolidator
) -> Gathered:
    """Judge what came in for a dossier, and consolidate what counts.

    Args:
        hearing: The records.
        panel: The panel.
        talk: What the chair wrote down of the dossier.
        scheme: SHA-256 of the round's scheme file.
        consolidator: That of the panel's stage.
    """
    judge = Judge(hearing, panel, talk, scheme)
    sheets = judge.sheets()
    seats = tuple(_seat(member.number, sheets, judge.away) for member in panel.members)
    plain = tuple(
        seat.sheet.plain
        for seat in seats
        if seat.sheet is not None and seat.state is SeatState.COUNTED
    )
    away = {
        seat.number: absence_of(judge.away.get(seat.number))
        for seat in seats
        if seat.state is not SeatState.COUNTED
    }
    bonus = talk.bonus if panel.stage.bonus is not None else 0
    collected = Collected(panel.dossier, plain, away, bonus=bonus)
    return Gathered(
        panel=panel, talk=talk, seats=seats, sheets=tuple(sheets), collected=collected,
        result=consolidator.result(collected), totals=_totals(panel, plain),
    )  # fmt: skip


def gather_all(hearing: Hearing, talks: Mapping[tuple[str, str], Talk]) -> list[Gathered]:
    """What came in for every dossier of a chair, by stage and number.

    Raises:
        RefusedError: ``chair_only``.
    """
    scheme = digest_of(hearing.opened.scheme.encode())
    consolidators: dict[str, Consolidator] = {}
    return [
        gather(
            hearing, panel, talks.get(place, Talk()), scheme,
            consolidators.setdefault(place[0], Consolidator(panel.stage)),
        )
        for place, panel in panels_of(hearing).items()
    ]  # fmt: skip


def _totals(panel: ChairPanel, sheets: Iterable[Sheet]) -> dict[str, int]:
    if panel.stage.mode is not Mode.SCORE:
        return {}
    return {
        sheet.panellist: sum(mark.value for mark in sheet.marks if type(mark.value) is int)
        for sheet in sheets
    }


def _seat(number: str, sheets: list[SheetSeen], away: Mapping[str, Fate]) -> Seat:
    own = [one for one in sheets if one.number == number]
    counted = [one for one in own if one.fate is Fate.COUNTED]
    if counted:
        return Seat(number, SeatState.COUNTED, counted[-1])
    last = own[-1] if own else None
    if number in away:
        return Seat(number, _AWAY[away[number]], last)
    return Seat(number, SeatState.LEFT_OUT if own else SeatState.MISSING, last)
