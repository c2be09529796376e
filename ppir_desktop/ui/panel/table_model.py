"""The table of a panel as Qt asks for it: nothing is kept for a cell but what the table has."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ppir_desktop.domain.stage import Mode
from ppir_desktop.services.chair.table import Row, Table
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.panel import saying
from ppir_desktop.ui.panel.strips import Axis, Strip, axis_of, strip_of
from ppir_desktop.ui.plain import plain_tip

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_ITEM = Qt.ItemDataRole


class Role(IntEnum):
    """What may be asked besides what is shown and read out: the whole row."""

    ROW = _ITEM.UserRole + 1


class Order(StrEnum):
    """In which order dossiers stand."""

    AGENDA = "agenda"
    DISAGREEMENT = "disagreement"
    RANKING = "ranking"


class Part(IntEnum):
    """The columns after those of the members."""

    SCORE = 0
    SPREAD = 1
    VERDICT = 2


_SAID: Final = frozenset({_ITEM.DisplayRole, _ITEM.ToolTipRole, _ITEM.AccessibleTextRole})
_PARTS: Final = {
    Part.SCORE: (saying.score_text, saying.score_said),
    Part.SPREAD: (lambda _stage, _row, _words: "", saying.spread_said),
    Part.VERDICT: (saying.verdict_text, saying.verdict_said),
}
"""What each column says, short and in full."""


class PanelTable(QAbstractTableModel):
    """Dossiers by members; the dossier itself is the head of its row."""

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        """Hold nothing yet."""
        super().__init__(parent)
        self._language = language
        self.table: Table | None = None
        self.order = Order.AGENDA
        self.with_names = False
        self._places: list[int] = []
        self._axis = Axis(0, 1, 1.0)
        language.changed.connect(self._say_anew)

    def show(self, table: Table | None) -> bool:
        """Hold another table, or none.

        Returns:
            Whether it was put in the place of the former one as a whole; where only rows are other
            than they were, those alone are drawn anew.
        """
        former = self.table
        if former is not None and table is not None and _same_shape(former, table):
            places, axis = _ordered(table, self.order), axis_of(table)
            if places == self._places and axis == self._axis:
                self.table = table
                for at, place in enumerate(places):
                    if _differ(former.rows[place], table.rows[place]):
                        self._draw_anew(at, at)
                return False
        self.beginResetModel()
        self.table = table
        self._places = _ordered(table, self.order) if table is not None else []
        if table is not None:
            self._axis = axis_of(table)
        self.endResetModel()
        return True

    def arrange(self, order: Order) -> None:
        """Put dossiers in another order."""
        self.beginResetModel()
        self.order = order
        self._places = _ordered(self.table, order) if self.table is not None else []
        self.endResetModel()

    def name_members(self, *, with_names: bool) -> None:
        """Show members by their names, or by letters."""
        self.with_names = with_names
        self._say_anew()

    @property
    def members(self) -> int:
        """How many columns are of members."""
        return len(self.table.columns) if self.table is not None else 0

    def row(self, at: int) -> Row | None:
        """The dossier that stands somewhere."""
        if self.table is None or not 0 <= at < len(self._places):
            return None
        return self.table.rows[self._places[at]]

    def at(self, dossier: str) -> int:
        """Where a dossier stands; -1 for nowhere."""
        rows = self.table.rows if self.table is not None else ()
        return next((at for at, p in enumerate(self._places) if rows[p].dossier == dossier), -1)

    def part(self, column: int) -> Part | None:
        """Which column after those of the members it is; None for a member's."""
        after = column - self.members
        return Part(after) if after >= 0 else None

    def text(self, index: Index) -> str:
        """What is shown in a cell."""
        return str(self.data(index) or "")

    def strip(self, at: int) -> Strip | None:
        """The marks of a dossier on the axis of the table; None where none are given."""
        row, table = self.row(at), self.table
        if row is None or table is None or table.stage.mode != Mode.SCORE:
            return None
        return strip_of(table.stage, row, self._axis)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many dossiers there are."""
        return 0 if parent.isValid() else len(self._places)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() or self.table is None else self.members + len(Part)

    def data(self, index: Index, role: int = _ITEM.DisplayRole) -> Any:  # noqa: ANN401
        """What is shown in a cell, read out, or known of it."""
        row, table = self.row(index.row()), self.table
        if row is None or table is None:
            return None
        if role == Role.ROW:
            return row
        if role not in _SAID:
            return None
        part = self.part(index.column())
        if part is None:
            return self._of_member(table, row, index.column(), role)
        return self._of_part(table, row, part, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ITEM.DisplayRole
    ) -> Any:  # noqa: ANN401
        """What stands over a column, or before a row."""
        table = self.table
        if table is None or (role not in _SAID and role != Role.ROW):
            return None
        if orientation == Qt.Orientation.Vertical:
            return self._of_row(section, role)
        words, part = self._language.words, self.part(section)
        if part is None:
            column = table.columns[section]
            if role == _ITEM.DisplayRole:
                return saying.who(column, with_names=self.with_names)
            return _spoken(saying.member_said(column, words, with_names=self.with_names), role)
        if role == _ITEM.DisplayRole:
            return saying.heading(table.stage, part.name.lower(), words)
        return words(f"{saying.KEY}.column_tip.{part.name.lower()}")

    def _of_row(self, section: int, role: int) -> Any:  # noqa: ANN401
        row = self.row(section)
        if row is None or role == Role.ROW:
            return row
        lines = saying.dossier_lines(row, self._language.words)
        return "\n".join(lines) if role == _ITEM.DisplayRole else _spoken(", ".join(lines), role)

    def _of_part(self, table: Table, row: Row, part: Part, role: int) -> str | None:
        words = self._language.words
        short, full = _PARTS[part]
        if role == _ITEM.DisplayRole:
            return short(table.stage, row, words)
        return _spoken(full(table.stage, row, words), role) if role in _SAID else None

    def _of_member(self, table: Table, row: Row, column: int, role: int) -> str:
        cell, words = row.cells[column], self._language.words
        if role == _ITEM.DisplayRole:
            return saying.cell_text(table.stage, cell, words)
        name = saying.who(table.columns[column], with_names=self.with_names)
        return _spoken(saying.cell_said(table.stage, name, cell, words), role)

    def _draw_anew(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))
        self.headerDataChanged.emit(Qt.Orientation.Vertical, first, last)

    def _say_anew(self) -> None:
        if self._places:
            self._draw_anew(0, len(self._places) - 1)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)


def _spoken(text: str, role: int) -> str:
    """A text as it is read out, or as a tooltip, where what looks like markup is none."""
    return plain_tip(text) if role == _ITEM.ToolTipRole else text


def _same_shape(one: Table, other: Table) -> bool:
    return (
        one.stage == other.stage
        and one.columns == other.columns
        and len(one.rows) == len(other.rows)
        and all(a.dossier == b.dossier for a, b in zip(one.rows, other.rows, strict=True))
    )


def _differ(one: Row, other: Row) -> bool:
    # Rows that nothing changed in are the same objects.
    return one is not other and one != other


def _ordered(table: Table, order: Order) -> list[int]:
    """The places of rows in an order; those that it says nothing of stay in that of the agenda."""
    places = list(range(len(table.rows)))
    if order is Order.DISAGREEMENT:
        places.sort(key=lambda place: -table.rows[place].differs)
    elif order is Order.RANKING:
        places.sort(key=lambda place: table.rows[place].rank or len(places) + 1)
    return places
