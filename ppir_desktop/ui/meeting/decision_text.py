"""A decision as its chair reads it before signing."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Final

from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.points import format_points
from ppir_desktop.services.chair.telling import Told
from ppir_desktop.services.paper import worded_steps
from ppir_desktop.services.rules import describe_outcome
from ppir_desktop.ui.errors import error_text
from ppir_desktop.ui.theme import colours_now

_KEY: Final = "window_meeting.signing"


def decision_html(told: Told, words: Wording, *, with_names: bool) -> str:
    """What a decision says, or why it cannot be signed.

    Args:
        told: What it says.
        words: The language.
        with_names: Whether members go by their names.
    """
    return "".join(_parts(told, words, with_names=with_names))


def _parts(told: Told, words: Wording, *, with_names: bool) -> Iterator[str]:
    colours = colours_now()
    product = told.product.ko if words.language == "ko" else told.product.en
    yield f"<h2>{html.escape(product)}</h2>"
    if told.refusal is not None and told.refusal.code != "decision_reason_missing":
        text = html.escape(error_text(told.refusal, words)).replace("\n", "<br>")
        yield f'<p style="color: {colours.bad}">{text}</p>'
    outcome = words(describe_outcome(told.stage, told.outcome)) if told.outcome else ""
    if outcome:
        yield f"<p><b>{html.escape(words(f'{_KEY}.outcome', outcome=outcome))}</b></p>"
    yield from _adjusted(told, words)
    names = told.letters
    if with_names:
        names = {one.number: one.name or one.number for one in told.members}
    steps = worded_steps(told.stage, told.result, words, names)
    if steps:
        yield _heading(words(f"{_KEY}.computed"))
        yield "<br>".join(html.escape(step) for step in steps)
    yield from _absent(told, words, names)
    agreed = ", ".join(names.get(number, number) for number in told.answers.agreed)
    yield _heading(words(f"{_KEY}.agreed"))
    yield f"<p>{html.escape(agreed or words(f'{_KEY}.nobody'))}</p>"
    opinion = told.decision.results[0].opinion if told.decision else ""
    for key, text in (("opinion", opinion), ("minutes", told.minutes)):
        if text:
            yield _heading(words(f"window_meeting.{key}"))
            yield "<p>" + html.escape(text).replace("\n", "<br>") + "</p>"


def _adjusted(told: Told, words: Wording) -> Iterator[str]:
    adjustment = told.decision.results[0].adjustment if told.decision else None
    if adjustment is not None:
        text = words(
            f"{_KEY}.adjusted", score=format_points(adjustment.score), reason=adjustment.reason
        )
        yield f"<p>{html.escape(text)}</p>"


def _absent(told: Told, words: Wording, names: dict[str, str]) -> Iterator[str]:
    absent = told.decision.results[0].absent if told.decision else ()
    if not absent:
        return
    yield _heading(words(f"{_KEY}.absent"))
    for one in absent:
        known = f"chair.fate.{one.reason}"
        reason = words(known) if words.knows(known) else one.reason
        line = f"{names.get(one.number, one.number)}: {words(f'paper.away.{one.why}')}"
        yield f"<p>{html.escape(f'{line} — {reason}' if reason else line)}</p>"


def _heading(text: str) -> str:
    return f"<h4>{html.escape(text)}</h4>"
