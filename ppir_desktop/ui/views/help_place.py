"""The place of the help: the guide, the keys, about, and reporting a problem."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
)

from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.views.help_pages import parts_of
from ppir_desktop.ui.views.report_page import ReportPage

_LIST: Final = 200


class HelpPlace(QFrame):
    """Parts on the left, the one that is chosen on the right.

    Signals:
        closed: The person goes back to where they were; only while nothing is open.
    """

    closed = Signal()

    def __init__(self, language: Language, session: Session) -> None:
        """Begin with the guide."""
        super().__init__()
        self._language, self._session = language, session
        self.setProperty("role", "pane")
        self.title, self.parts = QLabel(self), QListWidget(self)
        self.title.setProperty("role", "title")
        self.parts.setProperty("role", "parts")
        self.setFocusProxy(self.parts)
        self.back = QPushButton(self)
        self.report = ReportPage(language, session)
        self.pages = {**parts_of(language, session.runner), "report": self.report}
        self.stack = QStackedWidget(self)
        for page in self.pages.values():
            self.parts.addItem("")
            self.stack.addWidget(page)
        left = QVBoxLayout()
        left.setSpacing(0)
        head, foot = QVBoxLayout(), QVBoxLayout()
        head.setContentsMargins(18, 24, 18, 8)
        head.addWidget(self.title)
        foot.setContentsMargins(12, 8, 12, 12)
        foot.addWidget(self.back)
        left.addLayout(head)
        left.addWidget(self.parts, 1)
        left.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left)
        row.addWidget(self.stack, 1)
        self.parts.setFixedWidth(_LIST)
        self.parts.currentRowChanged.connect(self.stack.setCurrentIndex)
        self.parts.setCurrentRow(0)
        self.back.clicked.connect(self.closed)
        language.changed.connect(self._speak)
        self._speak()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the keys; the way back is shown where there is no rail."""
        super().showEvent(event)
        self.back.setVisible(self._session.profile is None)
        self.parts.setFocus()

    def _speak(self) -> None:
        words, key = self._language.words, "window.help"
        self.title.setText(words("window.place.help"))
        self.parts.setAccessibleName(words(f"{key}.parts"))
        for row, name in enumerate(self.pages):
            self.parts.item(row).setText(words(f"{key}.{name}"))
        self.back.setText(words(f"{key}.back"))
        self.back.setShortcut("Esc")  # a new text takes the key away
        self.back.setToolTip(words(f"{key}.back_tip"))
