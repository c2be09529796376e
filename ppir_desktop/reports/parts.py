"""Parts that several forms share: titles, boxes of facts, lines to sign on, seals, dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone, tzinfo

from ppir_desktop.common.wording import Wording
from ppir_desktop.reports.blocks import Drawn, Piece, Prose
from ppir_desktop.reports.letter_views import Issued
from ppir_desktop.reports.page import Surround
from ppir_desktop.reports.pen import Pen
from ppir_desktop.reports.styles import (
    BODY,
    HAIR,
    INK_2,
    MUTED,
    NOTE,
    PEN,
    READING,
    SEAL,
    SMALL,
    STRONG,
    TITLE,
    Style,
)
from ppir_desktop.reports.tables import Cell, Row, Table, cell, label
from ppir_desktop.reports.text import broken, fitting, one_line, width_of
from ppir_desktop.reports.views import Heading

KOREA = timezone(timedelta(hours=9))
"""Paper shows Korean time, wherever it is printed."""

SEAL_BOX = (172.0, 58.0)
"""Width and height of the box for a signature or a seal."""

_STAMP = (104.0, 44.0)
_STAMP_NAME = Style(8.0, 10.5, STRONG.weight, align="center")
_PERSON_LABEL = Style(9, 16, STRONG.weight, INK_2)
_PERSON = Style(9, 16)
_AUTHORITY = Style(16, 26, STRONG.weight, align="center")
_SEAL = 62.0
_HIGHEST = 120.0
"""A name, or where somebody works, is made smaller rather than higher."""


def spaced(title: str) -> str:
    """A short Korean title with its syllables apart, as Korean forms have it."""
    short = 1 < len(title) <= 4 and all("가" <= letter <= "힣" for letter in title)
    return " ".join(title) if short else title


def titles(title: str, below: str, width: float) -> list[Prose]:
    """The title of a form, and what stands below it, if anything."""
    found = [Prose(spaced(title), width, TITLE, gap=6, leads=True)]
    if below:
        found.append(Prose(below, width, BODY.centred(), gap=2, leads=True))
    return found


def facts(
    pairs: Sequence[tuple[tuple[str, str], ...]], width: float, *, blank: bool = False
) -> Table:
    """A box of facts, each with its name; one or two of them to a row."""
    narrow, right = 62.0, 118.0
    widths = (narrow, width - 2 * narrow - right, narrow, right)
    rows: list[Row] = []
    for row in pairs:
        cells: list[Cell] = []
        for name, value in row:
            cells += [label(name), cell(value, span=1 if len(row) > 1 else 3)]
        rows.append(Row(tuple(cells), PEN if blank else 0))
    return Table(rows, widths, gap=12)


def shown_time(utc: str, words: Wording, zone: tzinfo = KOREA) -> str:
    """A time as a form shows it; ``2025-11-26T05:20:00Z`` is ``2025년 11월 26일 14시 20분``."""
    moment = datetime.fromisoformat(utc.replace("Z", "+00:00")).astimezone(zone)
    # Korean counts the hour as a word, ``9시``; a colon wants two figures, ``09:05``.
    hour = str(moment.hour) if words.language == "ko" else f"{moment.hour:02d}"
    return words(
        "paper.time", year=moment.year, month=words(f"paper.month.{moment.month}"),
        day=moment.day, hour=hour, minute=f"{moment.minute:02d}",
    )  # fmt: skip


def short_time(utc: str, zone: tzinfo = KOREA) -> str:
    """A time in figures alone, where there is little room."""
    moment = datetime.fromisoformat(utc.replace("Z", "+00:00")).astimezone(zone)
    return f"{moment:%Y-%m-%d %H:%M}"


def shown_day(day: str, words: Wording) -> str:
    """A day as a form shows it; ``2025-11-26`` is ``2025년 11월 26일``."""
    year, month, date = map(int, day.split("-"))
    return words("paper.day", year=year, month=words(f"paper.month.{month}"), day=date)


def seal_box(
    pen: Pen, x: float, y: float, size: tuple[float, float], text: str, *, name: str = ""
) -> None:
    """Draw a box to sign or seal in, its top at `y`; a `name` keeps its place."""
    pen.box(x, y, *size, grey=MUTED)
    pen.write(text, x + 7, y - 5, size[0] - _STAMP[0] - 18, NOTE)  # beside where a stamp goes
    if name:
        pen.keep(name, x, y, *size)


def _stamp_corner(x: float, y: float, size: tuple[float, float]) -> tuple[float, float]:
    return x + size[0] - _STAMP[0] - 7, y - (size[1] - _STAMP[1]) / 2


def stamp(pen: Pen, x: float, y: float, size: tuple[float, float], lines: Sequence[str]) -> None:
    """Draw, at the right end of a seal's box, the stamp of an electronic signature."""
    draw_stamp(pen, *_stamp_corner(x, y, size), lines)


def draw_stamp(pen: Pen, left: float, top: float, lines: Sequence[str]) -> None:
    """Draw the stamp of an electronic signature."""
    width, height = _STAMP
    canvas = pen.canvas
    canvas.saveState()
    canvas.setStrokeColorRGB(*SEAL)
    canvas.setLineWidth(1.2)
    canvas.roundRect(left, top - height, width, height, 4)
    canvas.restoreState()
    # A long name goes in smaller type; one that does not fit at all stands beside the box alone.
    tries = [(lines, 1.0), (lines, 0.78), ([lines[0], lines[-1]], 1.0)]
    for said, part in tries:
        style = _STAMP_NAME._replace(
            size=_STAMP_NAME.size * part, leading=_STAMP_NAME.leading * part
        )
        laid = [broken(line, style, width - 8) for line in said]
        high = sum(len(block.lines) for block in laid) * style.leading
        if high <= height - 4:
            break
    y = top - (height - high) / 2
    for block in laid:
        y = pen.text(block, left + 4, y, width - 8, style)


def person_lines(
    pen: Pen, x: float, y: float, width: float, pairs: Sequence[tuple[str, str]]
) -> None:
    """Draw who signs: a line each with its name, and a rule where it is still to be written."""
    left = max(width_of(name, _PERSON_LABEL) for name, _ in pairs) + 18
    for name, value in pairs:
        pen.write(name, x, y, left, _PERSON_LABEL)
        if value:
            y = pen.write(value, x + left, y, width - left, _person(value, width - left))
        else:
            y -= PEN
            pen.rule(x + left, y + 5, x + width - 12, y + 5, grey=MUTED)


def person_height(width: float, pairs: Sequence[tuple[str, str]]) -> float:
    """How high `person_lines` draws."""
    left = max(width_of(name, _PERSON_LABEL) for name, _ in pairs) + 18
    high = 0.0
    for _, value in pairs:
        style = _person(value, width - left)
        high += len(broken(value, style, width - left).lines) * style.leading if value else PEN
    return high


def _person(value: str, width: float) -> Style:
    return fitting(value, _PERSON, width, _HIGHEST)


def signing(
    width: float,
    pairs: Sequence[tuple[str, str]],
    seal_text: str,
    *,
    stamped: Sequence[str] = (),
    name: str = "",
) -> Drawn:
    """Who signs at the left, the box for the seal at the right.

    With a `name`, two places are kept: the whole box under that name, and under ``<name>.stamp``
    the part of it beside its words, where the stamp of an electronic signature goes.
    """
    left = width - SEAL_BOX[0] - 16
    pairs = [(label_, one_line(value)) for label_, value in pairs]
    height = max(person_height(left, pairs), SEAL_BOX[1])

    def draw(pen: Pen, x: float, y: float) -> None:
        person_lines(pen, x, y, left, pairs)
        box = x + width - SEAL_BOX[0]
        seal_box(pen, box, y, SEAL_BOX, seal_text, name=name)
        if name:
            pen.keep(f"{name}.stamp", *_stamp_corner(box, y, SEAL_BOX), *_STAMP)
        if stamped:
            stamp(pen, box, y, SEAL_BOX, stamped)

    return Drawn(height, draw, gap=12)


def listed(texts: Sequence[str], style: Style = SMALL) -> tuple[tuple[str, Style], ...]:
    """Some texts one below the other, the empty ones left out."""
    return tuple((text, style) for text in texts if text)


def issued_around(
    issued: Issued, words: Wording, above: Heading, *, number: str = "", unnamed: bool = False
) -> Surround:
    """What stands around a paper that shows a record, or that none stands behind.

    Args:
        issued: Where it comes from.
        words: Words of the form.
        above: What it belongs to.
        number: Application number for the head, or empty.
        unnamed: Whether the signer is not named.
    """
    shown = words("paper.number", number=number) if number else ""
    kind = ("unnamed" if unnamed else "print") if issued.digest else "none"
    return Surround(
        left=above.left(),
        right=" · ".join(filter(None, (shown, above.stage))),
        note=words(f"paper.issued.{kind}", person=issued.signer),
        digest=issued.digest,
        code=record_code(issued.digest),
    )


def record_code(digest: str) -> str:
    """What the QR code of a record holds: capitals and digits, which QR codes pack best."""
    return f"PPIR:RECORD:{digest.upper()}" if digest else ""


def authority_seal(authority: str, day: str, width: float, words: Wording) -> list[Piece]:
    """The day and, below it, the authority with its seal (직인) at the right; two pieces."""
    shown = shown_day(day, words) if day else words("paper.date_by_hand")
    authority, inner = one_line(authority), width - 2 * _SEAL - 20
    style = fitting(authority, _AUTHORITY, inner, _HIGHEST)
    name = broken(authority, style, inner)
    high = max(len(name.lines) * style.leading, _SEAL)

    def draw(pen: Pen, x: float, y: float) -> None:
        lines = len(name.lines) * style.leading
        pen.text(name, x + _SEAL + 10, y - (high - lines) / 2, inner, style)
        left = x + width - _SEAL
        pen.box(left, y - (high - _SEAL) / 2, _SEAL, _SEAL, grey=HAIR)
        pen.write(words("paper.official_seal"), left, y - high / 2 + 5, _SEAL, NOTE.centred())
        pen.keep("seal", left, y - (high - _SEAL) / 2, _SEAL, _SEAL)

    date = Prose(shown, width, READING._replace(align="center"), gap=22)
    return [date, Drawn(high, draw, gap=10)]
