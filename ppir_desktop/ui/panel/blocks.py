"""The parts that a dossier's detail is built from: headings, lines that open, comments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.ui.icons import icon
from ppir_desktop.ui.panel.detail_lines import Comment, Pinned
from ppir_desktop.ui.panel.pens import sized
from ppir_desktop.ui.panel.working import Pairs, WorkingLine
from ppir_desktop.ui.plain import plain, plain_tip
from ppir_desktop.ui.theme import colours_now
from ppir_desktop.ui.widgets.section import hint_label

_CHEVRON: Final = 14
_LETTER: Final = 22


class Block(QFrame):
    """A heading, what stands under it, and a hairline below."""

    def __init__(self, parent: QWidget, heading: str) -> None:
        """Have a heading alone."""
        super().__init__(parent)
        self.setProperty("role", "block")
        self.heading = hint_label(self, "section")
        self.heading.setText(heading)
        self.body = QVBoxLayout()
        self.body.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addLayout(self.body)

    def add(self, widget: QWidget) -> None:
        """Add something below."""
        self.body.addWidget(widget)

    def say(self, text: str, role: str = "muted") -> QLabel:
        """Add a sentence."""
        label = hint_label(self, role)
        label.setText(text)
        self.add(label)
        return label


class WorkingRow(QWidget):
    """A line of a working, and what stands behind it once it is opened."""

    def __init__(self, parent: QWidget, line: WorkingLine) -> None:
        """Show a line, folded."""
        super().__init__(parent)
        self.label, self.value = hint_label(self, "quiet"), QLabel(line.value, self)
        self.label.setText(line.label)
        self.label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.value.setFont(sized(self.font(), 14, is_bold=bool(line.tone)))
        self.value.setTextFormat(Qt.TextFormat.PlainText)
        self.value.setProperty("role", {"ok": "good", "bad": "bad"}.get(line.tone, "figure"))
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self.setToolTip(plain_tip(line.sentence))
        self.button = QToolButton(self)
        self.button.setProperty("role", "chevron")
        self.button.setCheckable(True)
        self.button.setIconSize(QSize(_CHEVRON, _CHEVRON))
        self.button.setAccessibleName(line.sentence)
        # Figures of lines that do not open stand below those of lines that do.
        policy = self.button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.button.setSizePolicy(policy)
        self.button.setVisible(bool(line.behind))
        self.behind = pairs(self, line.behind)
        self.behind.hide()
        self.button.toggled.connect(self._open)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.label, 1)
        row.addWidget(self.value, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.behind)
        self._open(is_open=False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open or fold, wherever the line is clicked."""
        super().mousePressEvent(event)
        if self.button.isVisible() and not self.behind.underMouse():
            self.button.toggle()

    def _open(self, is_open: bool) -> None:
        self.behind.setVisible(is_open)
        drawing = "chevron-up" if is_open else "chevron-down"
        self.button.setIcon(icon(drawing, colours_now().muted))


def pairs(parent: QWidget, found: Pairs) -> QFrame:
    """Names with their values, on a ground of their own."""
    frame = QFrame(parent)
    frame.setProperty("role", "behind")
    grid = QGridLayout(frame)
    grid.setContentsMargins(10, 8, 10, 8)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(0, 1)
    for at, (name, value) in enumerate(found):
        label, figure = hint_label(frame), QLabel(value, frame)
        label.setText(name)
        figure.setFont(sized(parent.font(), 13))
        figure.setTextFormat(Qt.TextFormat.PlainText)
        figure.setProperty("role", "quiet")
        grid.addWidget(label, at, 0)
        grid.addWidget(figure, at, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    return frame


def comment_grid(
    parent: QWidget, comments: tuple[Comment, ...], opened: Callable[[Pinned], object]
) -> QWidget:
    """Comments side by side: who, what, and the mark; what they rest on below as links."""
    holder = QWidget(parent)
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(6)
    grid.setColumnMinimumWidth(0, _LETTER)
    grid.setColumnStretch(1, 1)
    top = Qt.AlignmentFlag.AlignTop
    at = 0
    for one in comments:
        who, text, mark = (
            QLabel(one.who, holder),
            hint_label(holder, "plain"),
            QLabel(one.mark, holder),
        )
        who.setTextFormat(Qt.TextFormat.PlainText)
        who.setProperty("role", "who")
        text.setText(one.text or "—")
        mark.setTextFormat(Qt.TextFormat.PlainText)
        mark.setFont(sized(holder.font(), 14))
        grid.addWidget(who, at, 0, top)
        grid.addWidget(text, at, 1, top)
        grid.addWidget(mark, at, 2, top | Qt.AlignmentFlag.AlignRight)
        at += 1
        if one.note:
            note = hint_label(holder)
            note.setText(one.note)
            grid.addWidget(note, at, 1)
            at += 1
        for pinned in one.evidence:
            link = link_button(holder, pinned.text, pinned.quote)
            link.clicked.connect(lambda _checked, aim=pinned: opened(aim))
            grid.addWidget(link, at, 1, Qt.AlignmentFlag.AlignLeft)
            at += 1
    return holder


def dress(button: QPushButton, text: str, drawing: str, tone: str) -> None:
    """Give a button its text and icon, with room between them."""
    button.setText(f" {plain(text)}")
    button.setAccessibleName(text)
    button.setIcon(icon(drawing, tone))


def link_button(parent: QWidget, text: str, tip: str = "") -> QPushButton:
    """A button that looks like a link."""
    link = QPushButton(plain(text), parent)
    link.setProperty("role", "link")
    link.setAccessibleName(text)
    if tip:
        link.setToolTip(plain_tip(tip))
    return link
