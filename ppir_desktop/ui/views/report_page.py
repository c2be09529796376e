"""Reporting a problem: a text that is read, changed and saved by the person, and never sent."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLibraryInfo
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
)

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.durable import write_durably
from ppir_desktop.common.errors import PpirError
from ppir_desktop.services.problem_report import Screen, problem_report
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.errors import error_text
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.widgets.section import give_role, hint_label


class ReportPage(QFrame):
    """Shows the whole report, to be changed and saved."""

    def __init__(self, language: Language, session: Session) -> None:
        """Make none yet; that is done when it is shown."""
        super().__init__()
        self.setProperty("role", "pane")
        self._language, self._session = language, session
        self._said: PpirError | Path | None = None
        self._made = ""
        self.hint, self.message = hint_label(self), hint_label(self, "good")
        self.text = QPlainTextEdit(self)
        self.text.setTabChangesFocus(True)
        self.save_button, self.again = QPushButton(self), QPushButton(self)
        self.save_button.setProperty("role", "filled")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.save_button)
        row.addWidget(self.again)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(10)
        column.addWidget(self.hint)
        column.addWidget(self.text, 1)
        column.addLayout(row)
        column.addWidget(self.message)
        self.save_button.clicked.connect(self._ask_where)
        self.again.clicked.connect(self.make)
        language.changed.connect(self._speak)
        self._speak()

    def make(self) -> None:
        """Make the report anew, in the language and state of now."""
        profile, words = self._session.profile, self._language.words
        screen = Screen(
            QLibraryInfo.version().toString(),
            QGuiApplication.platformName(),
            tuple(one.devicePixelRatio() for one in QGuiApplication.screens()),
        )

        def work(_watch: Watch) -> str:
            return problem_report(profile, screen, words, SystemClock())

        task = self._session.runner.on_vault(work)
        task.succeeded.connect(self._show)
        task.failed.connect(self._tell)

    def save(self, path: Path) -> None:
        """Write what stands in the field to a file for its owner alone."""
        content = self.text.toPlainText().encode()

        def work(_watch: Watch) -> None:
            write_durably(path, content)

        task = self._session.runner.aside(work)
        task.succeeded.connect(lambda _none: self._tell(path))
        task.failed.connect(self._tell)

    def showEvent(self, event: QShowEvent) -> None:
        """Make it anew, unless the person changed it."""
        super().showEvent(event)
        if self.text.toPlainText() == self._made:
            self._said = None
            self._speak()
            self.make()

    def _show(self, text: str) -> None:
        self.text.setPlainText(text)
        self._made = self.text.toPlainText()

    def _tell(self, said: PpirError | Path) -> None:
        self._said = said
        self._speak()

    def _ask_where(self) -> None:
        title = self._language.words("window.report.save")
        chosen, _ = QFileDialog.getSaveFileName(self, title, "ppir-report.txt", "(*.txt)")
        if chosen:
            self.save(Path(chosen))

    def _speak(self) -> None:
        words, key = self._language.words, "window.report"
        self.hint.setText(words(f"{key}.hint"))
        self.text.setAccessibleName(words(f"{key}.text"))
        self.save_button.setText(words(f"{key}.save"))
        self.again.setText(words(f"{key}.again"))
        text = ""
        if isinstance(self._said, PpirError):
            text = error_text(self._said, words)
        elif self._said is not None:
            text = words(f"{key}.saved", file=str(self._said))
        give_role(self.message, "bad" if isinstance(self._said, PpirError) else "good")
        self.message.setText(text)
        self.message.setVisible(bool(text))
