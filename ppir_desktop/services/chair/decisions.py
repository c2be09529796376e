"""What was decided on a dossier: by whoever sits here, and by anybody else."""

from __future__ import annotations

import msgspec

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.domain.consolidation import result_bytes
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.result_bodies import Decision, DossierResult
from ppir_desktop.services.chair.gathering import Gathered, SeatState
from ppir_desktop.services.chair.hearing import Heard, Hearing


class Decided(msgspec.Struct, frozen=True):
    """A decision on one dossier.

    Attributes:
        heard: Its record.
        decision: What it says.
        result: What it says of this dossier.
        number: Expert number of whoever signed it.
    """

    heard: Heard
    decision: Decision
    result: DossierResult
    number: str

    @property
    def sheets(self) -> dict[str, Digest]:
        """The sheets that it rests on, by number."""
        return {one.number: one.sheet for one in self.result.sheets}


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What differs between two decisions on one dossier.

    Attributes:
        other: The decision of somebody else.
        sheets: Members whose sheets are not the same in both, or in one of them alone.
        is_result: Whether what they computed differs.
        is_outcome: Whether the outcomes differ.
    """

    other: Decided
    sheets: tuple[str, ...]
    is_result: bool
    is_outcome: bool


class Decisions(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided on a dossier.

    Attributes:
        own: The decision of whoever sits here that counts; None while there is none.
        is_stale: Whether sheets came, or were replaced, since it was signed.
        others: Decisions on the same panel by other chairs, or at other laptops, each with what
            differs from ours; none of them replaces it.
        former: Own decisions that were replaced.
    """

    own: Decided | None
    is_stale: bool
    others: tuple[Decided, ...]
    differences: tuple[Difference, ...]
    former: tuple[Decided, ...]


def decisions_on(hearing: Hearing, gathered: Gathered) -> Decisions:
    """What was decided on a dossier.

    Args:
        hearing: The records.
        gathered: What came in for it.
    """
    all_of = [
        Decided(heard, heard.body, result, hearing.number(heard.author))
        for heard in hearing.said(gathered.panel.place, Kind.DECISION)
        if isinstance(heard.body, Decision) and heard.body.panel == gathered.panel.panel
        for result in heard.body.results
        if result.dossier == gathered.panel.dossier
    ]
    replaced = {
        (one.heard.author, one.heard.named.record.supersedes)
        for one in all_of
        if one.heard.named.record.supersedes is not None
    }
    standing = [one for one in all_of if (one.heard.author, one.heard.digest) not in replaced]
    own = [one for one in standing if one.heard.author == hearing.own]
    others = tuple(one for one in standing if one.heard.author != hearing.own)
    last = own[-1] if own else None
    return Decisions(
        own=last,
        is_stale=last is not None and _is_stale(last, gathered),
        others=others,
        differences=tuple(difference(last, one) for one in others) if last is not None else (),
        former=tuple(
            one for one in all_of if one not in standing and one.heard.author == hearing.own
        ),
    )


def difference(one: Decided, other: Decided) -> Difference:
    """What differs between two decisions on one dossier."""
    numbers = sorted(one.sheets.keys() | other.sheets.keys())
    return Difference(
        other=other,
        sheets=tuple(n for n in numbers if one.sheets.get(n) != other.sheets.get(n)),
        is_result=one.result.result != other.result.result,
        is_outcome=one.result.outcome is not other.result.outcome,
    )


def _is_stale(decided: Decided, gathered: Gathered) -> bool:
    counted = {
        seat.number: seat.sheet.heard.digest
        for seat in gathered.seats
        if seat.sheet is not None and seat.state is SeatState.COUNTED
    }
    same = decided.result.result == result_bytes(gathered.result).decode()
    return not same or decided.sheets != counted
