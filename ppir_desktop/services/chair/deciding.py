"""Signing decisions: each is signed and waits in the outbox, or is not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from ppir_desktop.common.errors import PpirError
from ppir_desktop.domain.consolidation import adjust
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.result_bodies import Decision
from ppir_desktop.services.chair.asking import answers, check_adjusting, told_members
from ppir_desktop.services.chair.desk import ChairDesk, Place
from ppir_desktop.services.chair.drafting import adjustment_assents, draft_decision
from ppir_desktop.services.statements import say
from ppir_desktop.store.repositories.exchange import OFFICE


class Signed(NamedTuple):
    """How far signing several decisions came.

    Attributes:
        places: Those that are signed.
        refusal: Why the one after them is not; None when all are.
    """

    places: tuple[Place, ...]
    refusal: PpirError | None


def ready(desk: ChairDesk, place: Place) -> Decision:
    """The decision on a dossier with all that its panel agreed to, but the sentence.

    Raises:
        InputError: ``panel_not_yours``.
        RefusedError: What `drafting.draft_decision` refuses; what `asking.check_adjusting` and
            `domain.consolidation.adjust` refuse, such as ``adjustment_not_unanimous``.
    """
    decision, gathered = draft_decision(desk, place), desk.gathered(place)
    if gathered.talk.adjusting is not None:
        adjusting, attending = check_adjusting(gathered), set(gathered.attending)
        adjust(
            gathered.panel.stage, gathered.result, outcome=adjusting.outcome,
            reason=adjusting.reason,
            assents=[n for n in adjustment_assents(desk, gathered) if n in attending],
        )  # fmt: skip
    given, attending = answers(desk, place, "decision").given, set(gathered.attending)
    assents = tuple(
        sorted(o.heard.digest for number, o in given.items() if o.agrees and number in attending)
    )
    return msgspec.structs.replace(decision, assents=assents)


def sign(desk: ChairDesk, places: Sequence[Place], statement: str) -> Signed:
    """Sign decisions, whose chair was asked for the passphrase just before.

    Args:
        desk: The chair's desk.
        places: Stages and application numbers.
        statement: The sentence that is signed.
    """
    done: list[Place] = []
    for place in places:
        try:
            _sign_one(desk, place, statement)
        except PpirError as refusal:
            return Signed(tuple(done), refusal)
        done.append(place)
    return Signed(tuple(done), None)


def _sign_one(desk: ChairDesk, place: Place, statement: str) -> None:
    desk.refresh()
    decision = msgspec.structs.replace(ready(desk, place), statement=statement)
    gathered, former = desk.gathered(place), desk.decisions(place).own
    told = told_members(gathered)
    with desk.at.profile.vault.writing() as work:
        say(
            work, desk.at.round, Kind.DECISION, decision,
            recipients=[desk.hearing.opened.office, *(one.recipient for one in told)],
            addresses=[OFFICE, *(one.key for one in told)],
            clock=desk.at.clock, supersedes=former.heard.digest if former else None,
        )  # fmt: skip
    desk.refresh()
    # Why it was made again was said; another time another reason is needed.
    if gathered.talk.reason:
        desk.write(place, reason="")
