"""Pages one below the other, drawn from pictures that the worker makes."""

from __future__ import annotations

import math
from typing import Protocol

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from ppir_desktop.services.annotations import Rectangle
from ppir_desktop.ui.theme import colours_now
from ppir_desktop.ui.viewer.document_model import TILE_BYTES, DocumentModel, Small, Text, Wish
from ppir_desktop.ui.viewer.geometry import (
    FULL_SIZE,
    GAP,
    LEAST_ZOOM,
    MOST_ZOOM,
    Pile,
    Spot,
    Tile,
    fitting,
    next_step,
)

_STILL_MS = 120
_LINE = 40
_KEPT_ON_SCREEN = 60
_AHEAD_BYTES = TILE_BYTES // 2
Key = Qt.Key


class Overlay(Protocol):
    """Something that is drawn over pages."""

    def draw(self, painter: QPainter, page: int) -> None:
        """Draw what is on a page, in pixels of the pile."""


class PageView(QAbstractScrollArea):
    """The pages of a document.

    Signals:
        moved: Another part of the document is in view.
        zoomed: It is shown larger, smaller, or turned.
        key_pressed: A key that moves nothing, for whoever knows what to do with it.
    """

    moved = Signal()
    zoomed = Signal()
    key_pressed = Signal(QKeyEvent)

    def __init__(self, model: DocumentModel, parent: QWidget | None = None) -> None:
        """Show the document of a model."""
        super().__init__(parent)
        self.model = model
        self.zoom, self.rotation = "width", 0
        self.pile = Pile((), 0, 1.0, GAP)
        self._before: Pile | None = None
        self.overlays: list[Overlay] = []
        self._is_moving = False
        self._still = QTimer(self, interval=_STILL_MS, singleShot=True)
        self._still.timeout.connect(self._settle)
        self._last = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        model.opened.connect(self._show_opened)
        model.closed.connect(self._show_opened)
        model.page_changed.connect(self._page_changed)

    @property
    def ratio(self) -> float:
        """Pixels of the screen for each that Qt speaks of."""
        return self.viewport().devicePixelRatioF()

    @property
    def origin(self) -> QPoint:
        """What of the pile is at the upper left corner, in pixels of the screen."""
        spare = self._room().width() - self.pile.width
        left = -(spare // 2) if spare > 0 else self.horizontalScrollBar().value()
        return QPoint(left, self.verticalScrollBar().value())

    @property
    def page(self) -> int:
        """The page that most is seen of, near enough: the one a third down."""
        return min(self.pile.page_at(self.origin.y() + self._room().height() / 3),
                   max(0, len(self.pile) - 1))  # fmt: skip

    def place(self) -> tuple[int, float]:
        """The page at the upper edge, and how far down it that is."""
        if not len(self.pile):
            return 0, 0.0
        top = self.origin.y() + self.pile.gap
        page = self.pile.page_at(top)
        box = self.pile.box(page)
        return page, max(0.0, (top - box.top) / box.height)

    def go_to(self, page: int, down: float = 0.0) -> None:
        """Bring a page to the upper edge, or a part of it."""
        if len(self.pile):
            box = self.pile.box(min(max(page, 0), len(self.pile) - 1))
            top = box.top - self.pile.gap + round(down * box.height)
            self.verticalScrollBar().setValue(top)

    def turn(self, pages: int) -> None:
        """Go some pages on or back."""
        self.go_to(self.page + pages)

    def set_view(self, zoom: str, rotation: int) -> None:
        """Show pages in another size, or turned; what was at the upper edge stays there."""
        page, down = self.place()
        self.zoom, self.rotation = zoom, rotation % 360
        self._pile_up()
        self.go_to(page, down)
        self.zoomed.emit()

    def percent(self) -> float:
        """The size in percent."""
        return self.pile.scale / self.ratio / FULL_SIZE * 100

    def zoom_by(self, direction: int, at: QPointF | None = None) -> None:
        """Show pages in the next larger or smaller size; what is at a point stays there."""
        zoom = next_step(self.percent() / 100, direction)
        zoom = min(max(zoom, LEAST_ZOOM), MOST_ZOOM)
        at = at or QPointF(self.viewport().width() / 2, self.viewport().height() / 3)
        spot = self.spot(at)
        self.set_view(f"{zoom * 100:g}", self.rotation)
        if spot is not None:
            left, top, _, _ = self.pile.placed(spot.page, (spot.x, spot.y, spot.x, spot.y))
            self.horizontalScrollBar().setValue(round(left - at.x() * self.ratio))
            self.verticalScrollBar().setValue(round(top - at.y() * self.ratio))

    def spot(self, at: QPointF) -> Spot | None:
        """The place on a page that is under a point of the viewport, or nearest to it."""
        origin = self.origin
        return self.pile.spot(at.x() * self.ratio + origin.x(), at.y() * self.ratio + origin.y())

    def placed(self, page: int, rectangle: Rectangle) -> QRectF:
        """Where a rectangle on a page is, in pixels of the pile."""
        left, top, right, bottom = self.pile.placed(page, rectangle)
        return QRectF(left, top, right - left, bottom - top)

    def on_viewport(self, page: int, rectangle: Rectangle) -> QRect:
        """Where a rectangle on a page is on the viewport."""
        area, origin, ratio = self.placed(page, rectangle), self.origin, self.ratio
        area.translate(-origin.x(), -origin.y())
        return QRectF(
            area.x() / ratio, area.y() / ratio, area.width() / ratio, area.height() / ratio
        ).toAlignedRect()

    def reveal(self, page: int, rectangle: Rectangle) -> None:
        """Bring a part of a page into view, if it is not there."""
        area, origin, room = self.placed(page, rectangle), self.origin, self._room()
        kept = _KEPT_ON_SCREEN * self.ratio
        if (
            not origin.y() + kept
            <= area.top()
            <= area.bottom()
            <= origin.y() + room.height() - kept
        ):
            self.verticalScrollBar().setValue(round(area.top() - room.height() / 3))
        if not origin.x() <= area.left() <= area.right() <= origin.x() + room.width():
            self.horizontalScrollBar().setValue(round(area.center().x() - room.width() / 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is in view."""
        painter = QPainter(self.viewport())
        colours, origin, ratio = colours_now(), self.origin, self.ratio
        painter.fillRect(event.rect(), QColor(colours.sunken))
        painter.scale(1 / ratio, 1 / ratio)
        painter.translate(-origin.x(), -origin.y())
        top, bottom = origin.y(), origin.y() + self._room().height()
        for page in self.pile.between(top, bottom):
            self._draw_page(painter, page, top, bottom)
            for overlay in self.overlays:
                painter.save()
                overlay.draw(painter, page)
                painter.restore()
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit pages to the room there is now."""
        page, down = self.place()
        self._pile_up()
        self.go_to(page, down)
        if self.zoom in {"width", "page"}:
            self.zoomed.emit()
        super().resizeEvent(event)

    def scrollContentsBy(self, _across: int, down: int) -> None:  # noqa: N802 -- Qt calls it
        """Draw anew, and ask for what came into view."""
        # Whoever drags the bar sees small pictures until it rests: pages pass too quickly.
        if self.verticalScrollBar().isSliderDown() and abs(down) > self._room().height() / 2:
            self._is_moving = True
            self._still.start()
        self.viewport().update()
        self._ask()
        self.moved.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, or zoom with the control key."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turned = event.angleDelta().y()
            if turned:
                self.zoom_by(1 if turned > 0 else -1, event.position())
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by keys."""
        bar, key = self.verticalScrollBar(), event.key()
        page = round(self._room().height() * 0.9)
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        steps = {Key.Key_Down: bar.singleStep(), Key.Key_Up: -bar.singleStep(),
                 Key.Key_PageDown: page, Key.Key_PageUp: -page, Key.Key_Space: page}  # fmt: skip
        if plain == Qt.KeyboardModifier.ShiftModifier and key == Key.Key_Space:
            bar.setValue(bar.value() - page)
        elif plain != Qt.KeyboardModifier.NoModifier:
            self._pass_on(event)
        elif key in steps:
            bar.setValue(bar.value() + steps[Key(key)])
        elif key in {Key.Key_Home, Key.Key_End}:
            bar.setValue(bar.minimum() if key == Key.Key_Home else bar.maximum())
        elif key in {Key.Key_Left, Key.Key_Right}:
            self._go_aside(-1 if key == Key.Key_Left else 1)
        else:
            self._pass_on(event)

    def _pass_on(self, event: QKeyEvent) -> None:
        """Let others know; whoever does something with it accepts it."""
        event.ignore()
        self.key_pressed.emit(event)

    def _go_aside(self, direction: int) -> None:
        """Move aside where there is more, and by a page where there is not."""
        bar = self.horizontalScrollBar()
        if bar.maximum() > bar.minimum():
            bar.setValue(bar.value() + direction * bar.singleStep())
        else:
            self.turn(direction)

    def _room(self) -> QSize:
        """The viewport in pixels of the screen."""
        size, ratio = self.viewport().size(), self.ratio
        return QSize(round(size.width() * ratio), round(size.height() * ratio))

    def _show_opened(self) -> None:
        self._before = None
        self.pile = Pile((), 0, 1.0, GAP)
        self.verticalScrollBar().setValue(0)
        self._pile_up()
        self.zoomed.emit()
        self.moved.emit()

    def _pile_up(self) -> None:
        ratio, room, sizes = self.ratio, self._room(), self.model.sizes
        gap = round(GAP * ratio)
        if self.zoom in {"width", "page"}:
            whole = (room.width(), room.height())
            scale = fitting(sizes, self.rotation, self.zoom, whole, gap)
        else:
            scale = float(self.zoom) / 100 * FULL_SIZE * ratio
        if len(self.pile) and (scale, self.rotation) != (self.pile.scale, self.pile.rotation):
            self._before = self.pile
        self.pile = Pile(sizes, self.rotation, scale, gap)
        down, aside = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, self.pile.height - room.height()))
        down.setPageStep(room.height())
        aside.setRange(0, max(0, self.pile.width - room.width()))
        aside.setPageStep(room.width())
        for bar in (down, aside):
            bar.setSingleStep(round(_LINE * ratio))
        self.viewport().update()
        self._ask()

    def _ask(self) -> None:
        """Ask for what is in view first, and then for what is near."""
        if not len(self.pile):
            return
        origin, room = self.origin, self._room()
        top, bottom = origin.y(), origin.y() + room.height()
        seen = self.pile.between(top, bottom)
        wishes: list[Wish] = []
        if self._is_moving:
            wishes += [Small(page, self.rotation) for page in seen]
        else:
            for page in seen:
                wishes += self._tiles(page, top, bottom)
            wishes += [Text(page) for page in seen]
        self.model.want("view", wishes)
        self.model.want("ahead", [] if self._is_moving else self._near(top, bottom))

    def _near(self, top: int, bottom: int) -> list[Wish]:
        """The tiles a page further down, then a page further up, as far as there is room."""
        box, high = self.pile.box(self.page), bottom - top
        reach = min(box.height + self.pile.gap, 2 * high)
        found: list[Wish] = []
        taken = 0
        for begin, end in ((bottom, bottom + reach), (top - reach, top)):
            for page in self.pile.between(begin, end):
                for tile in self._tiles(page, begin, end):
                    taken += 4 * tile.width * tile.height
                    if taken > _AHEAD_BYTES:
                        return found
                    found.append(tile)
        return found

    def _tiles(self, page: int, top: float, bottom: float) -> list[Tile]:
        left = self.origin.x() - self.pile.box(page).left
        right = left + self._room().width()
        return [
            tile
            for tile in self.pile.tiles(page, top, bottom)
            if tile.left < right and tile.left + tile.width > left
        ]

    def _draw_page(self, painter: QPainter, page: int, top: int, bottom: int) -> None:
        box = self.pile.box(page)
        area = QRect(*box)
        tiles = self._tiles(page, top, bottom)
        images = [self.model.tiles.get(tile) for tile in tiles]
        if not all(images):
            self._draw_for_now(painter, page, area)
        for tile, image in zip(tiles, images, strict=True):
            if image is not None:
                painter.drawImage(QPoint(box.left + tile.left, box.top + tile.top), image)

    def _draw_for_now(self, painter: QPainter, page: int, area: QRect) -> None:
        """Draw what there is of a page until its picture comes: in another size, or small."""
        painter.fillRect(area, QColor("white"))
        small = self.model.small.get(Small(page, self.rotation))
        if small is not None:
            painter.drawImage(area, small)
        before = self._before
        if before is None or before.rotation != self.rotation or page >= len(before):
            return
        factor = self.pile.scale / before.scale
        for tile in before.tiles(page, 0, math.inf):
            image = self.model.tiles.get(tile)
            if image is not None:
                left, top = area.left() + tile.left * factor, area.top() + tile.top * factor
                painter.drawImage(
                    QRectF(left, top, tile.width * factor, tile.height * factor), image
                )

    def _page_changed(self, page: int) -> None:
        origin = self.origin
        if page in self.pile.between(origin.y(), origin.y() + self._room().height()):
            self.viewport().update()

    def _settle(self) -> None:
        self._is_moving = False
        self._ask()
