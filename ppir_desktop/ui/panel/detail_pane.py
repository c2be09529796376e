"""A dossier in detail: why its number is what it is, what members say, and what can be done."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.services.chair.meeting import Attendance, Presence
from ppir_desktop.ui.icons import SIDE, icon
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.panel import detail_parts
from ppir_desktop.ui.panel.blocks import Block, dress
from ppir_desktop.ui.panel.detail_lines import Absent, Pinned
from ppir_desktop.ui.panel.detail_model import Detail
from ppir_desktop.ui.panel.reason_bar import ReasonBar
from ppir_desktop.ui.panel.saying import KEY
from ppir_desktop.ui.theme import colours_now
from ppir_desktop.ui.widgets.growing_text import GrowingText
from ppir_desktop.ui.widgets.section import hint_label

KEYS: Final = {"adjust": "Ctrl+J", "export": "Ctrl+E", "sign": "Ctrl+Return"}
"""Keys of the buttons at its foot, by their names."""
_LEAST: Final = 324


class DetailPane(QFrame):
    """One dossier, or none.

    Signals:
        page_wanted: Application number, digest of a document, page from 1: a passage was clicked.
        admit_wanted: Digest of a sheet, and why it is to count.
        presence_wanted: Expert number and a `Presence`; None to take back what was said.
        summary_changed: Application number and the lead's summary as it was typed.
        beside_wanted: The figures of the whole stage are to be shown.
        adjust_wanted: The result is to be adjusted.
        export_wanted: The dossier is to be exported.
        sign_wanted: The decision is to be signed.
    """

    page_wanted = Signal(str, str, int)
    admit_wanted = Signal(str, str)
    presence_wanted = Signal(str, object)
    summary_changed = Signal(str, str)
    beside_wanted = Signal()
    adjust_wanted = Signal()
    export_wanted = Signal()
    sign_wanted = Signal()

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._language = language
        self._selected = 1
        self._may_adjust = False
        self.detail: Detail | None = None
        self.setProperty("role", "pane")
        self.setMinimumWidth(_LEAST)
        self.title, self.below = hint_label(self, "title"), hint_label(self)
        self.warning = hint_label(self, "banner")
        self.reason = ReasonBar(language, self)
        self.area, self._content = QScrollArea(self), QFrame(self)
        self._content.setProperty("role", "pane")
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self._content)
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._upper: QWidget | None = None
        self._lower: QWidget | None = None
        self.summary_block = Block(self._content, "")
        self.summary = GrowingText(self.summary_block, 3)
        self.summary_block.add(self.summary)
        self._column.addWidget(self.summary_block)
        self._column.addStretch(1)
        self.adjust, self.sign = QPushButton(self), QPushButton(self)
        self.export = QToolButton(self)
        self.export.setProperty("role", "tool")
        self.export.setIconSize(QSize(SIDE, SIDE))
        self._deeds = detail_parts.Deeds(
            self._open_page, self._ask_admit, self._ask_presence, self._undo_presence,
            self.beside_wanted.emit,
        )  # fmt: skip
        self.summary.textChanged.connect(self._summarise)
        self.adjust.clicked.connect(self.adjust_wanted)
        self.export.clicked.connect(self.export_wanted)
        self.sign.clicked.connect(self.sign_wanted)
        self.setFocusProxy(self.area)
        self._lay_out()
        language.changed.connect(self.refresh)
        self.refresh()

    def show_detail(self, detail: Detail | None, summary: str = "") -> None:
        """Show a dossier, or none; what is as it was stays where it is.

        Args:
            detail: The dossier.
            summary: The lead's summary of it.
        """
        before = self.detail
        is_another = detail is None or before is None or before.dossier != detail.dossier
        if is_another:
            self.reason.give_up()
        if is_another or not self.summary.hasFocus():
            self.summary.blockSignals(True)
            self.summary.show_text(summary)
            self.summary.blockSignals(False)
        if detail is not None and detail == before:
            return
        down = 0 if is_another else self.area.verticalScrollBar().value()
        self.detail = detail
        self._build()
        self.area.verticalScrollBar().setValue(down)
        self.refresh()

    def show_selection(self, count: int, *, may_adjust: bool) -> None:
        """Say how many dossiers are selected, and whether one may be adjusted."""
        self._selected, self._may_adjust = count, may_adjust
        self.refresh()

    def refresh(self) -> None:
        """Say everything anew."""
        words, detail = self._language.words, self.detail
        self.title.setText(detail.title if detail else words(f"{KEY}.detail.none"))
        self.below.setText(detail.below if detail else "")
        self.below.setVisible(detail is not None)
        warnings = "\n".join(detail.warnings) if detail else ""
        self.warning.setText(warnings)
        self.warning.setVisible(bool(warnings))
        self.area.setVisible(detail is not None)
        self.area.setAccessibleName(words(f"{KEY}.detail.name"))
        self.foot.setVisible(detail is not None)
        self.summary_block.heading.setText(words(f"{KEY}.summary.title"))
        self.summary.setPlaceholderText(words(f"{KEY}.summary.hint"))
        self.summary.setAccessibleName(words(f"{KEY}.summary.title"))
        many, colours = self._selected > 1, colours_now()
        sign = words(f"{KEY}.sign_many", count=self._selected) if many else words(f"{KEY}.sign")
        dress(self.adjust, words(f"{KEY}.adjust"), "scale", colours.ink)
        dress(self.sign, sign, "pen-line", colours.ink)
        self.export.setIcon(icon("file-down", colours.ink))
        self.export.setAccessibleName(words(f"{KEY}.export"))
        for name, button in (
            ("adjust", self.adjust), ("export", self.export), ("sign", self.sign),
        ):  # fmt: skip
            # Another text takes a button's key away.
            button.setShortcut(KEYS[name])
            button.setToolTip(f"{words(f'{KEY}.{name}_tip')} ({KEYS[name]})")
        self.adjust.setEnabled(self._may_adjust and not many)

    def _build(self) -> None:
        """Build the blocks of the dossier that is shown, in the place of those of the former."""
        for former in (self._upper, self._lower):
            if former is not None:
                self._column.removeWidget(former)
                former.hide()
                former.deleteLater()
        self._upper = self._lower = None
        if self.detail is None:
            return
        words = self._language.words
        self._upper = detail_parts.upper(self._content, self.detail, words, self._deeds)
        self._lower = detail_parts.lower(self._content, self.detail, words, self._deeds)
        self._column.insertWidget(0, self._upper)
        self._column.insertWidget(2, self._lower)

    def _open_page(self, pinned: Pinned) -> None:
        if self.detail is not None:
            self.page_wanted.emit(self.detail.dossier, pinned.document, pinned.page)

    def _ask_admit(self, who: str, digest: Digest) -> None:
        self.reason.ask("admit", lambda reason: self.admit_wanted.emit(digest, reason), who=who)

    def _ask_presence(self, one: Absent, state: Attendance) -> None:
        self.reason.ask(
            f"presence_{state}",
            lambda reason: self.presence_wanted.emit(one.number, Presence(state, reason)),
            who=one.who,
        )

    def _undo_presence(self, one: Absent) -> None:
        self.presence_wanted.emit(one.number, None)

    def _summarise(self) -> None:
        if self.detail is not None:
            self.summary_changed.emit(self.detail.dossier, self.summary.toPlainText())

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(16, 16, 16, 12)
        head.setSpacing(2)
        head.addWidget(self.title)
        head.addWidget(self.below)
        head.addSpacing(4)
        head.addWidget(self.warning)
        line = QFrame(self)
        line.setProperty("role", "hairline")
        self.foot = QFrame(self)
        self.foot.setProperty("role", "footer")
        row = QHBoxLayout(self.foot)
        row.setContentsMargins(10, 12, 10, 12)
        row.setSpacing(6)
        row.addWidget(self.adjust)
        row.addWidget(self.export)
        row.addStretch(1)
        row.addWidget(self.sign)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(line)
        column.addWidget(self.area, 1)
        column.addStretch(0)
        column.addWidget(self.reason)
        column.addWidget(self.foot)
