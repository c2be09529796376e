"""How a dossier looks in the list: a state dot, its product, its number, and the state in words."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ppir_desktop.services.dossiers import Card, State
from ppir_desktop.ui.theme import Colours, colours_now
from ppir_desktop.ui.viewmodels.dossier_list import Role

_HEIGHT, _PAD, _DOT, _TEXT_LEFT = 60, 12, 5.0, 34
_SMALL = 12
_NARROW = 236


class DossierDelegate(QStyledItemDelegate):
    """Draws dossiers."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Every dossier is as high as the others."""
        scale = option.fontMetrics.height() / 17
        return QSize(super().sizeHint(option, index).width(), round(_HEIGHT * max(1.0, scale)))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one."""
        colours, card = colours_now(), index.data(Role.CARD)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area: QRect = option.rect
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(colours.accent_soft))
            painter.fillRect(
                QRect(area.left(), area.top(), 3, area.height()), QColor(colours.accent)
            )
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        _dot(painter, QPointF(area.left() + 20, area.top() + 22), card.state, colours)
        self._texts(painter, area, index, card, colours)
        painter.restore()

    @staticmethod
    def _texts(
        painter: QPainter,
        area: QRect,
        index: QModelIndex | QPersistentModelIndex,
        card: Card,
        colours: Colours,
    ) -> None:
        body = QFont(painter.font())
        small = QFont(body)
        small.setPixelSize(max(11, round(body.pixelSize() * _SMALL / 14)))
        said = index.data(Role.STATE_TEXT)
        painter.setFont(small)
        wide = painter.fontMetrics().horizontalAdvance(said)
        inner = area.adjusted(_TEXT_LEFT, 10, -_PAD, -8)
        # Where there is no room beside the name, the state stands below it.
        is_narrow = inner.width() < _NARROW
        line = Qt.AlignmentFlag.AlignBottom if is_narrow else Qt.AlignmentFlag.AlignTop
        painter.setPen(QColor(_tone(card.state, colours)))
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | line, said)
        below = card.dossier if is_narrow else f"{card.dossier} · {card.manifest.sub_field}"
        painter.setPen(QColor(colours.muted))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, below)
        if not is_narrow:
            due = index.data(Role.DUE_TEXT)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
            painter.drawText(inner, right, due)
        body.setWeight(QFont.Weight.DemiBold)
        painter.setFont(body)
        painter.setPen(QColor(colours.ink))
        room = inner.width() if is_narrow else inner.width() - wide - 12
        name = painter.fontMetrics().elidedText(
            index.data(), Qt.TextElideMode.ElideRight, max(room, 40)
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, name)


def _tone(state: State, colours: Colours) -> str:
    return {
        State.TO_DECLARE: colours.warn,
        State.LOCKED: colours.warn,
        State.SIGNED: colours.accent,
        State.RECEIVED: colours.ok,
    }.get(state, colours.muted)


def _dot(painter: QPainter, at: QPointF, state: State, colours: Colours) -> None:
    """A ring for what is to be done, half for what is begun, full for what is signed."""
    tone = QColor(colours.accent if state is State.IN_PROGRESS else _tone(state, colours))
    painter.setPen(QPen(tone, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if state in {State.SIGNED, State.RECEIVED}:
        painter.setBrush(tone)
    painter.drawEllipse(at, _DOT, _DOT)
    if state is State.IN_PROGRESS:
        painter.setBrush(tone)
        around = QRectF(at.x() - _DOT, at.y() - _DOT, 2 * _DOT, 2 * _DOT)
        painter.drawPie(around, 90 * 16, 180 * 16)
