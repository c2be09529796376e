"""Before a dossier opens: identity, pledge, consents, ties, contact; take it on or recuse."""

from __future__ import annotations

import datetime as dt
from typing import Final

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.domain.scheme import Consent
from ppir_desktop.services.declaring import Declaration, may_accept, still_needed, with_decision
from ppir_desktop.services.review_place import Review
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.plain import in_lines
from ppir_desktop.ui.widgets.growing_text import GrowingText
from ppir_desktop.ui.widgets.ties_field import TiesField

_WIDEST: Final = 720


class DeclarationPage(QScrollArea):
    """A declaration while it is being filled in.

    Signals:
        decided: The `Declaration`, with whether the dossier is taken on.
    """

    decided = Signal(object)

    def __init__(self, language: Language) -> None:
        """Ask nothing yet."""
        super().__init__()
        self._language = language
        self.review: Review | None = None
        self._begun = Declaration()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.identity, self.pledge = QCheckBox(), QCheckBox()
        self.consents: dict[str, QCheckBox] = {}
        self.ties: TiesField | None = None
        self.no_contact, self.some_contact = QCheckBox(), QCheckBox()
        self.contact = GrowingText(self)
        self.contact.hide()
        self.needed = QLabel()
        self.accept, self.recuse = QPushButton(), QPushButton()
        language.changed.connect(self._speak_anew)

    def show_review(self, review: Review | None, begun: Declaration) -> None:
        """Ask for a declaration on a dossier, or nothing any more."""
        self.review, self._begun = review, begun
        inner = QFrame()
        inner.setProperty("role", "sunken")
        around = QHBoxLayout(inner)
        around.setContentsMargins(32, 28, 32, 28)
        middle = QWidget(inner)
        middle.setMaximumWidth(_WIDEST)
        around.addWidget(middle)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        if review is not None:
            self._fill(column, review)
        column.addStretch(1)
        # What was shown of another dossier goes with the widget that showed it.
        self.setWidget(inner)
        self._follow()

    def declaration(self) -> Declaration:
        """What is filled in so far."""
        assert self.ties is not None  # noqa: S101 -- asked of a page that shows a dossier
        contact: str | None = None
        if self.no_contact.isChecked():
            contact = ""
        elif self.some_contact.isChecked() and self.contact.toPlainText().strip():
            contact = self.contact.toPlainText().strip()
        return Declaration(
            identity_confirmed=self.identity.isChecked(),
            pledge_accepted=self.pledge.isChecked(),
            consents=tuple(name for name, box in self.consents.items() if box.isChecked()),
            conflicts=self.ties.conflicts(),
            prior_contact=contact,
        )

    def _fill(self, column: QVBoxLayout, review: Review) -> None:
        words, key = self._language.words, "window.declaration"
        korean = words.language == "ko"
        product = review.row.manifest.product
        column.addWidget(_label(words(f"{key}.title"), "title"))
        facts = (product.ko if korean else product.en, review.row.manifest.applicant,
                 review.row.dossier)  # fmt: skip
        column.addWidget(_label(" · ".join(facts), "strong"))
        column.addWidget(_label(words(f"{key}.hint"), "muted"))

        card = self._card(column, words(f"{key}.identity"))
        self.identity = self._box(card, words(f"{key}.identity_box"), checked=False)
        card = self._card(column, words(f"{key}.pledge"))
        pledge = review.opened.pledge.ko if korean else review.opened.pledge.en
        card.addWidget(_label(pledge))
        self.pledge = self._box(
            card, words(f"{key}.pledge_box"), checked=self._begun.pledge_accepted
        )
        self.consents = {}
        for consent in review.scheme.consents:
            self._ask_consent(column, consent)
        card = self._card(column, words(f"{key}.ties"))
        card.addWidget(_label(words(f"{key}.ties_hint"), "muted"))
        self.ties = TiesField(self._language, review.scheme.conflicts)
        self.ties.changed.connect(self._follow)
        card.addWidget(self.ties)
        card = self._card(column, words(f"{key}.contact"))
        self._ask_contact(card)
        self._end(column)

    def _ask_consent(self, column: QVBoxLayout, consent: Consent) -> None:
        words, key = self._language.words, "window.declaration"
        need = words(f"{key}.required" if consent.required else f"{key}.optional")
        title = consent.title.said_in(words.language) or consent.id
        card = self._card(column, f"{title} ({need})")
        card.addWidget(_label(consent.text.said_in(words.language)))
        self.consents[consent.id] = self._box(
            card, words(f"{key}.consent_box"), checked=consent.id in self._begun.consents
        )
        self.consents[consent.id].setAccessibleName(f"{title}: {words(f'{key}.consent_box')}")

    def _ask_contact(self, card: QVBoxLayout) -> None:
        words, key = self._language.words, "window.declaration"
        self.no_contact = self._box(card, words(f"{key}.no_contact"), checked=False)
        self.some_contact = self._box(card, words(f"{key}.some_contact"), checked=False)
        # One or the other, and neither until it was answered.
        for one, other in (
            (self.no_contact, self.some_contact),
            (self.some_contact, self.no_contact),
        ):
            one.toggled.connect(lambda on, rest=other: rest.setChecked(False) if on else None)
        self.contact = GrowingText(self.some_contact)
        self.contact.setPlaceholderText(words(f"{key}.contact_hint"))
        self.contact.setAccessibleName(words(f"{key}.contact_hint"))
        self.contact.textChanged.connect(self._follow)
        self.contact.hide()
        self.some_contact.toggled.connect(self.contact.setVisible)
        card.addWidget(self.contact)

    def _end(self, column: QVBoxLayout) -> None:
        words, key = self._language.words, "window.declaration"
        self.needed = _label("", "muted")
        column.addWidget(self.needed)
        self.accept, self.recuse = (
            QPushButton(words(f"{key}.accept")),
            QPushButton(words(f"{key}.recuse")),
        )
        self.accept.setProperty("role", "filled")
        self.accept.setToolTip(words(f"{key}.accept_tip"))
        self.recuse.setToolTip(words(f"{key}.recuse_tip"))
        self.accept.clicked.connect(lambda: self._decide(accepts=True))
        self.recuse.clicked.connect(lambda: self._decide(accepts=False))
        row = QHBoxLayout()
        row.addWidget(self.recuse)
        row.addStretch(1)
        row.addWidget(self.accept)
        column.addLayout(row)

    def _card(self, column: QVBoxLayout, title: str) -> QVBoxLayout:
        card = QFrame()
        card.setProperty("role", "card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(20, 16, 20, 16)
        inner.setSpacing(10)
        inner.addWidget(_label(title, "strong"))
        column.addWidget(card)
        return inner

    def _box(self, card: QVBoxLayout, text: str, *, checked: bool) -> QCheckBox:
        box = QCheckBox(in_lines(text))
        box.setChecked(checked)
        box.toggled.connect(self._follow)
        card.addWidget(box)
        return box

    def _follow(self) -> None:
        """Say what is still needed, and let the dossier be taken on once nothing is."""
        if self.review is None or self.ties is None:
            return
        words, key = self._language.words, "window.declaration"
        declaration, scheme = self.declaration(), self.review.scheme
        accepted = with_decision(declaration, accepts=True)
        needed = [name.partition(":")[0] for name in still_needed(scheme, accepted)]
        today = dt.datetime.now().astimezone().date()
        is_free = may_accept(scheme, declaration, today)
        self.accept.setEnabled(not needed and is_free)
        self.recuse.setEnabled(declaration.identity_confirmed)
        if not is_free:
            self.needed.setText(words(f"{key}.excluded"))
        elif needed:
            named = ", ".join(words(f"{key}.need.{name}") for name in dict.fromkeys(needed))
            self.needed.setText(words(f"{key}.needed", named=named))
        else:
            self.needed.setText("")

    def _decide(self, *, accepts: bool) -> None:
        self.decided.emit(with_decision(self.declaration(), accepts=accepts))

    def _speak_anew(self) -> None:
        """Say everything in another language, and keep what was filled in."""
        if self.review is None or self.ties is None:
            return
        before, ties = self.declaration(), self.ties.answers()
        self.show_review(
            self.review,
            # Another pledge is shown now, so it was not accepted yet.
            msgspec.structs.replace(before, pledge_accepted=False),
        )
        self.identity.setChecked(before.identity_confirmed)
        self.ties.restore(ties)
        self.no_contact.setChecked(before.prior_contact == "")
        if before.prior_contact:
            self.some_contact.setChecked(True)
            self.contact.setPlainText(before.prior_contact)


def _label(text: str, role: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    return label
