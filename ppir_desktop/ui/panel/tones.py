"""Grounds of marks as a quiet heat map, and texts on them that stay legible in both themes."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtGui import QColor

from ppir_desktop.ui.theme import LIGHT, Colours

LEGIBLE: Final = 4.5
"""Contrast of text (WCAG 2.2, success criterion 1.4.3)."""
_COLD: Final = 0.4
"""The part of full marks below which a ground is as cold as can be; few sheets go there."""
_WARMEST = {True: 0.40, False: 0.36}
"""How much of the accent the warmest ground has, in light and dark."""
_STEPS: Final = 20


def mixed(one: str, other: str, share: float) -> QColor:
    """A colour between two, from the first at 0 to the other at 1."""
    first, second = QColor(one), QColor(other)
    return QColor(
        *(
            round(a + (b - a) * share)
            # The stub takes the four for one.
            for a, b in zip(first.getRgb()[:3], second.getRgb()[:3], strict=True)  # type: ignore[index]
        )
    )


@lru_cache(maxsize=512)
def heat(colours: Colours, percent: int) -> QColor:
    """The ground of a mark that is so many percent of the greatest there can be."""
    part = min(1.0, max(0.0, (percent / 100 - _COLD) / (1 - _COLD)))
    return mixed(colours.surface, colours.accent, _WARMEST[colours == LIGHT] * part)


@lru_cache(maxsize=512)
def legible(wanted: str, ink: str, ground: str) -> QColor:
    """The tone nearest to a wanted one that is legible on a ground.

    Args:
        wanted: Such as that of muted text.
        ink: The strongest there is.
        ground: What is behind.
    """
    for step in range(_STEPS):
        tone = mixed(wanted, ink, step / _STEPS)
        if contrast(tone, QColor(ground)) >= LEGIBLE:
            return tone
    return QColor(ink)


def contrast(one: QColor, other: QColor) -> float:
    """How much two colours stand out against each other, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(tone: QColor) -> float:
    red, green, blue = (_linear(part) for part in (tone.redF(), tone.greenF(), tone.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
