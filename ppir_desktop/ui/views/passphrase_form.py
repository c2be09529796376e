"""Changing the passphrase of the profile that is open, in place and not in a dialog."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.common.errors import PpirError
from ppir_desktop.services.profiles import renew_passphrase
from ppir_desktop.services.sessions import Passphrase, Strength, strength
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.errors import error_text
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.widgets.section import give_role, hint_label

_STRONG: Final = 70
_FIELD: Final = 320


class PassphraseForm(QWidget):
    """A button that opens three fields: the old passphrase, the new one, and that once more."""

    def __init__(self, language: Language, session: Session, parent: QWidget) -> None:
        """Show the button alone."""
        super().__init__(parent)
        self._language, self._session = language, session
        self._said: PpirError | str | None = None
        self._is_busy = False
        self.change = QPushButton(self)
        self.fields = QFrame(self)
        self.old, self.new, self.again = (QLineEdit(self.fields) for _ in range(3))
        self._names = {name: QLabel(self.fields) for name in ("old", "new", "again")}
        self.meter = QProgressBar(self.fields)
        self.advice, self.message = hint_label(self.fields), hint_label(self, "bad")
        self.renew, self.cancel = QPushButton(self.fields), QPushButton(self.fields)
        self._lay_out()
        for field in (self.old, self.new, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setFixedWidth(_FIELD)
            field.textEdited.connect(self._typed)
            field.returnPressed.connect(self._renew)
        self.change.clicked.connect(self._open)
        self.renew.clicked.connect(self._renew)
        self.cancel.clicked.connect(self.fold)
        session.locked.connect(self.fold)
        language.changed.connect(self._speak)
        self.fold()

    def fold(self) -> None:
        """Show the button alone, and keep nothing of what was typed."""
        had_focus = any(one.hasFocus() for one in (self.old, self.new, self.again, self.cancel))
        for field in (self.old, self.new, self.again):
            field.clear()
        self.fields.hide()
        self.change.show()
        self._said = None
        if had_focus:
            self.change.setFocus()
        self._speak()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave it as it is on Esc."""
        if event.key() == Qt.Key.Key_Escape and self.fields.isVisible() and not self._is_busy:
            self.fold()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self.renew.setProperty("role", "filled")
        self.meter.setTextVisible(False)
        self.meter.setFixedSize(_FIELD, 4)
        # One line always: a label that may break makes the rows around it too low at times.
        self.advice.setWordWrap(False)
        grid = QGridLayout(self.fields)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.renew)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        for row, (name, field) in enumerate(
            (("old", self.old), ("new", self.new), ("again", self.again))
        ):
            at = row if row < 2 else row + 1
            self._names[name].setBuddy(field)
            grid.addWidget(self._names[name], at, 0)
            grid.addWidget(field, at, 1)
        grid.addWidget(self.meter, 2, 1)
        grid.addWidget(self.advice, 4, 1)
        grid.addLayout(buttons, 5, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.change, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.fields)
        column.addWidget(self.message)

    def _open(self) -> None:
        self.fold()
        self.change.hide()
        self.fields.show()
        self.old.setFocus()

    def _typed(self) -> None:
        self._said = None
        self._speak()

    def _strength(self) -> Strength:
        profile = self._session.profile
        is_alone = profile is None or not profile.info.keyring
        return strength(self.new.text(), alone=is_alone)

    def _is_ready(self) -> bool:
        is_same = self.new.text() == self.again.text()
        is_typed = bool(self.old.text()) and self._strength().is_enough
        return is_typed and is_same and not self._is_busy

    def _renew(self) -> None:
        profile = self._session.profile
        if not self._is_ready() or profile is None:
            return
        old, new = Passphrase(self.old.text()), Passphrase(self.new.text())

        def work(_watch: Watch) -> None:
            renew_passphrase(profile, old, new)

        self._is_busy, self._said = True, None
        task = self._session.runner.on_vault(work)
        task.succeeded.connect(lambda _none: self._done())
        task.failed.connect(self._tell)
        task.ended.connect(self._rest)
        self._speak()

    def _done(self) -> None:
        self._is_busy = False
        self.fold()
        if self._session.profile is not None:
            self._said = "renewed"
            self._speak()

    def _tell(self, error: PpirError) -> None:
        if self._session.profile is not None:
            self._said = error
            self.old.selectAll()
            self.old.setFocus()

    def _rest(self) -> None:
        self._is_busy = False
        self._speak()

    def _speak(self) -> None:
        words, key = self._language.words, "window.passphrase"
        self.change.setText(words(f"{key}.change"))
        for (name, label), field in zip(
            self._names.items(), (self.old, self.new, self.again), strict=True
        ):
            label.setText(words(f"{key}.{name}"))
            field.setAccessibleName(words(f"{key}.{name}"))
            field.setEnabled(not self._is_busy)
        found = self._strength()
        self.meter.setValue(found.percent)
        self.meter.setAccessibleName(words("window.first.strength"))
        self.advice.setText(self._advice(found))
        self.renew.setText(words(f"{key}.{'renewing' if self._is_busy else 'renew'}"))
        self.renew.setEnabled(self._is_ready())
        self.cancel.setText(words(f"{key}.cancel"))
        self.cancel.setEnabled(not self._is_busy)
        text = ""
        if isinstance(self._said, PpirError):
            text = error_text(self._said, words)
        elif self._said is not None:
            text = words(f"{key}.{self._said}")
        give_role(self.message, "bad" if isinstance(self._said, PpirError) else "good")
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def _advice(self, found: Strength) -> str:
        words, key = self._language.words, "window.first.advice"
        if not found.is_enough:
            return words(f"{key}.short", least=found.least)
        if self.again.text() and self.again.text() != self.new.text():
            return words(f"{key}.differs")
        return words(f"{key}.{'strong' if found.percent >= _STRONG else 'fair'}")
