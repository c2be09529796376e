"""The pledge and the consents (서약서·동의서) of a panellist, blank or as they were given."""

from __future__ import annotations

from ppir_desktop.common.wording import Wording
from ppir_desktop.reports.blocks import Piece, Prose, Together, heading
from ppir_desktop.reports.letter_views import ConsentLine, PledgeView
from ppir_desktop.reports.page import Form, inner_width
from ppir_desktop.reports.parts import issued_around, short_time, shown_time, signing, titles
from ppir_desktop.reports.styles import BODY, HEADING, READING, STRONG
from ppir_desktop.reports.tables import Cell, Row, Table

_TEXT = READING._replace(leading=15.0)


def pledge(view: PledgeView, words: Wording) -> Form:
    """Lay the pledge out; each consent has a box of its own (PIPA, article 22)."""
    width = inner_width()
    title = words("paper.pledge.title" if view.consents else "paper.pledge.title_alone")
    issued = view.issued
    time = shown_time(issued.made_at, words) if issued.made_at else ""
    stamped = (words("paper.stamp"), view.person, short_time(issued.made_at)) if time else ()
    pairs = tuple(
        (words(f"paper.person.{name}"), value)
        for name, value in (
            ("day", time), ("affiliation", view.affiliation), ("name", view.person),
        )
    )  # fmt: skip
    end: list[Piece] = [signing(width, pairs, words("paper.seal"), stamped=stamped, name="seal")]
    if view.authority:
        to = words("paper.pledge.to", authority=view.authority)
        end.append(Prose(to, width, HEADING, gap=10))
    pieces: list[Piece] = [
        *titles(title, "", width),
        heading(words("paper.pledge.pledge"), width),
        Prose(view.pledge, width, _TEXT, gap=2),
    ]
    if view.consents:
        *before, last = [_consent(consent, words) for consent in view.consents]
        widths = (width - 96, 96)
        pieces.append(heading(words("paper.pledge.consents"), width))
        pieces += [Table(before, widths, gap=4)] if before else []
        # A signature never stands on a page without anything that it is for.
        pieces.append(Together([Table([last], widths), *end], gap=0 if before else 4))
    else:
        pieces.append(Together(end, gap=18))
    return Form(
        title=" ".join(filter(None, (title, view.person))),
        language=view.language,
        made_at=issued.made_at,
        surround=issued_around(issued, words, view.heading),
        pieces=tuple(pieces),
    )


def _consent(consent: ConsentLine, words: Wording) -> Row:
    key = "paper.pledge"
    kind = words(f"{key}.required" if consent.required else f"{key}.optional")
    boxes = tuple(
        (f"{'■' if consent.given is answer else '□'} {words(f'{key}.{name}')}", BODY)
        for answer, name in ((True, "agree"), (False, "refuse"))
    )
    return Row((
        Cell(((f"{consent.title} ({kind})", STRONG), (consent.text, BODY))),
        Cell(boxes, middle=True, pad=12),
    ))  # fmt: skip
