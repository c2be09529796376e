"""What a dossier is: its facts, and the documents that it consists of."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QScrollArea, QVBoxLayout

from ppir_desktop.services.dossiers import Card
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.times import local_time

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
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
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
        self.message = QLabel(inner)
        self.message.setWordWrap(True)
        self.message.setProperty("role", "banner")
        self.message.hide()
        column.addWidget(self.message)
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
        self.warn("")
        self._speak()

    def warn(self, text: str) -> None:
        """Say something above the facts, or nothing."""
        self.message.setText(text)
        self.message.setVisible(bool(text))

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
