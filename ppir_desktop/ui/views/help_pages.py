"""Pages of the help that are read: the guide, the keys, and what this program is made of."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from ppir_desktop import __version__
from ppir_desktop.common.errors import PpirError
from ppir_desktop.services.about import Component, components
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.errors import error_text
from ppir_desktop.ui.keys import all_keys
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.task_runner import TaskRunner
from ppir_desktop.ui.widgets.plain_table import PlainTable
from ppir_desktop.ui.widgets.section import hint_label

GUIDE: Final = ("first", "offline", "exchange", "signing", "lost")
_WIDEST: Final = 640


class GuidePage(QScrollArea):
    """What to do first, without a network, and if the computer is lost."""

    def __init__(self, language: Language) -> None:
        """Say it."""
        super().__init__()
        self._language = language
        inner = QFrame(self)
        inner.setProperty("role", "pane")
        self._texts: dict[str, tuple[QLabel, QLabel]] = {}
        column = QVBoxLayout(inner)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(6)
        for name in GUIDE:
            title, text = QLabel(inner), hint_label(inner, "")
            title.setProperty("role", "section")
            text.setMaximumWidth(_WIDEST)
            column.addWidget(title)
            column.addWidget(text)
            column.addSpacing(14)
            self._texts[name] = (title, text)
        column.addStretch(1)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        language.changed.connect(self._speak)
        self._speak()

    def _speak(self) -> None:
        words = self._language.words
        self.setAccessibleName(words("window.help.guide"))
        for name, (title, text) in self._texts.items():
            title.setText(words(f"window.guide.{name}.title"))
            text.setText(words(f"window.guide.{name}.text"))


class KeysPage(QFrame):
    """Every key, in a table."""

    def __init__(self, language: Language) -> None:
        """List them."""
        super().__init__()
        self.setProperty("role", "pane")
        self._language = language
        self.table = PlainTable(3, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.addWidget(self.table)
        language.changed.connect(self._speak)
        self._speak()

    def _speak(self) -> None:
        words, key = self._language.words, "window.keys"
        native = QKeySequence.SequenceFormat.NativeText
        rows, before = [], ""
        for one in all_keys():
            where = "" if one.where == before else words(f"{key}.{one.where}")
            rows.append((where, words(one.what), QKeySequence(one.keys).toString(native)))
            before = one.where
        self.table.setAccessibleName(words("window.help.keys"))
        self.table.show_rows([words(f"{key}.{one}") for one in ("where", "what", "key")], rows)


class AboutPage(QFrame):
    """Version, licence, and the licences of what is bundled."""

    def __init__(self, language: Language, runner: TaskRunner) -> None:
        """Say it; what is bundled is looked up when it is shown for the first time."""
        super().__init__()
        self.setProperty("role", "pane")
        self._language, self._runner = language, runner
        self._found: list[Component] | None = None
        self.version, self.licence = QLabel(self), hint_label(self)
        self.bundled = QLabel(self)
        self.version.setProperty("role", "title")
        self.bundled.setProperty("role", "section")
        self.table, self.text = PlainTable(3, self), QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.table.currentCellChanged.connect(self._show_text)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(8)
        for widget in (self.version, self.licence):
            column.addWidget(widget)
        column.addSpacing(8)
        column.addWidget(self.bundled)
        column.addWidget(self.table, 3)
        column.addWidget(self.text, 2)
        language.changed.connect(self._speak)
        self._speak()

    def showEvent(self, event: QShowEvent) -> None:
        """Look up what is bundled, once."""
        super().showEvent(event)
        if self._found is None:
            self._found = []

            def work(_watch: Watch) -> list[Component]:
                return components()

            task = self._runner.aside(work)
            task.succeeded.connect(self._take)
            task.failed.connect(self._tell)

    def _take(self, found: list[Component]) -> None:
        self._found = found
        self._speak()
        self.table.setCurrentCell(0, 0)

    def _tell(self, error: PpirError) -> None:
        self.text.setPlainText(error_text(error, self._language.words))

    def _show_text(self, row: int) -> None:
        if self._found and 0 <= row < len(self._found):
            text = self._found[row].text
            self.text.setPlainText(text or self._language.words("window.about.no_text"))

    def _speak(self) -> None:
        words, key = self._language.words, "window.about"
        self.version.setText(words(f"{key}.version", version=__version__))
        self.licence.setText(words(f"{key}.licence"))
        self.bundled.setText(words(f"{key}.bundled"))
        self.table.setAccessibleName(words(f"{key}.bundled"))
        self.text.setAccessibleName(words(f"{key}.text"))
        see = words(f"{key}.see_text")
        self.table.show_rows(
            [words(f"{key}.{one}") for one in ("name", "number", "terms")],
            [(one.name, one.version, one.licence or see) for one in self._found or ()],
        )


def parts_of(language: Language, runner: TaskRunner) -> dict[str, QWidget]:
    """The pages that are read, by name."""
    return {
        "guide": GuidePage(language), "keys": KeysPage(language),
        "about": AboutPage(language, runner),
    }  # fmt: skip
