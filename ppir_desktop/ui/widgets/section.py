"""A part of a page of settings: a heading, a hairline, and rows with their names on the left."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

_NAMES: Final = 192
"""Width of the names, so that the fields of all sections stand below each other."""


class Section(QFrame):
    """Rows under a heading."""

    def __init__(self, parent: QWidget) -> None:
        """Have no rows yet."""
        super().__init__(parent)
        self.heading, line = QLabel(self), QFrame(self)
        self.heading.setProperty("role", "section")
        line.setProperty("role", "hairline")
        self._rows = QGridLayout()
        # A gap would not stand before a row without a name.
        self._rows.setHorizontalSpacing(0)
        self._rows.setVerticalSpacing(8)
        self._rows.setColumnMinimumWidth(0, _NAMES)
        self._rows.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addWidget(line)
        column.addSpacing(4)
        column.addLayout(self._rows)

    def add_row(self, name: QLabel, field: QWidget, hint: QLabel | None = None) -> None:
        """Add a field with its name, and what there is to know of it below."""
        at = self._rows.rowCount()
        name.setBuddy(field)
        self._rows.addWidget(name, at, 0, Qt.AlignmentFlag.AlignVCenter)
        self._rows.addWidget(field, at, 1, Qt.AlignmentFlag.AlignLeft)
        if hint is not None:
            self.add_wide(hint)

    def add_wide(self, widget: QWidget) -> None:
        """Add something that has no name, as wide as there is room."""
        self._rows.addWidget(widget, self._rows.rowCount(), 1)


class _Sentences(QLabel):
    """A label that is never lower than its lines, however little room what is around it gives."""

    def setText(self, text: str) -> None:
        """Show another text, and take the room it needs."""
        super().setText(text)
        self._take_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the room of the lines at this width."""
        super().resizeEvent(event)
        self._take_room()

    def _take_room(self) -> None:
        # A label counts the least height it was given among what its lines need.
        self.setMinimumHeight(0)
        self.setMinimumHeight(max(0, self.heightForWidth(self.width())) if self.text() else 0)


def hint_label(parent: QWidget, role: str = "muted") -> QLabel:
    """A label for a sentence or two, which may be marked and copied."""
    label = _Sentences(parent)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def give_role(label: QLabel, role: str) -> None:
    """Have a label look like another kind of sentence from now on."""
    if label.property("role") != role:
        label.setProperty("role", role)
        label.style().polish(label)
