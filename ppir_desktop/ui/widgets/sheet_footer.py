"""Below the sheet: the sum so far, what is missing, and what can be done with it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ppir_desktop.domain.points import format_points
from ppir_desktop.domain.stage import Revision
from ppir_desktop.services.review_place import Review
from ppir_desktop.ui.icons import icon
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.plain import plain
from ppir_desktop.ui.theme import colours_now
from ppir_desktop.ui.times import local_time
from ppir_desktop.ui.viewmodels.sheet_model import SheetModel

_ICON: Final = 16
_AROUND: Final = 64
"""What margins, icon and padding take beside the text of what is missing."""
_NAMED: Final = 2
"""So many missing criteria are named; the others are counted."""


class SheetFooter(QFrame):
    """What stands below a sheet.

    Signals:
        missing_chosen: The first criterion that is not complete.
    """

    missing_chosen = Signal(str)

    def __init__(self, language: Language, parent: QWidget) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._language = language
        self._missing: tuple[str, ...] = ()
        self.setProperty("role", "footer")
        self.total, self.count = QLabel(self), QLabel(self)
        self.total.setProperty("role", "total")
        self.count.setProperty("role", "muted")
        self.missing = QPushButton(self)
        self.missing.setProperty("role", "warning")
        self.missing.clicked.connect(self._choose)
        self.state = QLabel(self)
        self.state.setWordWrap(True)
        self.state.setProperty("role", "muted")
        self.preview, self.sign = QPushButton(self), QPushButton(self)
        self.sign.setProperty("role", "filled")
        self.replace, self.discard = QPushButton(self), QPushButton(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(6)
        sums = QHBoxLayout()
        sums.setSpacing(8)
        sums.addWidget(self.total)
        sums.addWidget(self.count)
        sums.addStretch(1)
        column.addLayout(sums)
        column.addWidget(self.missing)
        column.addWidget(self.state)
        buttons = QHBoxLayout()
        buttons.addWidget(self.preview)
        buttons.addStretch(1)
        for button in (self.discard, self.replace, self.sign):
            buttons.addWidget(button)
        column.addLayout(buttons)
        self.speak()

    def show_sheet(self, model: SheetModel, review: Review, *, is_settled: bool) -> None:
        """Say how far a sheet is.

        Args:
            model: The sheet.
            review: The dossier.
            is_settled: Whether it is signed and not being replaced, or not to be filled in.
        """
        words, colours = self._language.words, colours_now()
        total, stage = model.total(), review.stage
        self.total.setVisible(total is not None)
        done = words("window.sheet.done", done=model.done(), total=len(stage.criteria))
        if total is None:
            self.count.setText(done)
        else:
            self.total.setText(format_points(total))
            self.count.setText(f"/ {format_points(stage.full_marks())} · {done}")
        self._missing = () if is_settled else model.missing()
        self.missing.setVisible(bool(self._missing))
        if self._missing:
            self._shorten(self._said_missing(model))
            self.missing.setIcon(icon("circle-alert", colours.warn))
            self.missing.setIconSize(QSize(_ICON, _ICON))
        self.sign.setVisible(not is_settled)
        self.sign.setEnabled(not self._missing)
        self._show_state(review, is_settled=is_settled)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Name what is missing in the room of now."""
        super().resizeEvent(event)
        self._shorten(self.missing.toolTip())

    def _shorten(self, text: str) -> None:
        room = self.width() - _AROUND
        mode = Qt.TextElideMode.ElideRight
        self.missing.setText(plain(self.missing.fontMetrics().elidedText(text, mode, room)))
        self.missing.setToolTip(text)
        self.missing.setAccessibleName(text)

    def speak(self) -> None:
        """Say everything in the language of now."""
        words, colours, key = self._language.words, colours_now(), "window.sheet"
        for name, button, drawing, tone in (
            ("preview", self.preview, "eye", colours.ink_2),
            ("sign", self.sign, "pen-line", colours.on_accent),
            ("replace", self.replace, "pen-line", colours.ink_2),
            ("discard", self.discard, "undo-2", colours.ink_2),
        ):
            button.setText(words(f"{key}.{name}"))
            button.setToolTip(words(f"{key}.{name}_tip"))
            button.setIcon(icon(drawing, tone))
            button.setIconSize(QSize(_ICON, _ICON))
        # Another text takes a button's key away.
        self.sign.setShortcut("Ctrl+Return")
        self.preview.setShortcut("Ctrl+P")

    def _show_state(self, review: Review, *, is_settled: bool) -> None:
        words, signed = self._language.words, review.sheet
        is_replacing = signed is not None and not is_settled
        may_replace = signed is not None and review.stage.revision is not Revision.NEVER
        self.replace.setVisible(is_settled and may_replace and review.is_open)
        self.discard.setVisible(is_replacing)
        self.state.setVisible(signed is not None)
        if signed is not None:
            time = local_time(signed.made_at, words.language)
            key = "replacing" if is_replacing else "signed"
            self.state.setText(words(f"window.sheet.{key}", time=time))

    def _said_missing(self, model: SheetModel) -> str:
        words, language = self._language.words, self._language.words.language
        titles = [
            one.title.said_in(language) or one.id
            for one in model.stage.criteria
            if one.id in self._missing
        ]
        named = ", ".join(titles[:_NAMED])
        if len(titles) > _NAMED:
            return words("window.sheet.missing_more", named=named, count=len(titles) - _NAMED)
        return words("window.sheet.missing", named=named)

    def _choose(self) -> None:
        if self._missing:
            self.missing_chosen.emit(self._missing[0])
