"""Signing: the whole sheet, the sentence that is signed, and the passphrase once more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.errors import PpirError
from ppir_desktop.protocol.review_bodies import Discussion
from ppir_desktop.services import signing_sheets
from ppir_desktop.services.review_place import Review
from ppir_desktop.services.signing_sheets import AllSigned, ToSign
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.errors import error_text
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.widgets.rich_text import rich_text
from ppir_desktop.ui.widgets.sheet_text import sheet_html

_SIZE: Final = (760, 620)
_LIST: Final = 220


class SigningDialog(QDialog):
    """Asks for a signature under one sheet or several of a round.

    Signals:
        signed: The stages and dossiers whose sheets are signed now.
    """

    signed = Signal(object)

    def __init__(
        self, language: Language, session: Session, reviews: Sequence[Review], parent: QWidget
    ) -> None:
        """Show sheets that are complete.

        Args:
            language: In which words.
            session: The open profile.
            reviews: Dossiers of one round, each with its draft; the first one is ticked.
            parent: The window.
        """
        super().__init__(parent)
        self._language, self._session = language, session
        self._reviews = list(reviews)
        self._is_busy = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.list, self.sheet = QListWidget(self), rich_text(self)
        self.statement, self.message = QLabel(self), QLabel(self)
        self.reason, self.passphrase = QLineEdit(self), QLineEdit(self)
        self.discussed = QCheckBox(self)
        self.sign, self.cancel = QPushButton(self), QPushButton(self)
        self._prepare()
        self._lay_out()
        self._fill()
        self._follow()
        self.passphrase.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay while it is being signed: it is a moment, and then it is signed or it is not."""
        if self._is_busy:
            event.ignore()
        else:
            super().closeEvent(event)

    def reject(self) -> None:
        """Sign nothing."""
        if not self._is_busy:
            super().reject()

    def give_up(self) -> None:
        """Show nothing of any sheet from this moment on, as when the desk is locked.

        What was just about to be signed comes to its end without it.
        """
        self._is_busy = False
        for shown in (self.sheet, self.passphrase, self.reason):
            shown.clear()
        self.reject()

    def _prepare(self) -> None:
        words, key = self._language.words, "window.sign"
        self.setWindowTitle(words(f"{key}.title"))
        self.resize(*_SIZE)
        self.list.setFixedWidth(_LIST)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(words(f"{key}.list"))
        self.list.setVisible(len(self._reviews) > 1)
        self.list.currentRowChanged.connect(self._show)
        self.list.itemChanged.connect(self._follow)
        self.sheet.setAccessibleName(words(f"{key}.sheet"))
        self.sheet.setOpenLinks(False)
        self.statement.setText(words("paper.sheet.statement"))
        self.statement.setWordWrap(True)
        self.statement.setProperty("role", "strong")
        self.message.setWordWrap(True)
        self.message.setProperty("role", "bad")
        self.message.hide()
        self.reason.setPlaceholderText(words(f"{key}.reason"))
        self.reason.setAccessibleName(words(f"{key}.reason"))
        self.reason.textChanged.connect(self._follow)
        self.discussed.setText(words(f"{key}.discussed"))
        self.discussed.setToolTip(words(f"{key}.discussed_tip"))
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText(words(f"{key}.passphrase"))
        self.passphrase.setAccessibleName(words(f"{key}.passphrase"))
        self.passphrase.textChanged.connect(self._follow)
        self.passphrase.returnPressed.connect(self._sign)
        self.sign.setText(words(f"{key}.sign"))
        self.sign.setProperty("role", "filled")
        self.sign.setDefault(True)
        self.sign.clicked.connect(self._sign)
        self.cancel.setText(words(f"{key}.cancel"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(10)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.list)
        middle.addWidget(self.sheet, 1)
        column.addLayout(middle, 1)
        for widget in (
            self.reason,
            self.discussed,
            self.statement,
            self.passphrase,
            self.message,
        ):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.sign)
        column.addLayout(row)
        draft = self._reviews[0].draft
        if self._reviews[0].sheet is not None and draft is not None:
            self.reason.setText(draft.reason)
            self.discussed.setChecked(draft.discussion is Discussion.AFTER)

    def _fill(self) -> None:
        korean = self._language.words.language == "ko"
        with QSignalBlocker(self.list):
            self.list.clear()
        for number, review in enumerate(self._reviews):
            product = review.row.manifest.product
            item = QListWidgetItem(f"{product.ko if korean else product.en}\n{review.row.dossier}")
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if number == 0 else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _show(self, row: int) -> None:
        review = self._reviews[row] if row >= 0 else None
        if review is not None and review.draft is not None:
            self.sheet.setHtml(sheet_html(review, review.draft, self._language.words))

    def _chosen(self) -> list[Review]:
        return [
            review
            for number, review in enumerate(self._reviews)
            if self.list.item(number).checkState() is Qt.CheckState.Checked
        ]

    def _follow(self) -> None:
        chosen = self._chosen()
        needs_reason = any(review.sheet is not None for review in chosen)
        self.reason.setVisible(needs_reason)
        self.discussed.setVisible(needs_reason)
        has_reason = not needs_reason or bool(self.reason.text().strip())
        ready = bool(chosen) and bool(self.passphrase.text()) and has_reason
        self.sign.setEnabled(ready and not self._is_busy)
        words = self._language.words
        self.sign.setText(
            words("window.sign.sign_many", count=len(chosen))
            if len(chosen) > 1 else words("window.sign.sign")
        )  # fmt: skip

    def _sheets(self) -> list[ToSign]:
        """What is signed; why it replaces another goes with it."""
        discussion = Discussion.AFTER if self.discussed.isChecked() else Discussion.BEFORE
        found = []
        for review in self._chosen():
            draft = review.draft
            if draft is None:
                continue
            if review.sheet is not None:
                reason = self.reason.text().strip()
                draft = msgspec.structs.replace(draft, reason=reason, discussion=discussion)
            found.append(ToSign(review.place, draft))
        return found

    def _sign(self) -> None:
        profile = self._session.profile
        if not self.sign.isEnabled() or profile is None:
            return
        self._set_busy(is_busy=True)
        passphrase, sheets = self.passphrase.text(), self._sheets()
        round_id, statement = self._reviews[0].row.round, self.statement.text()

        def work(_watch: Watch) -> AllSigned:
            signing_sheets.check_passphrase(profile, passphrase)
            return signing_sheets.sign_all(profile, round_id, sheets, statement, SystemClock())

        task = self._session.runner.on_vault(work)
        task.succeeded.connect(self._done)
        task.failed.connect(self._fail)

    def _done(self, found: AllSigned) -> None:
        self._set_busy(is_busy=False)
        if found.places:
            self.signed.emit(list(found.places))
        if found.refusal is None:
            self.passphrase.clear()
            self.accept()
            return
        # Those before it are signed and not asked for again.
        self._reviews = [one for one in self._reviews if one.place not in found.places]
        self._fill()
        self._follow()
        self._fail(found.refusal)

    def _fail(self, error: PpirError) -> None:
        self._set_busy(is_busy=False)
        self.message.setText(error_text(error, self._language.words))
        self.message.show()
        self.passphrase.selectAll()
        self.passphrase.setFocus()

    def _set_busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        for widget in (self.list, self.passphrase, self.reason, self.discussed, self.cancel):
            widget.setEnabled(not is_busy)
        self.message.hide()
        self._follow()
        if is_busy:
            self.sign.setText(self._language.words("window.sign.signing"))
