"""The consolidated sheet (종합평가표): all members' marks, the working, and boxes to sign in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.stage import Mode
from ppir_desktop.reports.blocks import Drawn, Piece, Prose, Together, heading
from ppir_desktop.reports.page import Form, Surround, inner_width
from ppir_desktop.reports.parts import facts, record_code, shown_time, titles
from ppir_desktop.reports.pen import Pen
from ppir_desktop.reports.strip_plot import draw_strip, strip_height
from ppir_desktop.reports.styles import (
    A4_LANDSCAPE,
    BODY,
    INK_2,
    LABEL,
    MUTED,
    NOTE,
    SHADE,
    SHADE_2,
    STRONG,
    Style,
)
from ppir_desktop.reports.tables import Cell, Row, Table, cell, label
from ppir_desktop.reports.text import broken, fitting, one_line
from ppir_desktop.reports.views import ConsolidatedLine, ConsolidatedView, MemberColumn, Strip

Draw = Callable[[Pen, float, float], None]

_ACROSS = 16
"""Most members side by side; the others follow in a table of their own."""

_MAXIMUM, _COUNT, _MEMBER = 36.0, 108.0, 62.0
_MARK = Style(9, 12.5, align="center")
_TOTAL = Style(9.5, 12.5, LABEL.weight, align="center")
_AWAY = Style(7.2, 9.5, ink=INK_2, align="center")
_BOX, _BOXES, _TALL_BOX = 56.0, 4, 120.0
_NAME_LINES, _NARROWEST = 5, 29.0
_STEP = Style(8.5, 13)
_SHORT = 150.0
"""A verdict no higher than this stands on the page on which it is signed."""


def consolidated_sheet(view: ConsolidatedView, words: Wording) -> Form:
    """Lay a consolidated sheet out, on its side."""
    width = inner_width(A4_LANDSCAPE)
    across = _across(view)
    pieces: list[Piece] = [
        *titles(view.title, view.heading.stage, width),
        _facts(view, words, width),
        *(_marks(view, words, width, start) for start in range(0, len(view.members) or 1, across)),
        *_key(view, width),
        *_working(view, words, width),
        *_signatures(view, words, width, _verdict(view, words, width)),
    ]
    number = words("paper.number", number=view.subject.dossier)
    return Form(
        title=f"{view.title} {view.subject.dossier}",
        language=view.language,
        made_at=view.made_at,
        surround=Surround(
            left=view.heading.left(),
            right=" · ".join(filter(None, (number, view.heading.stage))),
            note=_note(view, words),
            digest=view.digest,
            code=record_code(view.digest),
        ),
        pieces=tuple(pieces),
        size=A4_LANDSCAPE,
    )


def _note(view: ConsolidatedView, words: Wording) -> str:
    if view.digest:
        return words("paper.consolidated.note.print", person=view.signer)
    return words("paper.consolidated.note.unsigned")


def _facts(view: ConsolidatedView, words: Wording, width: float) -> Piece:
    key, subject = "paper.fact", view.subject
    number = (words(f"{key}.number"), subject.dossier), (words(f"{key}.field"), subject.sub_field)
    product, firm = (
        (words(f"{key}.product"), subject.product),
        (words(f"{key}.applicant"), subject.applicant),
    )
    project = (words(f"{key}.project"), ", ".join(subject.projects))
    rows = [number, (product, firm), *([(project,)] if subject.projects else [])]
    return facts(rows, width)


def _marks(view: ConsolidatedView, words: Wording, width: float, start: int) -> Table:
    """The table of marks of some of the members: those from `start` on."""
    across = _across(view)
    members = view.members[start : start + across]
    scored = view.mode is Mode.SCORE
    counted = any(line.count for line in view.lines)
    fixed = (_MAXIMUM if scored else 0) + (_COUNT if counted else 0)
    each = min(_MEMBER, (width - fixed - 150) / max(len(members), 1))
    widths = [
        width - fixed - each * len(members),
        *([_MAXIMUM] if scored else []),
        *[each] * len(members),
        *([_COUNT] if counted else []),
    ]
    names = [words("paper.column.criterion"), *([words("paper.column.maximum")] if scored else [])]
    head = [label(name) for name in names]
    head += [_narrow(name, LABEL, shade=SHADE) for name in _heads(view)[start:][:across]]
    head += [label(words("paper.column.count"))] if counted else []
    rows = [Row(tuple(head))]
    rows += [_line(line, members, start, scored=scored, counted=counted) for line in view.lines]
    rows += _sums(view, members, words, counted=counted)
    return Table(rows, widths, head=1, gap=12)


def _across(view: ConsolidatedView) -> int:
    """How many members stand side by side: as many in one table as in the next."""
    tables = -(-len(view.members) // _ACROSS) or 1
    return -(-len(view.members) // tables) or 1


def _key(view: ConsolidatedView, width: float) -> list[Piece]:
    """Who stands under which number, where numbers stand above the columns."""
    heads = _heads(view)
    names = [
        f"{head}  {member.name}"
        for head, member in zip(heads, view.members, strict=True)
        if head != member.name
    ]
    return [Prose("\n".join(names), width, NOTE, gap=6)] if names else []


def _heads(view: ConsolidatedView) -> list[str]:
    """What stands above the members' columns: names, or numbers where a name is far too long."""
    names = [member.name for member in view.members]
    if all(len(broken(name, LABEL, _NARROWEST).lines) <= _NAME_LINES for name in names):
        return names
    return [str(number) for number in range(1, len(names) + 1)]


def _line(
    line: ConsolidatedLine,
    members: Sequence[MemberColumn],
    start: int,
    *,
    scored: bool,
    counted: bool,
) -> Row:
    cells = [cell(line.title, STRONG)]
    cells += [cell(line.maximum, _MARK)] if scored else []
    for number, member in enumerate(members, start):
        mark = line.marks[number] if number < len(line.marks) else ""
        dropped = number < len(line.dropped) and line.dropped[number]
        cells.append(_narrow("–" if member.away and not mark else mark, _MARK, struck=dropped))
    cells += [cell(line.count, _MARK)] if counted else []
    return Row(tuple(cells), 20)


def _sums(
    view: ConsolidatedView, members: Sequence[MemberColumn], words: Wording, *, counted: bool
) -> list[Row]:
    """The totals, and who is away; neither row where nothing would stand in it."""
    rows: list[Row] = []
    end = [Cell(shade=SHADE_2)] if counted else []
    if view.mode is Mode.SCORE:
        cells = [label(words("paper.column.sum")), cell(view.full_marks, _TOTAL)]
        cells += [_narrow(one.total, _TOTAL, struck=one.dropped, shade=SHADE_2) for one in members]
        rows.append(Row((*cells, *end), 20))
    if any(member.away for member in members):
        cells = [label(words("paper.column.away"), span=2 if view.mode is Mode.SCORE else 1)]
        cells += [_narrow(one.away, _AWAY) for one in members]
        rows.append(Row((*cells, *end), 20))
    return rows


def _narrow(text: str, style: Style, *, struck: bool = False, shade: float | None = None) -> Cell:
    return Cell(((text, style),), middle=True, struck=struck, shade=shade, pad=2)


def _working(view: ConsolidatedView, words: Wording, width: float) -> list[Piece]:
    """The steps from the sheets to the result, and the plot."""
    pieces: list[Piece] = []
    if view.steps:
        steps = "\n".join(f"{number}.  {step}" for number, step in enumerate(view.steps, 1))
        pieces += [
            heading(words("paper.consolidated.working"), width),
            Prose(steps, width, _STEP, gap=2),
        ]
    if view.strip is not None and view.strip.marks:
        strip = view.strip
        plot = Drawn(strip_height(strip), _plot(strip, width * 0.72), gap=2)
        key = Prose(words("paper.consolidated.plot_key"), width, NOTE, gap=2)
        title = heading(words("paper.consolidated.plot"), width)
        pieces.append(Together([title, plot, key], gap=12))
    return pieces


def _plot(strip: Strip, width: float) -> Draw:
    def draw(pen: Pen, x: float, y: float) -> None:
        draw_strip(pen, strip, x, y, width)

    return draw


def _verdict(view: ConsolidatedView, words: Wording, width: float) -> Piece:
    key = "paper.consolidated"
    rows: list[tuple[tuple[str, str], ...]] = []
    computed = (words(f"{key}.outcome"), view.computed)
    if view.score:
        rows.append(((words(f"{key}.score"), view.score), computed))
    else:
        rows.append((computed,))
    if view.adjusted:
        rows.append(((words(f"{key}.adjusted"), view.adjusted),))
        rows.append(((words(f"{key}.reason"), view.reason),))
    if view.opinion:
        rows.append(((words("paper.column.opinion"), view.opinion),))
    return facts(rows, width)


def _signatures(
    view: ConsolidatedView, words: Wording, width: float, verdict: Piece
) -> list[Piece]:
    """A box for each member who attended, four to a row, below the verdict that they sign."""
    heads = _heads(view)
    signing = [
        (f"{head}. " if head != member.name else "") + _signed_name(member, words)
        for head, member in zip(heads, view.members, strict=True)
        if not member.away
    ]
    gap = 10.0
    wide = (width - (_BOXES - 1) * gap) / _BOXES
    rows: list[Piece] = []
    for start in range(0, len(signing), _BOXES):
        names = signing[start : start + _BOXES]
        style = BODY
        if _box_height(names, wide, BODY) >= _TALL_BOX:
            style = min(fitting(name, NOTE, wide - 14, _TALL_BOX) for name in names)
        high = _box_height(names, wide, style)
        rows.append(Drawn(high, _boxes(names, (wide, high), style, gap, words), gap=8))
    time = shown_time(view.made_at, words) if view.made_at else words("paper.date_by_hand")
    statement = Prose(words("paper.consolidated.statement"), width, BODY, gap=14)
    date = Prose(time, width, BODY.centred(), gap=4)
    end = [statement, date, *rows[:1]]
    if verdict.height <= _SHORT:  # nobody signs a page that says nothing of the verdict
        return [Together([verdict, *end], gap=verdict.gap), *rows[1:]]
    return [verdict, Together(end, gap=14), *rows[1:]]


def _box_height(names: Sequence[str], wide: float, style: Style) -> float:
    lines = max(len(broken(name, style, wide - 14).lines) for name in names)
    return max(_BOX, lines * style.leading + 36)


def _signed_name(member: MemberColumn, words: Wording) -> str:
    chair = words("paper.consolidated.chair", name=member.name)
    name = chair if member.chair else member.name
    return "\n".join(map(one_line, filter(None, (name, member.affiliation))))


def _boxes(
    names: Sequence[str], size: tuple[float, float], style: Style, gap: float, words: Wording
) -> Draw:
    wide, high = size

    def draw(pen: Pen, x: float, y: float) -> None:
        for name in names:
            pen.write(name, x + 7, y - 5, wide - 14, style)
            seal = words("paper.seal")
            pen.write(seal, x + 7, y - high + NOTE.leading + 5, wide - 14, NOTE.to_right())
            pen.box(x, y, wide, high, grey=MUTED)
            pen.keep(name.partition("\n")[0], x, y, wide, high)
            x += wide + gap

    return draw
