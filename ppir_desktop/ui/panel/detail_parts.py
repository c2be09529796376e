"""A dossier's detail as blocks, from top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.common.wording import Wording
from ppir_desktop.services.chair.meeting import Attendance
from ppir_desktop.ui.panel.blocks import Block, WorkingRow, comment_grid, link_button, pairs
from ppir_desktop.ui.panel.delegates import draw_strip
from ppir_desktop.ui.panel.detail_lines import Absent, LeftOut, Pinned
from ppir_desktop.ui.panel.detail_model import Detail
from ppir_desktop.ui.panel.saying import KEY
from ppir_desktop.ui.panel.strips import Strip
from ppir_desktop.ui.plain import plain_tip
from ppir_desktop.ui.theme import colours_now
from ppir_desktop.ui.widgets.section import hint_label

_NAME: Final = 22
_GAP: Final = 10
AWAY: Final = (Attendance.ABSENT, Attendance.RECUSED, Attendance.DISQUALIFIED)
"""What a chair may say of a member without a sheet."""


class Deeds(NamedTuple):
    """What can be done from within a detail.

    Attributes:
        open_page: Opens the page that a mark rests on.
        admit: Asks why a sheet is admitted.
        mark: Asks why a member takes no part.
        undo: Takes that back.
        beside: Shows the figures of the whole stage.
    """

    open_page: Callable[[Pinned], object]
    admit: Callable[[str, Digest], object]
    mark: Callable[[Absent, Attendance], object]
    undo: Callable[[Absent], object]
    beside: Callable[[], object]


class StripPlot(QWidget):
    """The marks of one dossier on a line."""

    def __init__(self, parent: QWidget, strip: Strip, said: str) -> None:
        """Show marks.

        Args:
            parent: What it belongs to.
            strip: The marks.
            said: The same for whoever cannot see it.
        """
        super().__init__(parent)
        self._strip = strip
        self.setAccessibleName(said)
        self.setToolTip(plain_tip(said))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A low strip."""
        return QSize(160, 26)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_strip(painter, self.rect().adjusted(6, 0, -6, 0).toRectF(), self._strip, colours_now())
        painter.end()


def upper(parent: QWidget, detail: Detail, words: Wording, deeds: Deeds) -> QWidget:
    """What stands above the summary."""
    return _stacked(parent, [*_upper(parent, detail, words, deeds)])


def lower(parent: QWidget, detail: Detail, words: Wording, deeds: Deeds) -> QWidget:
    """What stands below it."""
    return _stacked(parent, [*_lower(parent, detail, words, deeds)])


def _upper(parent: QWidget, detail: Detail, words: Wording, deeds: Deeds) -> Iterator[Block]:
    yield _why(parent, detail, words)
    if detail.absent or detail.left_out or detail.admitted or detail.refused:
        yield _missing(parent, detail, words, deeds)
    for topic in detail.topics:
        block = Block(parent, words(f"{KEY}.topic", title=topic.title))
        block.add(comment_grid(block, topic.comments, deeds.open_page))
        yield block
    if detail.opinions:
        block = Block(parent, words(f"{KEY}.opinions"))
        block.add(comment_grid(block, detail.opinions, deeds.open_page))
        yield block


def _lower(parent: QWidget, detail: Detail, words: Wording, deeds: Deeds) -> Iterator[Block]:
    if detail.changed:
        block = Block(parent, words(f"{KEY}.changed.title"))
        for one in detail.changed:
            block.say(f"{one.who} · {one.heading}", "plain")
            block.add(pairs(block, one.marks))
            if one.reason:
                block.say(words(f"{KEY}.changed.reason", reason=one.reason))
        yield block
    if detail.decided:
        block = Block(parent, words(f"{KEY}.decided.title"))
        for text in detail.decided:
            block.say(text, "plain")
        yield block
    block = Block(parent, words(f"{KEY}.beside.heading"))
    if detail.strip is not None and detail.strip.dots:
        block.add(StripPlot(block, detail.strip, detail.below))
    for text in detail.without:
        block.say(text)
    link = link_button(block, words(f"{KEY}.beside.all"))
    link.clicked.connect(deeds.beside)
    row = QHBoxLayout()
    row.addWidget(link)
    row.addStretch(1)
    block.body.addLayout(row)
    yield block


def _why(parent: QWidget, detail: Detail, words: Wording) -> Block:
    block = Block(parent, words(f"{KEY}.why.title"))
    block.body.setSpacing(4)
    for line in detail.working:
        block.add(WorkingRow(block, line))
    for text in detail.problems:
        block.say(text)
    if not detail.working and not detail.problems:
        block.say(words(f"{KEY}.said.no_result"))
    return block


def _missing(parent: QWidget, detail: Detail, words: Wording, deeds: Deeds) -> Block:
    block = Block(parent, words(f"{KEY}.left_out.title"))
    for one in detail.absent:
        block.body.addLayout(_absent_row(block, one, words, deeds))
    for sheet in detail.left_out:
        block.body.addLayout(_left_out_row(block, sheet, words, deeds))
    for text in detail.admitted:
        block.say(text)
    if detail.refused:
        block.say(words(f"{KEY}.refused.title"), "strong")
    for text in detail.refused:
        block.say(text)
    return block


def _absent_row(block: Block, one: Absent, words: Wording, deeds: Deeds) -> QHBoxLayout:
    row = _named_row(block, one.who, one.text)
    if one.may_undo:
        undo = link_button(block, words(f"{KEY}.presence.undo"))
        undo.setAccessibleName(words(f"{KEY}.presence.undo_of", who=one.who))
        undo.setObjectName(f"undo-{one.number}")
        undo.clicked.connect(lambda: deeds.undo(one))
        row.addWidget(undo)
    if one.may_mark:
        row.addWidget(_mark_button(block, one, words, deeds))
    return row


def _mark_button(block: Block, one: Absent, words: Wording, deeds: Deeds) -> QPushButton:
    """A button that asks what keeps a member from taking part."""
    button = link_button(block, words(f"{KEY}.presence.mark"))
    button.setAccessibleName(words(f"{KEY}.presence.mark_of", who=one.who))
    button.setObjectName(f"mark-{one.number}")
    menu = QMenu(button)
    for state in AWAY:
        action = menu.addAction(words(f"{KEY}.presence.{state}"))
        action.triggered.connect(lambda _checked, said=state: deeds.mark(one, said))
    button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
    return button


def _left_out_row(block: Block, one: LeftOut, words: Wording, deeds: Deeds) -> QVBoxLayout:
    both = QVBoxLayout()
    both.setSpacing(2)
    both.addLayout(_named_row(block, one.who, one.why))
    links = QHBoxLayout()
    links.setContentsMargins(_NAME + _GAP, 0, 0, 0)
    links.setSpacing(16)
    if one.admits is not None:
        digest = one.admits
        button = link_button(block, words(f"{KEY}.admit.button"))
        button.setAccessibleName(words(f"{KEY}.admit.of", who=one.who))
        button.setObjectName(f"admit-{digest}")
        button.clicked.connect(lambda: deeds.admit(one.who, digest))
        links.addWidget(button)
    if one.member is not None:
        links.addWidget(_mark_button(block, one.member, words, deeds))
    if links.count():
        links.addStretch(1)
        both.addLayout(links)
    return both


def _named_row(block: Block, who: str, text: str) -> QHBoxLayout:
    name, said = QLabel(who, block), hint_label(block, "plain")
    name.setTextFormat(Qt.TextFormat.PlainText)
    name.setProperty("role", "who")
    name.setMinimumWidth(_NAME)
    said.setText(text)
    row = QHBoxLayout()
    row.setSpacing(_GAP)
    row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(said, 1)
    return row


def _stacked(parent: QWidget, blocks: list[Block]) -> QWidget:
    holder = QWidget(parent)
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for block in blocks:
        block.setParent(holder)
        column.addWidget(block)
    return holder
