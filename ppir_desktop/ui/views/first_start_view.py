"""The first start: a name and a passphrase make a profile."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.errors import PpirError
from ppir_desktop.services.known_profiles import all_known
from ppir_desktop.services.profiles import RecoverySheet, create, has_keyring
from ppir_desktop.services.sessions import Passphrase, strength
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.errors import error_text
from ppir_desktop.ui.forms.first_start import Ui_FirstStart
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.task_runner import TaskRunner


class FirstStartView(QWidget):
    """Makes a profile.

    Signals:
        made: A profile was made; its `RecoverySheet` and the passphrase that opens it.
        back_wanted: The person wants to open one that is there.
    """

    made = Signal(object, str)
    back_wanted = Signal()

    def __init__(self, language: Language, runner: TaskRunner) -> None:
        """Ask for a name and a passphrase."""
        super().__init__()
        self._language, self._runner = language, runner
        self._error: PpirError | None = None
        self._is_busy = False
        self._is_alone = not has_keyring()
        self.form = Ui_FirstStart()
        self.form.setupUi(self)
        self.form.title.setProperty("role", "title")
        for label in (self.form.hint, self.form.advice):
            label.setProperty("role", "muted")
        self.form.message.setProperty("role", "bad")
        self.form.card.setProperty("role", "card")
        self.form.make.setProperty("role", "filled")
        for field in (self.form.name, self.form.passphrase, self.form.again):
            field.textEdited.connect(self._typed)
            field.returnPressed.connect(self._make)
        self.form.make.clicked.connect(self._make)
        self.form.back.clicked.connect(self.back_wanted)
        language.changed.connect(self._speak)
        self.refresh()

    def refresh(self) -> None:
        """Begin anew."""
        for field in (self.form.name, self.form.passphrase, self.form.again):
            field.clear()
        self.form.back.setVisible(bool(all_known()))
        self.form.name.setFocus()
        self._typed()

    def _typed(self) -> None:
        self._error = None
        self._speak()

    def _is_ready(self) -> bool:
        form = self.form
        found = strength(form.passphrase.text(), alone=self._is_alone)
        same = form.passphrase.text() == form.again.text()
        return bool(form.name.text().strip()) and found.is_enough and same and not self._is_busy

    def _make(self) -> None:
        if not self._is_ready():
            return
        name, typed = self.form.name.text().strip(), self.form.passphrase.text()

        def work(_watch: Watch) -> RecoverySheet:
            return create(name, Passphrase(typed), SystemClock())

        self._is_busy = True
        task = self._runner.on_vault(work)
        task.succeeded.connect(lambda sheet: self.made.emit(sheet, typed))
        task.failed.connect(self._tell)
        task.ended.connect(self._rest)
        self._speak()

    def _tell(self, error: PpirError) -> None:
        self._error = error

    def _rest(self) -> None:
        self._is_busy = False
        self._speak()

    def _speak(self) -> None:
        words, form, key = self._language.words, self.form, "window.first"
        form.title.setText(words(f"{key}.title"))
        form.hint.setText(words(f"{key}.hint"))
        for field, label, name in (
            (form.name, form.nameLabel, "name"),
            (form.passphrase, form.passphraseLabel, "passphrase"),
            (form.again, form.againLabel, "again"),
        ):
            label.setText(words(f"{key}.{name}"))
            field.setAccessibleName(words(f"{key}.{name}"))
        found = strength(form.passphrase.text(), alone=self._is_alone)
        form.strength.setValue(found.percent)
        form.strength.setAccessibleName(words(f"{key}.strength"))
        form.advice.setText(self._advice(found.is_enough, found.least, found.percent))
        form.make.setText(words(f"{key}.{'making' if self._is_busy else 'make'}"))
        form.make.setEnabled(self._is_ready())
        form.back.setText(words(f"{key}.back"))
        message = ""
        if self._error is not None:
            message = error_text(self._error, words)
        form.message.setText(message)
        form.message.setVisible(bool(message))

    def _advice(self, is_enough: bool, least: int, percent: int) -> str:
        words, form, key = self._language.words, self.form, "window.first.advice"
        if not is_enough:
            return words(f"{key}.short", least=least)
        if form.again.text() and form.again.text() != form.passphrase.text():
            return words(f"{key}.differs")
        return words(f"{key}.{'strong' if percent >= _STRONG else 'fair'}")


_STRONG = 70
