"""A chair's desks for a window: what is looked at, laid out and written down."""

from __future__ import annotations

import pytest

from ppir_desktop.common.errors import RefusedError
from ppir_desktop.services.chair.sittings import ChairSittings, Sight, rounds_chaired
from ppir_desktop.services.chair.table import Verdict
from tests.support.panel_events import change_mind, decide, give_late
from tests.support.panel_round import SCORED, PanelRound, panel_round, sat

__all__ = ["panel_round", "sat"]


def test_only_the_chair_chairs(panel_round: PanelRound) -> None:
    chairing = {}
    for name in (panel_round.chair, panel_round.members[0], "desk", "root"):
        with panel_round.at(name) as at:
            chairing[name] = rounds_chaired(at.profile)
    assert chairing.pop(panel_round.chair) == [panel_round.round]
    assert not any(chairing.values()), "an officer knows the panels, and chairs none"


def test_a_desk_of_nobody_who_chairs_is_refused(panel_round: PanelRound) -> None:
    with panel_round.at(panel_round.members[0]) as at, pytest.raises(RefusedError) as refused:
        ChairSittings(at.profile, at.clock).look()
    assert refused.value.code == "chair_only"


def test_what_nothing_happened_to_stays_the_same_object(panel_round: PanelRound) -> None:
    with panel_round.at(panel_round.chair) as at:
        sittings = ChairSittings(at.profile, at.clock)
        before = sittings.look()
        assert sittings.look().table is before.table
        sittings.write(before.at.sight, panel_round.dossiers[2], summary="요약")
        after = sittings.look(before.at.sight)
        same = [a is b for a, b in zip(before.table.rows, after.table.rows, strict=True)]
        assert same.count(True) >= len(same) - 1
        assert sittings.lay(before.at.sight, panel_round.dossiers[2]).gathered.talk.summary


def test_a_stage_that_is_not_there_gives_the_first(panel_round: PanelRound) -> None:
    with panel_round.at(panel_round.chair) as at:
        seen = ChairSittings(at.profile, at.clock).look(Sight(panel_round.round, "nowhere"))
    assert seen.at.sight.stage == SCORED


def test_a_late_sheet_shows_as_late_before_anybody_admits_it(panel_round: PanelRound) -> None:
    give_late(panel_round)
    change_mind(panel_round)
    with panel_round.at(panel_round.chair) as at:
        table = ChairSittings(at.profile, at.clock).look().table
    assert table.rows[3].cells[3].is_late
    assert table.rows[3].left_out == 1
    assert table.rows[0].cells[1].is_after


def test_a_decision_gives_way_to_what_came_since(panel_round: PanelRound) -> None:
    decide(panel_round)
    change_mind(panel_round)
    with panel_round.at(panel_round.chair) as at:
        row = ChairSittings(at.profile, at.clock).look().table.rows[0]
    assert (row.is_decided, row.is_stale, row.verdict) == (True, True, Verdict.ADVANCE)
