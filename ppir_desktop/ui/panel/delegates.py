"""How the cells of a panel's table look: marks, results, spread and verdict."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ppir_desktop.domain.consolidation import TallyWorking
from ppir_desktop.domain.points import format_points
from ppir_desktop.domain.stage import Stage
from ppir_desktop.services.chair.gathering import SeatState
from ppir_desktop.services.chair.table import Cell, Verdict
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.panel import pens
from ppir_desktop.ui.panel.saying import KEY, YES
from ppir_desktop.ui.panel.strips import Strip
from ppir_desktop.ui.panel.table_model import PanelTable
from ppir_desktop.ui.panel.tones import heat, legible
from ppir_desktop.ui.theme import Colours, colours_now

Index = QModelIndex | QPersistentModelIndex
_MIDDLE: Final = Qt.AlignmentFlag.AlignCenter
_CORNER: Final = 12
_VERDICTS: Final = {
    Verdict.ADVANCE: ("check", "ok"), Verdict.REJECT: ("x", "bad"),
    Verdict.HOLD: ("circle-pause", "warn"), Verdict.WAITING: ("hourglass", "warn"),
    Verdict.RANKED: ("list-ordered", "accent"), Verdict.NONE: ("minus", "muted"),
}  # fmt: skip


class CellDelegate(QStyledItemDelegate):
    """What the cells of the table have in common: a ground, a hairline, and where the keys are."""

    def __init__(self, panel: PanelTable, parent: QObject) -> None:
        """Draw cells of a table.

        Args:
            panel: Asked directly, since Qt's way around for each value takes longer than drawing.
            parent: What it belongs to.
        """
        super().__init__(parent)
        self.panel = panel

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a cell."""
        colours = colours_now()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(option.font)
        area: QRect = option.rect
        self.fill(painter, area, index, colours)
        flags = QStyle.StateFlag
        if option.state & flags.State_HasFocus and option.state & flags.State_Active:
            pens.frame(painter, area, colours)
        painter.restore()

    def fill(self, painter: QPainter, area: QRect, _index: Index, colours: Colours) -> None:
        """Draw what is in it; here its ground alone."""
        pens.ground(painter, area, QColor(colours.surface), colours)


class MarkDelegate(CellDelegate):
    """A member's mark on a quiet heat map."""

    def fill(self, painter: QPainter, area: QRect, index: Index, colours: Colours) -> None:
        """Draw it."""
        row, table = self.panel.row(index.row()), self.panel.table
        if row is None or table is None:
            return
        cell, stage = row.cells[index.column()], table.stage
        tone = _ground_of(stage, cell, colours)
        pens.ground(painter, area, QColor(colours.surface), colours)
        painter.fillRect(area.adjusted(0, 0, -1, -1), tone)
        is_counted = cell.state == SeatState.COUNTED
        body = painter.font()
        is_word = not is_counted or cell.total is None
        said = self.panel.text(index)
        font = pens.sized(body, 11 if is_word else 14, is_struck=is_counted and cell.is_dropped)
        if is_word and QFontMetrics(font).horizontalAdvance(said) > area.width() - 3:
            font = pens.sized(body, 10)
        painter.setFont(font)
        quiet = not is_counted or cell.is_dropped
        wanted = colours.warn if cell.state == SeatState.MISSING else colours.muted
        ink = legible(wanted if quiet else colours.ink, colours.ink, tone.name())
        painter.setPen(ink)
        text = painter.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, area.width() - 2)
        painter.drawText(area.adjusted(0, 0, -1, -1), _MIDDLE, text)
        self._corner(painter, area, cell, legible(colours.ink_2, colours.ink, tone.name()))

    @staticmethod
    def _corner(painter: QPainter, area: QRect, cell: Cell, ink: QColor) -> None:
        """Late, after the discussion, by hand: each a small sign in the corner."""
        at = area.right() - _CORNER - 3
        for is_so, name in (
            (cell.is_late, "clock"), (cell.is_after, "message-square"), (cell.on_paper, "pen-line"),
        ):  # fmt: skip
            if is_so:
                pens.picture(painter, name, ink, QRect(at, area.top() + 4, _CORNER, _CORNER))
                at -= _CORNER + 2


class ScoreDelegate(CellDelegate):
    """The consolidated score; an adjusted one with the computed one struck below it."""

    def fill(self, painter: QPainter, area: QRect, index: Index, colours: Colours) -> None:
        """Draw it."""
        super().fill(painter, area, index, colours)
        row = self.panel.row(index.row())
        if row is None:
            return
        text, body = self.panel.text(index), painter.font()
        inner = area.adjusted(4, 0, -14, 0)
        side = Qt.AlignmentFlag.AlignRight
        painter.setPen(QColor(colours.muted if row.result.problems else colours.ink))
        painter.setFont(pens.sized(body, 15, is_bold=True))
        if row.adjusted is None:
            painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, text)
            return
        middle = inner.center().y()
        up = inner.adjusted(0, 0, 0, middle - inner.bottom())
        down = inner.adjusted(0, middle - inner.top() + 2, 0, 0)
        shown = format_points(row.adjusted)
        painter.drawText(up, side | Qt.AlignmentFlag.AlignBottom, shown)
        painter.setPen(QColor(colours.muted))
        painter.setFont(pens.sized(body, 12, is_struck=True))
        painter.drawText(down, side | Qt.AlignmentFlag.AlignTop, text)


class SpreadDelegate(CellDelegate):
    """Where marks lie on a line, or how many said what."""

    def fill(self, painter: QPainter, area: QRect, index: Index, colours: Colours) -> None:
        """Draw it."""
        super().fill(painter, area, index, colours)
        inner = QRectF(area).adjusted(12, 0, -12, 0)
        row, strip = self.panel.row(index.row()), self.panel.strip(index.row())
        if strip is not None:
            draw_strip(painter, inner, strip, colours)
        elif row is not None and isinstance(row.result.working, TallyWorking):
            _draw_tally(painter, inner, row.result.working, colours)


class VerdictDelegate(CellDelegate):
    """The verdict with its icon, and below it whether it was decided and what stands against it."""

    def __init__(self, panel: PanelTable, language: Language, parent: QObject) -> None:
        """Speak the language of the window."""
        super().__init__(panel, parent)
        self._language = language

    def fill(self, painter: QPainter, area: QRect, index: Index, colours: Colours) -> None:
        """Draw it."""
        super().fill(painter, area, index, colours)
        row = self.panel.row(index.row())
        if row is None:
            return
        body = painter.font()
        drawing, tone = _VERDICTS[Verdict(row.verdict)]
        ink = QColor(getattr(colours, tone))
        soft = QColor(getattr(colours, f"{tone}_soft", colours.sunken))
        painter.setFont(pens.sized(body, 12, is_bold=True))
        text, metrics = self.panel.text(index), painter.fontMetrics()
        room = area.width() - 12
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room - 34)
        wide = metrics.horizontalAdvance(text) + 36
        high = metrics.height() + 9
        notes = [
            (picture, tone, key)
            for is_so, picture, tone, key in (
                (row.is_decided and not row.is_stale, "stamp", "ok", "decided"),
                (row.is_stale, "triangle-alert", "warn", "stale"),
                (row.is_disputed, "split", "bad", "disputed"),
            )
            if is_so
        ]
        top = area.center().y() - high / 2 - (9 if notes else 0)
        badge = QRectF(area.center().x() - wide / 2, top, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(soft)
        painter.drawRoundedRect(badge, 6, 6)
        pens.picture(
            painter, drawing, ink,
            QRect(round(badge.left()) + 8, round(badge.center().y()) - 7, 14, 14),
        )  # fmt: skip
        painter.setPen(ink)
        painter.drawText(badge.adjusted(27, 0, -6, 0), Qt.AlignmentFlag.AlignVCenter, text)
        self._notes(painter, area, badge.bottom() + 3, notes, colours)

    def _notes(
        self, painter: QPainter, area: QRect, top: float, notes: list[tuple[str, str, str]],
        colours: Colours,
    ) -> None:  # fmt: skip
        """Signs below the badge; the word of the gravest where there is room for one."""
        if not notes:
            return
        painter.setFont(pens.sized(painter.font(), 11))
        metrics, words = painter.fontMetrics(), self._language.words
        word = words(f"{KEY}.mark_short.{notes[-1][2]}")
        wide = 15 * len(notes) + metrics.horizontalAdvance(word)
        at = area.center().x() - wide // 2
        for name, tone, _ in notes:
            pens.picture(
                painter, name, QColor(getattr(colours, tone)), QRect(at, round(top) + 1, 12, 12)
            )
            at += 15
        painter.setPen(QColor(getattr(colours, notes[-1][1])))
        painter.drawText(QPointF(at, top + 1 + metrics.ascent()), word)


def draw_strip(painter: QPainter, area: QRectF, strip: Strip, colours: Colours) -> None:
    """Draw a strip plot: dots, hollow where dropped; the pass mark dashed, the result bold."""
    middle, wide = area.center().y(), area.width()
    painter.setPen(QPen(QColor(colours.line), 1))
    painter.drawLine(QPointF(area.left(), middle), QPointF(area.right(), middle))
    tall = QRectF(area.left(), middle - 9, wide, 18)
    if strip.mark is not None:
        pens.dashed(painter, area.left() + strip.mark * wide, tall, colours)
    for one in sorted(strip.dots, key=lambda dot: not dot.is_dropped):
        at = QPointF(area.left() + one.part * wide, middle)
        pens.dot(painter, at, colours, is_hollow=one.is_dropped)
    if strip.result is not None:
        pen = QPen(QColor(colours.ink), 2.4)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        across = area.left() + strip.result * wide
        painter.drawLine(QPointF(across, middle - 8), QPointF(across, middle + 8))


def _draw_tally(painter: QPainter, area: QRectF, working: TallyWorking, colours: Colours) -> None:
    """Draw a bar for each item: how many of those counted said yes, and how many it takes."""
    count = len(working.items)
    pitch = min(14.0, 34.0 / count)
    top = area.center().y() - pitch * count / 2
    painter.setPen(Qt.PenStyle.NoPen)
    for number, item in enumerate(working.items):
        base = max(1, item.base)
        bar = QRectF(area.left(), top + number * pitch + 1, area.width(), max(2.0, pitch - 3))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.sunken))
        painter.drawRoundedRect(bar, 2, 2)
        painter.setBrush(QColor(colours.accent if item.met else colours.bad))
        said = QRectF(bar.left(), bar.top(), bar.width() * item.yes / base, bar.height())
        painter.drawRoundedRect(said, 2, 2)
    needed = max((item.needed / max(1, item.base) for item in working.items), default=0.0)
    if working.items:
        high = QRectF(area.left(), top - 2, area.width(), pitch * count + 3)
        pens.dashed(painter, area.left() + min(1.0, needed) * area.width(), high, colours)


def _ground_of(stage: Stage, cell: Cell, colours: Colours) -> QColor:
    if cell.state != SeatState.COUNTED:
        return QColor(colours.surface)
    if cell.total is not None:
        return heat(colours, round(100 * cell.total / max(1, stage.full_marks())))
    yes = sum(one == YES.get(stage.mode) for one in cell.said)
    return heat(colours, 40 + round(55 * yes / max(1, len(cell.said))))
