"""The window shows every scheme with its stages and criteria, and can be used by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.qtbot import QtBot

from ppir_desktop.common.wording import LANGUAGES, Wording
from ppir_desktop.services.schemes import shipped_schemes
from ppir_desktop.ui.viewmodels.scheme_tree import scheme_tree
from ppir_desktop.ui.views.scheme_window import SchemeWindow


@pytest.fixture(params=LANGUAGES)
def window(request: pytest.FixtureRequest, qtbot: QtBot) -> SchemeWindow:
    words = Wording(request.param)
    shown = SchemeWindow(words, scheme_tree(words, shipped_schemes()))
    qtbot.addWidget(shown)
    with qtbot.waitExposed(shown):
        shown.show()
    return shown


def test_all_schemes_are_shown_with_their_stages_and_criteria(window: SchemeWindow) -> None:
    model = window.tree.model()
    schemes = shipped_schemes()
    assert model.rowCount() == len(schemes)
    for row, scheme in enumerate(schemes):
        top = model.index(row, 0)
        assert model.data(top) in (scheme.title.ko, scheme.title.en)
        assert model.rowCount(top) == len(scheme.stages)
        for number, stage in enumerate(scheme.stages):
            assert model.rowCount(model.index(number, 0, top)) == len(stage.criteria)


def test_it_can_be_walked_and_opened_by_keyboard(window: SchemeWindow, qtbot: QtBot) -> None:
    tree = window.tree
    first = tree.currentIndex()
    assert first.isValid()
    assert tree.isExpanded(first)
    qtbot.keyClick(tree, Qt.Key.Key_Left)
    assert not tree.isExpanded(first)
    qtbot.keyClick(tree, Qt.Key.Key_Right)
    qtbot.keyClick(tree, Qt.Key.Key_Down)
    assert tree.currentIndex().parent() == first
    assert tree.accessibleName()


def test_nothing_in_it_can_be_edited(window: SchemeWindow) -> None:
    model = window.tree.model()

    def indices(parent: QModelIndex) -> list[QModelIndex]:
        here = [model.index(r, 0, parent) for r in range(model.rowCount(parent))]
        return here + [below for index in here for below in indices(index)]

    found = indices(QModelIndex())
    assert len(found) > 50
    assert not any(model.flags(index) & Qt.ItemFlag.ItemIsEditable for index in found)
