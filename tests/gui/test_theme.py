"""Every window has the program's own typeface and colours that can be read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

from ppir_desktop.ui.theme import DARK, FAMILY, LIGHT, Colours, colour, dress


@pytest.fixture
def dressed(undressed: QApplication) -> QApplication:
    """The application in its theme."""
    dress(undressed)
    return undressed


def luminance(name: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    shown = QColor(name)
    red, green, blue = (linear(part) for part in (shown.redF(), shown.greenF(), shown.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_stands_out_from_every_ground(colours: Colours) -> None:
    for ground in (colours.background, colours.surface, colours.sunken, colours.accent_soft):
        assert contrast(colours.ink, ground) >= 4.5
    for ground in (colours.background, colours.surface, colours.sunken):
        assert contrast(colours.muted, ground) >= 4.5
    assert contrast(colours.on_accent, colours.accent) >= 4.5


def test_the_typeface_is_our_own_and_has_hangul(dressed: QApplication) -> None:
    assert QFontInfo(dressed.font()).family() == FAMILY
    assert dressed.font().pixelSize() == 14


def test_colours_follow_light_and_dark(dressed: QApplication) -> None:
    for scheme, colours in ((Qt.ColorScheme.Dark, DARK), (Qt.ColorScheme.Light, LIGHT)):
        colour(dressed, scheme)
        window = dressed.palette().color(QPalette.ColorRole.Window)
        assert window == QColor(colours.background)
        assert colours.accent_soft in dressed.styleSheet()
