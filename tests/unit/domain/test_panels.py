"""Who may sit on a panel, who may take part, and when a dossier opens."""

from __future__ import annotations

import datetime as dt

import pytest
from msgspec.structs import replace

from ppir_desktop.common.errors import RefusedError
from ppir_desktop.domain.conflicts import (
    Challenge,
    Conflict,
    Ruling,
    Standing,
    standing,
    years_before,
)
from ppir_desktop.domain.declarations import Declaration, may_open, still_needed
from ppir_desktop.domain.panels import Duty, Member, composition_problems, letters
from ppir_desktop.domain.scheme import ConflictKind, Consent, Effect, Qualification, Scheme
from ppir_desktop.domain.stage import Chair, PanelRule, Sector
from ppir_desktop.domain.words import Words

TODAY = dt.date(2026, 11, 23)
SCHEME = Scheme(
    "t",
    1,
    Words(),
    (),
    conflicts=(
        ConflictKind("kin", Words(), Effect.EXCLUSION),
        ConflictKind("own", Words(), Effect.EXCLUSION, years=3),
        ConflictKind("expert", Words(), Effect.EXCLUSION, years=None),
        ConflictKind("user", Words(), Effect.CHALLENGE),
        ConflictKind("sponsor", Words(), Effect.RECUSAL),
    ),
    consents=(Consent("data", Words(), Words()), Consent("news", Words(), Words(), required=False)),
)
RULE = PanelRule(3, 4, (Sector.INDUSTRY, Sector.ACADEMIA))
PANEL = [
    Member("P1", Sector.INDUSTRY, ("E1",), "phd", 0, Duty.CHAIR),
    Member("P2", Sector.ACADEMIA, ("E1", "E2"), "master", 5, Duty.LEAD),
    Member("P3", Sector.INSTITUTE, ("E1",), "bachelor", 7),
]
QUALIFIED = (
    Qualification("phd", Words()),
    Qualification("master", Words(), 5),
    Qualification("bachelor", Words(), 7),
)


def codes(rule: PanelRule, members: list[Member]) -> list[str]:
    found = composition_problems(rule, members, sub_field="E1", qualifications=QUALIFIED)
    return [problem.code for problem in found]


def test_a_panel_as_the_rule_wants_it_may_sit() -> None:
    assert codes(RULE, PANEL) == []


@pytest.mark.parametrize(
    ("rule", "members", "expected"),
    [
        (RULE, PANEL[:2], ["panel_size"]),
        (replace(RULE, maximum=2, minimum=1), PANEL, ["panel_size"]),
        (RULE, [PANEL[0], replace(PANEL[1], sector=Sector.INSTITUTE), PANEL[2]],
         ["sector_missing"]),
        (RULE, [PANEL[0], replace(PANEL[1], duty=Duty.CHAIR), PANEL[2]], ["one_chair"]),
        (replace(RULE, chair=Chair.LOT), [*PANEL[1:], PANEL[1]], ["panellist_twice",
         "sector_missing", "one_chair"]),
        (RULE, [PANEL[0], replace(PANEL[1], sub_fields=("E2",)), PANEL[2]],
         ["field_unknown_to_member"]),
        (RULE, [PANEL[0], replace(PANEL[1], years=4), PANEL[2]], ["not_qualified"]),
        (RULE, [PANEL[0], replace(PANEL[1], qualification="none", years=40), PANEL[2]],
         ["not_qualified"]),
    ],
)  # fmt: skip
def test_what_keeps_a_panel_from_sitting_is_named(
    rule: PanelRule, members: list[Member], expected: list[str]
) -> None:
    assert codes(rule, members) == expected


def test_a_panel_without_rules_about_fields_or_degrees_asks_for_none() -> None:
    assert list(composition_problems(PanelRule(), PANEL)) == []


def test_letters_stand_for_names_in_the_order_of_their_numbers() -> None:
    assert letters(["P3", "P1", "P2", "P1"]) == {"P1": "A", "P2": "B", "P3": "C"}
    many = letters([f"P{n:03d}" for n in range(53)])
    assert [many["P025"], many["P026"], many["P052"]] == ["Z", "AA", "BA"]


@pytest.mark.parametrize(
    ("conflicts", "challenge", "recused", "expected"),
    [
        ([], None, False, Standing.CLEAR),
        ([Conflict("kin")], None, False, Standing.DISQUALIFIED),
        ([Conflict("kin")], None, True, Standing.DISQUALIFIED),
        ([Conflict("own", dt.date(2023, 11, 23))], None, False, Standing.DISQUALIFIED),
        ([Conflict("own", dt.date(2023, 11, 22))], None, False, Standing.CLEAR),
        ([Conflict("kin", dt.date(2026, 11, 22))], None, False, Standing.CLEAR),
        ([Conflict("expert", dt.date(1999, 1, 1))], None, False, Standing.DISQUALIFIED),
        ([Conflict("user")], None, False, Standing.UNDER_CHALLENGE),
        ([Conflict("user")], Challenge("office", "uses it", Ruling.DISMISSED), False,
         Standing.CLEAR),
        ([], Challenge("office", "uses it"), False, Standing.UNDER_CHALLENGE),
        ([], Challenge("office", "uses it", Ruling.UPHELD), False, Standing.DISQUALIFIED),
        ([Conflict("sponsor")], None, False, Standing.CLEAR),  # the member's own step to take
        ([Conflict("sponsor")], None, True, Standing.RECUSED),
        ([], None, True, Standing.RECUSED),
    ],
)  # fmt: skip
def test_exclusion_challenge_and_recusal_are_three_things(
    conflicts: list[Conflict], challenge: Challenge | None, recused: bool, expected: Standing
) -> None:
    found = standing(SCHEME, conflicts, today=TODAY, challenge=challenge, recused=recused)
    assert found is expected


def test_a_kind_of_conflict_that_the_scheme_lacks_is_refused() -> None:
    with pytest.raises(RefusedError) as caught:
        standing(SCHEME, [Conflict("friend")], today=TODAY)
    assert caught.value.params["allowed"] == "kin, own, expert, user, sponsor"


def test_three_years_before_a_leap_day_is_the_28th() -> None:
    assert years_before(dt.date(2024, 2, 29), 3) == dt.date(2021, 2, 28)
    assert years_before(dt.date(2024, 2, 29), 4) == dt.date(2020, 2, 29)


def test_a_dossier_opens_only_after_every_step_of_the_declaration() -> None:
    declaration = Declaration()
    steps = ["identity", "pledge", "consent:data", "conflicts", "prior_contact", "decision"]
    changes = [
        {"identity_confirmed": True},
        {"pledge_accepted": True},
        {"consents": ("data",)},
        {"conflicts": ()},
        {"prior_contact": ""},
        {"accepts": True},
    ]
    for taken, change in enumerate(changes):
        assert list(still_needed(SCHEME, declaration)) == steps[taken:]
        assert not may_open(SCHEME, declaration, TODAY)
        declaration = replace(declaration, **change)  # type: ignore[arg-type]
    assert list(still_needed(SCHEME, declaration)) == []
    assert may_open(SCHEME, declaration, TODAY)


def test_a_declared_exclusion_keeps_the_dossier_shut_and_a_recusal_needs_only_a_name() -> None:
    full = Declaration(True, True, ("data",), (Conflict("kin"),), "", accepts=True)
    assert not may_open(SCHEME, full, TODAY)
    assert may_open(SCHEME, replace(full, conflicts=(Conflict("sponsor"),)), TODAY)
    # What is a ground for a challenge waits for the chair.
    challenged = replace(full, conflicts=(Conflict("user"),))
    assert not may_open(SCHEME, challenged, TODAY)
    dismissed = Challenge("office", "uses it", Ruling.DISMISSED)
    assert may_open(SCHEME, challenged, TODAY, dismissed)
    recusal = Declaration(identity_confirmed=True, accepts=False)
    assert list(still_needed(SCHEME, recusal)) == []
    assert list(still_needed(SCHEME, Declaration(accepts=False))) == ["identity"]
    assert not may_open(SCHEME, recusal, TODAY)
