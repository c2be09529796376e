"""Every key of the windows, for the table in the help."""

from __future__ import annotations

from typing import Final, NamedTuple

from ppir_desktop.ui.meeting.meeting_view import KEYS as MEETING_KEYS
from ppir_desktop.ui.panel.detail_pane import KEYS as DETAIL_KEYS
from ppir_desktop.ui.panel.header import KEYS as HEADER_KEYS
from ppir_desktop.ui.viewer.toolbar import KEYS


class Key(NamedTuple):
    """A key and what it does.

    Attributes:
        where: Name of the part of the window, under ``window.keys``.
        what: Under which its words stand.
        keys: The keys, as Qt writes them.
    """

    where: str
    what: str
    keys: str


_WINDOW: Final = {
    "go_review": "Ctrl+1", "go_exchange": "Ctrl+2", "go_settings": "Ctrl+3",
    "go_panel": "Ctrl+4", "go_help": "F1",
    "lock": "Ctrl+L", "search": "Ctrl+Shift+F",
}  # fmt: skip
_SHEET: Final = {
    "next_criterion": "Alt+Down", "previous_criterion": "Alt+Up", "undo": "Ctrl+Z",
    "redo": "Ctrl+Shift+Z", "preview": "Ctrl+P", "sign": "Ctrl+Return",
}  # fmt: skip
_PANEL: Final = {**HEADER_KEYS, **DETAIL_KEYS, "open": "Return"}
_DOCUMENT: Final = {
    "turn_back": "Ctrl+Shift+R", "next_document": "Ctrl+PgDown", "previous_document": "Ctrl+PgUp",
    "copy": "Ctrl+C", "select_page": "Ctrl+A", "next_mark": "F8", "stop": "Esc",
}  # fmt: skip
_PREVIEW: Final = {"print": "Ctrl+P", "save": "Ctrl+S", "close": "Esc"}


def all_keys() -> list[Key]:
    """All keys, part by part."""
    tool, own = "window.viewer.tool", "window.keys"
    return [
        *(Key("window", f"{own}.{what}", keys) for what, keys in _WINDOW.items()),
        Key("exchange_place", f"{own}.sync", "F5"),
        *(Key("document", f"{tool}.{what}", keys) for what, keys in KEYS.items()),
        Key("document", f"{tool}.find_next", "F3"),
        Key("document", f"{tool}.find_previous", "Shift+F3"),
        *(Key("document", f"{own}.{what}", keys) for what, keys in _DOCUMENT.items()),
        *(Key("sheet", f"{own}.{what}", keys) for what, keys in _SHEET.items()),
        *(Key("panel", f"window_panel.keys.{what}", keys) for what, keys in _PANEL.items()),
        *(
            Key("meeting", f"window_meeting.keys.{what}", keys)
            for what, keys in MEETING_KEYS.items()
        ),
        *(Key("preview_window", f"{own}.{what}", keys) for what, keys in _PREVIEW.items()),
    ]
