"""The place of the settings: view, safety, how the profile is kept, and the network."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QScrollArea, QVBoxLayout

from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.settings import Settings
from ppir_desktop.ui.views.network_settings import NetworkSettings
from ppir_desktop.ui.views.passphrase_form import PassphraseForm
from ppir_desktop.ui.views.profile_care import ProfileCare
from ppir_desktop.ui.widgets.section import Section

_LANGUAGES = {"ko": "한국어", "en": "English"}
_THEMES = ("system", "light", "dark")
_SIZES = (13, 14, 16, 18, 20)
_MINUTES = (1, 5, 15, 30, 60)
_WIDEST = 760
_FIELD = 220


class SettingsPlace(QFrame):
    """What a person may set; each choice counts at once.

    Signals:
        changed: Something was set.
    """

    changed = Signal()

    def __init__(self, language: Language, session: Session, settings: Settings) -> None:
        """Show what is set now."""
        super().__init__()
        self._language, self._settings = language, settings
        self.setProperty("role", "pane")
        self.page, self._inner = QScrollArea(self), QFrame(self)
        self.title = QLabel(self._inner)
        self.title.setProperty("role", "title")
        self.language, self.theme = QComboBox(self._inner), QComboBox(self._inner)
        self.size_of_text, self.minutes = QComboBox(self._inner), QComboBox(self._inner)
        self.labels = {name: QLabel(self._inner) for name in ("language", "theme", "size", "lock")}
        self._view, self._safety = Section(self._inner), Section(self._inner)
        self._profile = Section(self._inner)
        self.passphrase = PassphraseForm(language, session, self._safety)
        self.care = ProfileCare(language, session, self._profile)
        self.network = NetworkSettings(language, settings, self._inner)
        self._lay_out()
        self._fill()
        self._speak()
        self._choose()
        for box in self._boxes():
            box.activated.connect(self._set)
        self.network.changed.connect(self.changed)
        self.passphrase.change.clicked.connect(self._show_passphrase)
        language.changed.connect(self._speak)

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is set now: a question elsewhere may have been answered."""
        super().showEvent(event)
        self._choose()
        self.network.show_set()

    def _lay_out(self) -> None:
        for box in self._boxes():
            box.setMinimumWidth(_FIELD)
        for name, box in zip(("language", "theme", "size"), self._boxes(), strict=False):
            self._view.add_row(self.labels[name], box)
        self._safety.add_row(self.labels["lock"], self.minutes)
        self._safety.add_wide(self.passphrase)
        self._profile.add_wide(self.care)
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(28)
        column.addWidget(self.title)
        for section in (self._view, self._safety, self._profile, self.network):
            section.setMaximumWidth(_WIDEST)
            column.addWidget(section)
        column.addStretch(1)
        self._inner.setProperty("role", "pane")
        self.page.setWidget(self._inner)
        self.page.setWidgetResizable(True)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The fields in it take the keys; the page itself is no stop on the way.
        self.page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.page)

    def _show_passphrase(self) -> None:
        """Bring all of its fields into view, once they have their places."""
        QTimer.singleShot(0, self, lambda: self.page.ensureWidgetVisible(self.passphrase))

    def _fill(self) -> None:
        for code, name in _LANGUAGES.items():
            self.language.addItem(name, code)
        for theme in _THEMES:
            self.theme.addItem("", theme)
        for size in _SIZES:
            self.size_of_text.addItem("", size)
        for minutes in _MINUTES:
            self.minutes.addItem("", minutes)
        self.setFocusProxy(self.language)

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
        self._view.heading.setText(words(f"{key}.section_view"))
        self._safety.heading.setText(words(f"{key}.section_safety"))
        self._profile.heading.setText(words(f"{key}.section_profile"))
        for (name, label), box in zip(self.labels.items(), self._boxes(), strict=True):
            label.setText(words(f"{key}.{name}"))
            box.setAccessibleName(words(f"{key}.{name}"))
        for row, theme in enumerate(_THEMES):
            self.theme.setItemText(row, words(f"{key}.theme_{theme}"))
        for row, size in enumerate(_SIZES):
            self.size_of_text.setItemText(row, words(f"{key}.pixels", count=size))
        for row, minutes in enumerate(_MINUTES):
            self.minutes.setItemText(row, words(f"{key}.minutes", count=minutes))
