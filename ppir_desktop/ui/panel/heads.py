"""Heads of a panel's table: members over the columns, and the dossier before its row."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHeaderView, QTableView

from ppir_desktop.ui.panel.pens import SMALL, ground, sized
from ppir_desktop.ui.panel.table_model import PanelTable, Part
from ppir_desktop.ui.theme import colours_now

ROW: Final = 54
HEAD: Final = 36
_PAD: Final = 14
_BAR: Final = 3


def grown(view: QHeaderView | QTableView, pixels: int) -> int:
    """A measure that grows with the size of text."""
    return round(pixels * max(1.0, view.font().pixelSize() / 14))


class ColumnHeads(QHeaderView):
    """Members, and what their sheets come to."""

    def __init__(self, model: PanelTable, view: QTableView) -> None:
        """Stand over a table."""
        super().__init__(Qt.Orientation.Horizontal, view)
        self._table = model
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(40)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def sizeHint(self) -> QSize:
        """One line high."""
        return QSize(super().sizeHint().width(), grown(self, HEAD))

    def paintSection(self, painter: QPainter, area: QRect, section: int) -> None:
        """Draw one."""
        colours, part = colours_now(), self._table.part(section)
        painter.save()
        ground(painter, area, QColor(colours.surface), colours)
        painter.setFont(sized(self.font(), SMALL, is_bold=True))
        painter.setPen(QColor(colours.muted))
        text = str(self._table.headerData(section, self.orientation()) or "")
        side = Qt.AlignmentFlag.AlignRight if part is Part.SCORE else Qt.AlignmentFlag.AlignHCenter
        inner = area.adjusted(2, 0, -(_PAD if part is Part.SCORE else 2), 0)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


class DossierHeads(QHeaderView):
    """Dossiers in two lines; they stay where they are while the marks scroll sideways."""

    def __init__(self, model: PanelTable, view: QTableView) -> None:
        """Stand before a table."""
        super().__init__(Qt.Orientation.Vertical, view)
        self._table, self._view = model, view
        self.setSectionsClickable(True)
        self.setHighlightSections(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setDefaultSectionSize(grown(self, ROW))

    def paintSection(self, painter: QPainter, area: QRect, section: int) -> None:
        """Draw one."""
        colours = colours_now()
        text = self._table.headerData(section, self.orientation())
        painter.save()
        is_chosen = self._view.selectionModel().isRowSelected(section)
        ground(
            painter, area, QColor(colours.accent_soft if is_chosen else colours.surface), colours
        )
        if is_chosen:
            painter.fillRect(
                QRect(area.left(), area.top(), _BAR, area.height()), QColor(colours.accent)
            )
        product, _, below = str(text or "").partition("\n")
        inner = area.adjusted(_PAD, 0, -8, 0)
        middle, elide = inner.center().y(), Qt.TextElideMode.ElideRight
        painter.setFont(sized(self.font(), 14, is_bold=True))
        painter.setPen(QColor(colours.ink))
        up = inner.adjusted(0, 0, 0, middle - inner.bottom() - 1)
        whole = inner if not below else up
        line = Qt.AlignmentFlag.AlignVCenter if not below else Qt.AlignmentFlag.AlignBottom
        metrics = painter.fontMetrics()
        painter.drawText(
            whole, Qt.AlignmentFlag.AlignLeft | line,
            metrics.elidedText(product, elide, inner.width()),
        )  # fmt: skip
        painter.setFont(sized(self.font(), SMALL))
        painter.setPen(QColor(colours.muted))
        down = inner.adjusted(0, middle - inner.top() + 2, 0, 0)
        painter.drawText(
            down, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop,
            painter.fontMetrics().elidedText(below, elide, inner.width()),
        )  # fmt: skip
        painter.restore()
