"""What the viewer says in words: instead of pages, above them, and over one that failed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.common.errors import PpirError
from ppir_desktop.common.wording import Wording
from ppir_desktop.ui.icons import icon
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.theme import colours_now
from ppir_desktop.ui.viewer.page_view import PageView
from ppir_desktop.ui.viewer.tool_button import ToolButton

Say = Callable[[Wording], str]
_WIDEST = 420


class MessagePage(QFrame):
    """A message in the place of pages, with a button where something can be done."""

    def __init__(self, language: Language, retry: Callable[[], object], parent: QWidget) -> None:
        """Say nothing yet."""
        super().__init__(parent)
        self._language = language
        self._say: Say = lambda _words: ""
        self.setProperty("role", "pages")
        self._picture, self.text = QLabel(self), QLabel(self)
        self.text.setWordWrap(True)
        self.text.setProperty("role", "muted")
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.text.setMaximumWidth(_WIDEST)
        self.retry = QPushButton(self)
        self.retry.clicked.connect(lambda _checked: retry())
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        column.setContentsMargins(32, 16, 32, 16)
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        # As wide as there is room for, and no wider than is read easily.
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.text, 100)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.retry, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        language.changed.connect(self.refresh)

    def show_message(self, drawing: str, say: Say, *, can_retry: bool = False) -> None:
        """Say something."""
        self._say, self._drawing = say, drawing
        self.retry.setVisible(can_retry)
        self.refresh()

    def refresh(self) -> None:
        """Say it anew, in the language and theme of now."""
        self.text.setText(self._say(self._language.words))
        self.retry.setText(self._language.words("window.viewer.retry"))
        drawing = getattr(self, "_drawing", "")
        if drawing:
            self._picture.setPixmap(icon(drawing, colours_now().muted).pixmap(QSize(32, 32)))


class Notice(QFrame):
    """A line above the pages that stays until the person has done with it."""

    def __init__(self, language: Language, parent: QWidget) -> None:
        """Say nothing yet."""
        super().__init__(parent)
        self._language = language
        self._say: Say = lambda _words: ""
        self.setProperty("role", "notice")
        self._picture, self.text = QLabel(self), QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.close_button = ToolButton("close", "x", "Esc", self.hide, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self._picture)
        row.addWidget(self.text, 1)
        row.addWidget(self.close_button)
        self.hide()
        language.changed.connect(self.refresh)

    def say(self, say: Say) -> None:
        """Say something."""
        self._say = say
        self.refresh()
        self.show()

    def refresh(self) -> None:
        """Say it anew, in the language and theme of now."""
        self.text.setText(self._say(self._language.words))
        self._picture.setPixmap(icon("triangle-alert", colours_now().warn).pixmap(QSize(16, 16)))
        self.close_button.speak(self._language)


class PageFault(QFrame):
    """What is wrong with a page, in its place, and a button that tries again."""

    def __init__(self, language: Language, view: PageView) -> None:
        """Watch the pages of a view."""
        super().__init__(view.viewport())
        self._language, self._view = language, view
        self.page = -1
        self.setProperty("role", "card")
        self.text, self.retry = QLabel(self), QPushButton(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.retry.clicked.connect(self._try_again)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.text)
        column.addWidget(self.retry, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()
        view.moved.connect(self.refresh)
        view.zoomed.connect(self.refresh)
        view.model.page_changed.connect(self.refresh)
        view.model.closed.connect(self.refresh)
        view.model.opened.connect(self.refresh)
        view.viewport().installEventFilter(self)
        language.changed.connect(self.refresh)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in its place when there is more or less room."""
        if event.type() == QEvent.Type.Resize:
            self.refresh()
        return super().eventFilter(watched, event)

    def refresh(self) -> None:
        """Stand on the first page in view that failed, or nowhere."""
        view, words = self._view, self._language.words
        shown = view.viewport().rect()
        for page in sorted(view.model.errors):
            if page >= len(view.model.sizes) or page >= len(view.pile):
                continue
            area = view.on_viewport(page, (0, 0, *view.model.sizes[page])).intersected(shown)
            if not area.isEmpty():
                self.page = page
                self.text.setText(said(view.model.errors[page])(words))
                self.retry.setText(words("window.viewer.retry"))
                self._place(area)
                return
        self.page = -1
        self.hide()

    def _place(self, area: QRect) -> None:
        width = max(120, min(_WIDEST, area.width() - 24))
        self.setFixedWidth(width)
        self.setFixedHeight(self.heightForWidth(width))
        top = area.top() + max(12, (area.height() - self.height()) // 3)
        self.move(area.left() + (area.width() - width) // 2, top)
        self.show()
        self.raise_()

    def _try_again(self) -> None:
        page = self.page
        self.hide()
        self._view.setFocus()
        self._view.model.retry(page)


def said(error: PpirError) -> Say:
    """What an error says, and what to do."""

    def say(words: Wording) -> str:
        worded = words.error(error)
        return f"{worded.what}\n{worded.remedy}"

    return say
