"""How far a round is: who was invited, who enrolled, which panel has how many sheets."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from ppir_desktop.protocol.ledger_bodies import Applied, Closed, Convened, Invited, Pooled
from ppir_desktop.services.office.desks import Sitting, desk_of
from ppir_desktop.services.office.people import participants, requests
from ppir_desktop.services.office.receiving import PanelStand, stands
from ppir_desktop.store.repositories.outbox import OutboxState


class Progress(msgspec.Struct, frozen=True):
    """How far a round is.

    Attributes:
        applications: Applications taken in, those not eligible included.
        not_eligible: Those that the rule says no to.
        withdrawn: Those that are reviewed no more.
        experts: Experts of the pool.
        invited: Experts who were invited.
        asking: Experts who ask to be let in.
        enrolled: Experts who were.
        panels: Every panel.
        closed: Stages that were closed, and when.
        waiting: Parcels that wait to be sent.
        displaced: Names of entries that this desk changed at the same time as another one, whose
            change counts: look at them again.
    """

    applications: int
    not_eligible: int
    withdrawn: int
    experts: int
    invited: int
    asking: int
    enrolled: int
    panels: tuple[PanelStand, ...]
    closed: Mapping[str, str]
    waiting: int
    displaced: tuple[str, ...]


def progress(at: Sitting) -> Progress:
    """How far a round is, by all that this desk knows.

    Raises:
        RefusedError: ``office_only``.
    """
    with at.profile.vault.reading() as work:
        desk = desk_of(work, at.round)
        applied = work.ledger.all(at.round, Applied)
        products = {name: one.application.product for name, one in applied.items()}
        waiting = [row for row in work.outbox.all(OutboxState.WAITING) if row.round == at.round]
        invited = work.ledger.all(at.round, Invited).values()
        panels = work.ledger.all(at.round, Convened)
        return Progress(
            applications=len(applied),
            not_eligible=sum(bool(one.findings) for one in applied.values()),
            withdrawn=sum(bool(one.withdrawn) for one in applied.values()),
            experts=len(work.ledger.all(at.round, Pooled)),
            invited=len({one.number for one in invited}),
            asking=len(requests(work, at.round)),
            enrolled=len(participants(work, at.round)),
            panels=tuple(stands(work, desk, products)) if panels else (),
            closed={name: one.closed_at for name, one in work.ledger.all(at.round, Closed).items()},
            waiting=len(waiting),
            displaced=tuple(
                one.name for one in work.ledger.displaced(at.round).values() if one.own
            ),
        )
