"""Where pages are: one below the other, in pixels of the screen, turned and zoomed."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ppir_desktop.services.annotations import Rectangle

GAP: Final = 12
"""Between pages, and around them, in pixels that do not depend on the screen's density."""

FULL_SIZE: Final = 96 / 72
"""Pixels a point at 100 %."""

LEAST_ZOOM, MOST_ZOOM = 0.1, 8.0
_STEPS: Final = (0.1, 0.25, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0,
                 6.0, 8.0)  # fmt: skip
_TILE_WIDE, _TILE_HIGH = 2048, 1024


class Tile(NamedTuple):
    """A part of a page's picture, in pixels of the whole picture."""

    page: int
    scale: float
    rotation: int
    left: int
    top: int
    width: int
    height: int


class Spot(NamedTuple):
    """A place on a page, in points of the page as it stands unturned."""

    page: int
    x: float
    y: float


class Box(NamedTuple):
    """Left, top, width and height in pixels of the whole pile of pages."""

    left: int
    top: int
    width: int
    height: int


class Pile:
    """Pages one below the other."""

    def __init__(
        self, sizes: Sequence[tuple[float, float]], rotation: int, scale: float, gap: int
    ) -> None:
        """Pile up pages.

        Args:
            sizes: Width and height of each in points.
            rotation: Degrees clockwise.
            scale: Pixels a point.
            gap: Pixels between them.
        """
        self.sizes, self.rotation, self.scale, self.gap = sizes, rotation, scale, gap
        turned = [turned_size(size, rotation) for size in sizes]
        self._wide = [max(1, math.ceil(width * scale)) for width, _ in turned]
        self._high = [max(1, math.ceil(height * scale)) for _, height in turned]
        self._tops: list[int] = []
        top = gap
        for height in self._high:
            self._tops.append(top)
            top += height + gap
        self.height = top
        self.width = max(self._wide, default=0) + 2 * gap

    def __len__(self) -> int:
        return len(self.sizes)

    def page_at(self, y: float) -> int:
        """The page at a height, or the one above where there is none."""
        return max(0, bisect_right(self._tops, y) - 1)

    def between(self, top: float, bottom: float) -> range:
        """The pages of which something stands between two heights."""
        if not self._tops:
            return range(0)
        first = self.page_at(top)
        if self._tops[first] + self._high[first] <= top:
            first += 1
        return range(first, bisect_right(self._tops, bottom))

    def box(self, page: int) -> Box:
        """Where a page is; pages stand in the middle of the widest."""
        left = (self.width - self._wide[page]) // 2
        return Box(left, self._tops[page], self._wide[page], self._high[page])

    def spot(self, x: float, y: float) -> Spot | None:
        """The place on a page that is at a point, or nearest to it on the nearest page."""
        if not self._tops:
            return None
        page = self.page_at(y)
        box = self.box(page)
        across = min(max(x - box.left, 0), box.width) / self.scale
        down = min(max(y - box.top, 0), box.height) / self.scale
        return Spot(page, *_upright(across, down, self.sizes[page], self.rotation))

    def placed(self, page: int, rectangle: Rectangle) -> tuple[float, float, float, float]:
        """Where a rectangle on a page is: left, top, right, bottom."""
        box, size = self.box(page), self.sizes[page]
        x1, y1 = _turned(rectangle[0], rectangle[1], size, self.rotation)
        x2, y2 = _turned(rectangle[2], rectangle[3], size, self.rotation)
        return (
            box.left + min(x1, x2) * self.scale,
            box.top + min(y1, y2) * self.scale,
            box.left + max(x1, x2) * self.scale,
            box.top + max(y1, y2) * self.scale,
        )

    def tiles(self, page: int, top: float, bottom: float) -> Iterator[Tile]:
        """The tiles of a page that stand between two heights of the pile."""
        box = self.box(page)
        for down in range(0, box.height, _TILE_HIGH):
            height = min(_TILE_HIGH, box.height - down)
            if box.top + down + height <= top or box.top + down >= bottom:
                continue
            for left in range(0, box.width, _TILE_WIDE):
                width = min(_TILE_WIDE, box.width - left)
                yield Tile(page, self.scale, self.rotation, left, down, width, height)


def turned_size(size: tuple[float, float], rotation: int) -> tuple[float, float]:
    """Width and height of a page that is turned."""
    return size if rotation % 180 == 0 else (size[1], size[0])


def fitting(
    sizes: Sequence[tuple[float, float]], rotation: int, zoom: str, room: tuple[int, int], gap: int
) -> float:
    """Pixels a point at which pages fit as it is wished.

    Args:
        sizes: Width and height of each page in points.
        rotation: Degrees clockwise.
        zoom: ``width`` or ``page``.
        room: Width and height of what there is, in pixels.
        gap: Pixels around pages.
    """
    turned = [turned_size(size, rotation) for size in sizes]
    wide = max((width for width, _ in turned), default=1.0)
    scale = max(1, room[0] - 2 * gap) / max(wide, 1.0)
    if zoom == "page":
        high = max((height for _, height in turned), default=1.0)
        scale = min(scale, max(1, room[1] - 2 * gap) / max(high, 1.0))
    # Rounded down, so that the widest page takes no pixel more than there is.
    return math.floor(max(scale, 0.02) * 10_000) / 10_000


def next_step(zoom: float, direction: int) -> float:
    """The next larger or smaller of the usual zooms."""
    if direction > 0:
        return next((step for step in _STEPS if step > zoom + 0.005), MOST_ZOOM)
    return next((step for step in reversed(_STEPS) if step < zoom - 0.005), LEAST_ZOOM)


def _turned(x: float, y: float, size: tuple[float, float], rotation: int) -> tuple[float, float]:
    """Where a point of an upright page is once the page is turned."""
    width, height = size
    return {
        0: (x, y), 90: (height - y, x), 180: (width - x, height - y), 270: (y, width - x),
    }[rotation % 360]  # fmt: skip


def _upright(x: float, y: float, size: tuple[float, float], rotation: int) -> tuple[float, float]:
    """Where a point of a turned page is on the upright one."""
    width, height = size
    return {
        0: (x, y), 90: (y, height - x), 180: (width - x, height - y), 270: (width - y, x),
    }[rotation % 360]  # fmt: skip
