"""One criterion of the sheet: what it asks, its mark, the comment, the evidence pinned to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.domain.sheets import allowed_choices
from ppir_desktop.domain.stage import Criterion
from ppir_desktop.protocol.review_bodies import PinnedEvidence
from ppir_desktop.ui.icons import icon
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.plain import plain, plain_tip
from ppir_desktop.ui.theme import colours_now
from ppir_desktop.ui.viewmodels.sheet_model import SheetModel
from ppir_desktop.ui.widgets.folded_text import FoldedText
from ppir_desktop.ui.widgets.growing_text import GrowingText
from ppir_desktop.ui.widgets.mark_fields import mark_field
from ppir_desktop.ui.widgets.mark_strip import MarkStrip

_ICON: Final = 16
_QUOTE: Final = 60


class CriterionCard(QFrame):
    """A card on the sheet.

    Signals:
        evidence_opened: Evidence that is to be shown in its document.
    """

    evidence_opened = Signal(object)

    def __init__(
        self,
        language: Language,
        model: SheetModel,
        criterion: Criterion,
        number: int,
        titles: Mapping[Digest, str],
    ) -> None:
        """Show a criterion.

        Args:
            language: In which words.
            model: The sheet.
            criterion: The criterion.
            number: Its place on the sheet, from 1.
            titles: Titles of the dossier's documents by their digests.
        """
        super().__init__()
        self._language, self._model, self._titles = language, model, titles
        self._number = number
        self.criterion = criterion
        self.is_read_only = False
        self.setProperty("role", "criterion")
        self.title, self.guidance = QLabel(self), FoldedText(self)
        self.title.setProperty("role", "strong")
        self.title.setWordWrap(True)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        choices = tuple(
            (choice, language.words(f"choice.{choice}")) for choice in allowed_choices(model.stage)
        )
        self.field = mark_field(criterion.scale, choices, self)
        self.strip = MarkStrip(self)
        self.comment = GrowingText(self)
        self._evidence = QVBoxLayout()
        self._links: list[QPushButton] = []
        self._lay_out()
        self._connect()
        self.speak()
        self.refresh()

    def refresh(self) -> None:
        """Show what the sheet says."""
        name = self.criterion.id
        self.field.show_value(self._model.value(name))
        with QSignalBlocker(self.comment):
            self.comment.show_text(self._model.comment(name))
        self._show_evidence()

    def set_read_only(self, *, is_read_only: bool) -> None:
        """Let the sheet be filled in or only be looked at."""
        self.is_read_only = is_read_only
        self.field.set_read_only(is_read_only=is_read_only)
        self.comment.setReadOnly(is_read_only)
        self._show_evidence()

    def set_current(self, *, is_current: bool) -> None:
        """Show whether evidence is pinned here."""
        self.setProperty("current", is_current)
        self.style().unpolish(self)
        self.style().polish(self)

    def evidence_links(self) -> list[QPushButton]:
        """A button for each passage that is pinned here."""
        return list(self._links)

    def speak(self) -> None:
        """Say everything in the language of now."""
        words, language = self._language.words, self._language.words.language
        title = self.criterion.title.said_in(language) or self.criterion.id
        guidance = self.criterion.guidance.said_in(language)
        self.title.setText(f"{self._number}  {title}")
        self.guidance.show_text(guidance, words("window.sheet.guidance"))
        self.comment.setPlaceholderText(words("window.sheet.comment"))
        self.comment.setAccessibleName(words("window.sheet.comment_on", criterion=title))
        self.field.name(title)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        for widget in self.field.beside_title():
            head.addWidget(widget)
        column.addLayout(head)
        column.addWidget(self.guidance)
        column.addWidget(self.field)
        column.addWidget(self.strip)
        column.addWidget(self.comment)
        self._evidence.setSpacing(2)
        column.addLayout(self._evidence)

    def _connect(self) -> None:
        name, model = self.criterion.id, self._model
        self.field.given.connect(lambda value, gesture: model.set_value(name, value, gesture))
        self.comment.textChanged.connect(
            lambda: model.set_comment(name, self.comment.toPlainText())
        )
        model.value_changed.connect(self._on(name, self._show_value))
        model.evidence_changed.connect(self._on(name, self._show_evidence))

    @staticmethod
    def _on(name: str, react: Callable[[], None]) -> Callable[[str], None]:
        return lambda changed: react() if changed == name else None

    def _show_value(self) -> None:
        self.field.show_value(self._model.value(self.criterion.id))

    def _show_evidence(self) -> None:
        self._links = []
        while (item := self._evidence.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for one in self._model.evidence(self.criterion.id):
            self._evidence.addWidget(self._chip(one))

    def _chip(self, evidence: PinnedEvidence) -> QFrame:
        words, colours = self._language.words, colours_now()
        title = self._titles.get(evidence.document, evidence.document[:8])
        text = words("window.sheet.evidence", document=title, page=evidence.page)
        if evidence.quote:
            quote = " ".join(evidence.quote.split())
            text += f" · “{quote[:_QUOTE]}{'…' if len(quote) > _QUOTE else ''}”"
        chip = QFrame(self)
        row = QHBoxLayout(chip)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        link = QPushButton(plain(text), chip)
        link.setProperty("role", "link")
        link.setIcon(icon("pin", colours.accent))
        link.setIconSize(QSize(_ICON, _ICON))
        link.setToolTip(plain_tip(evidence.quote or text))
        link.clicked.connect(lambda: self.evidence_opened.emit(evidence))
        row.addWidget(link, 1)
        self._links.append(link)
        remove = QToolButton(chip)
        remove.setIcon(icon("x", colours.muted))
        remove.setAutoRaise(True)
        remove.setAccessibleName(words("window.sheet.unpin", evidence=text))
        remove.setToolTip(words("window.sheet.unpin_tip"))
        remove.setVisible(not self.is_read_only)
        remove.clicked.connect(lambda: self._model.unpin(evidence))
        row.addWidget(remove)
        return chip
