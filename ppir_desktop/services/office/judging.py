"""What speaks against an expert on a dossier, by all that the office knows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ppir_desktop.common.problems import Problem
from ppir_desktop.domain.conflicts import Conflict
from ppir_desktop.domain.experts import Expert
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.ledger_bodies import Applied, Registered
from ppir_desktop.protocol.review_bodies import Declared
from ppir_desktop.services.office.desks import Desk
from ppir_desktop.services.office.people import numbers_by_key
from ppir_desktop.services.office.said import said
from ppir_desktop.store.vault import Work

if TYPE_CHECKING:
    from ppir_desktop.matching.pairs import Declared as Tie
    from ppir_desktop.matching.pairs import Recused


def grounds(
    work: Work, desk: Desk, applied: Applied, expert: Expert, today: dt.date
) -> tuple[Problem, ...]:
    """Every ground against one expert on one dossier, as the matching holds them."""
    from ppir_desktop.matching.explain import why  # noqa: PLC0415 -- loads SciPy
    from ppir_desktop.matching.pairs import judge  # noqa: PLC0415

    kept = work.ledger.get(desk.round, Registered, applied.project.number)
    ties, recusals = declared_in(work, desk)
    pairs = judge(
        [applied.application],
        [expert],
        [kept.project if kept is not None else applied.project],
        desk.scheme,
        today=today,
        declared=ties,
        recused=recusals,
    )
    return why(pairs, applied.application.number, expert.number).against


def declared_in(work: Work, desk: Desk) -> tuple[list[Tie], list[Recused]]:
    """The ties that experts declared, and their recusals."""
    from ppir_desktop.matching.pairs import Declared as Tie  # noqa: PLC0415
    from ppir_desktop.matching.pairs import Recused  # noqa: PLC0415

    numbers = numbers_by_key(work, desk.round)
    kinds = {kind.id for kind in desk.scheme.conflicts}
    ties, recusals = [], []
    for record in said(work, desk.round, Kind.DECLARATION):
        body, number = record.body, numbers.get(record.author)
        if not isinstance(body, Declared) or number is None:
            continue
        for tie in body.conflicts or ():
            if tie.kind in kinds:
                ties.append(
                    Tie(body.dossier, number, Conflict(tie.kind, _day(tie.ended), tie.detail))
                )
            else:
                # What the scheme has no word for is a tie all the same, and must stop no matching.
                recusals.append(Recused(number, body.dossier))
        if not body.accepts:
            recusals.append(Recused(number, body.dossier))
    return ties, recusals


def _day(text: str | None) -> dt.date | None:
    """A day on which a tie ended; None, as if it went on, for one that is in no calendar."""
    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError:
        return None
