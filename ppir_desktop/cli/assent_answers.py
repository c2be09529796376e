"""The answers of ``ppir assent``."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from ppir_desktop.cli.desk_command import Call
from ppir_desktop.cli.desks import sitting
from ppir_desktop.cli.output import Output
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.points import format_points
from ppir_desktop.protocol.review_bodies import Proposal, Transcription
from ppir_desktop.services import asked
from ppir_desktop.services.asked import Question
from ppir_desktop.services.rules import describe_outcome

_KEY: Final = "cli.assent"
_SHORT: Final = 16


def show(call: Call) -> None:
    """Show what is asked.

    Raises:
        PpirError: What opening the desk and `services.asked.questions` raise.
    """
    with sitting(call) as at:
        found = asked.questions(at.profile, at.round)
    output = Output(call.words)
    if call.as_json:
        output.json([_as_json(one) for one in found])
        return
    if not found:
        output.line(call.words(f"{_KEY}.none"))
    for one in found:
        for line in described(call.words, one):
            output.line(line)
        output.line()


def answer(call: Call, question: str, *, agrees: bool | None, remark: str) -> None:
    """Answer a question, named by the beginning of its digest.

    Raises:
        PpirError: What opening the desk and `services.asked.answer` raise; ``question_unknown``,
            ``question_ambiguous``; ``question_missing`` and ``answer_missing`` without one.
    """
    if not question:
        raise InputError("question_missing")
    if agrees is None:
        raise InputError("answer_missing")
    with sitting(call) as at:
        found = [
            one
            for one in asked.questions(at.profile, at.round)
            if one.digest.startswith(question.lower())
        ]
        if len(found) > 1:
            allowed = ", ".join(one.digest[:_SHORT] for one in found)
            raise InputError("question_ambiguous", digest=question[:_SHORT], allowed=allowed)
        if not found:
            raise InputError("question_unknown", digest=question[:_SHORT])
        asked.answer(
            at.profile, at.round, found[0].digest, agrees=agrees, remark=remark, clock=at.clock
        )
    output = Output(call.words)
    if call.as_json:
        output.json({"question": found[0].digest, "agrees": agrees})
        return
    name = "agreed" if agrees else "refused"
    output.line(call.words(f"{_KEY}.{name}", dossier=found[0].row.dossier))


def described(words: Wording, one: Question) -> list[str]:
    """What is asked, as lines for people."""
    stage = one.stage.title.said_in(words.language)
    state = "open" if one.answer is None else "agreed" if one.answer.agrees else "refused"
    # Not every member is told whose the chair's key is.
    chair = words(f"{_KEY}.chair", name=one.chair) if one.chair else ""
    head = (words(f"chair.matter.{one.to}"), one.row.dossier, stage, chair,
            words(f"chair.answer.{state}"))  # fmt: skip
    lines = [f"{one.digest[:_SHORT]}  {' · '.join(part for part in head if part)}"]
    if isinstance(one.body, Proposal):
        lines += _proposal(words, one, one.body)
    else:
        lines += _transcription(words, one, one.body)
    return [line for line in lines if line.strip()]


def _proposal(words: Wording, one: Question, body: Proposal) -> list[str]:
    def outcome(value: Any) -> str:  # noqa: ANN401 -- an outcome, or none
        return words(describe_outcome(one.stage, value)) if value is not None else ""

    lines = [
        words(
            f"{_KEY}.computed", score=body.computed or "-", outcome=outcome(body.computed_outcome)
        )
    ]
    if body.score is not None:
        lines.append(words(f"{_KEY}.adjusted", score=format_points(body.score)))
    lines.append(words(f"{_KEY}.outcome", outcome=outcome(body.outcome) or "-"))
    return [
        *lines,
        *(f"  {line}" for line in (*body.text.splitlines(), *body.opinion.splitlines())),
    ]


def _transcription(words: Wording, one: Question, body: Transcription) -> list[str]:
    titles = {c.id: c.title.said_in(words.language) or c.id for c in one.stage.criteria}
    lines = [words(f"{_KEY}.written", number=body.number, day=body.written_on)]
    for mark in body.sheet.marks:
        value = (
            words(f"choice.{mark.choice}") if mark.points is None else format_points(mark.points)
        )
        lines.append(f"  {titles.get(mark.criterion, mark.criterion)}: {value} {mark.comment}")
    return [*lines, *(f"  {line}" for line in body.sheet.opinion.splitlines())]


def _as_json(one: Question) -> dict[str, Any]:
    return {
        "question": one.digest,
        "to": one.to,
        "stage": one.stage.id,
        "dossier": one.row.dossier,
        "chair": one.chair,
        "made_at": one.made_at,
        "answer": None if one.answer is None else one.answer.agrees,
        "asked": msgspec.to_builtins(one.body),
    }
