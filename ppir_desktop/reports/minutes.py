"""The minutes (회의록) of a panel's meeting."""

from __future__ import annotations

from ppir_desktop.common.wording import Wording
from ppir_desktop.reports.blocks import Piece, Prose, Together, heading
from ppir_desktop.reports.letter_views import Decision, MinutesView
from ppir_desktop.reports.page import Form, inner_width
from ppir_desktop.reports.parts import facts, issued_around, short_time, shown_time, signing, titles
from ppir_desktop.reports.styles import BODY, NUMBER, PEN, READING
from ppir_desktop.reports.tables import Row, Table, cell, label


def minutes(view: MinutesView, words: Wording) -> Form:
    """Lay minutes out."""
    key, width = "paper.minutes", inner_width()
    title = words(f"{key}.title")
    issued = view.issued
    time = shown_time(issued.made_at, words) if issued.made_at else ""
    stamped = (words("paper.stamp"), view.chair, short_time(issued.made_at)) if time else ()
    pieces: list[Piece] = [
        *titles(title, view.heading.stage, width),
        facts(
            [
                ((words(f"{key}.panel"), view.panel),),
                ((words(f"{key}.held"), view.held), (words(f"{key}.place"), view.place)),
            ],
            width,
            blank=not view.held,
        ),
        heading(words(f"{key}.members"), width),
        _members(view, words, width),
    ]
    if view.decisions:
        pieces += [heading(words(f"{key}.decisions"), width), _decisions(view, words, width)]
    if view.text:
        pieces += [heading(words(f"{key}.text"), width), Prose(view.text, width, READING, gap=4)]
    pairs = ((words(f"{key}.signed"), time), (words(f"{key}.chair"), view.chair))
    end = signing(width, pairs, words("paper.seal"), stamped=stamped, name="seal")
    return Form(
        title=f"{title} {view.panel}",
        language=view.language,
        made_at=issued.made_at,
        surround=issued_around(issued, words, view.heading),
        pieces=(*pieces, Together([end], gap=20)),
    )


def _members(view: MinutesView, words: Wording, width: float) -> Table:
    names = ("name", "affiliation", "state")
    rows = [Row(tuple(label(words(f"paper.minutes.column.{name}")) for name in names))]
    rows += [
        Row((cell(one.name, NUMBER), cell(one.affiliation), cell(one.state, NUMBER)))
        for one in view.members
    ]
    return Table(rows, (130, width - 220, 90), head=1, gap=4)


def _decisions(view: MinutesView, words: Wording, width: float) -> Table:
    scored = any(one.score for one in view.decisions)
    names = ("number", "product", *(("score",) if scored else ()), "outcome")
    rows = [Row(tuple(label(words(f"paper.minutes.column.{name}")) for name in names))]
    rows += [_decision(one, scored=scored) for one in view.decisions]
    last = (70.0, 70.0) if scored else (70.0,)
    return Table(rows, (100, width - 100 - sum(last), *last), head=1, gap=4)


def _decision(one: Decision, *, scored: bool) -> Row:
    score = [cell(one.score, BODY.to_right())] if scored else []
    outcome = cell(one.outcome, NUMBER)
    return Row((cell(one.dossier, NUMBER), cell(one.product), *score, outcome), PEN)
