"""The first pane of the review: my dossiers, how far each is, and a field to find one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
)

from ppir_desktop.services.dossiers import Card
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.viewmodels.dossier_list import DossierFilter, DossierList, Role
from ppir_desktop.ui.widgets.dossier_delegate import DossierDelegate

_WIDTH = 200


class DossiersPane(QFrame):
    """My dossiers.

    Signals:
        chosen: The `Card` that is open now, or None.
        join_wanted: The person wants to enrol in a round.
    """

    chosen = Signal(object)
    join_wanted = Signal()

    def __init__(self, language: Language) -> None:
        """Show none yet."""
        super().__init__()
        self._language = language
        self.setProperty("role", "pane")
        self.setMinimumWidth(_WIDTH)
        self.model = DossierList(language, self)
        self.filter = DossierFilter(self.model, self)
        self.title, self.round, self.count = QLabel(self), QLabel(self), QLabel(self)
        self.title.setProperty("role", "title")
        for label in (self.round, self.count):
            label.setProperty("role", "muted")
            label.setWordWrap(True)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.search = QLineEdit(self)
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self.filter.look_for)
        self.list = QListView(self)
        self.list.setModel(self.filter)
        self.list.setItemDelegate(DossierDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        # Not where the keys merely stand: the list takes its first row for that by itself.
        self.list.selectionModel().selectionChanged.connect(self._choose)
        self.list.activated.connect(self.list.setCurrentIndex)
        self.empty = QLabel(self)
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.empty.setProperty("role", "muted")
        self.join = QPushButton(self)
        self.join.clicked.connect(self.join_wanted)
        self.setFocusProxy(self.list)
        self._lay_out()
        language.changed.connect(self._speak)
        self._speak()

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Show dossiers, and keep to the one that is open."""
        before = self.list.currentIndex().data(Role.CARD)
        self.model.show(cards)
        if before is not None and not self.list.currentIndex().isValid():
            self._open_again(before)
        self._speak()

    def choose(self, round_id: str, stage: str, dossier: str) -> None:
        """Open a dossier; the filter lets it through for that."""
        if not self._find(round_id, stage, dossier):
            self.search.clear()
            self._find(round_id, stage, dossier)

    def holds(self, *place: str) -> bool:
        """Whether a dossier is among those of this desk: round, stage and application number."""
        cards = (self.model.index(row).data(Role.CARD) for row in range(self.model.rowCount()))
        return any((card.round, card.stage, card.dossier) == place for card in cards)

    def _open_again(self, card: Card) -> None:
        self._find(card.round, card.stage, card.dossier)

    def _find(self, *place: str) -> bool:
        for row in range(self.filter.rowCount()):
            index = self.filter.index(row, 0)
            found = index.data(Role.CARD)
            if (found.round, found.stage, found.dossier) == place:
                self.list.setCurrentIndex(index)
                return True
        return False

    def _choose(self) -> None:
        chosen = self.list.selectedIndexes()
        self.chosen.emit(chosen[0].data(Role.CARD) if chosen else None)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(16, 16, 16, 12)
        head.setSpacing(8)
        for widget in (self.title, self.round, self.bar, self.count, self.search):
            head.addWidget(widget)
        head.addWidget(self.empty)
        head.addWidget(self.join)
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(self.list, 1)

    def _speak(self) -> None:
        words, key, total = self._language.words, "window.dossiers", self.model.rowCount()
        self.title.setText(words(f"{key}.title"))
        self.search.setPlaceholderText(words(f"{key}.search"))
        self.search.setAccessibleName(words(f"{key}.search"))
        self.list.setAccessibleName(words(f"{key}.title"))
        self.bar.setAccessibleName(words(f"{key}.progress"))
        self.bar.setMaximum(max(1, total))
        self.bar.setValue(self.model.signed())
        self.count.setText(words(f"{key}.count", total=total, signed=self.model.signed()))
        titles = {self.model.index(row).data(Role.CARD).round_title for row in range(total)}
        place = 0 if words.language == "ko" else 1
        self.round.setText(" · ".join(sorted(title[place] for title in titles)))
        self.empty.setText(words(f"{key}.empty"))
        for widget in (self.round, self.bar, self.count, self.search, self.list):
            widget.setVisible(total > 0)
        self.empty.setVisible(total == 0)
        self.join.setText(words("window.exchange.join"))
        self.join.setVisible(total == 0)
