"""A dialog that does something in one's name: it asks for the passphrase once more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.common.errors import PpirError
from ppir_desktop.services.signing_sheets import check_passphrase
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.errors import error_text
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session

_AROUND: Final = 16


class PassphraseDialog(QDialog):
    """What is signed, the sentence, the passphrase, and a button; modal, as signing is.

    Whoever inherits puts what is signed into `body`, says in `is_filled` whether it can be signed,
    and in `deed` what is to be done on the vault's lane; `take` gets what comes of it.
    """

    def __init__(
        self, language: Language, session: Session, parent: QWidget, size: tuple[int, int]
    ) -> None:
        """Ask for nothing yet.

        Args:
            language: In which words.
            session: The open profile.
            parent: The window.
            size: Width and height in pixels.
        """
        super().__init__(parent)
        self.language, self.session = language, session
        self.is_busy = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        # No larger than the window, which may be a small one on a dense screen.
        room = parent.window().size() - QSize(_AROUND, _AROUND)
        self.resize(QSize(*size).boundedTo(room))
        self.statement, self.message = QLabel(self), QLabel(self)
        self.passphrase = QLineEdit(self)
        self.sign, self.cancel = QPushButton(self), QPushButton(self)
        self.body = QVBoxLayout()
        self._prepare()
        self._lay_out()
        self.passphrase.setFocus()

    def is_filled(self) -> bool:
        """Whether there is something that can be signed."""
        raise NotImplementedError

    def deed(self) -> Callable[[], Any]:
        """What is to be done once the passphrase was found right."""
        raise NotImplementedError

    def take(self, found: Any) -> None:  # noqa: ANN401 -- whatever the deed gives
        """Take what came of it."""
        raise NotImplementedError

    def follow(self) -> None:
        """Let it be signed as soon as nothing is missing."""
        ready = bool(self.passphrase.text()) and self.is_filled()
        self.sign.setEnabled(ready and not self.is_busy)

    def fail(self, error: PpirError) -> None:
        """Say why it was not done."""
        self.set_busy(is_busy=False)
        self.message.setText(error_text(error, self.language.words))
        self.message.show()
        self.passphrase.selectAll()
        self.passphrase.setFocus()

    def set_busy(self, *, is_busy: bool) -> None:
        """Let nothing be changed while it is being signed."""
        self.is_busy = is_busy
        for widget in (self.passphrase, self.cancel):
            widget.setEnabled(not is_busy)
        self.message.hide()
        self.follow()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay while it is being signed: it is a moment, and then it is signed or it is not."""
        if self.is_busy:
            event.ignore()
        else:
            super().closeEvent(event)

    def reject(self) -> None:
        """Sign nothing."""
        if not self.is_busy:
            super().reject()

    def give_up(self) -> None:
        """Show nothing from this moment on, as when the desk is locked."""
        self.is_busy = False
        self.passphrase.clear()
        self.reject()

    def _sign(self) -> None:
        profile = self.session.profile
        if not self.sign.isEnabled() or profile is None:
            return
        passphrase, deed = self.passphrase.text(), self.deed()
        self.set_busy(is_busy=True)

        def work(_watch: Watch) -> Any:  # noqa: ANN401 -- whatever the deed gives
            check_passphrase(profile, passphrase)
            return deed()

        task = self.session.runner.on_vault(work)
        task.succeeded.connect(self._done)
        task.failed.connect(self.fail)

    def _done(self, found: Any) -> None:  # noqa: ANN401 -- as above
        self.set_busy(is_busy=False)
        self.take(found)

    def _prepare(self) -> None:
        words = self.language.words
        self.statement.setWordWrap(True)
        self.statement.setProperty("role", "strong")
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setProperty("role", "bad")
        self.message.hide()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText(words("window.sign.passphrase"))
        self.passphrase.setAccessibleName(words("window.sign.passphrase"))
        self.passphrase.textChanged.connect(self.follow)
        self.passphrase.returnPressed.connect(self._sign)
        self.sign.setText(words("window.sign.sign"))
        self.sign.setProperty("role", "filled")
        self.sign.setDefault(True)
        self.sign.clicked.connect(self._sign)
        self.cancel.setText(words("window.sign.cancel"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(10)
        self.body.setSpacing(10)
        column.addLayout(self.body, 1)
        for widget in (self.statement, self.passphrase, self.message):
            column.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.sign)
        column.addLayout(row)
