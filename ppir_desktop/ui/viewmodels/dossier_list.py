"""My dossiers as a list that can be filtered, the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from ppir_desktop.services.dossiers import Card, State
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.times import local_day

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Role(IntEnum):
    """What may be asked of a dossier besides what is shown and read out."""

    CARD = Qt.ItemDataRole.UserRole + 1
    STATE = Qt.ItemDataRole.UserRole + 2
    STATE_TEXT = Qt.ItemDataRole.UserRole + 3
    DUE_TEXT = Qt.ItemDataRole.UserRole + 4


class DossierList(QAbstractListModel):
    """The dossiers of a profile."""

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        """Hold none yet."""
        super().__init__(parent)
        self._language = language
        self._cards: list[Card] = []
        self._texts: list[str] = []
        language.changed.connect(self._say_anew)

    def show(self, cards: Sequence[Card]) -> None:
        """Hold other ones from now on; where only states changed, the list stays in its place."""
        fresh = list(cards)
        self._texts = [_sought_in(card) for card in fresh]
        if [_place(card) for card in fresh] == [_place(card) for card in self._cards]:
            self._cards = fresh
            self._say_anew()
            return
        self.beginResetModel()
        self._cards = fresh
        self.endResetModel()

    def signed(self) -> int:
        """How many are signed or received."""
        return sum(card.state in {State.SIGNED, State.RECEIVED} for card in self._cards)

    def text(self, row: int) -> str:
        """All that a dossier is found by: number, product, applicant and sub-field."""
        return self._texts[row]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """What is shown of a dossier, read out, or known of it."""
        if not index.isValid():
            return None
        card = self._cards[index.row()]
        state = self._language.words(f"window.state.{card.state}")
        product = card.manifest.product
        name = product.ko if self._language.words.language == "ko" else product.en
        if role == Qt.ItemDataRole.DisplayRole:
            return name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{name}, {card.dossier}, {card.manifest.sub_field}, {state}"
        if role == Role.DUE_TEXT:
            time = local_day(card.due, self._language.words.language)
            return self._language.words("window.dossiers.due", time=time)
        known: dict[int, object] = {
            Role.CARD: card, Role.STATE: card.state, Role.STATE_TEXT: state,
        }  # fmt: skip
        return known.get(role)

    def _say_anew(self) -> None:
        if self._cards:
            self.dataChanged.emit(self.index(0), self.index(len(self._cards) - 1))


class DossierFilter(QSortFilterProxyModel):
    """The dossiers in which a text stands: number, product, applicant or sub-field."""

    def __init__(self, dossiers: DossierList, parent: QObject | None = None) -> None:
        """Let all through."""
        super().__init__(parent)
        self._dossiers = dossiers
        self._words: list[str] = []
        self.setSourceModel(dossiers)

    def look_for(self, text: str) -> None:
        """Let only those through in which every word of a text stands."""
        self.beginFilterChange()
        self._words = text.casefold().split()
        self.endFilterChange()

    def filterAcceptsRow(self, row: int, _parent: Index) -> bool:
        """Whether a dossier is let through."""
        text = self._dossiers.text(row)
        return all(word in text for word in self._words)


def _sought_in(card: Card) -> str:
    manifest = card.manifest
    return " ".join(
        (card.dossier, manifest.product.ko, manifest.product.en, manifest.applicant,
         manifest.sub_field)
    ).casefold()  # fmt: skip


def _place(card: Card) -> tuple[str, str, str]:
    return card.round, card.stage, card.dossier
