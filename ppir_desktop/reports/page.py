"""Pages: where what stands, and what stands around it on each of them.

A header says what the form belongs to; a footer what kind of paper it is, the record's digest as
text in groups and as a QR code, and the page of how many.
"""

from __future__ import annotations

from typing import NamedTuple

from ppir_desktop.reports.blocks import Piece, Together
from ppir_desktop.reports.pen import Pen
from ppir_desktop.reports.styles import A4, INK, INK_2, MARGIN, MM, NOTE, Style
from ppir_desktop.reports.text import broken, fitting, one_line, width_of

_QR = 17 * MM
_HEAD = Style(7.5, 10.5, ink=INK_2)
_DIGEST = Style(8.0, 11.0)
_COUNT = Style(7.5, 10.5, ink=INK_2, align="right")
_PLAIN_FOOT = 8 * MM
_PALE = 0.12
_HIGHEST = 120.0
"""What stands around a form takes no more of a page, however long names are."""


class Surround(NamedTuple):
    """What stands around the form on each page.

    Attributes:
        left: What the form belongs to: scheme, round.
        right: Which form it is: application, stage.
        note: What kind of paper it is.
        digest: Digest of the record that it shows, in hexadecimal, or empty.
        code: What the QR code holds, or empty.
        draft: The word that marks a draft, or empty.
    """

    left: str = ""
    right: str = ""
    note: str = ""
    digest: str = ""
    code: str = ""
    draft: str = ""


class Form(NamedTuple):
    """A whole form, ready to be put on pages.

    Attributes:
        title: What it is called in the outline and among a file's properties.
        language: ``ko`` or ``en``.
        made_at: When what it shows was made, UTC, RFC 3339; empty where nothing was.
        surround: What stands around it.
        pieces: What it is made of, from top to bottom.
        size: Width and height of the paper.
    """

    title: str
    language: str
    made_at: str
    surround: Surround
    pieces: tuple[Piece, ...]
    size: tuple[float, float] = A4

    @property
    def width(self) -> float:
        """Width of what is between the margins."""
        return inner_width(self.size)


class Page(NamedTuple):
    """One page: each piece with how far below the top of the frame it begins."""

    pieces: tuple[tuple[float, Piece], ...]


def inner_width(size: tuple[float, float] = A4) -> float:
    """Width between the margins."""
    return size[0] - 2 * MARGIN


def paginate(form: Form) -> list[Page]:
    """Put the pieces of a form on pages; there is one at least."""
    room = form.size[1] - 2 * MARGIN - _head_height(form) - _foot_height(form)
    pages: list[Page] = []
    placed: list[tuple[float, Piece]] = []
    used = 0.0
    waiting = list(reversed(form.pieces))
    while waiting:
        piece = waiting.pop()
        gap = piece.gap if placed else 0.0
        left = room - used - gap
        if piece.height <= left + 1e-6:
            placed.append((used + gap, piece))
            used += gap + piece.height
            continue
        first, rest = piece.split(left)
        if first is not None:
            placed.append((used + gap, first))
            leading: list[Piece] = []
        elif not placed:
            if not isinstance(piece, Together):
                raise ValueError("a piece is higher than a page")
            waiting += reversed(piece.pieces)
            continue
        else:
            leading = _leading(placed)
        pages.append(Page(tuple(placed)))
        placed, used = [], 0.0
        waiting += [rest] if rest is not None else []
        waiting += leading
    return [*pages, Page(tuple(placed))] if placed or not pages else pages


def _leading(placed: list[tuple[float, Piece]]) -> list[Piece]:
    """Take headings off the end of a page, unless they are all that is on it."""
    taken: list[Piece] = []
    while len(placed) > 1 and placed[-1][1].leads:
        taken.append(placed.pop()[1])
    return taken


def draw_page(pen: Pen, form: Form, page: Page, number: int, count: int) -> None:
    """Draw one page of a form; `number` counts from 1."""
    width, height = form.size
    inner = width - 2 * MARGIN
    top = height - MARGIN
    high = _head_height(form)
    if high:
        (left, left_style), (right, right_style) = _heads(form)
        pen.write(left, MARGIN, top, inner * 0.58, left_style)
        pen.write(right, MARGIN + inner * 0.6, top, inner * 0.4, right_style.to_right())
        line = top - high + 12
        pen.rule(MARGIN, line, MARGIN + inner, line, grey=INK, thick=0.8)
    for down, piece in page.pieces:
        piece.draw(pen, MARGIN, top - high - down)
    _draw_foot(pen, form, number, count)
    if form.surround.draft:
        _draw_draft(pen, form)


def _draw_foot(pen: Pen, form: Form, number: int, count: int) -> None:
    inner = form.width
    top = MARGIN + _foot_height(form) - 10
    surround = form.surround
    pen.rule(MARGIN, top, MARGIN + inner, top, grey=INK, thick=0.8)
    pages = f"{number} / {count}"
    wide = width_of("0000 / 0000", _COUNT)
    pen.write(pages, MARGIN + inner - wide, top - 8, wide, _COUNT)
    left = MARGIN
    if surround.code:
        # The quiet zone of the code stands out over the margin's edge, its dark part does not.
        quiet = _QR * 4 / 41
        pen.qr(surround.code, MARGIN - quiet, top - 5 + quiet, _QR)
        left += _QR
    room = inner - wide - (left - MARGIN) - 8
    note, style = _note(form, room)
    y = pen.write(note, left, top - 8, room, style) if note else top - 8
    if surround.digest:
        pen.write(grouped(surround.digest), left, y - 2, room, _DIGEST)


def _draw_draft(pen: Pen, form: Form) -> None:
    """The word that marks a draft, large and pale over all, so that no ground hides it."""
    width, height = form.size
    word = form.surround.draft
    style = Style(100, 120)
    size = 100 * min(1.0, 0.75 * width / max(width_of(word, style), 1))
    canvas = pen.canvas
    canvas.saveState()
    canvas.translate(width / 2, height / 2)
    canvas.rotate(35)
    canvas.setFillAlpha(_PALE)
    big = Style(size, size * 1.2, ink=INK, align="center").bold()
    pen.write(word, -width, size * 0.6, 2 * width, big)
    canvas.restoreState()


def grouped(digest: str) -> str:
    """A digest in groups of four, for reading aloud."""
    return " ".join(digest[n : n + 4] for n in range(0, len(digest), 4))


def _head_height(form: Form) -> float:
    surround = form.surround
    if not surround.left and not surround.right:
        return 0.0
    (left, left_style), (right, right_style) = _heads(form)
    high = max(
        len(broken(left, left_style, form.width * 0.58).lines) * left_style.leading,
        len(broken(right, right_style, form.width * 0.4).lines) * right_style.leading,
    )
    return high + 4 + 12


def _heads(form: Form) -> tuple[tuple[str, Style], tuple[str, Style]]:
    left, right = one_line(form.surround.left), one_line(form.surround.right)
    return (
        (left, fitting(left, _HEAD, form.width * 0.58, _HIGHEST)),
        (right, fitting(right, _HEAD, form.width * 0.4, _HIGHEST)),
    )


def _note(form: Form, room: float) -> tuple[str, Style]:
    note = one_line(form.surround.note)
    return note, fitting(note, NOTE, room, _HIGHEST)


def _foot_height(form: Form) -> float:
    surround = form.surround
    room = form.width - width_of("0000 / 0000", _COUNT) - (_QR if surround.code else 0) - 8
    note, style = _note(form, room)
    text = len(broken(note, style, room).lines) * style.leading + 8 if note else 0
    if surround.digest:
        digest = broken(grouped(surround.digest), _DIGEST, room)
        text += len(digest.lines) * _DIGEST.leading + 2
    return 10 + max(text, _QR - 4 if surround.code else _PLAIN_FOOT)
