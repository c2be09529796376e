"""The agenda: dossiers in the order in which they are taken, to be dragged into another."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.services.chair.room import Item, Room
from ppir_desktop.ui.icons import icon
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.panel.saying import in_language
from ppir_desktop.ui.theme import colours_now

_KEY: Final = "window_meeting"
_DOSSIER: Final = Qt.ItemDataRole.UserRole
_PADDINGS: Final = 24
"""What the style and the spacing leave free beside an item's text, both sides together."""


class _Lines(QStyledItemDelegate):
    """Makes an item as high as its lines are once they are broken."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Qt breaks lines for the whole width here, and draws them between the style's paddings."""
        narrow = QStyleOptionViewItem(option)
        narrow.rect = option.rect.adjusted(0, 0, -_PADDINGS, 0)
        return super().sizeHint(narrow, index)


class AgendaPane(QFrame):
    """The list, and a button that puts the same conflicts together.

    Signals:
        chosen: Application number: the meeting goes to it.
        arranged: Application numbers in a list, in their new order.
        group_wanted: Dossiers for which the same members leave are to stand together.
    """

    chosen = Signal(str)
    arranged = Signal(object)
    group_wanted = Signal()

    def __init__(self, language: Language, parent: QWidget) -> None:
        """Have nothing on the agenda yet."""
        super().__init__(parent)
        self._language = language
        self._room: Room | None = None
        self.setProperty("role", "pane")
        self.title, self.list, self.group = QLabel(self), QListWidget(self), QPushButton(self)
        self.title.setProperty("role", "strong")
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.list.setWordWrap(True)
        self.list.setItemDelegate(_Lines(self.list))
        # Names break over lines instead, and as soon as the width is another one.
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setSpacing(2)
        self.list.model().rowsMoved.connect(self._tell_order)
        self.list.currentRowChanged.connect(self._choose)
        self.group.clicked.connect(self.group_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        for widget in (self.title, self.list, self.group):
            column.addWidget(widget)
        self.speak()

    def show_room(self, room: Room, dossier: str) -> None:
        """Show an agenda, and which dossier it is at."""
        self._room = room
        with QSignalBlocker(self.list):
            self.list.clear()
            for place, one in enumerate(room.agenda, start=1):
                self.list.addItem(self._item(place, one))
                if one.dossier == dossier:
                    self.list.setCurrentRow(place - 1)

    def go(self, step: int) -> None:
        """Go on, or back, by so many dossiers."""
        row = self.list.currentRow() + step
        if 0 <= row < self.list.count():
            self.list.setCurrentRow(row)

    def speak(self) -> None:
        """Say everything in the language that is spoken now."""
        words = self._language.words
        self.title.setText(words(f"{_KEY}.agenda"))
        self.list.setAccessibleName(words(f"{_KEY}.agenda"))
        self.list.setToolTip(words(f"{_KEY}.agenda_tip"))
        self.group.setText(words(f"{_KEY}.group"))
        self.group.setToolTip(words(f"{_KEY}.group_tip"))

    def _item(self, place: int, one: Item) -> QListWidgetItem:
        words, colours = self._language.words, colours_now()
        lines = [f"{place}. {in_language(one.product, words)}"]
        if one.out:
            lines.append(words(f"{_KEY}.out", names=", ".join(one.out)))
        item = QListWidgetItem("\n".join(lines))
        item.setData(_DOSSIER, one.dossier)
        name, colour = ("circle-check", colours.ok) if one.is_decided else ("circle", colours.muted)
        item.setIcon(icon(name, colour))
        item.setToolTip(one.dossier)
        state = "decided" if one.is_decided else "open"
        item.setData(
            Qt.ItemDataRole.AccessibleTextRole, ", ".join([*lines, words(f"{_KEY}.{state}")])
        )
        return item

    def _choose(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(str(self.list.item(row).data(_DOSSIER)))

    def _tell_order(self) -> None:
        order = [str(self.list.item(row).data(_DOSSIER)) for row in range(self.list.count())]
        self.arranged.emit(order)
