"""The bar in which words are sought in the document that is shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from ppir_desktop.ui.language import Language
from ppir_desktop.ui.viewer.finder import Finder
from ppir_desktop.ui.viewer.tool_button import ToolButton

_WAIT_MS = 150


class FindBar(QFrame):
    """A field, how many there are, and buttons to go through them.

    Signals:
        closed: The person does not seek any more.
    """

    closed = Signal()

    def __init__(self, language: Language, finder: Finder, parent: QWidget | None = None) -> None:
        """Seek nothing."""
        super().__init__(parent)
        self._language, self._finder = language, finder
        self.setProperty("role", "tools")
        self.field = QLineEdit(self)
        self.field.setClearButtonEnabled(True)
        self._wait = QTimer(self, interval=_WAIT_MS, singleShot=True)
        self._wait.timeout.connect(self._seek)
        self.field.textEdited.connect(lambda _text: self._wait.start())
        self.field.textChanged.connect(self._cleared)
        self.count = QLabel(self)
        self.count.setProperty("role", "muted")
        self.buttons = [
            ToolButton("find_previous", "chevron-up", "Shift+F3", lambda: self.step(-1), self),
            ToolButton("find_next", "chevron-down", "F3", lambda: self.step(1), self),
            ToolButton("find_close", "x", "Esc", self.closed.emit, self),
        ]
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(4)
        row.addWidget(self.field, 1)
        row.addSpacing(8)
        row.addWidget(self.count)
        row.addSpacing(4)
        for button in self.buttons:
            row.addWidget(button)
        finder.changed.connect(self._tell)
        language.changed.connect(self.refresh)
        self.refresh()

    def begin(self, text: str = "") -> None:
        """Let the person type, or seek a text at once."""
        if text:
            self.field.setText(text)
            self._seek()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def show_sought(self, text: str) -> None:
        """Show what is sought by somebody else."""
        self._wait.stop()
        self.field.setText(text)

    def step(self, direction: int) -> None:
        """Go to the next match, or the one before."""
        if self._wait.isActive():
            self._seek()
        else:
            self._finder.step(direction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return goes on, with shift back; escape closes."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.step(-1 if back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew in the colours of another theme."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_wait"):
            self.refresh()
        super().changeEvent(event)

    def refresh(self) -> None:
        """Say and draw everything anew."""
        text = self._language.words("window.viewer.tool.find")
        self.field.setPlaceholderText(text)
        self.field.setAccessibleName(text)
        for button in self.buttons:
            button.speak(self._language)
        self._tell()

    def _seek(self) -> None:
        self._wait.stop()
        self._finder.look_for([self.field.text()])

    def _cleared(self, text: str) -> None:
        if not text:
            self._seek()

    def _tell(self) -> None:
        words, finder, key = self._language.words, self._finder, "window.viewer.found"
        if not self.field.text().strip():
            said = ""
        elif finder.total:
            said = words(f"{key}.count", number=finder.number, total=finder.total)
            said += " …" if finder.is_reading else ""
        else:
            said = words(f"{key}.reading" if finder.is_reading else f"{key}.none")
        self.count.setText(said)
