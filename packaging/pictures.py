"""Draws the program's icon in the forms and sizes that each system wants."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from layout import NAME, ROOT
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

_DRAWING: Final = ROOT / "resources" / f"{NAME}.svg"
_SIDES: Final = (16, 32, 48, 128, 256, 512)
_WINDOWS: Final = [(side, side) for side in (16, 32, 48, 256)]


def draw(folder: Path) -> None:
    """Draw all: PNG files by size, the drawing itself, and one file each for two systems."""
    for side in _SIDES:
        target = folder / f"{side}x{side}" / f"{NAME}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        picture = QImage(side, side, QImage.Format.Format_ARGB32)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        QSvgRenderer(str(_DRAWING)).render(painter)
        painter.end()
        picture.save(str(target))
    scalable = folder / "scalable"
    scalable.mkdir(exist_ok=True)
    shutil.copy(_DRAWING, scalable)
    with Image.open(folder / "512x512" / f"{NAME}.png") as largest:
        largest.save(folder / f"{NAME}.ico", sizes=_WINDOWS)
        largest.save(folder / f"{NAME}.icns")
