"""What stands for members where their names are hidden."""

from __future__ import annotations

import msgspec

from ppir_desktop.services.chair.desk import ChairDesk
from ppir_desktop.services.chair.masking import stage_letters
from ppir_desktop.services.chair.table import table_of
from tests.support.panel_round import SCORED, PanelRound


def test_a_letter_stands_for_one_person_in_all_panels_of_a_stage(sat: PanelRound) -> None:
    """Panels differ: a member of the second alone moves nobody's letter in the first."""
    first, second = ((SCORED, dossier) for dossier in sat.dossiers[:2])
    with sat.at(sat.chair) as at:
        panels = dict(ChairDesk(at).panels)
    members = panels[first].members
    panels[first] = msgspec.structs.replace(panels[first], members=members[1:])
    panels[second] = msgspec.structs.replace(panels[second], members=members[:2])
    assert stage_letters({first: panels[first], second: panels[second]}, SCORED) == dict(
        zip(sorted(one.number for one in members), "ABCDEFG", strict=True)
    )


def test_the_table_bears_the_letters_of_its_stage(sat: PanelRound) -> None:
    with sat.at(sat.chair) as at:
        desk = ChairDesk(at)
        columns = table_of(desk, SCORED).columns
        assert {one.number: one.letter for one in columns} == stage_letters(desk.panels, SCORED)
