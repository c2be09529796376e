"""What can be done with a sheet that is looked at, and how it went."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.common.errors import PpirError
from ppir_desktop.ui.errors import error_text
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.widgets.section import give_role, hint_label

_GOOD = frozenset({"saved", "printed"})


class PreviewBar(QFrame):
    """Which paper, what to do with it, the passphrase for signing a PDF, and a message."""

    def __init__(self, language: Language, parent: QWidget) -> None:
        """Offer nothing yet."""
        super().__init__(parent)
        self._language = language
        self.paper, self._paper_name = QComboBox(self), QLabel(self)
        self.print, self.save, self.sign = (QPushButton(self) for _ in range(3))
        self.stop, self.close_button = QPushButton(self), QPushButton(self)
        self.message, self.seal = hint_label(self), QFrame(self)
        self.passphrase, self._seal_hint = QLineEdit(self.seal), hint_label(self.seal)
        self._lay_out()
        self.seal.hide()

    def speak(self, *, can_act: bool, can_stop: bool, is_signed: bool) -> None:
        """Say everything anew.

        Args:
            can_act: Whether there is something to be printed and saved, and nothing under way.
            can_stop: Whether something is under way.
            is_signed: Whether it is the signed sheet.
        """
        words, key = self._language.words, "window.preview"
        self._paper_name.setText(words(f"{key}.paper"))
        self.paper.setAccessibleName(words(f"{key}.paper"))
        for row in range(self.paper.count()):
            self.paper.setItemText(row, words(f"{key}.{self.paper.itemData(row)}"))
        self.paper.setEnabled(self.paper.count() > 1)
        for name, button, keys in (
            ("print", self.print, "Ctrl+P"), ("save", self.save, "Ctrl+S"),
            ("sign", self.sign, ""), ("close", self.close_button, ""),
        ):  # fmt: skip
            button.setText(words(f"{key}.{name}"))
            button.setToolTip(words(f"{key}.{name}_tip"))
            button.setShortcut(keys)  # a new text takes the key away
            button.setEnabled(can_act or button is self.close_button)
        self.stop.setText(words(f"{key}.stop"))
        self.stop.setVisible(can_stop)
        self.sign.setVisible(is_signed)
        if not is_signed:
            self.seal.hide()
        self._seal_hint.setText(words(f"{key}.sign_hint"))
        self.passphrase.setPlaceholderText(words(f"{key}.passphrase"))
        self.passphrase.setAccessibleName(words(f"{key}.passphrase"))

    def tell(self, said: PpirError | tuple[str, str] | None) -> None:
        """Say how it went: what went wrong, or a word of this bar's and a file."""
        words, text = self._language.words, ""
        if isinstance(said, PpirError):
            text = error_text(said, words)
        elif said is not None:
            text = words(f"window.preview.{said[0]}", file=said[1])
        is_done = isinstance(said, tuple) and said[0] in _GOOD
        is_bad = isinstance(said, PpirError)
        give_role(self.message, "bad" if is_bad else "good" if is_done else "muted")
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def _lay_out(self) -> None:
        self.setProperty("role", "tools")
        self.print.setProperty("role", "filled")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.paper.setMinimumWidth(150)
        self._paper_name.setBuddy(self.paper)
        row, sealed = QHBoxLayout(), QHBoxLayout(self.seal)
        row.setSpacing(8)
        row.addWidget(self._paper_name)
        row.addWidget(self.paper)
        row.addStretch(1)
        for button in (self.stop, self.print, self.save, self.sign, self.close_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        sealed.setContentsMargins(0, 0, 0, 0)
        sealed.addWidget(self._seal_hint, 1)
        sealed.addWidget(self.passphrase, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.seal)
        column.addWidget(self.message)
