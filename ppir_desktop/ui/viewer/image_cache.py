"""Pictures of pages, kept as long as there is room: those not looked at longest go first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from PySide6.QtGui import QImage


class ImageCache:
    """Pictures by what they are of, bounded in bytes."""

    def __init__(self, limit: int) -> None:
        """Keep so many bytes at most."""
        self._limit = limit
        self._images: OrderedDict[Hashable, QImage] = OrderedDict()
        self.bytes = 0

    def __contains__(self, key: Hashable) -> bool:
        return key in self._images

    def __len__(self) -> int:
        return len(self._images)

    def get(self, key: Hashable) -> QImage | None:
        """A picture, which counts as looked at now."""
        image = self._images.get(key)
        if image is not None:
            self._images.move_to_end(key)
        return image

    def put(self, key: Hashable, image: QImage) -> None:
        """Keep a picture; others go to make room for it."""
        before = self._images.pop(key, None)
        if before is not None:
            self.bytes -= before.sizeInBytes()
        self._images[key] = image
        self.bytes += image.sizeInBytes()
        while self.bytes > self._limit and len(self._images) > 1:
            _, old = self._images.popitem(last=False)
            self.bytes -= old.sizeInBytes()

    def clear(self) -> None:
        """Keep nothing."""
        self._images.clear()
        self.bytes = 0
