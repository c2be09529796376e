"""Settings of the network: a proxy, and whether to exchange once the network is back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from ppir_desktop.services.proxies import read_proxy
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.settings import Settings
from ppir_desktop.ui.widgets.section import Section, give_role, hint_label

_ANSWERS = ("ask", "yes", "no")
_FIELD = 320


class NetworkSettings(Section):
    """What is set of the network; it counts at once.

    Signals:
        changed: Something was set.
    """

    changed = Signal()

    def __init__(self, language: Language, settings: Settings, parent: QWidget) -> None:
        """Show what is set now."""
        super().__init__(parent)
        self._language, self._settings = language, settings
        self.proxy, self.auto = QLineEdit(self), QComboBox(self)
        self._proxy_name, self._auto_name = QLabel(self), QLabel(self)
        self.proxy_hint, self._auto_hint = hint_label(self), hint_label(self)
        for field in (self.proxy, self.auto):
            field.setMinimumWidth(_FIELD)
        for answer in _ANSWERS:
            self.auto.addItem("", answer)
        self.add_row(self._proxy_name, self.proxy, self.proxy_hint)
        self.add_row(self._auto_name, self.auto, self._auto_hint)
        self.proxy.textEdited.connect(self._set_proxy)
        self.auto.activated.connect(self._set_auto)
        language.changed.connect(self._speak)
        self.show_set()

    def show_set(self) -> None:
        """Show what is set now; it may have been set elsewhere."""
        self.proxy.setText(self._settings.proxy)
        self.auto.setCurrentIndex(max(0, self.auto.findData(self._settings.auto_exchange)))
        self._speak()

    def _set_proxy(self, text: str) -> None:
        address = read_proxy(text)
        if address is not None and address != self._settings.proxy:
            self._settings.proxy = address
            self.changed.emit()
        self._speak()

    def _set_auto(self) -> None:
        self._settings.auto_exchange = self.auto.currentData()
        self.changed.emit()

    def _speak(self) -> None:
        words, key = self._language.words, "window.settings"
        self.heading.setText(words(f"{key}.section_network"))
        for name, label, field in (
            ("proxy", self._proxy_name, self.proxy), ("auto", self._auto_name, self.auto),
        ):  # fmt: skip
            label.setText(words(f"{key}.{name}"))
            field.setAccessibleName(words(f"{key}.{name}"))
        is_bad = read_proxy(self.proxy.text()) is None
        give_role(self.proxy_hint, "bad" if is_bad else "muted")
        self.proxy_hint.setText(words(f"{key}.proxy_{'bad' if is_bad else 'hint'}"))
        self._auto_hint.setText(words(f"{key}.auto_hint"))
        for row, answer in enumerate(_ANSWERS):
            self.auto.setItemText(row, words(f"{key}.auto_{answer}"))
