"""The answers of ``ppir chair`` in a meeting: attend to sign."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from ppir_desktop.cli.chair_answers import chairing, stages_of
from ppir_desktop.cli.desk_command import Call
from ppir_desktop.cli.output import Output
from ppir_desktop.common.errors import InputError
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.domain.points import NotPointsError, parse_points
from ppir_desktop.services.chair import asking, deciding
from ppir_desktop.services.chair.asking import Asked
from ppir_desktop.services.chair.desk import ChairDesk, Place
from ppir_desktop.services.chair.gathering import SeatState
from ppir_desktop.services.chair.meeting import Adjusting, Attendance, Presence, ShowOfHands

_KEY: Final = "cli.chair"
_NO: Final = 1
_MOTION: Final = re.compile(r"(?P<motion>.+)=(?P<yes>\d{1,4})/(?P<no>\d{1,4})/(?P<out>\d{1,4})")


def attend(call: Call, place: Place, number: str, state: str, reason: str) -> None:
    """Write down whether a member takes part.

    Raises:
        PpirError: What opening the desk raises; ``panel_not_yours``, ``member_unknown``,
            ``choice_unknown``; ``reason_missing`` for one who does not.
    """
    if state not in set(Attendance):
        raise InputError("choice_unknown", value=state[:20], allowed=", ".join(Attendance))
    attendance = Attendance(state)
    if attendance is not Attendance.PRESENT and not reason.strip():
        raise InputError("reason_missing")
    with chairing(call) as desk:
        panel = desk.panel(place)
        if panel.member(number) is None:
            allowed = ", ".join(one.number for one in panel.members)
            raise InputError("member_unknown", value=number[:60], allowed=allowed)
        presence = dict(desk.talk(place).presence)
        presence[number] = Presence(attendance, reason.strip())
        desk.write(place, presence=presence)
    _say(call, "attend", number=number, state=call.words(f"chair.attendance.{attendance}"))


def admit(call: Call, place: Place, sheet: str, reason: str) -> None:
    """Let a sheet count that is late, or one of two.

    Raises:
        PpirError: What opening the desk raises; ``panel_not_yours``; ``sheet_unknown`` for a digest
            or number that none, or more than one, of the sheets has; ``reason_missing``.
    """
    if not reason.strip():
        raise InputError("reason_missing")
    with chairing(call) as desk:
        left_out = desk.gathered(place).left_out
        chosen = [
            one
            for one in left_out
            if one.number == sheet or (sheet and one.heard.digest.startswith(sheet))
        ]
        if len(chosen) != 1:
            allowed = ", ".join(f"{one.number} {one.heard.digest[:16]}" for one in left_out)
            raise InputError("sheet_unknown", value=sheet[:64], allowed=allowed)
        digest = chosen[0].heard.digest
        desk.write(place, admitted={**desk.talk(place).admitted, digest: reason.strip()})
    _say(call, "admit", number=chosen[0].number)


def note(
    call: Call,
    place: Place,
    motions: Sequence[str],
    *,
    minutes: str | None,
    opinion: str | None,
    deferred: str | None,
    reason: str | None,
) -> None:
    """Write minutes, the panel's opinion, and votes by show of hands down.

    Raises:
        PpirError: What opening the desk raises; ``panel_not_yours``; ``motion_unreadable``.
    """
    given = {"minutes": minutes, "opinion": opinion, "deferred": deferred, "reason": reason}
    changes: dict[str, object] = {name: text for name, text in given.items() if text is not None}
    hands = []
    for text in motions:
        found = _MOTION.fullmatch(text)
        if found is None:
            raise InputError("motion_unreadable", value=text[:60])
        counts = (int(found[name]) for name in ("yes", "no", "out"))
        hands.append(ShowOfHands(found["motion"].strip(), *counts))
    with chairing(call, exchanging=False) as desk:
        if hands:
            changes["hands"] = (*desk.talk(place).hands, *hands)
        desk.write(place, **changes)
    _say(call, "note", dossier=place[1])


def adjust(call: Call, place: Place, asked: tuple[str, str, str] | None) -> None:
    """Put an adjustment to the panel, or drop it.

    Args:
        call: How the command was called.
        place: Stage and application number.
        asked: Score, outcome and reason as they were typed; None to drop the adjustment.

    Raises:
        PpirError: What opening the desk and `services.chair.asking.ask` raise;
            ``choice_unknown``, ``points_unreadable``.
    """
    adjusting = None
    if asked is not None:
        score, outcome, reason = asked
        if outcome not in set(Outcome):
            raise InputError("choice_unknown", value=outcome[:20], allowed=", ".join(Outcome))
        try:
            points = parse_points(score) if score else 0
        except NotPointsError:
            raise InputError("points_unreadable", value=score[:20]) from None
        adjusting = Adjusting(points, Outcome(outcome), reason.strip())
    with chairing(call) as desk:
        former = desk.talk(place).adjusting
        desk.write(place, adjusting=adjusting)
        try:
            if adjusting is not None:
                asking.ask(desk, place, "adjustment")
        except BaseException:
            desk.write(place, adjusting=former)
            raise
        awaited = asking.answers(desk, place, "adjustment").awaited if adjusting else ()
    name = "adjust" if adjusting is not None else "adjust.dropped"
    _say(call, name, dossier=place[1], awaited=", ".join(awaited) or "-")


def ask(call: Call, stage: str, dossiers: Sequence[str]) -> int:
    """Put decisions to the panel; 1 while answers are awaited.

    Raises:
        PpirError: What opening the desk and `services.chair.asking.ask` raise.
    """
    with chairing(call) as desk:
        found = {}
        for place in _places(desk, stage, dossiers):
            asking.ask(desk, place, "decision")
            found[place[1]] = asking.answers(desk, place, "decision")
        output = Output(call.words)
        if call.as_json:
            output.json(
                {
                    dossier: {
                        "agreed": one.agreed, "refused": one.refused, "awaited": one.awaited,
                        "proposal": one.proposal.digest if one.proposal else None,
                    }
                    for dossier, one in found.items()
                }
            )  # fmt: skip
        for dossier, one in found.items() if not call.as_json else ():
            output.line(
                call.words(
                    f"{_KEY}.ask.done", dossier=dossier, agreed=len(one.agreed),
                    refused=", ".join(one.refused) or "-", awaited=", ".join(one.awaited) or "-",
                )
            )  # fmt: skip
    return _NO if any(one.awaited for one in found.values()) else 0


def answer(call: Call, place: Place, to: Asked, number: str, *, agrees: bool, remark: str) -> None:
    """Write down what a member answered by hand.

    Raises:
        PpirError: What opening the desk and `services.chair.asking.write_answer` raise.
    """
    with chairing(call) as desk:
        asking.write_answer(desk, place, to, number, agrees=agrees, remark=remark)
    _say(call, "answer", number=number)


def sign(call: Call, stage: str, dossiers: Sequence[str]) -> int:
    """Sign decisions; without dossiers all that can be signed and are not yet.

    Raises:
        PpirError: What opening the desk raises; why none of the decisions could be signed.
    """
    statement = call.words("chair.statement")
    with chairing(call) as desk:
        stages_of(desk, stage)
        places = _places(desk, stage, dossiers)
        if not dossiers:
            places = [one for one in places if _is_open(desk, one)]
        done = deciding.sign(desk, places, statement)
    output = Output(call.words)
    if call.as_json:
        refusal = done.refusal.code if done.refusal is not None else None
        output.json({"signed": [dossier for _, dossier in done.places], "refusal": refusal})
    for _, dossier in done.places if not call.as_json else ():
        output.line(call.words(f"{_KEY}.sign.done", dossier=dossier))
    if done.refusal is not None:
        raise done.refusal
    if not done.places and not call.as_json:
        output.line(call.words(f"{_KEY}.sign.nothing"))
    return 0 if done.places else _NO


def _is_open(desk: ChairDesk, place: Place) -> bool:
    """Whether a decision is to be signed by itself: it is not yet, and nobody is awaited."""
    gathered = desk.gathered(place)
    awaits = any(seat.state is SeatState.MISSING for seat in gathered.seats)
    is_done = desk.decisions(place).own is not None
    return not (awaits or is_done or gathered.result.problems or gathered.talk.deferred)


def _places(desk: ChairDesk, stage: str, dossiers: Sequence[str]) -> list[Place]:
    return [(stage, one) for one in dossiers or desk.dossiers(stage)]


def _say(call: Call, name: str, **params: object) -> None:
    output = Output(call.words)
    if call.as_json:
        output.json(msgspec.to_builtins(params))
        return
    output.line(call.words(f"{_KEY}.{name}.done", **params))
