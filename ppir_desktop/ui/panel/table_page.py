"""The table of a panel on its card, and the legend below it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ppir_desktop.services.chair.table import Table
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.panel.saying import KEY
from ppir_desktop.ui.panel.table_view import PanelView
from ppir_desktop.ui.widgets.section import hint_label


class TablePage(QWidget):
    """A page with the table; nothing of it shows while there is no dossier."""

    def __init__(self, language: Language, parent: QWidget) -> None:
        """Show no table yet."""
        super().__init__(parent)
        self._language = language
        self.legend, self.card = hint_label(self), QFrame(self)
        self.card.setProperty("role", "card")
        self.view = PanelView(language, self.card)
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.card)
        column.addWidget(self.legend)
        column.addStretch(1)

    def speak(self, table: Table | None) -> None:
        """Say what the signs of a table mean."""
        some = table is not None and bool(table.rows)
        self.card.setVisible(some)
        self.legend.setVisible(some)
        if table is not None:
            self.legend.setText(self._language.words(f"{KEY}.legend.{table.stage.mode}"))
