"""The board: the dossier that the meeting is at, large enough for the far end of the table."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.points import format_points
from ppir_desktop.services.chair.table import Row, Verdict
from ppir_desktop.services.rules import describe_outcome
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.meeting.room_lane import Shown
from ppir_desktop.ui.panel.detail_parts import StripPlot
from ppir_desktop.ui.panel.saying import (
    in_language,
    score_said,
    score_text,
    spread_said,
    verdict_text,
)
from ppir_desktop.ui.panel.strips import axis_of, strip_of
from ppir_desktop.ui.widgets.section import give_role, hint_label

_KEY: Final = "window_meeting"
_TONES: Final = {
    Verdict.ADVANCE: "good", Verdict.REJECT: "bad", Verdict.HOLD: "warn", Verdict.WAITING: "warn",
}  # fmt: skip


class Board(QFrame):
    """Product, result, verdict, marks on a line, and whether there are enough to decide."""

    def __init__(self, language: Language, parent: QWidget) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._language = language
        self.setProperty("role", "card")
        self.leave = hint_label(self, "banner")
        self.product, self.number = QLabel(self), QLabel(self)
        self.score, self.verdict, self.computed = QLabel(self), QLabel(self), QLabel(self)
        self.quorum, self.counts = QLabel(self), hint_label(self, "strong")
        self.product.setProperty("role", "board")
        self.product.setWordWrap(True)
        self.number.setProperty("role", "muted")
        self.score.setProperty("role", "huge")
        self.verdict.setProperty("role", "verdict_plain")
        self.computed.setProperty("role", "muted")
        self.computed.setWordWrap(True)
        for label in (self.product, self.number, self.score, self.verdict, self.computed):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._strip: StripPlot | None = None
        self._lay_out()

    def show_taken(self, shown: Shown) -> None:
        """Show a dossier."""
        words, taken = self._language.words, shown.taken
        row = next(one for one in shown.table.rows if one.dossier == taken.item.dossier)
        stage, key = shown.room.stage, _KEY
        self.product.setText(in_language(taken.item.product, words))
        self.number.setText(taken.item.dossier)
        is_adjusted, adjusting = row.adjusted is not None, taken.talk.adjusting
        self.score.setText(
            format_points(row.adjusted)
            if row.adjusted is not None
            else score_text(stage, row, words)
        )
        self.score.setAccessibleName(score_said(stage, row, words))
        beside = ""
        if is_adjusted:
            beside = words(f"{key}.computed", score=score_text(stage, row, words))
        elif adjusting is not None:
            beside = words(
                f"{key}.proposed", score=format_points(adjusting.score),
                outcome=words(describe_outcome(stage, adjusting.outcome)),
                agreed=len(taken.adjustment.agreed), count=taken.attending,
            )  # fmt: skip
        self.computed.setText(beside)
        self.computed.setVisible(bool(beside))
        self.verdict.setText(verdict_text(stage, row, words))
        self.verdict.setProperty("role", f"verdict_{_TONES.get(row.verdict, 'plain')}")
        # With another ground comes other room around the word.
        self.verdict.style().unpolish(self.verdict)
        self.verdict.style().polish(self.verdict)
        self._show_leaving(shown, words)
        enough = "enough" if taken.is_quorate else "short"
        self.quorum.setText(
            words(f"{key}.quorum_{enough}", attending=taken.attending, needed=taken.needed)
        )
        give_role(self.quorum, "good" if taken.is_quorate else "bad")
        self._show_counts(shown, words)
        self._show_strip(shown, row, words)

    def _show_leaving(self, shown: Shown, words: Wording) -> None:
        item = shown.taken.item
        parts = [
            words(f"{_KEY}.{name}", names=", ".join(names))
            for name, names in (
                ("leave", item.leave),
                ("stay_out", item.out),
                ("enter", item.enter),
            )
            if names and not (name == "stay_out" and item.leave == item.out)
        ]
        self.leave.setText("\n".join(parts))
        self.leave.setVisible(bool(parts))

    def _show_counts(self, shown: Shown, words: Wording) -> None:
        titles = {
            one.id: one.title.said_in(words.language) or one.id for one in shown.room.stage.criteria
        }
        lines = [
            f"{titles.get(item, item)}:  "
            + "  ·  ".join(f"{words(f'choice.{choice}')} {count}" for choice, count in said.items())
            for item, said in shown.taken.counts.items()
        ]
        self.counts.setText("\n".join(lines))
        self.counts.setVisible(bool(lines))

    def _show_strip(self, shown: Shown, row: Row, words: Wording) -> None:
        if self._strip is not None:
            self._column.removeWidget(self._strip)
            self._strip.deleteLater()
            self._strip = None
        if not any(cell.total is not None for cell in row.cells):
            return
        strip = strip_of(shown.room.stage, row, axis_of(shown.table))
        said = spread_said(shown.room.stage, row, words)
        self._strip = StripPlot(self, strip, said)
        self._strip.setMinimumHeight(44)
        self._column.insertWidget(self._column.count() - 1, self._strip)

    def _lay_out(self) -> None:
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.score)
        row.addWidget(self.verdict, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        below = QHBoxLayout()
        below.addWidget(self.number, 1)
        below.addWidget(self.quorum)
        column.addWidget(self.leave)
        column.addWidget(self.product)
        column.addLayout(below)
        column.addLayout(row)
        column.addWidget(self.computed)
        column.addWidget(self.counts)
        column.addStretch(0)
