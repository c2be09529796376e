"""Unlocking: which profile, and its passphrase."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ppir_desktop.common.errors import PpirError
from ppir_desktop.services.known_profiles import all_known
from ppir_desktop.ui.errors import error_text
from ppir_desktop.ui.forms.unlock import Ui_Unlock
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session


class UnlockView(QWidget):
    """Asks for the passphrase of a profile.

    Signals:
        make_wanted: The person wants to make another profile.
    """

    make_wanted = Signal()

    def __init__(self, language: Language, session: Session) -> None:
        """Ask for what opens a profile of this person."""
        super().__init__()
        self._language, self._session = language, session
        self._error: PpirError | None = None
        self._is_busy = False
        self.form = Ui_Unlock()
        self.form.setupUi(self)
        self.form.title.setProperty("role", "title")
        self.form.hint.setProperty("role", "muted")
        self.form.message.setProperty("role", "bad")
        self.form.card.setProperty("role", "card")
        self.form.open.setProperty("role", "filled")
        self.form.recover.hide()
        self.form.open.clicked.connect(self._open)
        self.form.passphrase.returnPressed.connect(self._open)
        self.form.make.clicked.connect(self.make_wanted)
        self.form.passphrase.textEdited.connect(self._forget_error)
        language.changed.connect(self._speak)
        self.refresh()
        self._speak()

    def refresh(self) -> None:
        """Look anew which profiles there are, and wait for the passphrase."""
        form, chosen = self.form, self.form.profile.currentText()
        form.profile.clear()
        form.profile.addItems([info.name for info in all_known()])
        form.profile.setCurrentText(chosen)
        several = form.profile.count() > 1
        form.profile.setVisible(several)
        form.profileLabel.setVisible(several)
        form.passphrase.clear()
        form.passphrase.setFocus()
        self._forget_error()

    def _open(self) -> None:
        if self._is_busy or not self.form.passphrase.text():
            return
        self._set_busy(busy=True)
        task = self._session.unlock(self.form.profile.currentText(), self.form.passphrase.text())
        task.failed.connect(self._tell)
        task.ended.connect(lambda: self._set_busy(busy=False))

    def _tell(self, error: PpirError) -> None:
        self._error = error
        self.form.passphrase.selectAll()
        self.form.passphrase.setFocus()
        self._speak()

    def _forget_error(self) -> None:
        self._error = None
        self._speak()

    def _set_busy(self, *, busy: bool) -> None:
        self._is_busy = busy
        for widget in (self.form.open, self.form.make, self.form.profile):
            widget.setEnabled(not busy)
        self._speak()

    def _speak(self) -> None:
        words, form, key = self._language.words, self.form, "window.unlock"
        form.title.setText(words("window.name"))
        form.hint.setText(words(f"{key}.hint"))
        form.profileLabel.setText(words(f"{key}.profile"))
        form.profile.setAccessibleName(words(f"{key}.profile"))
        form.passphraseLabel.setText(words(f"{key}.passphrase"))
        form.passphrase.setAccessibleName(words(f"{key}.passphrase"))
        form.open.setText(words(f"{key}.{'opening' if self._is_busy else 'open'}"))
        form.make.setText(words(f"{key}.make"))
        message = ""
        if self._error is not None:
            message = error_text(self._error, words)
        form.message.setText(message)
        form.message.setVisible(bool(message))
