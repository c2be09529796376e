"""An invitation as a page: how to enrol, and the invitation itself as a QR code and as text."""

from __future__ import annotations

from ppir_desktop.common.wording import Wording
from ppir_desktop.reports.blocks import Drawn, Piece, Prose, heading
from ppir_desktop.reports.letter_views import InvitationView
from ppir_desktop.reports.page import Form, Surround, grouped, inner_width
from ppir_desktop.reports.parts import facts, titles
from ppir_desktop.reports.pen import Pen
from ppir_desktop.reports.styles import MM, READING, SMALL
from ppir_desktop.reports.tables import Cell, Row, Table

_QR = 56 * MM


def invitation(view: InvitationView, words: Wording) -> Form:
    """Lay an invitation out. It lets whoever holds it enrol in that person's name."""
    key, width = "paper.invitation", inner_width()
    title = words(f"{key}.title")
    code = Drawn(_QR, lambda pen, x, y: _code(pen, view.text, x, y, width), gap=10)
    pieces: list[Piece] = [
        *titles(title, view.heading.round, width),
        facts(
            [
                ((words(f"{key}.person"), view.person), (words(f"{key}.number"), view.number)),
                ((words("paper.person.affiliation"), view.affiliation),),
                ((words(f"{key}.hub"), view.hub or words(f"{key}.no_hub")),),
                ((words(f"{key}.authority"), grouped(view.authority)),),
            ],
            width,
        ),
        Prose(words(f"{key}.steps"), width, READING, gap=14),
        code,
        heading(words(f"{key}.text"), width),
        Table([Row((Cell(((view.text, SMALL),)),))], (width,), gap=4),
    ]
    return Form(
        title=f"{title} {view.number}",
        language=view.language,
        made_at="",
        surround=Surround(left=view.heading.left(), right=view.number, note=words(f"{key}.note")),
        pieces=tuple(pieces),
    )


def _code(pen: Pen, text: str, x: float, y: float, width: float) -> None:
    pen.qr(text, x + (width - _QR) / 2, y, _QR)
