"""The recovery sheet, which is shown once: it is printed or saved before anything else."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget

from ppir_desktop.common.durable import write_durably
from ppir_desktop.common.errors import PpirError
from ppir_desktop.services.profiles import RecoverySheet
from ppir_desktop.ui.errors import error_text
from ppir_desktop.ui.forms.recovery import Ui_Recovery
from ppir_desktop.ui.language import Language

_LINES: Final = 13


class RecoveryView(QWidget):
    """Shows a recovery sheet until the person says that it is kept.

    Signals:
        done: It is kept.
    """

    done = Signal()

    def __init__(self, language: Language) -> None:
        """Show nothing yet."""
        super().__init__()
        self._language = language
        self._sheet: RecoverySheet | None = None
        self.form = Ui_Recovery()
        self.form.setupUi(self)
        self.form.title.setProperty("role", "title")
        self.form.hint.setProperty("role", "muted")
        self.form.card.setProperty("role", "card")
        # All of it is read at once: what stands below the edge may never be seen again.
        self.form.sheet.setMinimumHeight(_LINES * self.form.sheet.fontMetrics().lineSpacing())
        self.form.next.setProperty("role", "filled")
        self.form.print.clicked.connect(self._print)
        self.form.save.clicked.connect(self._ask_where)
        self.form.kept.toggled.connect(self.form.next.setEnabled)
        self.form.next.clicked.connect(self._finish)
        language.changed.connect(self._speak)
        self._speak()

    def show_sheet(self, sheet: RecoverySheet) -> None:
        """Show a sheet."""
        self._sheet = sheet
        self.form.kept.setChecked(False)
        self.form.message.clear()
        self._speak()
        self.form.print.setFocus()

    def save(self, path: Path) -> None:
        """Write the sheet to a file for its owner alone."""
        words = self._language.words
        try:
            write_durably(path, self.form.sheet.toPlainText().encode())
        except PpirError as error:
            self.form.message.setText(error_text(error, words))
        else:
            self.form.message.setText(words("window.recovery.saved", file=str(path)))

    def _ask_where(self) -> None:
        name = self._sheet.profile if self._sheet else ""
        chosen, _ = QFileDialog.getSaveFileName(
            self, self._language.words("window.recovery.save"), f"{name}-recovery.txt"
        )
        if chosen:
            self.save(Path(chosen))

    def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec() == QPrintDialog.DialogCode.Accepted:
            self.form.sheet.print_(printer)
            self.form.message.setText(self._language.words("window.recovery.printed"))

    def _finish(self) -> None:
        self._sheet = None
        self.form.sheet.clear()
        self.done.emit()

    def _speak(self) -> None:
        words, form, key = self._language.words, self.form, "window.recovery"
        for name in ("title", "hint", "print", "save", "kept", "next"):
            getattr(form, name).setText(words(f"{key}.{name}"))
        form.sheet.setAccessibleName(words(f"{key}.title"))
        if self._sheet is not None:
            form.sheet.setPlainText(
                words(
                    "cli.profile.sheet",
                    name=self._sheet.profile,
                    vault=self._sheet.vault,
                    created_at=self._sheet.created_at,
                    secret=self._sheet.in_groups(),
                )
            )
