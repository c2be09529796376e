"""The certificate of designation (인증서), in Korean or in English, on one page."""

from __future__ import annotations

from ppir_desktop.common.wording import Wording
from ppir_desktop.reports.blocks import Drawn, Piece, Prose
from ppir_desktop.reports.letter_views import CertificateView
from ppir_desktop.reports.page import Form, inner_width
from ppir_desktop.reports.parts import authority_seal, issued_around, shown_day, spaced
from ppir_desktop.reports.pen import Pen
from ppir_desktop.reports.styles import INK, MUTED, READING, STRONG, Style
from ppir_desktop.reports.tables import Cell, Row, Table
from ppir_desktop.reports.views import Heading

_TITLE = Style(26, 38, STRONG.weight, align="center")
_NAME, _VALUE = Style(11, 19, STRONG.weight), Style(11.5, 19)
_SENTENCE = Style(12.5, 23, align="center")
_FRAME_GAP, _LABEL = 22.0, 112.0
_TALLEST = 560.0
"""What is higher than this has no frame, and goes on over pages instead."""


def certificate(view: CertificateView, words: Wording) -> Form:
    """Lay a certificate out inside a double frame."""
    key, width = "paper.certificate", inner_width()
    room = width - 2 * _FRAME_GAP
    pairs = [
        (words(f"{key}.product"), view.product),
        (words(f"{key}.firm"), view.firm),
        (words(f"{key}.scheme"), view.scheme),
        (words(f"{key}.basis"), view.basis),
        (
            words(f"{key}.validity"),
            words(
                f"{key}.period",
                since=shown_day(view.valid_from, words), until=shown_day(view.valid_until, words),
            ),
        ),
        *([(words(f"{key}.remark"), view.remark)] if view.remark else []),
    ]  # fmt: skip
    inside: list[Piece] = [
        Prose(words(f"{key}.number", number=view.number), room, READING),
        Prose(spaced(view.title), room, _TITLE, gap=26),
        *(_pair(name, value, room, 0 if number else 20)
          for number, (name, value) in enumerate(pairs)),
        Prose(words(f"{key}.sentence"), room, _SENTENCE, gap=40),
        *authority_seal(view.authority, view.valid_from, room, words),
    ]  # fmt: skip
    return Form(
        title=f"{view.title} {view.number}",
        language=view.language,
        made_at=view.issued.made_at,
        surround=issued_around(view.issued, words, Heading("")),
        pieces=(_framed(inside, width),) if _height(inside) < _TALLEST else tuple(inside),
    )


def _pair(name: str, value: str, width: float, gap: float) -> Table:
    cells = Cell(((name, _NAME),), pad=0), Cell(((value, _VALUE),), pad=0)
    return Table([Row(cells)], (_LABEL, width - _LABEL), gap=gap, ruled=False)


def _height(inside: list[Piece]) -> float:
    return sum(piece.height for piece in inside) + sum(piece.gap for piece in inside[1:])


def _framed(inside: list[Piece], width: float) -> Drawn:
    inner = _height(inside)
    height = max(inner + 2 * _FRAME_GAP + 24, 610.0)

    def draw(pen: Pen, x: float, y: float) -> None:
        pen.box(x, y, width, height, grey=INK, thick=2)
        pen.box(x + 5, y - 5, width - 10, height - 10, grey=MUTED, thick=0.5)
        # What is left over stands below the facts, so that the seal is at the foot of the frame.
        spare = height - inner - 2 * _FRAME_GAP
        y -= _FRAME_GAP
        for number, piece in enumerate(inside):
            y -= piece.gap if number else 0
            if number in (1, len(inside) - _CLOSING):
                y -= spare / 2
            piece.draw(pen, x + _FRAME_GAP, y)
            y -= piece.height

    return Drawn(height, draw)


_CLOSING = 2
"""How many pieces the date and the authority are."""
