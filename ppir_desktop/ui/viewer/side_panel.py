"""The panel beside the pages: small pictures of them, or the document's outline."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.ui.language import Language
from ppir_desktop.ui.plain import plain_tip
from ppir_desktop.ui.theme import colours_now
from ppir_desktop.ui.viewer.document_model import DocumentModel, Small

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_CELL_WIDE, _PICTURE_WIDE, _PICTURE_HIGH, _CELL_HIGH = 148, 116, 150, 184
_OUTLINE_WIDE = 216
_PAGE = Qt.ItemDataRole.UserRole + 1


class _Thumbnails(QAbstractListModel):
    """The pages as small pictures."""

    def __init__(self, model: DocumentModel, language: Language, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._language = model, language
        model.opened.connect(self._anew)
        model.closed.connect(self._anew)
        model.page_changed.connect(self._changed)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many pages there are."""
        return 0 if parent.isValid() else len(self._model.sizes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """A page's number, or its picture."""
        page = index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return str(page + 1)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._language.words("window.viewer.page", page=page + 1)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._model.small.get(Small(page, 0))
        return None

    def _anew(self) -> None:
        self.beginResetModel()
        self.endResetModel()

    def _changed(self, page: int) -> None:
        index = self.index(page)
        self.dataChanged.emit(index, index)


class _ThumbnailDelegate(QStyledItemDelegate):
    """Draws a page's small picture above its number."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Every page takes as much room as the others."""
        return QSize(_CELL_WIDE, _CELL_HIGH)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one."""
        colours, area = colours_now(), option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        image = index.data(Qt.ItemDataRole.DecorationRole)
        size = QSize(_PICTURE_WIDE, _PICTURE_HIGH)
        if image is not None:
            size = image.size().scaled(size, Qt.AspectRatioMode.KeepAspectRatio)
        left = area.left() + (area.width() - size.width()) // 2
        top = area.top() + 8 + (_PICTURE_HIGH - size.height()) // 2
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(left, top, size.width(), size.height(), QColor("white"))
        if image is not None:
            painter.drawPixmap(left, top, size.width(), size.height(), QPixmap.fromImage(image))
        pen = painter.pen()
        pen.setColor(QColor(colours.accent if chosen else colours.line))
        pen.setWidth(2 if chosen else 1)
        painter.setPen(pen)
        painter.drawRect(left - 1, top - 1, size.width() + 1, size.height() + 1)
        painter.setPen(QColor(colours.accent if chosen else colours.muted))
        line = area.adjusted(0, _PICTURE_HIGH + 12, 0, 0)
        painter.drawText(
            line, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, index.data()
        )
        painter.restore()


class SidePanel(QFrame):
    """Small pictures, or the outline.

    Signals:
        page_wanted: A page is to be shown, from 0.
    """

    page_wanted = Signal(int)

    def __init__(self, model: DocumentModel, language: Language, parent: QWidget) -> None:
        """Stay hidden until it is asked for."""
        super().__init__(parent)
        self._model, self._language = model, language
        self.setProperty("role", "pane")
        self.setMinimumWidth(_CELL_WIDE + 12)
        self.thumbnails = QListView(self)
        self.thumbnails.setModel(_Thumbnails(model, language, self))
        self.thumbnails.setItemDelegate(_ThumbnailDelegate(self.thumbnails))
        self.thumbnails.setUniformItemSizes(True)
        self.thumbnails.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._wait = QTimer(self, interval=0, singleShot=True)
        self._wait.timeout.connect(self._ask)
        # Not the timer's slot itself, which would take the place for milliseconds.
        bar = self.thumbnails.verticalScrollBar()
        bar.valueChanged.connect(lambda _value: self._wait.start())
        self.thumbnails.clicked.connect(lambda index: self.page_wanted.emit(index.row()))
        self.thumbnails.activated.connect(lambda index: self.page_wanted.emit(index.row()))
        self.outline = QTreeView(self)
        self.outline.setHeaderHidden(True)
        self.outline.setIndentation(14)
        self.outline.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.outline.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._entries = QStandardItemModel(self)
        self.outline.setModel(self._entries)
        self.outline.clicked.connect(self._go)
        self.outline.activated.connect(self._go)
        self.empty = QLabel(self)
        self.empty.setProperty("role", "muted")
        self.empty.setWordWrap(True)
        self.empty.setMargin(16)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.stack = QStackedWidget(self)
        for widget in (self.thumbnails, self.outline, self.empty):
            self.stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self.what = ""
        self.hide()
        model.outline_came.connect(self._show_outline)
        model.opened.connect(self._begin)
        model.closed.connect(self._begin)
        language.changed.connect(self._speak)
        self._speak()

    def show_what(self, what: str) -> None:
        """Show ``thumbnails``, ``outline``, or nothing."""
        self.what = what
        self.setVisible(bool(what))
        self.setMinimumWidth(_OUTLINE_WIDE if what == "outline" else _CELL_WIDE + 12)
        if what == "thumbnails":
            self.stack.setCurrentWidget(self.thumbnails)
        elif what:
            has_some = bool(self._model.outline)
            self.stack.setCurrentWidget(self.outline if has_some else self.empty)
        self._wait.start()

    def show_page(self, page: int) -> None:
        """Show which page is in view."""
        index = self.thumbnails.model().index(page, 0)
        if index.isValid() and index != self.thumbnails.currentIndex():
            self.thumbnails.setCurrentIndex(index)

    def resizeEvent(self, event: Any) -> None:  # noqa: ANN401 -- Qt's own signature
        """Ask for what there is room for now."""
        self._wait.start()
        super().resizeEvent(event)

    def _begin(self) -> None:
        self._entries.clear()
        self.show_what(self.what)

    def _ask(self) -> None:
        """Wish for the pictures that are in view."""
        if self.what != "thumbnails" or not self.isVisible() or not self._model.sizes:
            self._model.want("panel", [])
            return
        first = max(0, self.thumbnails.verticalScrollBar().value() // _CELL_HIGH)
        count = self.thumbnails.viewport().height() // _CELL_HIGH + 2
        last = min(first + count, len(self._model.sizes))
        self._model.want("panel", [Small(page, 0) for page in range(first, last)])

    def _show_outline(self) -> None:
        self._entries.clear()
        parents = [self._entries.invisibleRootItem()]
        for entry in self._model.outline:
            item = QStandardItem(entry.title)
            item.setData(entry.page, _PAGE)
            item.setToolTip(plain_tip(entry.title))
            del parents[entry.level + 1 :]
            parents[-1].appendRow(item)
            parents.append(item)
        self.outline.expandToDepth(0)
        self.show_what(self.what)

    def _go(self, index: QModelIndex) -> None:
        page = index.data(_PAGE)
        if page is not None:
            self.page_wanted.emit(page)

    def _speak(self) -> None:
        words, key = self._language.words, "window.viewer"
        self.thumbnails.setAccessibleName(words(f"{key}.tool.thumbnails"))
        self.outline.setAccessibleName(words(f"{key}.tool.outline"))
        self.empty.setText(words(f"{key}.no_outline"))
