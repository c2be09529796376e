"""Where a mark is given: points on a scale, a few steps, or what is said of a criterion."""

from __future__ import annotations

import itertools
from typing import Final

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.domain.points import format_points
from ppir_desktop.domain.sheets import Choice
from ppir_desktop.domain.stage import Scale
from ppir_desktop.ui.plain import plain
from ppir_desktop.ui.viewmodels.sheet_model import Value

_HUNDRED: Final = 100
_FEW: Final = 7
"""So many steps at most have a button each."""
_GESTURES: Final = itertools.count(1)
_BLANK: Final = "–"
_WIDE: Final = 64
_HIGH: Final = 34


class MarkField(QWidget):
    """What all fields for a mark have in common.

    Signals:
        given: The mark and the gesture it belongs to, 0 for none; None takes the mark away.
    """

    given = Signal(object, int)

    def show_value(self, value: Value) -> None:
        """Show a mark without giving it."""
        raise NotImplementedError

    def set_read_only(self, *, is_read_only: bool) -> None:
        """Let a mark be given or only be looked at."""
        raise NotImplementedError

    def name(self, text: str) -> None:
        """Say what is marked, for whoever cannot see it."""
        raise NotImplementedError

    def beside_title(self) -> tuple[QWidget, ...]:
        """What of it stands beside the criterion's title; the rest stands below."""
        return ()

    def first(self) -> QWidget:
        """What is to have the focus first."""
        raise NotImplementedError


def mark_field(
    scale: Scale | None, choices: tuple[tuple[Choice, str], ...], parent: QWidget
) -> MarkField:
    """The field that suits a criterion.

    Args:
        scale: The marks that may be given; None where something is said.
        choices: What may be said, and in which words.
        parent: What it belongs to.
    """
    if scale is None:
        return ButtonsField([(choice, words) for choice, words in choices], parent)
    steps = (scale.maximum - scale.minimum) // scale.step + 1
    if steps <= _FEW:
        values = range(scale.minimum, scale.maximum + 1, scale.step)
        return ButtonsField([(value, format_points(value)) for value in values], parent)
    return PointsField(scale, parent)


class ButtonsField(MarkField):
    """A button for each of a few answers; the one that was given can be taken away again."""

    def __init__(self, answers: list[tuple[int | Choice, str]], parent: QWidget) -> None:
        """Show the answers side by side."""
        super().__init__(parent)
        self._value: Value = None
        self.group = QButtonGroup(self)
        self.group.setExclusive(False)
        self.buttons: dict[int | Choice, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for answer, words in answers:
            button = QPushButton(plain(words), self)
            button.setProperty("role", "answer")
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, one=answer: self._give(one))
            self.group.addButton(button)
            self.buttons[answer] = button
            row.addWidget(button, 1)

    def show_value(self, value: Value) -> None:
        """Press the button of a mark, without giving it."""
        self._value = value
        for answer, button in self.buttons.items():
            button.setChecked(answer == value)

    def set_read_only(self, *, is_read_only: bool) -> None:
        """Let a mark be given or only be looked at."""
        for button in self.buttons.values():
            button.setEnabled(not is_read_only)

    def name(self, text: str) -> None:
        """Say what is marked."""
        for button in self.buttons.values():
            button.setAccessibleName(f"{text}: {button.text()}")

    def first(self) -> QWidget:
        """The answer that was given, or the first."""
        for button in self.buttons.values():
            if button.isChecked():
                return button
        return next(iter(self.buttons.values()))

    def _give(self, answer: int | Choice) -> None:
        value = None if answer == self._value else answer
        self.show_value(value)
        self.given.emit(value, 0)


class PointsField(MarkField):
    """A number with a slider below it; blank until a mark is given."""

    def __init__(self, scale: Scale, parent: QWidget) -> None:
        """Show a blank field over a scale."""
        super().__init__(parent)
        self._scale = scale
        self._gesture = 0
        self.spin = _PointsSpin(scale, self)
        self.spin.valueChanged.connect(self._typed)
        self.spin.entered.connect(self._begin)
        self.maximum = QLabel(f"/ {format_points(scale.maximum)}", self)
        self.maximum.setProperty("role", "muted")
        self.slider = _Slider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, (scale.maximum - scale.minimum) // scale.step)
        self.slider.setPageStep(max(1, self.slider.maximum() // 10))
        self.slider.sliderPressed.connect(self._begin)
        self.slider.valueChanged.connect(self._slid)
        # Enter, 0 or Home on a blank scale means its least mark, which is where the handle stands.
        self.slider.actionTriggered.connect(self._pulled)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.slider)
        self.show_value(None)

    def show_value(self, value: Value) -> None:
        """Show points, or that there are none."""
        points = value if type(value) is int else None
        with QSignalBlocker(self.spin), QSignalBlocker(self.slider):
            self.spin.show_points(points)
            at = 0 if points is None else (points - self._scale.minimum) // self._scale.step
            self.slider.setValue(at)
        self._colour(is_blank=points is None)

    def set_read_only(self, *, is_read_only: bool) -> None:
        """Let a mark be given or only be looked at."""
        self.spin.setReadOnly(is_read_only)
        self.slider.setEnabled(not is_read_only)

    def name(self, text: str) -> None:
        """Say what is marked."""
        self.spin.setAccessibleName(text)
        self.slider.setAccessibleName(text)

    def beside_title(self) -> tuple[QWidget, ...]:
        """The number, and what it is at most."""
        return self.spin, self.maximum

    def first(self) -> QWidget:
        """The number."""
        return self.spin

    def _begin(self) -> None:
        self._gesture = next(_GESTURES)

    def _typed(self) -> None:
        points = self.spin.points()
        with QSignalBlocker(self.slider):
            at = 0 if points is None else (points - self._scale.minimum) // self._scale.step
            self.slider.setValue(at)
        self._colour(is_blank=points is None)
        self.given.emit(points, self._gesture)

    def _slid(self, step: int) -> None:
        points = self._scale.minimum + step * self._scale.step
        with QSignalBlocker(self.spin):
            self.spin.show_points(points)
        self._colour(is_blank=False)
        self.given.emit(points, self._gesture if self.slider.isSliderDown() else 0)

    def _pulled(self) -> None:
        if self.spin.points() is None and self.slider.sliderPosition() == self.slider.value():
            self._slid(self.slider.value())

    def _colour(self, *, is_blank: bool) -> None:
        for widget in (self.spin, self.slider):
            if widget.property("blank") != is_blank:
                widget.setProperty("blank", is_blank)
                widget.style().unpolish(widget)
                widget.style().polish(widget)


class _PointsSpin(QDoubleSpinBox):
    """Points of a scale; empty means that there are none.

    Signals:
        entered: Somebody begins to type.
    """

    entered = Signal()

    def __init__(self, scale: Scale, parent: QWidget) -> None:
        super().__init__(parent)
        self._scale = scale
        whole = scale.minimum % _HUNDRED == 0 and scale.step % _HUNDRED == 0
        self.setDecimals(0 if whole else 1 if scale.step % 10 == 0 else 2)
        # One step below the least mark stands for none at all.
        self.setRange((scale.minimum - scale.step) / _HUNDRED, scale.maximum / _HUNDRED)
        self.setSingleStep(scale.step / _HUNDRED)
        self.setSpecialValueText(_BLANK)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedSize(_WIDE, _HIGH)
        self.setProperty("role", "mark")

    def show_points(self, points: int | None) -> None:
        """Show points in hundredths, or none."""
        self.setValue(self.minimum() if points is None else points / _HUNDRED)

    def points(self) -> int | None:
        """The points in hundredths, on the nearest step; None for none."""
        if self.value() <= self.minimum():
            return None
        scale = self._scale
        points = round(self.value() * _HUNDRED)
        step = round((points - scale.minimum) / scale.step)
        return min(scale.maximum, max(scale.minimum, scale.minimum + step * scale.step))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Let nothing stand as well."""
        if not text.strip() or text == _BLANK:
            return QValidator.State.Acceptable, text, position
        return super().validate(text, position)

    def valueFromText(self, text: str) -> float:
        """What a text stands for."""
        if not text.strip() or text == _BLANK:
            return self.minimum()
        return super().valueFromText(text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Have the first key replace what stands there."""
        super().focusInEvent(event)
        self.entered.emit()
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the mark as it counts, on a step of the scale."""
        super().focusOutEvent(event)
        self.show_points(self.points())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll what is around: no mark changes because somebody scrolls by."""
        event.ignore()

    def event(self, event: QEvent) -> bool:
        """Leave undo to the sheet, whose marks it undoes; that of the text here knows digits."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if is_control and event.key() in {Qt.Key.Key_Z, Qt.Key.Key_Y}:
                event.ignore()
                return True
        return super().event(event)


class _Slider(QSlider):
    """A slider that scrolling by does not move."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll what is around."""
        event.ignore()
