"""A dot with its whiskers for each of some figures, on an axis that they share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ppir_desktop.ui.panel.pens import dashed, sized
from ppir_desktop.ui.plain import plain_tip
from ppir_desktop.ui.theme import colours_now

_PITCH: Final = 26
_FOOT: Final = 22
_PAD: Final = 10
_RADIUS: Final = 4.0
_CAP: Final = 4.0


class Whisker(NamedTuple):
    """A figure.

    Attributes:
        name: Whose it is.
        value: The figure.
        low: Where it may lie at the least; None where that is not known.
        high: At the most, likewise.
        stands_out: Whether it is more than chance explains.
    """

    name: str
    value: float
    low: float | None
    high: float | None
    stands_out: bool = False


class Ticks(NamedTuple):
    """The axis under a plot.

    Attributes:
        low: Its left end.
        high: Its right end.
        marks: What is written below it, and where.
        line: Where a line stands, such as at nought; None for nowhere.
        is_goal: Whether that line is something to be reached.
    """

    low: float
    high: float
    marks: tuple[tuple[float, str], ...]
    line: float | None = None
    is_goal: bool = False


class WhiskerPlot(QWidget):
    """Figures below each other, with names on the left."""

    def __init__(
        self, parent: QWidget, whiskers: Sequence[Whisker], ticks: Ticks, said: str
    ) -> None:
        """Show figures.

        Args:
            parent: What it belongs to.
            whiskers: The figures.
            ticks: The axis.
            said: The same in words, for whoever cannot see it.
        """
        super().__init__(parent)
        self._whiskers, self._ticks = tuple(whiskers), ticks
        self.setAccessibleName(said)
        self.setToolTip(plain_tip(said))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(560)

    def sizeHint(self) -> QSize:
        """A line for each figure, and one for the axis."""
        return QSize(280, self._pitch() * len(self._whiskers) + _FOOT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        colours, pitch = colours_now(), self._pitch()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(sized(self.font(), 13))
        metrics = painter.fontMetrics()
        names = max((metrics.horizontalAdvance(one.name) for one in self._whiskers), default=0)
        left = min(names, self.width() // 3) + 14
        area = QRectF(left + _PAD, 0, self.width() - left - 2 * _PAD, pitch * len(self._whiskers))
        self._axis(painter, area)
        painter.setFont(sized(self.font(), 13))
        for at, one in enumerate(self._whiskers):
            middle = area.top() + pitch * (at + 0.5)
            painter.setPen(QColor(colours.ink))
            name = metrics.elidedText(one.name, Qt.TextElideMode.ElideRight, left - 6)
            box = QRect(0, round(area.top() + pitch * at), left, pitch)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
            tone = QColor(colours.warn if one.stands_out else colours.accent)
            painter.setPen(QPen(tone, 1.6))
            if one.low is not None and one.high is not None:
                low, high = self._across(one.low, area), self._across(one.high, area)
                painter.drawLine(QPointF(low, middle), QPointF(high, middle))
                for end in (low, high):
                    painter.drawLine(QPointF(end, middle - _CAP), QPointF(end, middle + _CAP))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tone)
            painter.drawEllipse(QPointF(self._across(one.value, area), middle), _RADIUS, _RADIUS)
        painter.end()

    def _axis(self, painter: QPainter, area: QRectF) -> None:
        colours, ticks = colours_now(), self._ticks
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setFont(sized(self.font(), 11))
        metrics = painter.fontMetrics()
        for value, text in ticks.marks:
            across = self._across(value, area)
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawLine(QPointF(across, area.top()), QPointF(across, area.bottom() + 3))
            painter.setPen(QColor(colours.muted))
            wide = metrics.horizontalAdvance(text)
            start = min(max(0.0, across - wide / 2), self.width() - wide)
            painter.drawText(QPointF(start, area.bottom() + 5 + metrics.ascent()), text)
        if ticks.line is not None:
            across = self._across(ticks.line, area)
            if ticks.is_goal:
                dashed(painter, across, area, colours)
            else:
                painter.setPen(QPen(QColor(colours.muted), 1.4))
                painter.drawLine(QPointF(across, area.top()), QPointF(across, area.bottom()))

    def _across(self, value: float, area: QRectF) -> float:
        low, high = self._ticks.low, self._ticks.high
        part = (value - low) / (high - low) if high > low else 0.5
        return area.left() + min(1.0, max(0.0, part)) * area.width()

    def _pitch(self) -> int:
        return max(_PITCH, self.fontMetrics().height() + 8)
