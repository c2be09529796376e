"""The card of a highlight or note: what was written about it, its colour, what can be done."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.services.annotations import LONGEST_NOTE, Colour, PageMark
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.viewer.page_marks import TONES
from ppir_desktop.ui.viewer.tool_button import ToolButton

_WAIT_MS, WIDTH, HEIGHT, _DOT = 400, 280, 176, 16


class _NoteText(QPlainTextEdit):
    """A text that says when it is left.

    Signals:
        left: It has the keyboard no more.
    """

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.left.emit()
        super().focusOutEvent(event)


class NoteCard(QFrame):
    """What belongs to a mark in a document.

    Signals:
        changed: The mark is to be another: how it was, and how it is to be.
        delete_wanted: The mark is to go.
        pin_wanted: It is to be evidence for a mark on the sheet.
        closed: The person is done with it.
    """

    changed = Signal(object, object)
    delete_wanted = Signal(object)
    pin_wanted = Signal(object)
    closed = Signal()

    def __init__(self, language: Language, parent: QWidget) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._language = language
        self._mark: PageMark | None = None
        self.setProperty("role", "card")
        self.setFixedSize(WIDTH, HEIGHT)
        self.setAutoFillBackground(True)
        self.quote = QLabel(self)
        self.quote.setProperty("role", "muted")
        self.quote.setTextFormat(Qt.TextFormat.PlainText)
        self.text = _NoteText(self)
        self.text.setTabChangesFocus(True)
        self._wait = QTimer(self, interval=_WAIT_MS, singleShot=True)
        self._wait.timeout.connect(self._write)
        self.text.textChanged.connect(self._wait.start)
        self.text.left.connect(self._write)
        self.colours = {colour: self._colour_button(colour) for colour in Colour}
        self.pin = ToolButton("pin", "pin", "E", self._pin, self)
        self.delete = ToolButton("delete", "trash-2", "Del", self._delete, self)
        self.close_button = ToolButton("close", "x", "Esc", self._close, self)
        self._lay_out()
        self.hide()
        language.changed.connect(self.refresh)
        self.refresh()

    def show_mark(self, mark: PageMark | None) -> None:
        """Show a mark's card, or none."""
        if self._mark is not None and (mark is None or mark.id != self._mark.id):
            self._write()
        same = mark is not None and self._mark is not None and mark.id == self._mark.id
        self._mark = mark
        self.setVisible(mark is not None)
        if mark is None:
            self._wait.stop()
            self.text.blockSignals(True)
            self.text.clear()
            self.text.blockSignals(False)
            self.quote.clear()
            return
        if not same or (mark.note != self.text.toPlainText() and not self._wait.isActive()):
            self.text.blockSignals(True)
            self.text.setPlainText(mark.note)
            self.text.blockSignals(False)
        room = WIDTH - 72
        elided = self.quote.fontMetrics().elidedText(mark.quote, Qt.TextElideMode.ElideRight, room)
        self.quote.setText(elided or self._language.words("window.viewer.note"))
        for colour, button in self.colours.items():
            button.setChecked(colour is mark.colour)
        self.pin.setEnabled(bool(mark.quote))
        self.pin.speak(self._language)
        self.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew in the colours of another theme."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_wait"):
            self.refresh()
        super().changeEvent(event)

    def refresh(self) -> None:
        """Say and draw everything anew."""
        words, key = self._language.words, "window.viewer"
        self.text.setPlaceholderText(words(f"{key}.write"))
        self.text.setAccessibleName(words(f"{key}.note"))
        for colour, button in self.colours.items():
            button.setAccessibleName(words(f"{key}.colour.{colour}"))
            button.setToolTip(words(f"{key}.colour.{colour}"))
        for tool in (self.pin, self.delete, self.close_button):
            tool.speak(self._language)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        column.setSpacing(6)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.quote, 1)
        head.addWidget(self.close_button)
        foot.setSpacing(2)
        for button in self.colours.values():
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.pin)
        foot.addWidget(self.delete)
        column.addLayout(head)
        column.addWidget(self.text, 1)
        column.addLayout(foot)

    def _colour_button(self, colour: Colour) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", "tool")
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.setIconSize(QSize(_DOT, _DOT))
        picture = QPixmap(_DOT * 3, _DOT * 3)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(TONES[colour]))
        painter.setPen(QColor("#8A93A0"))
        painter.drawEllipse(3, 3, _DOT * 3 - 6, _DOT * 3 - 6)
        painter.end()
        button.setIcon(QIcon(picture))
        button.clicked.connect(lambda: self._recolour(colour))
        return button

    def _write(self) -> None:
        """Have what was typed be kept."""
        self._wait.stop()
        mark, note = self._mark, self.text.toPlainText()[:LONGEST_NOTE]
        if mark is not None and note != mark.note:
            self._mark = msgspec.structs.replace(mark, note=note)
            self.changed.emit(mark, self._mark)

    def _recolour(self, colour: Colour) -> None:
        self._write()
        mark = self._mark
        if mark is not None and mark.colour is not colour:
            self._mark = msgspec.structs.replace(mark, colour=colour)
            self.changed.emit(mark, self._mark)

    def _pin(self) -> None:
        self._write()
        self.pin_wanted.emit(self._mark)

    def _delete(self) -> None:
        self._write()
        self.delete_wanted.emit(self._mark)

    def _close(self) -> None:
        self._write()
        self.closed.emit()
