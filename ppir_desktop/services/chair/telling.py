"""What a decision would say, and what keeps it from being signed."""

from __future__ import annotations

import msgspec

from ppir_desktop.common.errors import PpirError
from ppir_desktop.domain.consolidation import Outcome, Result
from ppir_desktop.domain.stage import Stage
from ppir_desktop.protocol.fields import Titles
from ppir_desktop.protocol.result_bodies import Decision
from ppir_desktop.services.chair import deciding
from ppir_desktop.services.chair.asking import Answers, answers
from ppir_desktop.services.chair.desk import ChairDesk, Place
from ppir_desktop.services.chair.masking import stage_letters
from ppir_desktop.services.chair.minutes import minutes_text
from ppir_desktop.services.chair.panels import Member


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision would say.

    Attributes:
        stage: The stage.
        product: What the dossier is about.
        members: The panel.
        letters: What stands for its members while names are hidden, by number.
        result: What the sheets come to.
        attending: Members whose sheets count, by number.
        decision: The decision; None where it cannot be signed.
        outcome: What it makes of the dossier; None where the stage only ranks.
        minutes: The minutes that go into it.
        answers: How far the members answered to it.
        is_again: Whether one was signed before.
        refusal: Why it cannot be signed; None where it can.
    """

    stage: Stage
    product: Titles
    members: tuple[Member, ...]
    letters: dict[str, str]
    result: Result
    attending: tuple[str, ...]
    decision: Decision | None
    outcome: Outcome | None
    minutes: str
    answers: Answers
    is_again: bool
    refusal: PpirError | None


def tell(desk: ChairDesk, place: Place) -> Told:
    """What the decision on a dossier would say now.

    Raises:
        InputError: ``panel_not_yours``.
    """
    gathered = desk.gathered(place)
    decision, refusal = None, None
    try:
        decision = deciding.ready(desk, place)
    except PpirError as error:
        refusal = error
    manifest, adjusting = gathered.panel.manifest, gathered.talk.adjusting
    return Told(
        stage=gathered.panel.stage,
        product=manifest.product if manifest else Titles(place[1], place[1]),
        members=gathered.panel.members,
        letters=stage_letters(desk.panels, place[0]),
        result=gathered.result,
        attending=gathered.attending,
        decision=decision,
        outcome=adjusting.outcome if adjusting else gathered.result.outcome,
        minutes=minutes_text(desk.meeting(place[0]), gathered.talk),
        answers=answers(desk, place, "decision"),
        is_again=desk.decisions(place).own is not None,
        refusal=refusal,
    )
