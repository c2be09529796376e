"""A recovery sheet: the one key that opens a profile whose passphrase or laptop is gone."""

from __future__ import annotations

from ppir_desktop.common.wording import Wording
from ppir_desktop.reports.blocks import Drawn, Piece, Prose, heading
from ppir_desktop.reports.letter_views import RecoveryView
from ppir_desktop.reports.page import Form, Surround, inner_width
from ppir_desktop.reports.parts import facts, shown_day, titles
from ppir_desktop.reports.pen import Pen
from ppir_desktop.reports.styles import MM, READING, Style
from ppir_desktop.reports.tables import Cell, Row, Table
from ppir_desktop.signing.identities import in_groups

_QR = 48 * MM
_KEY = Style(12, 20, align="center")
_GROUP, _ACROSS = 8, 4


def recovery_sheet(view: RecoveryView, words: Wording) -> Form:
    """Lay a recovery sheet out; the key stands in lines that are easy to type from."""
    key, width = "paper.recovery", inner_width()
    title = words(f"{key}.title")
    beginning, *groups = in_groups(view.key, _GROUP)
    lines = [beginning]
    lines += [" ".join(groups[n : n + _ACROSS]) for n in range(0, len(groups), _ACROSS)]
    day = shown_day(view.day, words) if view.day else words("paper.date_by_hand")

    def code(pen: Pen, x: float, y: float) -> None:
        pen.qr(view.key, x + (width - _QR) / 2, y, _QR)

    pieces: list[Piece] = [
        *titles(title, "", width),
        facts([((words(f"{key}.profile"), view.profile),), ((words(f"{key}.day"), day),)], width),
        Prose(words(f"{key}.what"), width, READING, gap=14),
        heading(words(f"{key}.key"), width),
        Table([Row((Cell(tuple((line, _KEY) for line in lines)),))], (width,), gap=4),
        Drawn(_QR, code, gap=12),
        Prose(words(f"{key}.care"), width, READING, gap=10),
    ]
    return Form(
        title=title,
        language=view.language,
        made_at=f"{view.day}T00:00:00Z" if view.day else "",
        surround=Surround(left=title, right=view.profile, note=words(f"{key}.note")),
        pieces=tuple(pieces),
    )
