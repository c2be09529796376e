"""Selecting text on pages, by mouse and by keys."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication

from ppir_desktop.services.annotations import Rectangle
from ppir_desktop.ui.viewer.page_text import Span
from ppir_desktop.ui.viewer.page_view import PageView

SELECTED = "#BFD6FF"
_SCROLL_MS, _SCROLL_BY = 40, 24
Key = Qt.Key


class Caret(NamedTuple):
    """Between which letters of which page."""

    page: int
    letter: int


class Passage(NamedTuple):
    """Text that is selected on a page."""

    page: int
    quote: str
    rectangles: tuple[Rectangle, ...]


class TextHand(QObject):
    """Text that is selected.

    Signals:
        changed: Something else is selected, or nothing.
        clicked: A place was clicked: a `Spot`.
    """

    changed = Signal()
    clicked = Signal(object)

    def __init__(self, view: PageView) -> None:
        """Select on a view."""
        super().__init__(view)
        self._view, self._model = view, view.model
        self._from: Caret | None = None
        self._to: Caret | None = None
        self._pressed: QPointF | None = None
        self._is_dragging = False
        self._twice: tuple[int, QPointF] | None = None
        self._drag_at = QPointF()
        self._scrolling = QTimer(self, interval=_SCROLL_MS)
        self._scrolling.timeout.connect(self._scroll_on)
        view.viewport().installEventFilter(self)
        view.key_pressed.connect(self._key)
        self._model.opened.connect(self.clear)
        self._model.closed.connect(self.clear)

    def passages(self) -> list[Passage]:
        """What is selected, page by page."""
        found = []
        for page in self._pages():
            text, span = self._model.letters(page), self._span(page)
            if text is not None and span[0] < span[1]:
                rectangles = tuple(text.rectangles(span))
                if rectangles:
                    found.append(Passage(page, text.quote(span), rectangles))
        return found

    def text(self) -> str:
        """What is selected, on one line."""
        return " ".join(one.quote for one in self.passages())

    def has_some(self) -> bool:
        """Whether anything is selected."""
        return self._from is not None and self._from != self._to

    def clear(self) -> None:
        """Select nothing."""
        self._from = self._to = None
        self._tell()

    def select(self, page: int, span: Span) -> None:
        """Select letters of a page."""
        self._from, self._to = Caret(page, span[0]), Caret(page, span[1])
        self._tell()

    def select_page(self) -> None:
        """Select all text of the page in view."""
        page = self._view.page
        text = self._model.need_letters(page)
        if text is not None:
            self.select(page, (0, len(text.text)))

    def draw(self, painter: QPainter, page: int) -> None:
        """Draw what is selected on a page."""
        if not self.has_some() or page not in self._pages():
            return
        text = self._model.letters(page)
        if text is None:
            return
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for rectangle in text.rectangles(self._span(page)):
            painter.fillRect(self._view.placed(page, rectangle), QColor(SELECTED))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the mouse over the pages."""
        if isinstance(event, QMouseEvent):
            kind = event.type()
            if kind == QEvent.Type.MouseMove:
                self._move(event)
            elif event.button() == Qt.MouseButton.LeftButton:
                if kind == QEvent.Type.MouseButtonPress:
                    self._press(event)
                elif kind == QEvent.Type.MouseButtonDblClick:
                    self._press_twice(event)
                elif kind == QEvent.Type.MouseButtonRelease:
                    self._release(event)
        return super().eventFilter(watched, event)

    def _pages(self) -> range:
        if self._from is None or self._to is None:
            return range(0)
        first, last = sorted((self._from, self._to))
        return range(first.page, last.page + 1)

    def _span(self, page: int) -> Span:
        """What is selected of a page."""
        if self._from is None or self._to is None:
            return 0, 0
        first, last = sorted((self._from, self._to))
        text = self._model.letters(page)
        end = len(text.text) if text is not None else 0
        return (
            first.letter if page == first.page else 0,
            min(last.letter, end) if page == last.page else end,
        )

    def _caret(self, at: QPointF) -> Caret | None:
        spot = self._view.spot(at)
        text = self._model.need_letters(spot.page) if spot is not None else None
        index = text.caret_at(spot.x, spot.y) if spot is not None and text is not None else None
        return Caret(spot.page, index) if spot is not None and index is not None else None

    def _press(self, event: QMouseEvent) -> None:
        at = event.position()
        twice, self._twice = self._twice, None
        if twice is not None and _follows(event, *twice):
            self._select_around(at, line=True)
            return
        caret = self._caret(at)
        extends = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if not (extends and self._from is not None):
            self._from = caret
        self._to = caret
        self._pressed, self._is_dragging = at, False
        self._tell()

    def _press_twice(self, event: QMouseEvent) -> None:
        self._twice = event.timestamp(), event.position()
        self._pressed = None
        self._select_around(event.position(), line=False)

    def _select_around(self, at: QPointF, *, line: bool) -> None:
        caret = self._caret(at)
        text = self._model.letters(caret.page) if caret is not None else None
        if caret is None or text is None:
            return
        spot = self._view.spot(at)
        # The letter under the point may be the one before the nearest gap.
        index = caret.letter
        if index > 0 and spot is not None:
            before = text.rectangles((index - 1, index))
            if before and before[0][0] <= spot.x <= before[0][2]:
                index -= 1
        self.select(caret.page, text.line(index) if line else text.word(index))

    def _move(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            self._show_cursor(at)
            return
        far = (at - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if not self._is_dragging and not far:
            return
        self._is_dragging, self._drag_at = True, at
        self._drag_to(at)
        inside = QRectF(self._view.viewport().rect()).contains(at)
        if inside:
            self._scrolling.stop()
        elif not self._scrolling.isActive():
            self._scrolling.start()

    def _drag_to(self, at: QPointF) -> None:
        caret = self._caret(at)
        if caret is not None:
            self._from = self._from or caret
            self._to = caret
            self._tell()

    def _scroll_on(self) -> None:
        bar, down = self._view.verticalScrollBar(), self._drag_at.y()
        direction = (down > self._view.viewport().height()) - (down < 0)
        bar.setValue(bar.value() + direction * round(_SCROLL_BY * self._view.ratio))
        self._drag_to(self._drag_at)

    def _release(self, event: QMouseEvent) -> None:
        self._scrolling.stop()
        pressed, self._pressed = self._pressed, None
        if pressed is not None and not self._is_dragging:
            spot = self._view.spot(event.position())
            if spot is not None:
                self.clicked.emit(spot)

    def _show_cursor(self, at: QPointF) -> None:
        spot = self._view.spot(at)
        text = self._model.letters(spot.page) if spot is not None else None
        over = spot is not None and text is not None and text.is_over(spot.x, spot.y)
        shape = Qt.CursorShape.IBeamCursor if over else Qt.CursorShape.ArrowCursor
        if self._view.viewport().cursor().shape() != shape:
            self._view.viewport().setCursor(shape)

    def _key(self, event: QKeyEvent) -> None:
        """Select by keys, from where something is selected or from the first line in view."""
        shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
        if event.key() not in {Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down}:
            return
        if not event.modifiers() & shift:
            return
        event.accept()
        start = self._to or self._first_in_view()
        text = self._model.need_letters(start.page) if start is not None else None
        if start is None or text is None:
            return
        forward = 1 if event.key() in {Key.Key_Right, Key.Key_Down} else -1
        if event.key() in {Key.Key_Up, Key.Key_Down}:
            index = text.next_line(start.letter, forward)
        elif event.modifiers() & control:
            index = text.next_word(start.letter, forward)
        else:
            index = min(max(start.letter + forward, 0), len(text.text))
        self._from = self._from or start
        self._to = Caret(start.page, index)
        line = text.line(max(0, index - 1))
        for rectangle in text.rectangles(line)[:1]:
            self._view.reveal(start.page, rectangle)
        self._tell()

    def _first_in_view(self) -> Caret | None:
        view = self._view
        spot = view.spot(QPointF(0, 0))
        text = self._model.need_letters(spot.page) if spot is not None else None
        if spot is None or text is None:
            return None
        top = spot.y if view.rotation == 0 else 0.0
        index = next((line.start for line in text.lines if line.top >= top), 0)
        return Caret(spot.page, index)

    def _tell(self) -> None:
        self._view.viewport().update()
        self.changed.emit()


def _follows(event: QMouseEvent, when: int, where: QPointF) -> bool:
    """Whether a press follows a double click so soon and near that it is the third."""
    near = (event.position() - where).manhattanLength() < QApplication.startDragDistance()
    return near and event.timestamp() - when < QApplication.doubleClickInterval()
