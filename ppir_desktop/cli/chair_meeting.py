"""The answers of ``ppir chair`` in a meeting: attend to sign."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from ppir_desktop.cli.chair_answers import answers_json, answers_line, chairing, stages_of
from ppir_desktop.cli.desk_command import Call
from ppir_desktop.cli.output import Output
from ppir_desktop.common.errors import InputError, PpirError, RefusedError
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.domain.points import NotPointsError, parse_points
from ppir_desktop.domain.stage import Mode, Stage
from ppir_desktop.services.chair import asking, deciding
from ppir_desktop.services.chair.asking import Asked
from ppir_desktop.services.chair.desk import ChairDesk, Place
from ppir_desktop.services.chair.drafting import draft_decision
from ppir_desktop.services.chair.fates import ADMISSIBLE, SheetSeen
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
    worded = call.words(f"chair.attendance.{attendance}")
    _say(call, "attend", number=number, state=attendance if call.as_json else worded)


def admit(call: Call, place: Place, sheet: str, reason: str) -> None:
    """Let a sheet count that is late, or one of two.

    Raises:
        PpirError: What opening the desk raises; ``panel_not_yours``; ``sheet_not_admissible`` for
            one that is left out for another cause, ``nothing_to_admit`` where there is none;
            ``sheet_unknown`` for a digest or number that none, or more than one, of the sheets has;
            ``reason_missing``.
    """
    if not reason.strip():
        raise InputError("reason_missing")
    with chairing(call) as desk:
        chosen = _admissible(call, desk, place, sheet)
        digest = chosen.heard.digest
        desk.write(place, admitted={**desk.talk(place).admitted, digest: reason.strip()})
    _say(call, "admit", number=chosen.number)


def _admissible(call: Call, desk: ChairDesk, place: Place, name: str) -> SheetSeen:
    """The sheet that is meant by a number or by the beginning of its digest."""
    left_out = desk.gathered(place).left_out
    meant = [o for o in left_out if name and (o.number == name or o.heard.digest.startswith(name))]
    chosen = [one for one in meant if one.fate in ADMISSIBLE]
    if len(chosen) == 1:
        return chosen[0]
    if meant and not chosen:
        why = call.words(f"chair.fate.{meant[-1].fate}")
        raise InputError("sheet_not_admissible", number=meant[-1].number or "?", why=why)
    allowed = [o for o in left_out if o.fate in ADMISSIBLE]
    if not allowed:
        raise InputError("nothing_to_admit", dossier=place[1])
    shown = ", ".join(f"{one.number} {one.heard.digest[:16]}" for one in allowed)
    raise InputError("sheet_unknown", value=name[:64], allowed=shown)


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
        PpirError: What opening the desk raises; ``panel_not_yours``; ``motion_unreadable``;
            ``note_empty`` for nothing at all.
    """
    given = {"minutes": minutes, "opinion": opinion, "deferred": deferred, "reason": reason}
    changes: dict[str, object] = {name: text for name, text in given.items() if text is not None}
    hands = []
    for text in motions:
        found = _MOTION.fullmatch(text)
        if found is None or not found["motion"].strip():
            raise InputError("motion_unreadable", value=text[:60])
        counts = (int(found[name]) for name in ("yes", "no", "out"))
        hands.append(ShowOfHands(found["motion"].strip(), *counts))
    if not changes and not hands:
        raise InputError("note_empty")
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
            ``adjustment_missing``, ``choice_unknown``, ``points_unreadable``.
    """
    with chairing(call) as desk:
        former, stage = desk.talk(place).adjusting, desk.panel(place).stage
        if asked is None and former is None:
            raise InputError("adjustment_missing", dossier=place[1])
        adjusting = _adjusting(stage, place[1], *asked) if asked is not None else None
        desk.write(place, adjusting=adjusting)
        try:
            if adjusting is not None:
                asking.ask(desk, place, "adjustment")
        except BaseException:
            desk.write(place, adjusting=former)
            raise
        awaited = asking.answers(desk, place, "adjustment").awaited if adjusting else ()
    if adjusting is None:
        _say(call, "adjust.dropped", dossier=place[1])
        return
    shown = list(awaited) if call.as_json else ", ".join(awaited) or "-"
    _say(call, "adjust", dossier=place[1], awaited=shown)


def _adjusting(stage: Stage, dossier: str, score: str, outcome: str, reason: str) -> Adjusting:
    """An adjustment as it was typed; a stage without scores needs none."""
    if not outcome or (stage.mode is Mode.SCORE and not score):
        raise InputError("adjustment_missing", dossier=dossier)
    if outcome not in set(Outcome):
        raise InputError("choice_unknown", value=outcome[:20], allowed=", ".join(Outcome))
    try:
        points = parse_points(score) if score else 0
    except NotPointsError:
        raise InputError("points_unreadable", value=score[:20]) from None
    return Adjusting(points, Outcome(outcome), reason.strip())


def ask(call: Call, stage: str, dossiers: Sequence[str]) -> int:
    """Put decisions to the panel, all of them or none; 1 while answers are awaited.

    Without dossiers those that could be decided now are put.

    Raises:
        PpirError: What opening the desk and `services.chair.asking.ask` raise.
    """
    output = Output(call.words)
    with chairing(call) as desk:
        stages_of(desk, stage)
        places = [(stage, one) for one in dossiers]
        if not dossiers:
            places, _ = _ready(desk, stage)
        for place in places:
            draft_decision(desk, place)
        for place in places:
            asking.ask(desk, place, "decision")
        found = {place[1]: asking.answers(desk, place, "decision") for place in places}
    if call.as_json:
        output.json({dossier: answers_json(one) for dossier, one in found.items()})
    else:
        for dossier, one in found.items():
            output.line(answers_line(call.words, dossier, one))
        if not found:
            output.line(call.words(f"{_KEY}.ask.nothing"))
    return _NO if not found or any(one.awaited for one in found.values()) else 0


def answer(call: Call, place: Place, to: Asked, number: str, *, agrees: bool, remark: str) -> None:
    """Write down what a member answered by hand.

    Raises:
        PpirError: What opening the desk and `services.chair.asking.write_answer` raise.
    """
    with chairing(call) as desk:
        asking.write_answer(desk, place, to, number, agrees=agrees, remark=remark)
    _say(call, "answer", number=number)


def sign(call: Call, stage: str, dossiers: Sequence[str]) -> int:
    """Sign decisions: of named dossiers all or none; without names all that can be signed.

    Raises:
        PpirError: What opening the desk raises; why one of the named decisions cannot be signed.
    """
    statement = call.words("chair.statement")
    left: dict[str, PpirError] = {}
    with chairing(call) as desk:
        stages_of(desk, stage)
        places = [(stage, one) for one in dossiers]
        if dossiers:
            for place in places:
                deciding.ready(desk, place)
        else:
            places, left = _ready(desk, stage)
        done = deciding.sign(desk, places, statement)
    if done.refusal is not None:
        if not done.places:
            raise done.refusal
        left[places[len(done.places)][1]] = done.refusal
    _tell_signed(call, [dossier for _, dossier in done.places], left)
    return 0 if done.places and done.refusal is None else _NO


def _ready(desk: ChairDesk, stage: str) -> tuple[list[Place], dict[str, PpirError]]:
    """The decisions that can be signed now, and why others cannot that nobody is awaited for."""
    places: list[Place] = []
    left: dict[str, PpirError] = {}
    for place in _all_of(desk, stage):
        if _is_open(desk, place):
            try:
                deciding.ready(desk, place)
            except RefusedError as error:
                left[place[1]] = error
            else:
                places.append(place)
    return places, left


def _tell_signed(call: Call, signed: Sequence[str], left: Mapping[str, PpirError]) -> None:
    output, words = Output(call.words), call.words
    if call.as_json:
        output.json(
            {
                "signed": signed,
                "left": [
                    {"dossier": dossier, "error": error.code, **words.error(error)._asdict()}
                    for dossier, error in left.items()
                ],
            }
        )
        return
    for dossier in signed:
        output.line(words(f"{_KEY}.sign.done", dossier=dossier))
    for error in left.values():
        output.line(words(f"{_KEY}.sign.left", why=words.error(error).what))
    if not signed and not left:
        output.line(words(f"{_KEY}.sign.nothing"))


def _is_open(desk: ChairDesk, place: Place) -> bool:
    """Whether a dossier is to be decided without being named: it is not yet, nobody is awaited."""
    gathered = desk.gathered(place)
    awaits = any(seat.state is SeatState.MISSING for seat in gathered.seats)
    is_done = desk.decisions(place).own is not None
    return not (awaits or is_done or gathered.result.problems or gathered.talk.deferred)


def _all_of(desk: ChairDesk, stage: str) -> list[Place]:
    return [(stage, one) for one in desk.dossiers(stage)]


def _say(call: Call, name: str, **params: object) -> None:
    output = Output(call.words)
    if call.as_json:
        output.json(msgspec.to_builtins(params))
        return
    output.line(call.words(f"{_KEY}.{name}.done", **params))
