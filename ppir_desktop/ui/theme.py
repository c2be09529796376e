"""How windows look: typeface, colours and spacing, in light and dark, following the system."""

from __future__ import annotations

from string import Template
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from ppir_desktop.common.resources import read_text, resource

FAMILY = "Pretendard"
_FACES = ("Pretendard-Regular.ttf", "Pretendard-SemiBold.ttf")
_BODY_PIXELS = 14


class Colours(NamedTuple):
    """The colours of one theme."""

    background: str
    surface: str
    sunken: str
    ink: str
    ink_2: str
    muted: str
    line: str
    accent: str
    accent_soft: str
    on_accent: str
    ok: str
    warn: str
    bad: str
    ok_soft: str
    warn_soft: str
    bad_soft: str


LIGHT = Colours(
    background="#F6F7F9",
    surface="#FFFFFF",
    sunken="#EEF0F3",
    ink="#171B21",
    ink_2="#4A5361",
    muted="#616A78",
    line="#DFE3E8",
    accent="#1F4E9E",
    accent_soft="#E7EEF9",
    on_accent="#FFFFFF",
    ok="#1C7A4A",
    warn="#96590A",
    bad="#B3261E",
    ok_soft="#E4F3EA",
    warn_soft="#FBF0DC",
    bad_soft="#FBE9E7",
)
DARK = Colours(
    background="#14171B",
    surface="#1B1F25",
    sunken="#101317",
    ink="#E8EBEF",
    ink_2="#B9C0CA",
    muted="#929BA8",
    line="#2C323A",
    accent="#7FA8EE",
    accent_soft="#22304A",
    on_accent="#0E1420",
    ok="#6CC795",
    warn="#E3B25E",
    bad="#F1948A",
    ok_soft="#173325",
    warn_soft="#3A2D14",
    bad_soft="#41211E",
)


def dress(application: QApplication) -> None:
    """Give the application its typeface and colours, and keep to the system's light or dark."""
    application.setStyle("Fusion")
    for face in _FACES:
        QFontDatabase.addApplicationFontFromData(resource(f"fonts/{face}").read_bytes())
    font = QFont(FAMILY)
    font.setPixelSize(_BODY_PIXELS)
    application.setFont(font)
    hints = application.styleHints()
    hints.colorSchemeChanged.connect(lambda scheme: colour(application, scheme))
    colour(application, hints.colorScheme())


def colour(application: QApplication, scheme: Qt.ColorScheme) -> None:
    """Colour the application for a light or dark system."""
    colours = DARK if scheme is Qt.ColorScheme.Dark else LIGHT
    application.setPalette(_palette(colours))
    sheet = Template(read_text("theme/window.qss"))
    # A style sheet takes pictures from files alone, so there is one for each theme.
    theme = "dark" if colours is DARK else "light"
    pictures = {
        name: resource(f"theme/{name}-{theme}.svg").as_posix() for name in ("chevron", "check")
    }
    application.setStyleSheet(sheet.substitute(colours._asdict(), **pictures))


def set_text_size(application: QApplication, pixels: int) -> None:
    """Give the application another size of body text."""
    font = application.font()
    font.setPixelSize(pixels)
    application.setFont(font)


def colours_now() -> Colours:
    """The colours of the theme in use, for what is drawn and not styled."""
    window = QApplication.palette().window().color().name().upper()
    return DARK if window == DARK.background else LIGHT


def _palette(colours: Colours) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for chosen, value in (
        (role.Window, colours.background),
        (role.WindowText, colours.ink),
        (role.Base, colours.surface),
        (role.AlternateBase, colours.background),
        (role.Text, colours.ink),
        (role.PlaceholderText, colours.muted),
        (role.Button, colours.surface),
        (role.ButtonText, colours.ink),
        (role.ToolTipBase, colours.surface),
        (role.ToolTipText, colours.ink),
        (role.Mid, colours.line),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Link, colours.accent),
    ):
        palette.setColor(chosen, QColor(value))
    return palette
