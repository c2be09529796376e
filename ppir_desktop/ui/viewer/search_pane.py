"""Searching all dossiers: a field, and the pages on which all words stand."""

from __future__ import annotations

from html import escape
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QTextDocument
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.services.searching import Found, find
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.plain import plain_tip
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.theme import colours_now
from ppir_desktop.ui.viewer.indexer import Indexer
from ppir_desktop.ui.widgets.rich_text import SEMIBOLD

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_FOUND = Qt.ItemDataRole.UserRole + 1
_WHERE = Qt.ItemDataRole.UserRole + 2
_WAIT_MS, _MOST, _HIGH = 200, 100, 84


class _Results(QAbstractListModel):
    """Pages that were found."""

    def __init__(self, language: Language, parent: QObject) -> None:
        super().__init__(parent)
        self._language = language
        self._found: list[Found] = []

    def show(self, found: list[Found]) -> None:
        """Hold others from now on."""
        self.beginResetModel()
        self._found = found
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self._found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """What is shown of a page, and read out."""
        if not index.isValid():
            return None
        found, words = self._found[index.row()], self._language.words
        product = found.manifest.product
        name = product.ko if words.language == "ko" else product.en
        page = words("window.search.page", title=found.document.title, page=found.page + 1)
        where = f"{found.dossier} · {page}"
        return {
            _FOUND: found,
            _WHERE: where,
            Qt.ItemDataRole.DisplayRole: name,
            Qt.ItemDataRole.ToolTipRole: plain_tip(where),
            Qt.ItemDataRole.AccessibleTextRole: f"{name}, {where}: {found.snippet}",
        }.get(role)


class _ResultDelegate(QStyledItemDelegate):
    """Draws a page: its product, where it is, and the text around what was found."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Every page takes as much room as the others."""
        scale = max(1.0, option.fontMetrics.height() / 17)
        return QSize(super().sizeHint(option, index).width(), round(_HIGH * scale))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one."""
        colours, found, area = colours_now(), index.data(_FOUND), option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(colours.accent_soft))
        painter.setPen(QColor(colours.line))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        inner = area.adjusted(16, 8, -16, -8)
        bold = QFont(painter.font())
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(QColor(colours.ink))
        where = index.data(_WHERE)
        small = QFont(option.font)
        small.setPixelSize(max(11, round(small.pixelSize() * 12 / 14)))
        name = painter.fontMetrics().elidedText(
            index.data(), Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, name)
        down = painter.fontMetrics().height() + 2
        painter.setFont(small)
        painter.setPen(QColor(colours.muted))
        below = inner.adjusted(0, down, 0, 0)
        place = painter.fontMetrics().elidedText(where, Qt.TextElideMode.ElideMiddle, inner.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, place)
        down += painter.fontMetrics().height() + 4
        _draw_snippet(painter, QRectF(inner.adjusted(0, down, 0, 0)), found, small)
        painter.restore()


class SearchPane(QFrame):
    """Seeks in all dossiers.

    Signals:
        hit_chosen: A page is to be shown: round, stage, application number, SHA-256 of the
            document, page from 0, and what was sought.
        closed: The person does not seek any more.
    """

    hit_chosen = Signal(str, str, str, str, int, str)
    closed = Signal()

    def __init__(
        self, language: Language, session: Session, indexer: Indexer, parent: QWidget | None = None
    ) -> None:
        """Seek nothing yet."""
        super().__init__(parent)
        self._language, self._session, self._indexer = language, session, indexer
        self._number = 0
        self.setProperty("role", "pane")
        self.title, self.field = QLabel(self), QLineEdit(self)
        self.title.setProperty("role", "title")
        self.field.setClearButtonEnabled(True)
        self.count, self.unfinished = QLabel(self), QLabel(self)
        for label in (self.count, self.unfinished):
            label.setProperty("role", "muted")
            label.setWordWrap(True)
        self.results = QListView(self)
        self.model = _Results(language, self)
        self.results.setModel(self.model)
        self.results.setItemDelegate(_ResultDelegate(self.results))
        self.results.setUniformItemSizes(True)
        self.results.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.results.activated.connect(self._choose)
        self.results.clicked.connect(self._choose)
        self._wait = QTimer(self, interval=_WAIT_MS, singleShot=True)
        self._wait.timeout.connect(self._seek)
        self.field.textChanged.connect(lambda _text: self._wait.start())
        self._lay_out()
        indexer.changed.connect(self._indexed)
        session.locked.connect(self.clear)
        language.changed.connect(self._speak)
        self._speak()

    def begin(self) -> None:
        """Let the person type."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def clear(self) -> None:
        """Show nothing of what was sought and found."""
        self._number += 1
        self._wait.stop()
        self.field.clear()
        self._wait.stop()
        self.model.show([])
        self._speak()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes into the results, return opens the best, escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down}:
            first = self.model.index(0)
            if not first.isValid():
                return
            if event.key() == Qt.Key.Key_Down:
                self.results.setFocus()
                self.results.setCurrentIndex(first)
            else:
                self._choose(first)
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(16, 16, 16, 12)
        head.setSpacing(8)
        for widget in (self.title, self.field, self.count, self.unfinished):
            head.addWidget(widget)
        column.addLayout(head)
        column.addWidget(self.results, 1)

    def _seek(self) -> None:
        self._number += 1
        number, sought, profile = self._number, self.field.text(), self._session.profile
        if profile is None:
            return

        def work(_watch: Watch) -> list[Found]:
            return find(profile, sought, _MOST)

        task = self._session.runner.on_vault(work)
        task.succeeded.connect(lambda found: self._show(number, found))

    def _show(self, number: int, found: list[Found]) -> None:
        # Only what was asked for last; and nothing once it is locked.
        if number == self._number and self._session.profile is not None:
            self.model.show(found)
            self._speak()

    def _indexed(self) -> None:
        self._speak()
        if self._indexer.waiting == 0 and self.field.text().strip():
            self._wait.start()

    def _choose(self, index: QModelIndex) -> None:
        found: Found | None = index.data(_FOUND)
        if found is not None:
            self.hit_chosen.emit(
                found.round, found.stage, found.dossier, found.document.digest, found.page,
                self.field.text(),
            )  # fmt: skip

    def _speak(self) -> None:
        words, key, count = self._language.words, "window.search", self.model.rowCount()
        self.title.setText(words(f"{key}.title"))
        self.field.setPlaceholderText(words(f"{key}.hint"))
        self.field.setAccessibleName(words(f"{key}.title"))
        self.results.setAccessibleName(words(f"{key}.results"))
        if not self.field.text().strip():
            said = words(f"{key}.start")
        elif not count:
            said = words(f"{key}.none")
        elif count >= _MOST:
            said = words(f"{key}.most", count=count)
        else:
            said = words.choose(f"{key}.count", count)
        self.count.setText(said)
        waiting = self._indexer.waiting
        self.unfinished.setVisible(waiting > 0)
        self.unfinished.setText(words(f"{key}.indexing", count=waiting))


def _draw_snippet(painter: QPainter, area: QRectF, found: Found, font: QFont) -> None:
    """Draw text with what was found in it in heavier letters."""
    text, parts, at = found.snippet, [], 0
    for begin, end in found.matches:
        parts += [escape(text[at:begin]), "<b>", escape(text[begin:end]), "</b>"]
        at = end
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setDefaultFont(font)
    colours = colours_now()
    document.setDefaultStyleSheet(
        f"* {{ color: {colours.ink_2} }} b {{ color: {colours.accent}; {SEMIBOLD} }}"
    )
    document.setHtml(f"<p>{''.join(parts)}{escape(text[at:])}</p>")
    document.setTextWidth(area.width())
    painter.save()
    painter.translate(area.topLeft())
    # Two whole lines, and nothing of a third.
    lines = 2 * painter.fontMetrics().lineSpacing()
    painter.setClipRect(QRectF(0, 0, area.width(), min(area.height(), lines)))
    document.drawContents(painter)
    painter.restore()
