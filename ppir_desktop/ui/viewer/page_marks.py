"""Highlights and notes over the pages: drawn, found under a point, changed, and undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, Protocol

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QUndoCommand, QUndoStack

from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.services.annotations import Colour, MarkKind, PageMark
from ppir_desktop.ui.icons import icon
from ppir_desktop.ui.theme import LIGHT, colours_now
from ppir_desktop.ui.viewer.geometry import Spot
from ppir_desktop.ui.viewer.page_text import passage
from ppir_desktop.ui.viewer.page_view import PageView

TONES: Final = {
    Colour.YELLOW: "#FFE58F",
    Colour.GREEN: "#BFEBC8",
    Colour.BLUE: "#BFDBFF",
    Colour.RED: "#FFCBC7",
}
"""What highlights look like on white paper, in every theme."""

_NOTE_SIDE, _BADGE = 18, 13
_REACH: Final = 2.0


class Keeper(Protocol):
    """Keeps what was marked."""

    def __call__(self, kept: Sequence[PageMark], deleted: Sequence[Identifier]) -> None:
        """Have marks be kept, and others deleted."""


class Pin(NamedTuple):
    """A passage that a mark on the sheet rests on.

    Attributes:
        document: SHA-256 of the plain document.
        page: The page, from 0.
        quote: The words.
        label: What the badge at the edge of the page says, such as the criterion's number.
    """

    document: str
    page: int
    quote: str
    label: str


class _Edit(QUndoCommand):
    """Some marks in the place of others."""

    def __init__(
        self, marks: PageMarks, before: Sequence[PageMark], after: Sequence[PageMark]
    ) -> None:
        super().__init__()
        self._marks, self.before, self.after = marks, before, after

    def redo(self) -> None:
        self._marks.replace(self.before, self.after)

    def undo(self) -> None:
        self._marks.replace(self.after, self.before)


class PageMarks(QObject):
    """The marks of the document that is shown.

    Signals:
        changed: There are others now.
        chosen: One was chosen, or none: a `PageMark` or None.
    """

    changed = Signal()
    chosen = Signal(object)

    def __init__(self, view: PageView, keep: Keeper) -> None:
        """Draw marks on a view."""
        super().__init__(view)
        self._view, self._keep = view, keep
        self.undo = QUndoStack(self)
        self._marks: dict[Identifier, PageMark] = {}
        self._pins: Sequence[Pin] = ()
        self._document = ""
        self.current: PageMark | None = None

    def show(self, document: str, marks: Iterable[PageMark]) -> None:
        """Show the marks of another document; what was done in the one before stays done."""
        self.undo.clear()
        self._document = document
        self._marks = {mark.id: mark for mark in marks}
        self.choose(None)
        self._tell()

    def show_pins(self, pins: Sequence[Pin]) -> None:
        """Show which passages the sheet's marks rest on."""
        self._pins = pins
        self._view.viewport().update()

    def all(self) -> list[PageMark]:
        """The marks, in the order in which they stand."""
        return sorted(self._marks.values(), key=_order)

    def edit(self, before: Sequence[PageMark], after: Sequence[PageMark]) -> None:
        """Have marks take the place of others, so that it can be undone."""
        if list(before) != list(after):
            self.undo.push(_Edit(self, before, after))

    def replace(self, before: Sequence[PageMark], after: Sequence[PageMark]) -> None:
        """Have marks take the place of others, and be kept; `edit` and undoing call this."""
        for mark in before:
            self._marks.pop(mark.id, None)
        self._marks.update({mark.id: mark for mark in after})
        stay = {mark.id for mark in after}
        self._keep(after, [mark.id for mark in before if mark.id not in stay])
        if self.current is not None:
            self.choose(self._marks.get(self.current.id))
        self._tell()

    def choose(self, mark: PageMark | None) -> None:
        """Choose a mark, or none."""
        self.current = mark
        self.chosen.emit(mark)
        self._view.viewport().update()

    def at(self, spot: Spot) -> PageMark | None:
        """The mark under a point; the one made last where several are."""
        point = self._view.placed(spot.page, (spot.x, spot.y, spot.x, spot.y)).topLeft()
        found = [
            mark
            for mark in self._on(spot.page)
            if _covers(mark, spot) or (_has_slip(mark) and self._slip(mark).contains(point))
        ]
        return found[-1] if found else None

    def step(self, direction: int) -> None:
        """Choose the next mark or the one before, from the chosen one or the page in view."""
        marks = self.all()
        if not marks:
            return
        if self.current in marks:
            index = (marks.index(self.current) + direction) % len(marks)
        else:
            page = self._view.page
            later = [number for number, mark in enumerate(marks) if mark.page >= page]
            index = later[0] if later and direction > 0 else (later or [len(marks)])[0] - 1
        mark = marks[index % len(marks)]
        self._view.reveal(mark.page, mark.rectangles[0])
        self.choose(mark)

    def draw(self, painter: QPainter, page: int) -> None:
        """Draw the marks on a page."""
        for mark in self._on(page):
            if mark.kind is MarkKind.HIGHLIGHT:
                self._draw_highlight(painter, mark)
            if _has_slip(mark):
                self._draw_note(painter, mark)
        self._draw_pins(painter, page)

    def _on(self, page: int) -> list[PageMark]:
        return [mark for mark in self._marks.values() if mark.page == page and mark.rectangles]

    def _draw_highlight(self, painter: QPainter, mark: PageMark) -> None:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        areas = [self._view.placed(mark.page, rectangle) for rectangle in mark.rectangles]
        for area in areas:
            painter.fillRect(area, QColor(TONES[mark.colour]))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        if mark == self.current:
            painter.setPen(QPen(QColor(LIGHT.accent), 1.5 * self._view.ratio))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for area in areas:
                painter.drawRect(area)

    def _draw_note(self, painter: QPainter, mark: PageMark) -> None:
        ratio, slip = self._view.ratio, self._slip(mark)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = mark == self.current
        painter.setPen(QPen(QColor(LIGHT.accent if chosen else LIGHT.muted), ratio))
        painter.setBrush(QColor(TONES[mark.colour]))
        painter.drawRoundedRect(slip, 3 * ratio, 3 * ratio)
        inner = slip.adjusted(3 * ratio, 3 * ratio, -3 * ratio, -3 * ratio).toRect()
        icon("sticky-note", LIGHT.ink).paint(painter, inner)

    def _slip(self, mark: PageMark) -> QRectF:
        """A small slip: where the note is, or in the margin beside what is highlighted."""
        side = _NOTE_SIDE * self._view.ratio
        area = self._view.placed(mark.page, mark.rectangles[0])
        left = area.left()
        if mark.kind is MarkKind.HIGHLIGHT:
            left = self._view.pile.box(mark.page).left + side / 3
        return QRectF(left, area.center().y() - side / 2, side, side)

    def _draw_pins(self, painter: QPainter, page: int) -> None:
        pins = [pin for pin in self._pins if (pin.document, pin.page) == (self._document, page)]
        text = self._view.model.letters(page) if pins else None
        if text is None:
            return
        colours, ratio, box = colours_now(), self._view.ratio, self._view.pile.box(page)
        side = _BADGE * ratio
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(painter.font())
        font.setPixelSize(round(13 * ratio))
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        used: list[float] = []
        for pin in pins:
            pattern = passage(pin.quote)
            spans = text.find(pattern) if pattern is not None else []
            rectangles = text.rectangles(spans[0]) if spans else []
            area = self._view.placed(page, rectangles[0]) if rectangles else None
            middle = area.center().y() if area is not None else box.top + 2 * side
            while any(abs(middle - other) < 2.2 * side for other in used):
                middle += 2.2 * side
            used.append(middle)
            right = box.left + box.width
            badge = QRectF(right - side, middle - side, 2 * side, 2 * side)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            painter.drawEllipse(badge)
            painter.setPen(QColor(colours.on_accent))
            painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, pin.label)

    def _tell(self) -> None:
        self._view.viewport().update()
        self.changed.emit()


def _has_slip(mark: PageMark) -> bool:
    return mark.kind is MarkKind.NOTE or bool(mark.note)


def _covers(mark: PageMark, spot: Spot) -> bool:
    return mark.kind is MarkKind.HIGHLIGHT and any(
        left - _REACH <= spot.x <= right + _REACH and top - _REACH <= spot.y <= bottom + _REACH
        for left, top, right, bottom in mark.rectangles
    )


def _order(mark: PageMark) -> tuple[int, float, str]:
    return mark.page, mark.rectangles[0][1] if mark.rectangles else 0.0, mark.id
