"""The table of a panel: dossiers stay in sight on the left while members scroll sideways."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLabel, QSizePolicy, QTableView, QWidget

from ppir_desktop.services.chair.table import Table
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.panel import saying
from ppir_desktop.ui.panel.delegates import (
    MarkDelegate,
    ScoreDelegate,
    SpreadDelegate,
    VerdictDelegate,
)
from ppir_desktop.ui.panel.heads import HEAD, ROW, ColumnHeads, DossierHeads, grown
from ppir_desktop.ui.panel.table_model import Order, PanelTable, Part

_MARK: Final = (42, 46, 64)
"""Width of a member's column: where there is no room, where there is little, and at most."""
_DOSSIER: Final = (128, 170, 250)
"""Width of the dossiers' names, likewise."""
_SPREAD: Final = (104, 260)
_VERDICT: Final = 100
_SCORE: Final = 90
_MOVES: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class PanelView(QTableView):
    """Dossiers by members.

    Signals:
        chosen: Application number of the dossier that the keys stand on; empty for none.
        opened: Somebody wants to read that dossier.
        order_wanted: Another order, as an `Order`: a head was clicked.
    """

    chosen = Signal(str)
    opened = Signal()
    order_wanted = Signal(object)

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._language = language
        self._dossier = ""
        self.panel = PanelTable(language, self)
        self.setHorizontalHeader(ColumnHeads(self.panel, self))
        self.setVerticalHeader(DossierHeads(self.panel, self))
        self.setModel(self.panel)
        self.corner = QLabel(self)
        self.corner.setProperty("role", "column")
        self.setCornerButtonEnabled(False)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.horizontalHeader().setStretchLastSection(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        panel = self.panel
        self._marks, self._score = MarkDelegate(panel, self), ScoreDelegate(panel, self)
        self._spread = SpreadDelegate(panel, self)
        self._verdict = VerdictDelegate(panel, language, self)
        self.setItemDelegate(self._marks)
        self.selectionModel().currentRowChanged.connect(self._choose)
        self.panel.modelReset.connect(self._begin_anew)
        self.horizontalHeader().sectionClicked.connect(self._order_by)
        self.activated.connect(lambda _index: self.opened.emit())
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        language.changed.connect(self._speak)
        self._speak()

    def show_table(self, table: Table | None) -> None:
        """Show a table, or none; the dossier that the keys stand on stays so."""
        is_another = self.panel.show(table)
        if is_another:
            self._measure()
        self._speak()

    def arrange(self, order: Order) -> None:
        """Put dossiers in another order."""
        self.panel.arrange(order)

    def name_members(self, *, with_names: bool) -> None:
        """Show members by their names, or by letters."""
        self.panel.name_members(with_names=with_names)

    @property
    def dossier(self) -> str:
        """The dossier that the keys stand on; empty for none."""
        return self._dossier

    @property
    def selected(self) -> list[str]:
        """All dossiers that are selected, from the top."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [row.dossier for at in rows if (row := self.panel.row(at)) is not None]

    def choose(self, dossier: str) -> None:
        """Go to a dossier."""
        at = self.panel.at(dossier)
        if at >= 0:
            flags = QItemSelectionModel.SelectionFlag
            index = self.panel.index(at, max(0, self.currentIndex().column()))
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        high = grown(self, HEAD) + self.panel.rowCount() * self._row_height() + 2
        if self._is_wide():
            high += self.horizontalScrollBar().sizeHint().height()
        return QSize(super().sizeHint().width(), high)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the dossier on Enter; arrows move, as everywhere."""
        if event.key() in _MOVES:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns."""
        super().resizeEvent(event)
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew with another size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "panel"):
            self.verticalHeader().setDefaultSectionSize(grown(self, ROW))
            self._measure()

    def _begin_anew(self) -> None:
        members = self.panel.members
        for at in range(self.panel.columnCount()):
            delegate = {
                members + Part.SCORE: self._score, members + Part.SPREAD: self._spread,
                members + Part.VERDICT: self._verdict,
            }.get(at, self._marks)  # fmt: skip
            self.setItemDelegateForColumn(at, delegate)
        self._measure()
        wanted, self._dossier = self._dossier, ""
        if self.panel.at(wanted) < 0:
            first = self.panel.row(0)
            wanted = first.dossier if first is not None else ""
        if wanted:
            self.choose(wanted)
        else:
            self.chosen.emit("")

    def _choose(self) -> None:
        row = self.panel.row(self.currentIndex().row())
        dossier = row.dossier if row is not None else ""
        if dossier != self._dossier:
            self._dossier = dossier
            self.chosen.emit(dossier)

    def _order_by(self, section: int) -> None:
        part = self.panel.part(section)
        if part is None:
            return
        wanted = Order.DISAGREEMENT if part is Part.SPREAD else Order.RANKING
        self.order_wanted.emit(Order.AGENDA if self.panel.order is wanted else wanted)

    def _row_height(self) -> int:
        return self.verticalHeader().defaultSectionSize()

    def _is_wide(self) -> bool:
        """Whether the columns need more width than there is."""
        needed = self.horizontalHeader().length() + self.verticalHeader().width()
        return needed > self.width()

    def _measure(self) -> None:
        """Give each column its width: marks first what they need, the spread what is left."""
        members = self.panel.members
        if not self.panel.columnCount():
            return
        factor = grown(self, 100) / 100
        score = round(_SCORE * factor)
        verdict = round(_VERDICT * factor)
        room = self.width() - score - verdict

        def least_of(narrow: int) -> list[int]:
            few = (_MARK[narrow], _SPREAD[0], _DOSSIER[narrow])
            return [round(one * factor) for one in few]

        least = least_of(1)
        if room < least[0] * members + least[1] + least[2]:
            # The result is to be seen beside the marks before anything has to be scrolled.
            least = least_of(0)
        spare = max(0, room - least[0] * members - least[1] - least[2])
        # A third each for the names of dossiers, the marks, and the plot, up to what serves them.
        dossier = min(round(_DOSSIER[2] * factor), least[2] + spare // 3)
        spare -= dossier - least[2]
        mark = min(round(_MARK[2] * factor), least[0] + spare // 2 // max(1, members))
        spare -= (mark - least[0]) * members
        spread = min(round(_SPREAD[1] * factor), least[1] + spare)
        # What nobody needs goes to the names.
        dossier += max(0, spare - (spread - least[1]))
        for at in range(members):
            self.setColumnWidth(at, mark)
        for part, wide in ((Part.SCORE, score), (Part.SPREAD, spread), (Part.VERDICT, verdict)):
            self.setColumnWidth(members + part, wide)
        self.verticalHeader().setFixedWidth(dossier)
        self.corner.setGeometry(0, 0, dossier, self.horizontalHeader().height())
        self.updateGeometry()

    def _speak(self) -> None:
        words = self._language.words
        self.corner.setText(words(f"{saying.KEY}.column.dossier"))
        self.setAccessibleName(words(f"{saying.KEY}.table"))
