"""What a person set, kept outside the vault, since it is needed before that is open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from ppir_desktop.common.wording import LANGUAGES

_THEMES = ("system", "light", "dark")
_ANSWERS = ("ask", "yes", "no")
_TEXT_SIZE, _LOCK_MINUTES = 14, 15


class Settings:
    """Language, theme, size of the text, how soon the desk locks, where the window is.

    Nothing of a dossier, a profile or a person is kept here.
    """

    def __init__(self, folder: Path, language: str) -> None:
        """Keep settings in a folder.

        Args:
            folder: Where the program keeps what is its own.
            language: The language of the system, for the first start.
        """
        self._store = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self._system_language = language

    @property
    def language(self) -> str:
        """``ko`` or ``en``."""
        return self._one_of("language", LANGUAGES, self._system_language)

    @language.setter
    def language(self, value: str) -> None:
        self._store.setValue("language", value)

    @property
    def theme(self) -> str:
        """``system``, ``light`` or ``dark``."""
        return self._one_of("theme", _THEMES, "system")

    @theme.setter
    def theme(self, value: str) -> None:
        self._store.setValue("theme", value)

    @property
    def text_size(self) -> int:
        """Size of body text in pixels."""
        return self._number("text_size", _TEXT_SIZE, 10, 32)

    @text_size.setter
    def text_size(self, value: int) -> None:
        self._store.setValue("text_size", value)

    @property
    def lock_minutes(self) -> int:
        """After how many minutes without anybody the desk locks."""
        return self._number("lock_minutes", _LOCK_MINUTES, 1, 240)

    @lock_minutes.setter
    def lock_minutes(self, value: int) -> None:
        self._store.setValue("lock_minutes", value)

    @property
    def proxy(self) -> str:
        """Address of a proxy; empty for none."""
        return str(self._store.value("proxy", ""))

    @proxy.setter
    def proxy(self, value: str) -> None:
        self._store.setValue("proxy", value)

    @property
    def auto_exchange(self) -> str:
        """``yes`` or ``no`` to exchanging when the network comes back; ``ask`` until answered."""
        return self._one_of("auto_exchange", _ANSWERS, "ask")

    @auto_exchange.setter
    def auto_exchange(self, value: str) -> None:
        self._store.setValue("auto_exchange", value)

    def geometry(self) -> QByteArray:
        """Where the window was; empty for the first time."""
        found: Any = self._store.value("geometry")
        return found if isinstance(found, QByteArray) else QByteArray()

    def keep_geometry(self, geometry: QByteArray) -> None:
        """Keep where the window is."""
        self._store.setValue("geometry", geometry)
        self._store.sync()

    def panes(self, of: str = "panes") -> QByteArray:
        """How wide the panes of a place were, of the review if none is named; empty at first."""
        found: Any = self._store.value(of)
        return found if isinstance(found, QByteArray) else QByteArray()

    def keep_panes(self, state: QByteArray, of: str = "panes") -> None:
        """Keep how wide the panes of a place are, of the review if none is named."""
        self._store.setValue(of, state)

    def _one_of(self, name: str, allowed: tuple[str, ...], otherwise: str) -> str:
        found = str(self._store.value(name, otherwise))
        return found if found in allowed else otherwise

    def _number(self, name: str, otherwise: int, least: int, most: int) -> int:
        found = str(self._store.value(name, otherwise))
        return min(most, max(least, int(found))) if found.isdigit() else otherwise
