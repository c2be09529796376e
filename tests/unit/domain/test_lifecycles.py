"""Every move that is not in a table is refused, with what would be allowed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppir_desktop.common.errors import RefusedError
from ppir_desktop.domain.lifecycles import (
    ASSIGNMENT,
    DECISION,
    DESIGNATION,
    SHEET,
    LifeCycle,
    dossier_cycle,
    recuse,
)
from ppir_desktop.domain.scheme import Notice, Scheme
from ppir_desktop.domain.stage import Mode, Stage
from ppir_desktop.domain.words import Words


def scheme(notice: Notice) -> Scheme:
    stages = tuple(Stage(name, Mode.SCORE, Words()) for name in ("gate", "paper", "council"))
    return Scheme("t", 1, Words(), stages, notice=notice)


DOSSIER = dossier_cycle(scheme(Notice(20, "council")))
CYCLES = [ASSIGNMENT, SHEET, DECISION, DESIGNATION, DOSSIER]


@given(st.data(), st.sampled_from(CYCLES))
def test_every_move_outside_of_its_table_is_refused(data: st.DataObject, cycle: LifeCycle) -> None:
    state = data.draw(st.sampled_from(sorted(cycle.moves)))
    to = data.draw(st.sampled_from(sorted(cycle.moves)))
    if to in cycle.moves[state]:
        assert cycle.move(state, to) == to
        return
    with pytest.raises(RefusedError) as caught:
        cycle.move(state, to)
    assert caught.value.code == "move_refused"
    assert caught.value.params == {
        "cycle": cycle.name,
        "state": state,
        "to": to,
        "allowed": ", ".join(cycle.moves[state]),
    }


@pytest.mark.parametrize("cycle", CYCLES, ids=lambda cycle: cycle.name)
def test_every_state_can_be_reached_and_every_life_can_end(cycle: LifeCycle) -> None:
    def reach(state: str) -> set[str]:
        found, frontier = {state}, [state]
        while frontier:
            for following in cycle.moves[frontier.pop()]:
                if following not in found:
                    found.add(following)
                    frontier.append(following)
        return found

    assert reach(cycle.start) == set(cycle.moves)
    for state in cycle.moves:
        assert any(cycle.is_last(following) for following in reach(state))


def test_a_state_that_is_none_is_refused() -> None:
    with pytest.raises(RefusedError) as caught:
        SHEET.move("lost", "draft")
    assert caught.value.code == "state_unknown"
    with pytest.raises(RefusedError):
        recuse("opened", "lost")


@pytest.mark.parametrize(
    ("cycle", "way"),
    [
        (ASSIGNMENT, "issued accepted opened in_review signed received closed purged"),
        (ASSIGNMENT, "issued challenged:issued disqualified purged"),
        (ASSIGNMENT, "issued accepted opened expired closed purged"),
        (SHEET, "blank draft complete signed sent received counted superseded"),
        (SHEET, "blank draft complete draft blank void"),
        (DECISION, "collecting quorum_met computed under_review signed annulled"),
        (DECISION, "collecting deferred collecting quorum_met collecting"),
        (DESIGNATION, "active extended extended suspended:extended extended scope_added expired"),
        (
            DOSSIER,
            """draft received eligible stage:gate held:gate stage:gate stage:paper
            pre_notice objection_open stage:council designated""",
        ),
    ],
)
def test_the_usual_lives_can_be_lived(cycle: LifeCycle, way: str) -> None:
    states = way.split()
    assert states[0] == cycle.start
    for state, to in pairwise(states):
        cycle.move(state, to)
    assert cycle is DECISION or cycle.is_last(states[-1])


@pytest.mark.parametrize(
    ("cycle", "state", "to"),
    [
        (DOSSIER, "eligible", "stage:paper"),  # no stage is passed over
        (DOSSIER, "stage:paper", "stage:gate"),
        (DOSSIER, "stage:gate", "designated"),
        (DOSSIER, "designated", "rejected"),
        (DOSSIER, "held:gate", "stage:council"),  # nor by way of holding it over
        (ASSIGNMENT, "issued", "opened"),  # not before the declaration
        (ASSIGNMENT, "challenged:issued", "opened"),  # nor by way of a challenge
        (DESIGNATION, "suspended:extended", "active"),  # an extension is not lost
        (ASSIGNMENT, "recused", "in_review"),
        (SHEET, "draft", "signed"),  # what is incomplete cannot be signed
        (SHEET, "signed", "draft"),
        (SHEET, "void", "counted"),
        (DECISION, "collecting", "signed"),
        (DESIGNATION, "cancelled", "active"),
    ],
)
def test_the_moves_that_would_hurt_are_refused(cycle: LifeCycle, state: str, to: str) -> None:
    with pytest.raises(RefusedError):
        cycle.move(state, to)


def test_public_notice_comes_where_the_scheme_puts_it() -> None:
    after_all = dossier_cycle(scheme(Notice(20)))
    assert after_all.moves["stage:council"][0] == "pre_notice"
    assert after_all.moves["objection_open"][0] == "council"
    assert after_all.moves["council"] == ("designated", "rejected")
    without = dossier_cycle(scheme(Notice()))
    assert without.moves["stage:council"][0] == "designated"
    assert "pre_notice" not in without.moves


def test_a_recusal_closes_the_assignment_and_voids_the_sheet() -> None:
    assert recuse("in_review", "draft") == ("recused", "void")
    assert recuse("received", "counted") == ("recused", "void")
    assert recuse("signed", "superseded") == ("recused", "superseded")
    with pytest.raises(RefusedError):
        recuse("closed", "counted")


WRITTEN_DOWN = {
    "sheet": """
        blank: draft complete void
        draft: blank complete void
        complete: blank draft signed void
        signed: sent superseded void
        sent: received superseded void
        received: counted refused superseded void
        counted: superseded void
        refused:
        superseded:
        void:
        """,
    "decision": """
        collecting: quorum_met deferred
        quorum_met: computed collecting deferred
        computed: under_review collecting deferred
        under_review: signed collecting deferred
        signed: annulled
        deferred: collecting
        annulled:
        """,
    "assignment": """
        issued: accepted expired recused revoked disqualified challenged:issued
        accepted: opened expired recused revoked disqualified challenged:accepted
        opened: in_review expired recused revoked disqualified challenged:opened
        in_review: signed expired recused revoked disqualified challenged:in_review
        signed: received in_review recused revoked disqualified challenged:signed
        received: closed in_review recused revoked disqualified challenged:received
        challenged:issued: issued recused revoked disqualified
        challenged:accepted: accepted recused revoked disqualified
        challenged:opened: opened recused revoked disqualified
        challenged:in_review: in_review recused revoked disqualified
        challenged:signed: signed recused revoked disqualified
        challenged:received: received recused revoked disqualified
        recused: closed purged
        revoked: closed purged
        disqualified: closed purged
        expired: closed purged
        closed: purged
        purged:
        """,
    "designation": """
        active: extended scope_added suspended:active expired cancelled
        extended: extended scope_added suspended:extended expired cancelled
        scope_added: extended scope_added suspended:scope_added expired cancelled
        suspended:active: active expired cancelled
        suspended:extended: extended expired cancelled
        suspended:scope_added: scope_added expired cancelled
        expired:
        cancelled:
        """,
    "dossier": """
        draft: received withdrawn
        received: supplement_requested eligible returned withdrawn excluded
        supplement_requested: eligible returned withdrawn excluded
        eligible: stage:gate withdrawn excluded
        stage:gate: stage:paper held:gate rejected withdrawn excluded
        held:gate: stage:gate withdrawn excluded
        stage:paper: pre_notice held:paper rejected withdrawn excluded
        held:paper: stage:paper withdrawn excluded
        pre_notice: objection_open withdrawn
        objection_open: stage:council rejected withdrawn
        stage:council: designated held:council rejected withdrawn excluded
        held:council: stage:council withdrawn excluded
        designated:
        rejected:
        returned:
        withdrawn:
        excluded:
        """,
}


@pytest.mark.parametrize("cycle", CYCLES, ids=lambda cycle: cycle.name)
def test_every_table_is_the_one_that_was_written_down_by_hand(cycle: LifeCycle) -> None:
    expected: dict[str, set[str]] = {}
    for line in WRITTEN_DOWN[cycle.name].split("\n"):
        state, _, following = f"{line.strip()} ".rpartition(": ")
        if state:
            expected[state] = set(following.split())
    assert {state: set(following) for state, following in cycle.moves.items()} == expected
