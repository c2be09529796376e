"""What this device sent and is to send, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ppir_desktop.services.exchange import Sent
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.times import local_time

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_COLUMNS = ("what", "dossier", "queued", "state", "receipt")


class OutboxTable(QAbstractTableModel):
    """Parcels of this device, the newest first."""

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        """Hold none yet."""
        super().__init__(parent)
        self._language = language
        self._sent: list[Sent] = []
        language.changed.connect(self._say_anew)

    def show(self, sent: Sequence[Sent]) -> None:
        """Hold other ones from now on."""
        self.beginResetModel()
        self._sent = list(sent)[::-1]
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many parcels there are."""
        return 0 if parent.isValid() else len(self._sent)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401
        """The headings."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._language.words(f"window.outbox.{_COLUMNS[section]}")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """What stands in a cell."""
        if not index.isValid() or role != Qt.ItemDataRole.DisplayRole:
            return None
        words, sent = self._language.words, self._sent[index.row()]
        row = sent.row
        receipt = sent.receipt
        return (
            words(f"record.{row.header.kind}"),
            sent.dossier,
            local_time(row.queued_at, words.language),
            words(f"cli.outbox.state.{sent.state}"),
            local_time(receipt.received_at, words.language) if receipt else "",
        )[index.column()]

    def _say_anew(self) -> None:
        self.beginResetModel()
        self.endResetModel()
