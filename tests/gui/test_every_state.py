"""Every window in every state: each control has a name and a role, text is legible, nothing cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QRegion
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.ui.app import Desk
from tests.gui import states
from tests.gui.windows import PATIENCE, desk_in
from tests.support.desks import Desks
from tests.support.panel_events import change_mind, give_late
from tests.support.panel_round import PanelRound

Walk = Callable[[tuple[str, str], tuple[int, int]], Iterator[tuple[str, QWidget]]]
SMALL, DENSE = (1280, 720), (960, 540)
VIEWS = [
    pytest.param(("ko", "light"), SMALL, id="ko-light-small"),
    pytest.param(("en", "dark"), DENSE, id="en-dark-dense"),
    pytest.param(("ko", "light"), DENSE, id="ko-light-dense", marks=pytest.mark.soak),
    pytest.param(("en", "dark"), SMALL, id="en-dark-small", marks=pytest.mark.soak),
]
"""Both languages, themes and sizes in every run, all of their pairs in long ones."""

LEGIBLE = 4.5
"""Contrast of text (WCAG 2.2, success criterion 1.4.3)."""


@pytest.fixture
def walked(undressed: QApplication, panellists: Desks, qtbot: QtBot, home: Path) -> Walk:
    """Goes through all states in some looks and at some size."""

    def go(looks: tuple[str, str], size: tuple[int, int]) -> Iterator[tuple[str, QWidget]]:
        language, theme = looks
        for desk in desk_in(undressed, language):
            desk.settings.theme = theme
            desk.window.made.settings.changed.emit()
            desk.window.resize(*size)
            for state in walk(desk, panellists, home, qtbot):
                # Layouts follow what changed, one level after the other.
                for _ in range(5):
                    QApplication.processEvents()
                yield state, states.shown(desk)

    return go


@pytest.fixture
def chairs_walk(
    undressed: QApplication,
    panel_round: PanelRound,
    qtbot: QtBot,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Walk:
    """Goes through the states of a chair's place, after a sheet was replaced and one came late."""
    change_mind(panel_round)
    give_late(panel_round)
    monkeypatch.setenv(HOME_VARIABLE, str(panel_round.home))

    def go(looks: tuple[str, str], size: tuple[int, int]) -> Iterator[tuple[str, QWidget]]:
        def wait(holds: Callable[[], bool]) -> None:
            qtbot.waitUntil(holds, timeout=PATIENCE)

        for desk in desk_in(undressed, looks[0]):
            desk.settings.theme = looks[1]
            desk.window.made.settings.changed.emit()
            desk.window.resize(*size)
            for state in states.of_a_chair(desk, panel_round.chair, wait):
                for _ in range(5):
                    QApplication.processEvents()
                yield state, states.shown(desk)

    return go


def walk(desk: Desk, made: Desks, folder: Path, qtbot: QtBot) -> Iterator[str]:
    def wait(holds: Callable[[], bool]) -> None:
        qtbot.waitUntil(holds, timeout=PATIENCE)

    yield from states.before_opening(desk)
    yield from states.of_a_review(desk, made, wait)
    yield from states.of_joining(desk, made, folder)
    yield from states.of_places(desk, wait)


# 1920 by 1080 at 200 % has room for 960 by 540.
@pytest.mark.parametrize(("looks", "size"), VIEWS)
def test_all_is_named_legible_and_whole(
    walked: Walk, looks: tuple[str, str], size: tuple[int, int]
) -> None:
    problems = [
        f"{state}: {one}"
        for state, shown in walked(looks, size)
        for one in (*unnamed(shown), *cut(shown), *illegible(shown))
    ]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(("looks", "size"), VIEWS)
def test_all_of_a_chairs_place_is_named_legible_and_whole(
    chairs_walk: Walk, looks: tuple[str, str], size: tuple[int, int]
) -> None:
    problems = []
    for state, shown in chairs_walk(looks, size):
        room = (shown.width(), shown.height())
        is_within = room[0] <= size[0] and room[1] <= size[1]
        fits = is_within if isinstance(shown, QDialog) else room == size
        assert fits, f"{state}: {room}, so there is no room for all of it"
        problems += [f"{state}: {one}" for one in (*unnamed(shown), *cut(shown), *illegible(shown))]
    assert not problems, "\n".join(problems)


def seen(window: QWidget) -> Iterator[QWidget]:
    """The widgets of a window of which at least a part is on the screen."""
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and not widget.visibleRegion().isEmpty():
            yield widget


def said(widget: QWidget) -> str:
    """What a widget is, for whoever reads a failure."""
    text = getattr(widget, "text", lambda: "")()
    return f"{type(widget).__name__} {widget.objectName()} {str(text)[:50]!r}"


def unnamed(window: QWidget) -> Iterator[str]:
    """Controls without a name or a role for whoever cannot see them."""
    for widget in seen(window):
        if widget.focusPolicy() is Qt.FocusPolicy.NoFocus or not widget.isEnabled():
            continue
        if widget.objectName() == "qt_spinbox_lineedit" or widget.focusProxy() is not None:
            continue  # a part of a control that has a name
        known = QAccessible.queryAccessibleInterface(widget)
        if known.role() is QAccessible.Role.NoRole:
            yield f"{said(widget)} has no role"
        elif not (known.text(QAccessible.Text.Name) or known.text(QAccessible.Text.Value)):
            yield f"{said(widget)} has no name"


def cut(window: QWidget) -> Iterator[str]:
    """Texts that have less room than they need, and controls that stand outside the window."""
    for widget in seen(window):
        if isinstance(widget, QLabel) and widget.text() and not widget.wordWrap():
            needed = widget.sizeHint().width()
            if "…" not in widget.text() and widget.width() < needed - 1:
                yield f"{said(widget)} needs {needed} and has {widget.width()}"
        elif isinstance(widget, QLabel) and widget.text():
            needed = widget.heightForWidth(widget.width())
            if widget.height() < needed - 1:
                yield f"{said(widget)} needs {needed} lines of pixels and has {widget.height()}"
        elif isinstance(widget, QAbstractButton) and widget.text():
            needed = widget.minimumSizeHint().width()
            if widget.width() < needed - 1:
                yield f"{said(widget)} needs {needed} and has {widget.width()}"
        if isinstance(widget, (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox)):
            yield from _outside(widget, window)


def _outside(widget: QWidget, window: QWidget) -> Iterator[str]:
    if _in_scroll_area(widget):
        return
    place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    if not window.rect().contains(place):
        yield f"{said(widget)} stands outside the window at {place}"


def _in_scroll_area(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def illegible(window: QWidget) -> Iterator[str]:
    """Labels and buttons whose text stands out too little from what is behind it, as painted."""
    picture = window.grab().toImage()
    for widget in seen(window):
        is_text = isinstance(widget, (QLabel, QAbstractButton)) and bool(widget.text())
        if not is_text or not widget.isEnabled():
            continue
        place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
        area = place.intersected(picture.rect())
        # A region contains a rectangle, to Qt, of which it has any part.
        hidden = QRegion(widget.rect()).subtracted(widget.visibleRegion())
        if area != place or not hidden.isEmpty():
            continue  # partly scrolled away: looked at in another state
        ratio = contrast_in(picture.copy(area))
        if ratio < LEGIBLE:
            yield f"{said(widget)} has a contrast of {ratio:.2f}"


def contrast_in(picture: QImage) -> float:
    """The greatest contrast in a picture against its most frequent colour (WCAG 2.2)."""
    pixels = Counter(
        picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())
    )
    ground = luminance(pixels.most_common(1)[0][0])
    return max(_ratio(ground, luminance(pixel)) for pixel in pixels)


def luminance(pixel: int) -> float:
    """Relative luminance of a colour, 0 to 1."""
    tone = QColor(pixel)
    parts = (_linear(tone.redF()), _linear(tone.greenF()), _linear(tone.blueF()))
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _ratio(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


@pytest.mark.parametrize("looks", [("ko", "light"), ("en", "dark")], ids="-".join)
def test_a_declaration_is_read_without_scrolling_sideways(
    walked: Walk, looks: tuple[str, str]
) -> None:
    for state, shown in walked(looks, (960, 540)):
        if state == "declaration":
            areas = [one for one in shown.findChildren(QScrollArea) if one.isVisible()]
            assert areas
            assert [one.horizontalScrollBar().maximum() for one in areas] == [0] * len(areas)
