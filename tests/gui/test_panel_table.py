"""The table of a panel by itself: stages of all kinds, many dossiers, and how it looks."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ppir_desktop.common.wording import Wording
from ppir_desktop.services.chair.gathering import SeatState
from ppir_desktop.services.chair.table import Row, Table, Verdict
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.panel.strips import axis_of, strip_of
from ppir_desktop.ui.panel.table_model import Order
from ppir_desktop.ui.panel.table_view import PanelView
from ppir_desktop.ui.panel.tones import LEGIBLE, contrast, heat, legible
from ppir_desktop.ui.theme import DARK, LIGHT, Colours, dress
from tests.support.panel_tables import stage_of, table

_ITEM = Qt.ItemDataRole


def with_row(shown: Table, at: int, **changes: object) -> Table:
    rows: list[Row] = list(shown.rows)
    rows[at] = msgspec.structs.replace(rows[at], **changes)
    return msgspec.structs.replace(shown, rows=tuple(rows))


@pytest.fixture
def view(undressed: QApplication, qtbot: QtBot) -> PanelView:
    dress(undressed)
    made = PanelView(Language(Wording("en")))
    qtbot.addWidget(made)
    made.resize(800, 400)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_marks_are_legible_on_every_ground(colours: Colours) -> None:
    grounds = [heat(colours, percent) for percent in range(101)]
    assert grounds[100] != grounds[50] != grounds[0], "it is a map"
    for ground in grounds:
        for wanted in (colours.ink, colours.ink_2, colours.muted):
            tone = legible(wanted, colours.ink, ground.name())
            assert contrast(tone, ground) >= LEGIBLE, (ground.name(), wanted)
    assert legible(colours.muted, colours.ink, colours.surface) == QColor(colours.muted)


def test_a_gate_shows_how_many_items_were_found_fit(view: PanelView) -> None:
    stage = stage_of("nep", "paper")
    view.show_table(table(stage, 3, 6))
    model = view.panel
    assert model.index(1, 0).data() == "3/4"
    assert str(model.index(1, 0).data(_ITEM.AccessibleTextRole)).count("unfit") == 1
    assert str(model.index(1, 6).data()).endswith("met")
    assert model.strip(1) is None


def test_a_vote_shows_words_and_counts(view: PanelView) -> None:
    view.show_table(table(stage_of("ppir-2025", "final"), 3, 7))
    model = view.panel
    said = [str(model.index(1, at).data()) for at in range(7)]
    assert set(said) == {"for", "against"}
    assert model.index(1, 7).data() == f"{said.count('for')}/7"
    assert f"for {said.count('for')}" in str(model.index(1, 8).data(_ITEM.ToolTipRole))


def test_one_row_is_drawn_anew_where_one_row_changed(view: PanelView) -> None:
    shown = table(stage_of(), 500, 10)
    view.show_table(shown)
    drawn: list[tuple[int, int]] = []
    resets: list[int] = []
    view.panel.dataChanged.connect(lambda a, b: drawn.append((a.row(), b.row())))
    view.panel.modelReset.connect(lambda: resets.append(1))
    view.show_table(with_row(shown, 250, is_stale=True))
    assert drawn == [(250, 250)]
    assert not resets


def test_a_row_that_moves_in_the_order_takes_its_new_place(view: PanelView) -> None:
    shown = table(stage_of(), 5, 7)
    view.show_table(shown)
    view.arrange(Order.DISAGREEMENT)
    view.show_table(with_row(shown, 3, differs=1.0))
    first = view.panel.row(0)
    assert first is not None
    assert first.dossier == shown.rows[3].dossier


def test_dossiers_stay_in_sight_while_members_scroll_sideways(view: PanelView) -> None:
    view.show_table(table(stage_of(), 5, 20))
    bar = view.horizontalScrollBar()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())
    head = view.verticalHeader()
    assert head.isVisible()
    assert head.x() == 0
    assert head.width() >= 120
    assert view.columnViewportPosition(0) < 0


def test_seven_members_need_no_scrolling(view: PanelView) -> None:
    view.show_table(table(stage_of(), 5, 7))
    assert view.horizontalScrollBar().maximum() == 0


def test_ties_adjustments_and_decisions_are_told(view: PanelView) -> None:
    shown = table(stage_of(), 5, 7)
    shown = with_row(shown, 1, verdict=Verdict.RANKED, rank=2, tied=True)
    shown = with_row(shown, 2, adjusted=7000, is_decided=True, is_disputed=True)
    view.show_table(shown)
    model = view.panel
    assert model.index(1, 9).data() == "Tied 2"
    assert str(model.index(2, 7).data(_ITEM.ToolTipRole)).startswith("adjusted to 70; computed")
    said = str(model.index(2, 9).data(_ITEM.AccessibleTextRole))
    assert "decided" in said
    assert "otherwise" in said


def test_whoever_is_on_no_panel_of_a_dossier_has_an_empty_cell(view: PanelView) -> None:
    shown = table(stage_of(), 2, 7)
    cell = msgspec.structs.replace(shown.rows[1].cells[0], state=None, total=None)
    view.show_table(with_row(shown, 1, cells=(cell, *shown.rows[1].cells[1:])))
    index = view.panel.index(1, 0)
    assert index.data() == ""
    assert index.data(_ITEM.ToolTipRole) == "A is not on this panel"


def test_the_plot_of_a_dossier_shows_what_was_dropped_and_where_the_result_is() -> None:
    shown = table(stage_of(), 5, 7)
    axis = axis_of(shown)
    for row in shown.rows:
        strip = strip_of(shown.stage, row, axis)
        counted = [one for one in row.cells if one.state is SeatState.COUNTED]
        assert len(strip.dots) == len(counted)
        assert sum(one.is_dropped for one in strip.dots) == sum(one.is_dropped for one in counted)
        assert strip.mark == pytest.approx(axis.part(7000))
        assert strip.result is not None
        assert min(one.part for one in strip.dots) <= strip.result


def test_markup_in_a_name_is_shown_as_it_is(view: PanelView) -> None:
    shown = table(stage_of(), 1, 7)
    columns = (msgspec.structs.replace(shown.columns[0], name="<b>x</b>"), *shown.columns[1:])
    view.show_table(msgspec.structs.replace(shown, columns=columns))
    view.name_members(with_names=True)
    tip = str(view.panel.headerData(0, Qt.Orientation.Horizontal, _ITEM.ToolTipRole))
    assert "&lt;b&gt;" in tip
