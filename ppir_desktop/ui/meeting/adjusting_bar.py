"""Asks what a panel puts in the place of a computed result, and why."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.domain.points import HUNDREDTHS
from ppir_desktop.domain.stage import Mode, Stage
from ppir_desktop.services.chair.asking import is_consistent
from ppir_desktop.services.chair.meeting import Adjusting
from ppir_desktop.services.chair.room import Taken
from ppir_desktop.services.rules import describe_outcome
from ppir_desktop.ui.language import Language

_KEY: Final = "window_meeting.adjusting"
_MOST: Final = 4_000


class AdjustingBar(QFrame):
    """A score, an outcome and a reason; hidden while nothing is adjusted.

    Signals:
        put: An `Adjusting` that is to be put to the members.
        dropped: The adjustment is dropped.
    """

    put = Signal(object)
    dropped = Signal()

    def __init__(self, language: Language, parent: QWidget) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._language = language
        self._stage: Stage | None = None
        self.setProperty("role", "ask")
        # Not a hint, which asks for the room of its lines while it is still narrow.
        self.text = QLabel(self)
        self.text.setProperty("role", "strong")
        self.text.setWordWrap(True)
        self.score, self.outcome = QDoubleSpinBox(self), QComboBox(self)
        self.score.lineEdit().setTextMargins(8, 0, 8, 0)
        self.score.setProperty("role", "mark")
        self.score.setDecimals(2)
        self.score.setMinimumSize(92, 34)
        self.score.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.reason = QLineEdit(self)
        self.reason.setMaxLength(_MOST)
        self.yes, self.drop, self.no = (QPushButton(self) for _ in range(3))
        self.score.valueChanged.connect(self._follow_score)
        self.outcome.currentIndexChanged.connect(self._look)
        self.reason.textChanged.connect(self._look)
        self.reason.returnPressed.connect(self._put)
        self.yes.clicked.connect(self._put)
        self.drop.clicked.connect(self._drop)
        self.no.clicked.connect(self.give_up)
        self._lay_out()
        language.changed.connect(self.speak)
        self.hide()

    def ask(self, stage: Stage, taken: Taken) -> None:
        """Ask about a dossier."""
        self._stage = stage
        adjusting, result = taken.talk.adjusting, taken.result
        bonus = stage.bonus.cap if stage.bonus is not None else 0
        rule = stage.consolidation
        full = rule.rescale_to if rule is not None and rule.rescale_to else stage.full_marks()
        self.score.setRange(0, (full + bonus) / HUNDREDTHS)
        self.score.setVisible(stage.mode is Mode.SCORE)
        self.outcome.clear()
        words = self._language.words
        for outcome in Outcome:
            self.outcome.addItem(words(describe_outcome(stage, outcome)), outcome.value)
        points = adjusting.score / HUNDREDTHS if adjusting else float(result.score or 0)
        self.score.setValue(points)
        chosen = adjusting.outcome if adjusting else result.outcome
        if chosen is not None:
            self.outcome.setCurrentIndex(list(Outcome).index(chosen))
        self.reason.setText(adjusting.reason if adjusting else "")
        self.drop.setVisible(adjusting is not None)
        self.speak()
        self.show()
        field: QWidget = self.score if stage.mode is Mode.SCORE else self.outcome
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def give_up(self) -> None:
        """Ask no more, and change nothing."""
        self._stage = None
        self.reason.clear()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give up on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.give_up()
        else:
            super().keyPressEvent(event)

    def speak(self) -> None:
        """Say everything in the language that is spoken now."""
        words = self._language.words
        self.text.setText(words(f"{_KEY}.text"))
        self.score.setAccessibleName(words(f"{_KEY}.score"))
        self.outcome.setAccessibleName(words(f"{_KEY}.outcome"))
        self.reason.setPlaceholderText(words(f"{_KEY}.reason"))
        self.reason.setAccessibleName(words(f"{_KEY}.reason"))
        self.yes.setText(words(f"{_KEY}.put"))
        self.drop.setText(words(f"{_KEY}.drop"))
        self.no.setText(words("window_panel.cancel"))
        self._name_outcomes(words)
        self._look()

    def _name_outcomes(self, words: Wording) -> None:
        if self._stage is not None:
            for at, outcome in enumerate(Outcome):
                self.outcome.setItemText(at, words(describe_outcome(self._stage, outcome)))

    def _adjusting(self) -> Adjusting:
        chosen = Outcome(str(self.outcome.currentData() or Outcome.HOLD.value))
        return Adjusting(round(self.score.value() * HUNDREDTHS), chosen, self.reason.text().strip())

    def _follow_score(self) -> None:
        """The outcome follows the score across the pass mark; holding stays."""
        stage = self._stage
        if stage is not None and not is_consistent(stage, self._adjusting()):
            mark = stage.passing.min_score or 0
            passed = round(self.score.value() * HUNDREDTHS) >= mark
            outcome = Outcome.ADVANCE if passed else Outcome.REJECT
            self.outcome.setCurrentIndex(list(Outcome).index(outcome))
        self._look()

    def _look(self) -> None:
        adjusting, stage = self._adjusting(), self._stage
        right = stage is not None and is_consistent(stage, adjusting)
        self.yes.setEnabled(bool(adjusting.reason) and right)

    def _put(self) -> None:
        if self.yes.isEnabled() and self._stage is not None:
            adjusting = self._adjusting()
            self.give_up()
            self.put.emit(adjusting)

    def _drop(self) -> None:
        self.give_up()
        self.dropped.emit()

    def _lay_out(self) -> None:
        column, row, head = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(8)
        row.setSpacing(8)
        row.addWidget(self.score)
        row.addWidget(self.outcome)
        row.addWidget(self.reason, 1)
        head.setSpacing(8)
        head.addWidget(self.text, 1)
        for button in (self.no, self.drop, self.yes):
            head.addWidget(button)
        column.addLayout(head)
        column.addLayout(row)
