"""The place of the settings: language, theme, size of the text, how soon the desk locks."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QFrame, QLabel, QVBoxLayout

from ppir_desktop.ui.language import Language
from ppir_desktop.ui.settings import Settings

_LANGUAGES = {"ko": "한국어", "en": "English"}
_THEMES = ("system", "light", "dark")
_SIZES = (13, 14, 16, 18, 20)
_MINUTES = (1, 5, 15, 30, 60)


class SettingsPlace(QFrame):
    """What a person may set; each choice counts at once.

    Signals:
        changed: Something was set.
    """

    changed = Signal()

    def __init__(self, language: Language, settings: Settings) -> None:
        """Show what is set now."""
        super().__init__()
        self._language, self._settings = language, settings
        self.setProperty("role", "pane")
        self.title = QLabel(self)
        self.title.setProperty("role", "title")
        self.language, self.theme = QComboBox(self), QComboBox(self)
        self.size_of_text, self.minutes = QComboBox(self), QComboBox(self)
        self.labels = {name: QLabel(self) for name in ("language", "theme", "size", "lock")}
        form = QFormLayout()
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(12)
        for label, box in zip(self.labels.values(), self._boxes(), strict=True):
            label.setBuddy(box)
            box.setMinimumWidth(220)
            form.addRow(label, box)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(16)
        column.addWidget(self.title)
        column.addLayout(form)
        column.addStretch(1)
        for code, name in _LANGUAGES.items():
            self.language.addItem(name, code)
        for theme in _THEMES:
            self.theme.addItem("", theme)
        for size in _SIZES:
            self.size_of_text.addItem("", size)
        for minutes in _MINUTES:
            self.minutes.addItem("", minutes)
        self.setFocusProxy(self.language)
        self._speak()
        self._choose()
        for box in self._boxes():
            box.activated.connect(self._set)
        language.changed.connect(self._speak)

    def _boxes(self) -> tuple[QComboBox, ...]:
        return self.language, self.theme, self.size_of_text, self.minutes

    def _choose(self) -> None:
        settings = self._settings
        values = (settings.language, settings.theme, settings.text_size, settings.lock_minutes)
        for box, value in zip(self._boxes(), values, strict=True):
            box.setCurrentIndex(max(0, box.findData(value)))

    def _set(self) -> None:
        settings = self._settings
        settings.language = self.language.currentData()
        settings.theme = self.theme.currentData()
        settings.text_size = self.size_of_text.currentData()
        settings.lock_minutes = self.minutes.currentData()
        self.changed.emit()

    def _speak(self) -> None:
        words, key = self._language.words, "window.settings"
        self.title.setText(words("window.place.settings"))
        for name, label in self.labels.items():
            label.setText(words(f"{key}.{name}"))
        for name, box in zip(self.labels, self._boxes(), strict=True):
            box.setAccessibleName(words(f"{key}.{name}"))
        for row, theme in enumerate(_THEMES):
            self.theme.setItemText(row, words(f"{key}.theme_{theme}"))
        for row, size in enumerate(_SIZES):
            self.size_of_text.setItemText(row, words(f"{key}.pixels", count=size))
        for row, minutes in enumerate(_MINUTES):
            self.minutes.setItemText(row, words(f"{key}.minutes", count=minutes))
