"""Choosing whom to invite, and what a round is called: small questions to the ledger."""

from __future__ import annotations

from ppir_desktop.protocol.fields import Titles
from ppir_desktop.protocol.ledger_bodies import Convened, Pooled
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.services.statements import opening_of


def matched(at: Sitting) -> list[str]:
    """The experts who sit on a panel, by number."""
    with at.profile.vault.reading() as work:
        panels = work.ledger.all(at.round, Convened).values()
        return sorted({seat.number for panel in panels for seat in panel.seats if not seat.vacated})


def willing(at: Sitting) -> list[str]:
    """The experts of the pool who consent to be asked, by number."""
    with at.profile.vault.reading() as work:
        pool = work.ledger.all(at.round, Pooled)
        return [number for number, pooled in pool.items() if pooled.expert.consents]


def title_of(at: Sitting) -> Titles:
    """What the round is called.

    Raises:
        InputError: ``round_unknown``, ``round_record_missing``.
    """
    with at.profile.vault.reading() as work:
        return opening_of(work, at.round).title
