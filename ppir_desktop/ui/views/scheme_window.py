"""A window that shows the schemes of review with their stages and criteria."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QHeaderView, QMainWindow, QTreeView

from ppir_desktop.common.wording import Wording

_WIDTH, _HEIGHT = 1100, 640


class SchemeWindow(QMainWindow):
    """The schemes as a tree; arrow keys open and close its branches."""

    def __init__(self, words: Wording, model: QAbstractItemModel) -> None:
        """Show `model` with headings and names in the language of `words`."""
        super().__init__()
        self.setWindowTitle(f"PPIR Desktop — {words('desktop.title')}")
        self.tree = QTreeView(self)
        self.tree.setModel(model)
        self.tree.setAccessibleName(words("desktop.tree"))
        self.tree.setUniformRowHeights(True)
        self.tree.expandToDepth(0)
        header = self.tree.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.tree.setCurrentIndex(model.index(0, 0))
        self.setCentralWidget(self.tree)
        self.resize(_WIDTH, _HEIGHT)
