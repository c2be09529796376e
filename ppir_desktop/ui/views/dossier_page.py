"""What a dossier is: its facts, and the documents that it consists of."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, Qt, QTimeZone
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QScrollArea, QVBoxLayout

from ppir_desktop.services.dossiers import Card
from ppir_desktop.ui.language import Language

_FACTS = ("dossier", "applicant", "sub_field", "projects", "due", "state", "documents")


class DossierPage(QScrollArea):
    """The facts of the dossier that is open."""

    def __init__(self, language: Language) -> None:
        """Show that none is open."""
        super().__init__()
        self._language = language
        self._card: Card | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        inner = QFrame(self)
        inner.setProperty("role", "sunken")
        column = QVBoxLayout(inner)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(12)
        self.title, self.summary = QLabel(inner), QLabel(inner)
        self.title.setProperty("role", "title")
        for label in (self.title, self.summary):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._facts = QFormLayout()
        self._facts.setHorizontalSpacing(24)
        self._facts.setVerticalSpacing(8)
        self.names: dict[str, QLabel] = {}
        self.values: dict[str, QLabel] = {}
        for fact in _FACTS:
            self.names[fact], self.values[fact] = QLabel(inner), QLabel(inner)
            self.names[fact].setProperty("role", "muted")
            self.values[fact].setWordWrap(True)
            self.values[fact].setTextFormat(Qt.TextFormat.PlainText)
            self._facts.addRow(self.names[fact], self.values[fact])
        column.addWidget(self.title)
        column.addWidget(self.summary)
        column.addLayout(self._facts)
        column.addStretch(1)
        self.setWidget(inner)
        language.changed.connect(self._speak)
        self._speak()

    def show_card(self, card: Card | None) -> None:
        """Show a dossier, or that none is open."""
        self._card = card
        self._speak()

    def _speak(self) -> None:
        words, key, card = self._language.words, "window.dossier", self._card
        for fact in _FACTS:
            self.names[fact].setText(words(f"{key}.{fact}"))
            for label in (self.names[fact], self.values[fact]):
                label.setVisible(card is not None)
        self.summary.setVisible(card is not None)
        if card is None:
            # Nothing of a dossier stays behind, hidden or not.
            for label in (self.summary, *self.values.values()):
                label.clear()
            self.title.setText(words(f"{key}.none"))
            return
        manifest = card.manifest
        product = manifest.product
        self.title.setText(product.ko if words.language == "ko" else product.en)
        self.summary.setText(manifest.summary)
        documents = [
            words(f"{key}.document", title=one.title, pages=one.pages or 1)
            for one in manifest.documents
        ]
        for fact, text in {
            "dossier": card.dossier,
            "applicant": manifest.applicant,
            "sub_field": manifest.sub_field,
            "projects": ", ".join(manifest.projects),
            "due": local_time(card.due, words.language),
            "state": words(f"window.state.{card.state}"),
            "documents": "\n".join(documents),
        }.items():
            self.values[fact].setText(text or "—")


def local_time(utc: str, language: str) -> str:
    """A stored time as people here write it."""
    moment = QDateTime.fromString(utc, Qt.DateFormat.ISODate)
    moment.setTimeZone(QTimeZone.utc())
    locale = QLocale(QLocale.Language.Korean if language == "ko" else QLocale.Language.English)
    return locale.toString(moment.toLocalTime(), QLocale.FormatType.ShortFormat)
