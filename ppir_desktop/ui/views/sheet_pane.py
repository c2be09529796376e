"""The third pane of the review: the sheet, criterion by criterion, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.domain.points import format_points
from ppir_desktop.protocol.review_bodies import PinnedEvidence
from ppir_desktop.services.drafts import Draft, draft_of
from ppir_desktop.services.review_place import OwnMarks, Review
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.viewmodels.sheet_model import SheetModel
from ppir_desktop.ui.widgets.criterion_card import CriterionCard
from ppir_desktop.ui.widgets.growing_text import GrowingText
from ppir_desktop.ui.widgets.sheet_footer import SheetFooter

_WIDTH: Final = 330


class SheetPane(QFrame):
    """The sheet of the dossier that is open.

    Signals:
        evidence_opened: A `PinnedEvidence` that is to be shown in its document.
        preview_wanted: The sheet is to be shown as it would be printed.
        sign_wanted: The sheet is to be signed.
        replace_wanted: A signed sheet is to be replaced.
        discard_wanted: What replaces a signed sheet is not wanted after all.
    """

    evidence_opened = Signal(object)
    preview_wanted = Signal()
    sign_wanted = Signal()
    replace_wanted = Signal()
    discard_wanted = Signal()

    def __init__(self, language: Language) -> None:
        """Show no sheet yet."""
        super().__init__()
        self._language = language
        self.review: Review | None = None
        self.model: SheetModel | None = None
        self.cards: list[CriterionCard] = []
        self._current = ""
        self._marks: list[OwnMarks] = []
        self.setProperty("role", "sheet")
        self.setMinimumWidth(_WIDTH)
        self.title, self.subtitle = QLabel(self), QLabel(self)
        self.title.setProperty("role", "title")
        self.subtitle.setProperty("role", "muted")
        for label in (self.title, self.subtitle):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.banner = QLabel(self)
        self.banner.setWordWrap(True)
        self.banner.setTextFormat(Qt.TextFormat.PlainText)
        self.banner.setProperty("role", "banner")
        self.banner.hide()
        self.page = QScrollArea(self)
        self.page.setWidgetResizable(True)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Tab goes from field to field, not to what scrolls them.
        self.page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.opinion_title = QLabel(self)
        self.opinion_title.setProperty("role", "strong")
        self.opinion = GrowingText(self, lines=4)
        self.footer = SheetFooter(language, self)
        self._lay_out()
        self._connect()
        self.clear()

    def clear(self) -> None:
        """Show nothing of any sheet."""
        self._drop_cards()
        self.review = None
        if self.model is not None:
            self.model.deleteLater()
            self.model = None
        for label in (self.title, self.subtitle, self.banner):
            label.clear()
        with QSignalBlocker(self.opinion):
            self.opinion.show_text("")
        self.hide()

    def show_review(self, review: Review) -> SheetModel:
        """Show the sheet of a dossier, with its draft, what was signed, or nothing on it.

        Returns:
            The sheet as it is being filled in.
        """
        self.clear()
        self.review = review
        draft = review.draft
        if draft is None and review.sheet is not None:
            draft = draft_of(review.sheet.body)
        self.model = SheetModel(review.stage, draft or Draft(), self)
        self.model.changed.connect(self._show_progress)
        # Not with each letter of a comment.
        self.model.value_changed.connect(lambda _criterion: self._show_strips())
        titles = {one.digest: one.title for one in review.row.manifest.documents}
        for number, criterion in enumerate(review.stage.criteria, 1):
            card = CriterionCard(self._language, self.model, criterion, number, titles)
            card.evidence_opened.connect(self.evidence_opened)
            self.cards.append(card)
            self._cards.insertWidget(number - 1, card)
        with QSignalBlocker(self.opinion):
            self.opinion.show_text(self.model.opinion)
        self._turn_to(self.cards[0].criterion.id if self.cards else "")
        self.set_read_only(is_read_only=self.is_settled)
        self.speak()
        self.show()
        return self.model

    @property
    def is_settled(self) -> bool:
        """Whether the sheet is signed and not being replaced, or may not be filled in at all."""
        review = self.review
        if review is None or not review.is_open:
            return True
        return review.sheet is not None and review.draft is None

    def set_read_only(self, *, is_read_only: bool) -> None:
        """Let the sheet be filled in or only be looked at."""
        for card in self.cards:
            card.set_read_only(is_read_only=is_read_only)
        self.opinion.setReadOnly(is_read_only)

    def show_marks(self, marks: Sequence[OwnMarks]) -> None:
        """Show one's own marks on other dossiers beside those on this one."""
        self._marks = list(marks)
        self._show_strips()

    def warn(self, text: str) -> None:
        """Say something above the sheet, or nothing."""
        self.banner.setText(text)
        self.banner.setVisible(bool(text))

    def pin(self, document: Digest, page: int, quote: str) -> None:
        """Pin a passage to the criterion that was turned to last."""
        if self.model is not None and self._current and not self.is_settled:
            self.model.pin(
                PinnedEvidence(criterion=self._current, document=document, page=page, quote=quote)
            )

    def go_to(self, criterion: str) -> None:
        """Turn to a criterion, to its mark or, where that is there, to its comment."""
        for card in self.cards:
            if card.criterion.id == criterion and self.model is not None:
                has_mark = self.model.value(criterion) is not None
                target = card.comment if has_mark else card.field.first()
                target.setFocus(Qt.FocusReason.ShortcutFocusReason)
                self.page.ensureWidgetVisible(card)

    def speak(self) -> None:
        """Say everything in the language of now."""
        words, review = self._language.words, self.review
        self.opinion_title.setText(words("window.sheet.opinion"))
        self.opinion.setPlaceholderText(words("window.sheet.opinion_hint"))
        self.opinion.setAccessibleName(words("window.sheet.opinion"))
        self.footer.speak()
        if review is None:
            return
        language = words.language
        product = review.row.manifest.product
        self.title.setText(product.ko if language == "ko" else product.en)
        stage = review.stage.title.said_in(language)
        self.subtitle.setText(
            " · ".join((review.row.dossier, review.row.manifest.sub_field, stage))
        )
        for card in self.cards:
            card.speak()
        self._show_progress()
        self._show_strips()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(16, 16, 16, 12)
        head.setSpacing(4)
        head.addWidget(self.title)
        head.addWidget(self.subtitle)
        head.addWidget(self.banner)
        column.addLayout(head)
        inner = QFrame(self)
        inner.setProperty("role", "sunken")
        self._cards = QVBoxLayout(inner)
        self._cards.setContentsMargins(12, 12, 12, 12)
        self._cards.setSpacing(10)
        whole = QFrame(inner)
        whole.setProperty("role", "criterion")
        own = QVBoxLayout(whole)
        own.setContentsMargins(16, 12, 16, 12)
        own.setSpacing(8)
        own.addWidget(self.opinion_title)
        own.addWidget(self.opinion)
        self._cards.addWidget(whole)
        self._cards.addStretch(1)
        self.page.setWidget(inner)
        column.addWidget(self.page, 1)
        column.addWidget(self.footer)

    def _connect(self) -> None:
        self.opinion.textChanged.connect(self._take_opinion)
        self.footer.preview.clicked.connect(self.preview_wanted)
        self.footer.sign.clicked.connect(self.sign_wanted)
        self.footer.replace.clicked.connect(self.replace_wanted)
        self.footer.discard.clicked.connect(self.discard_wanted)
        self.footer.missing_chosen.connect(self.go_to)
        self._language.changed.connect(self.speak)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)
        for keys, step in (("Alt+Down", 1), ("Alt+Up", -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda by=step: self._step(by))
        for standard, is_forward in (
            (QKeySequence.StandardKey.Undo, False),
            (QKeySequence.StandardKey.Redo, True),
        ):
            shortcut = QShortcut(self)
            shortcut.setKeys(standard)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda forward=is_forward: self._undo(is_forward=forward))

    def _undo(self, *, is_forward: bool) -> None:
        if self.model is None or self.is_settled:
            return
        if is_forward:
            self.model.undo.redo()
        else:
            self.model.undo.undo()

    def _step(self, by: int) -> None:
        names = [card.criterion.id for card in self.cards]
        if self._current in names:
            at = min(len(names) - 1, max(0, names.index(self._current) + by))
            self.cards[at].field.first().setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.page.ensureWidgetVisible(self.cards[at])

    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        for card in self.cards:
            if now is not None and card.isAncestorOf(now):
                self._turn_to(card.criterion.id)

    def _turn_to(self, criterion: str) -> None:
        self._current = criterion
        for card in self.cards:
            card.set_current(is_current=card.criterion.id == criterion)

    def _take_opinion(self) -> None:
        if self.model is not None:
            self.model.set_opinion(self.opinion.toPlainText())

    def _drop_cards(self) -> None:
        for card in self.cards:
            self._cards.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = []

    def _show_progress(self) -> None:
        if self.model is not None and self.review is not None:
            self.footer.show_sheet(self.model, self.review, is_settled=self.is_settled)

    def _show_strips(self) -> None:
        """One's own marks on other dossiers, as parts of each criterion's scale."""
        if self.model is None or self.review is None:
            return
        for card in self.cards:
            scale, name = card.criterion.scale, card.criterion.id
            if scale is None or scale.maximum == scale.minimum:
                continue
            span = scale.maximum - scale.minimum
            points = [
                one.points[name] for one in self._marks
                if name in one.points and one.dossier != self.review.row.dossier
            ]  # fmt: skip
            own = self.model.value(name)
            text = self._language.words(
                "window.sheet.strip", marks=", ".join(format_points(one) for one in sorted(points))
            )
            card.strip.show_marks(
                [(one - scale.minimum) / span for one in points],
                (own - scale.minimum) / span if type(own) is int else None,
                text,
            )
