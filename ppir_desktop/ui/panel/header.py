"""Over the table of a panel: what it is, how far it is, and what can be done with it as a whole."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.services.chair.sittings import Listed, Seen, Sight
from ppir_desktop.ui.icons import SIDE, icon
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.panel.blocks import dress
from ppir_desktop.ui.panel.saying import KEY, counts_text, in_language
from ppir_desktop.ui.panel.table_model import Order
from ppir_desktop.ui.theme import colours_now
from ppir_desktop.ui.widgets.section import hint_label

KEYS: Final = {
    "disagreement": "Ctrl+D", "ranking": "Ctrl+R", "names": "Ctrl+Shift+N", "beside": "Ctrl+B",
    "meeting": "Ctrl+M",
}  # fmt: skip
"""Keys of the buttons, by their names."""
_MOST_TITLE: Final = 480


class PanelHeader(QWidget):
    """Title, counts, the stage, and buttons.

    Signals:
        sight_wanted: Another stage, as a `Sight`.
        order_wanted: Another order, as an `Order`.
        names_wanted: Whether names are to be shown.
        beside_wanted: Whether the figures beside the result are to be shown.
        meeting_wanted: The meeting is to begin.
    """

    sight_wanted = Signal(object)
    order_wanted = Signal(object)
    names_wanted = Signal(bool)
    beside_wanted = Signal(bool)
    meeting_wanted = Signal()

    def __init__(self, language: Language, parent: QWidget) -> None:
        """Say nothing yet."""
        super().__init__(parent)
        self._language = language
        self._seen: Seen | None = None
        self._listed: tuple[Listed, ...] = ()
        self._with_names = False
        self.title, self.counts = hint_label(self, "title"), hint_label(self)
        self.stages = QComboBox(self)
        self.stages.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.disagreement, self.names, self.meeting = (QPushButton(self) for _ in range(3))
        self.ranking, self.beside = QToolButton(self), QToolButton(self)
        self.meeting.setProperty("role", "filled")
        self.disagreement.setProperty("role", "toggle")
        for button in (self.disagreement, self.ranking, self.beside):
            button.setCheckable(True)
        for tool in (self.ranking, self.beside):
            tool.setProperty("role", "tool")
            tool.setIconSize(QSize(SIDE, SIDE))
        self._lay_out()
        self.stages.activated.connect(self._choose)
        self.disagreement.clicked.connect(lambda: self._ask_order(Order.DISAGREEMENT))
        self.ranking.clicked.connect(lambda: self._ask_order(Order.RANKING))
        self.names.clicked.connect(lambda: self.names_wanted.emit(not self._with_names))
        self.beside.clicked.connect(self.beside_wanted)
        self.meeting.clicked.connect(self.meeting_wanted)
        language.changed.connect(self.refresh)

    def show_seen(self, seen: Seen | None) -> None:
        """Say what is seen, or nothing."""
        self._seen = seen
        self._listed = seen.listed if seen is not None else ()
        self.refresh()

    def show_order(self, order: Order) -> None:
        """Show in which order dossiers stand."""
        self.disagreement.setChecked(order is Order.DISAGREEMENT)
        self.ranking.setChecked(order is Order.RANKING)
        self._draw()

    def show_names(self, *, with_names: bool) -> None:
        """Show whether names are shown."""
        self._with_names = with_names
        self.refresh()

    def show_beside(self, *, is_shown: bool) -> None:
        """Show whether the figures beside the result are."""
        self.beside.setChecked(is_shown)
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below the title where there is no room beside it."""
        super().resizeEvent(event)
        self._fold()

    def refresh(self) -> None:
        """Say everything anew."""
        words, seen = self._language.words, self._seen
        title = counts = ""
        if seen is not None:
            stage = seen.at.stage.title.said_in(words.language) or seen.at.stage.id
            of = seen.at.panel or in_language(seen.at.round_title, words)
            title, counts = f"{stage} · {of}", counts_text(seen.table, words)
        self.title.setText(title)
        self.counts.setText(counts)
        self.stages.blockSignals(True)
        self.stages.clear()
        for one in self._listed:
            name = one.stage.title.said_in(words.language) or one.stage.id
            rounds = len({other.sight.round for other in self._listed})
            of = f" · {in_language(one.round_title, words)}" if rounds > 1 else ""
            self.stages.addItem(name + of, one.sight)
            if seen is not None and one.sight == seen.at.sight:
                self.stages.setCurrentIndex(self.stages.count() - 1)
        self.stages.blockSignals(False)
        self.stages.setVisible(len(self._listed) > 1)
        self.stages.setAccessibleName(words(f"{KEY}.stages"))
        self.ranking.setAccessibleName(words(f"{KEY}.ranking"))
        self.beside.setAccessibleName(words(f"{KEY}.beside.title"))
        self._draw()
        self._fold()

    def _draw(self) -> None:
        words, colours = self._language.words, colours_now()

        def tone(button: QAbstractButton) -> str:
            return colours.accent if button.isChecked() else colours.ink

        names, eye = ("names", "eye") if self._with_names else ("masked", "eye-off")
        first = "arrow-down-wide-narrow"
        dress(self.disagreement, words(f"{KEY}.disagreement"), first, tone(self.disagreement))
        dress(self.names, words(f"{KEY}.{names}"), eye, colours.ink)
        dress(self.meeting, words(f"{KEY}.meeting"), "presentation", colours.on_accent)
        self.ranking.setIcon(icon("list-ordered", tone(self.ranking)))
        self.beside.setIcon(icon("chart-scatter", tone(self.beside)))
        self._key()

    def _key(self) -> None:
        words = self._language.words
        for name, button in (
            ("disagreement", self.disagreement), ("ranking", self.ranking), ("names", self.names),
            ("beside", self.beside), ("meeting", self.meeting),
        ):  # fmt: skip
            # Another text takes a button's key away.
            button.setShortcut(KEYS[name])
            tip = f"{name}_tip" if name != "names" or not self._with_names else "mask_tip"
            button.setToolTip(f"{words(f'{KEY}.{tip}')} ({KEYS[name]})")
            button.setEnabled(self._seen is not None)

    def _ask_order(self, order: Order) -> None:
        button = self.disagreement if order is Order.DISAGREEMENT else self.ranking
        self.order_wanted.emit(order if button.isChecked() else Order.AGENDA)

    def _choose(self, at: int) -> None:
        sight: Sight = self._listed[at].sight
        self.sight_wanted.emit(sight)

    def _lay_out(self) -> None:
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(self.title)
        said.addWidget(self.counts)
        self._tools = QHBoxLayout()
        self._tools.setSpacing(6)
        for button in (self.stages, self.disagreement, self.ranking, self.beside, self.names):
            self._tools.addWidget(button)
        self._tools.addWidget(self.meeting)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(10)
        self._row.addLayout(said, 1)
        self._row.addLayout(self._tools)

    def _fold(self) -> None:
        title = self.title.fontMetrics().horizontalAdvance(self.title.text())
        needed = self._tools.sizeHint().width() + min(title, _MOST_TITLE) + 16
        is_narrow = self.width() < needed
        direction = QBoxLayout.Direction
        wanted = direction.TopToBottom if is_narrow else direction.LeftToRight
        if self._row.direction() != wanted:
            self._row.setDirection(wanted)
            side = Qt.AlignmentFlag.AlignLeft if is_narrow else Qt.AlignmentFlag.AlignVCenter
            self._row.setAlignment(self._tools, side)
