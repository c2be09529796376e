"""A page of figures beside the result of a stage, none of which is in it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.services.chair.beside import Beside
from ppir_desktop.services.chair.table import Table
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.panel.beside_words import Chapter, chapters
from ppir_desktop.ui.panel.blocks import Block, dress
from ppir_desktop.ui.panel.saying import KEY
from ppir_desktop.ui.panel.whiskers import WhiskerPlot
from ppir_desktop.ui.theme import colours_now


class BesidePage(QFrame):
    """Severity, agreement, and what hangs on one sheet.

    Signals:
        back_wanted: Back to the table.
    """

    back_wanted = Signal()

    def __init__(self, language: Language, parent: QWidget) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._language = language
        self._shown: tuple[Beside, Table, bool] | None = None
        self.setProperty("role", "card")
        # Plain ones: what is as high as its lines while it is narrow would make the window higher.
        self.title, self.hint = QLabel(self), QLabel(self)
        for label, role in ((self.title, "section"), (self.hint, "muted")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        self.back = QPushButton(self)
        self.back.clicked.connect(self.back_wanted)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusProxy(self.area)
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 12, 8)
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(self.title)
        said.addWidget(self.hint)
        head.addLayout(said, 1)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.area, 1)
        language.changed.connect(self._build)
        self._build()

    def show_figures(
        self, found: Beside | None, table: Table | None, *, with_names: bool = False
    ) -> None:
        """Show figures, or none."""
        shown = (found, table, with_names) if found is not None and table is not None else None
        if shown != self._shown or shown is None:
            self._shown = shown
            self._build()

    @property
    def has_figures(self) -> bool:
        """Whether there are figures on it."""
        return self._shown is not None

    def _build(self) -> None:
        words = self._language.words
        self.title.setText(words(f"{KEY}.beside.title"))
        self.hint.setText(words(f"{KEY}.beside.hint"))
        dress(self.back, words(f"{KEY}.beside.back"), "arrow-left", colours_now().ink)
        self.area.setAccessibleName(words(f"{KEY}.beside.title"))
        holder = QFrame()
        holder.setProperty("role", "pane")
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self._shown is None:
            block = Block(holder, words(f"{KEY}.beside.computing"))
            column.addWidget(block)
        else:
            found, table, with_names = self._shown
            for chapter in chapters(found, table, words, with_names=with_names):
                column.addWidget(_block(holder, chapter))
        column.addStretch(1)
        self.area.setWidget(holder)


def _block(parent: QWidget, chapter: Chapter) -> Block:
    block = Block(parent, chapter.title)
    block.say(chapter.what)
    if chapter.ticks is not None and chapter.whiskers:
        said = " ".join(chapter.sentences)
        block.add(WhiskerPlot(block, chapter.whiskers, chapter.ticks, said))
    for text in chapter.sentences:
        block.say(text, "plain")
    return block
