"""The report of a round: its figures, and each stage's applications with a plot of their marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ppir_desktop.common.wording import Wording
from ppir_desktop.reports.blocks import Halves, Piece, Prose, heading
from ppir_desktop.reports.letter_views import ReportRow, RoundView, StageReport
from ppir_desktop.reports.page import Form, Surround, inner_width
from ppir_desktop.reports.parts import shown_time, titles
from ppir_desktop.reports.pen import Pen
from ppir_desktop.reports.strip_plot import draw_strip, strip_height
from ppir_desktop.reports.styles import BODY, HEADING, NOTE, NUMBER, SMALL
from ppir_desktop.reports.tables import Row, Table, cell, label
from ppir_desktop.reports.text import fitting, one_line

_NUMBER, _RANK, _SCORE, _OUTCOME = 92.0, 34.0, 58.0, 56.0
_NAME, _HIGHEST = 150.0, 120.0


def round_report(view: RoundView, words: Wording) -> Form:
    """Lay a report out: a table for each stage, then its plots."""
    width, title = inner_width(), words("paper.report.title")
    pieces: list[Piece] = [
        *titles(title, view.heading.round, width),
        _figures(view.figures, width),
    ]
    for stage in view.stages:
        pieces += _stage(stage, words, width)
    time = shown_time(view.made_at, words) if view.made_at else ""
    return Form(
        title=" ".join(filter(None, (title, view.heading.round))),
        language=view.language,
        made_at=view.made_at,
        surround=Surround(
            left=view.heading.left(),
            right=title,
            note=words("paper.report.note", time=time) if time else words("paper.issued.none"),
        ),
        pieces=tuple(pieces),
    )


def _figures(figures: Sequence[tuple[str, str]], width: float) -> Table:
    rows = [Row((label(name), cell(value))) for name, value in figures]
    return Table(rows, (140, width - 140), gap=12)


def _stage(stage: StageReport, words: Wording, width: float) -> Iterator[Piece]:
    yield Prose(stage.title, width, HEADING._replace(size=12.5, leading=19), gap=20, leads=True)
    yield Prose(stage.rule, width, SMALL, gap=2, leads=True)
    if stage.figures:
        yield _figures(stage.figures, width)
    yield _table(stage.rows, words, width)
    plotted = [row for row in stage.rows if row.strip is not None and row.strip.marks]
    if plotted:
        yield heading(words("paper.report.plots"), width)
        yield Prose(words("paper.consolidated.plot_key"), width, NOTE, gap=0, leads=True)
        for row in plotted:
            yield _PlotRow(row, width)


def _table(rows: Sequence[ReportRow], words: Wording, width: float) -> Table:
    columns = [
        ("rank", _RANK, NUMBER, [row.rank for row in rows]),
        ("number", _NUMBER, NUMBER, [row.dossier for row in rows]),
        ("product", 0.0, BODY, [row.product for row in rows]),
        ("applicant", 0.0, BODY, [row.applicant for row in rows]),
        ("score", _SCORE, BODY.to_right(), [row.score for row in rows]),
        ("outcome", _OUTCOME, NUMBER, [row.outcome for row in rows]),
    ]
    shown = [one for one in columns if any(one[3])]  # a column that nothing stands in is left out
    wide = sum(1 for one in shown if not one[1])
    room = width - sum(one[1] for one in shown)
    widths = [one[1] + (room / len(shown) if not wide else 0) or room / wide for one in shown]
    laid = [Row(tuple(label(words(f"paper.report.column.{name}")) for name, _, _, _ in shown))]
    laid += [
        Row(tuple(cell(texts[place], style) for _, _, style, texts in shown))
        for place in range(len(rows))
    ]
    return Table(laid, widths, head=1, gap=8)


class _PlotRow:
    """An application's name and its plot beside it."""

    leads = False

    def __init__(self, row: ReportRow, width: float) -> None:
        self.row = row
        self.width = width
        self.gap = 4.0
        name = "\n".join(map(one_line, filter(None, (row.dossier, row.product))))
        self.name = Prose(name, _NAME, fitting(name, SMALL, _NAME, _HIGHEST))
        plot = strip_height(row.strip) if row.strip is not None else 0
        self.height = max(self.name.height, plot)

    def split(self, _room: float) -> Halves:
        """It cannot be cut."""
        return None, self

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw the name, then the plot."""
        self.name.draw(pen, x, y - 6)
        if self.row.strip is not None:
            draw_strip(pen, self.row.strip, x + _NAME + 8, y, self.width - _NAME - 8)
