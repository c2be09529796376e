"""Finding words in the document that is shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPen

from ppir_desktop.ui.theme import LIGHT
from ppir_desktop.ui.viewer.document_model import Texts
from ppir_desktop.ui.viewer.page_text import PageText, Span, sought, spans_of
from ppir_desktop.ui.viewer.page_view import PageView

MATCH, CURRENT = "#FFDFA8", "#FFB54A"
_PAGES_AT_ONCE = 40
"""So many that the window does not stand still meanwhile."""


class Finder(QObject):
    """What is sought in a document, and where it stands.

    Signals:
        changed: More was found, or another match is the current one.
    """

    changed = Signal()

    def __init__(self, view: PageView) -> None:
        """Seek nothing."""
        super().__init__(view)
        self._view, self._model = view, view.model
        self._pattern: re.Pattern[str] | None = None
        self._start = 0
        self._counts: list[int] = []
        self._at: tuple[int, int] | None = None
        self._to_show: int | None = None
        self._next = QTimer(self, interval=0, singleShot=True)
        self._next.timeout.connect(self._count_on)
        self._spans: dict[int, list[Span]] = {}
        self._model.texts_came.connect(self._count_on)
        self._model.page_changed.connect(self._show_if_awaited)
        self._model.opened.connect(self._begin)
        self._model.closed.connect(lambda: self.look_for([]))

    @property
    def total(self) -> int:
        """How many matches there are, as far as the document was read."""
        return sum(self._counts)

    @property
    def number(self) -> int:
        """Which of them is the current one, from 1; 0 for none."""
        if self._at is None:
            return 0
        page, index = self._at
        return sum(self._counts[:page]) + index + 1

    @property
    def is_reading(self) -> bool:
        """Whether not all pages were looked at yet."""
        return self._pattern is not None and len(self._counts) < len(self._model.sizes)

    def look_for(self, parts: Sequence[str], start: int | None = None) -> None:
        """Seek any of some words or phrases from a page on; nothing for none.

        Args:
            parts: Words or phrases.
            start: The page, from 0; None for the one in view.
        """
        self._pattern = sought(parts)
        self._begin(start)

    def step(self, direction: int) -> None:
        """Go to the next match, or the one before; after the last comes the first."""
        if self._at is None or not self.total:
            return
        page, index = self._at
        index += direction
        while not 0 <= index < self._counts[page]:
            page = (page + direction) % len(self._counts)
            index = 0 if direction > 0 else self._counts[page] - 1
        self._set(page, index)

    def draw(self, painter: QPainter, page: int) -> None:
        """Draw what was found on a page."""
        text = self._model.letters(page) if self._pattern is not None else None
        if text is None:
            return
        spans = self._on(page, text)
        current = self._at[1] if self._at is not None and self._at[0] == page else -1
        painter.setPen(QPen(QColor(LIGHT.ink), self._view.ratio))
        for index, span in enumerate(spans):
            is_current = index == min(current, len(spans) - 1)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            areas = [self._view.placed(page, one) for one in text.rectangles(span)]
            for area in areas:
                painter.fillRect(area, QColor(CURRENT if is_current else MATCH))
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            if is_current:
                # Not by colour alone.
                edge = self._view.ratio
                for area in areas:
                    painter.drawRect(area.adjusted(-edge, -edge, edge, edge))

    def _begin(self, start: int | None = None) -> None:
        self._start = self._view.page if start is None else start
        self._counts, self._at, self._to_show = [], None, None
        self._spans.clear()
        self._model.want("find", [])
        self._count_on()

    def _count_on(self) -> None:
        """Look at the pages whose texts came, and ask for those that follow."""
        if self._pattern is None:
            self._view.viewport().update()
            self.changed.emit()
            return
        seen = len(self._counts)
        for text in self._model.texts[seen : seen + _PAGES_AT_ONCE]:
            self._counts.append(len(spans_of(self._pattern, text)))
        if self._at is None:
            self._choose_first()
        if len(self._counts) < len(self._model.texts):
            self._next.start()
        elif self.is_reading:
            self._model.want("find", [Texts(len(self._model.texts))])
        self._view.viewport().update()
        self.changed.emit()

    def _choose_first(self) -> None:
        """The first match from where the reader was; the first of all if none follows."""
        after = next((p for p in range(self._start, len(self._counts)) if self._counts[p]), None)
        if after is None and not self.is_reading:
            after = next((page for page, count in enumerate(self._counts) if count), None)
        if after is not None:
            self._set(after, 0)

    def _set(self, page: int, index: int) -> None:
        self._at, self._to_show = (page, index), page
        self._show_if_awaited(page)
        self._view.viewport().update()
        self.changed.emit()

    def _show_if_awaited(self, page: int) -> None:
        """Bring the current match into view as soon as it is known where it stands."""
        if self._to_show != page or self._at is None:
            return
        text = self._model.need_letters(page)
        if text is None:
            return
        self._to_show = None
        spans = self._on(page, text)
        if not spans:
            self._view.go_to(page)
            return
        rectangles = text.rectangles(spans[min(self._at[1], len(spans) - 1)])
        if rectangles:
            self._view.reveal(page, rectangles[0])

    def _on(self, page: int, text: PageText) -> list[Span]:
        if page not in self._spans and self._pattern is not None:
            self._spans[page] = text.find(self._pattern)
        return self._spans.get(page, [])
