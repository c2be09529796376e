"""Severity against bare least squares with a column for each dossier and member."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ppir_desktop.analysis import severity
from ppir_desktop.analysis.marks import Given
from ppir_desktop.analysis.severity import MemberSeverity, Severities, severities
from ppir_desktop.common.errors import InputError, RefusedError


def table(cells: dict[tuple[int, int], int]) -> list[Given]:
    """Marks in points, by the numbers of dossier and member."""
    return [Given(f"D{row}", f"M{column}", value * 100) for (row, column), value in cells.items()]


def of(found: Severities, member: str) -> MemberSeverity:
    (one,) = (one for one in found.members if one.member == member)
    return one


def bare(marks: Sequence[Given]) -> tuple[dict[str, float], dict[str, float] | None, int]:
    """Severities and errors of one connected part, from the whole design, and the freedom."""
    dossiers = sorted({mark.dossier for mark in marks})
    members = sorted({mark.member for mark in marks})
    design = np.zeros((len(marks), len(dossiers) + len(members)))
    for line, mark in enumerate(marks):
        design[line, dossiers.index(mark.dossier)] = 1
        design[line, len(dossiers) + members.index(mark.member)] = 1
    points = np.array([mark.points / 100 for mark in marks])
    solution, _, rank, _ = np.linalg.lstsq(design, points, rcond=None)
    centre = np.zeros((len(members), design.shape[1]))
    centre[:, len(dossiers) :] = np.eye(len(members)) - 1 / len(members)
    freedom = len(marks) - int(rank)
    found = dict(zip(members, (-(centre @ solution)).tolist(), strict=True))
    if freedom == 0:
        return found, None, 0
    left = points - design @ solution
    spread = centre @ np.linalg.pinv(design.T @ design) @ centre.T * (left @ left / freedom)
    errors = np.sqrt(np.maximum(np.diag(spread), 0)).tolist()
    return found, dict(zip(members, errors, strict=True)), freedom


CELLS = st.dictionaries(
    st.tuples(st.integers(0, 5), st.integers(0, 4)), st.integers(0, 100), min_size=1
)


@given(CELLS)
def test_every_part_is_what_bare_least_squares_gives(cells: dict[tuple[int, int], int]) -> None:
    marks = table(cells)
    found = severities(marks)
    assert sum(part.sheets for part in found.parts) == len(marks)
    for number, part in enumerate(found.parts):
        ours = [mark for mark in marks if mark.member in part.members]
        assert {mark.dossier for mark in ours} == set(part.dossiers)
        expected, errors, freedom = bare(ours)
        assert part.freedom == freedom
        for name in part.members:
            one = of(found, name)
            assert one.part == number
            assert one.sheets == sum(mark.member == name for mark in ours)
            if len(part.members) == 1:
                assert (one.severity, one.standard_error, one.margin) == (None, None, None)
                continue
            assert one.severity == pytest.approx(expected[name], abs=1e-8)
            if errors is None:
                assert (one.standard_error, one.margin, part.chance) == (None, None, None)
            else:
                assert one.standard_error == pytest.approx(errors[name], abs=1e-6)
                times = float(stats.t.ppf(0.975, freedom))
                assert one.margin == pytest.approx(errors[name] * times, abs=1e-4)


@given(CELLS, st.randoms(use_true_random=False))
def test_the_order_of_marks_changes_nothing(
    cells: dict[tuple[int, int], int], chance: random.Random
) -> None:
    marks = table(cells)
    mixed = chance.sample(marks, len(marks))
    assert severities(mixed) == severities(marks)


@given(CELLS, st.integers(-50, 50), st.integers(0, 5), st.integers(0, 4))
def test_what_a_dossier_is_worth_changes_nothing_and_a_stricter_member_all(
    cells: dict[tuple[int, int], int], shift: int, row: int, column: int
) -> None:
    plain = severities(table(cells))
    better = severities(table({k: v + shift * (k[0] == row) for k, v in cells.items()}))
    stricter = severities(table({k: v - shift * (k[1] == column) for k, v in cells.items()}))
    for one, same, other in zip(plain.members, better.members, stricter.members, strict=True):
        if one.severity is None:
            assert same.severity is None
            continue
        members = plain.parts[one.part].members
        moved = shift * (one.member == f"M{column}") - shift * (f"M{column}" in members) / len(
            members
        )
        assert same.severity == pytest.approx(one.severity, abs=1e-8)
        assert other.severity == pytest.approx(one.severity + moved, abs=1e-8)


def test_planted_severities_come_back_with_gaps_and_without_error() -> None:
    planted = {0: -6, 1: 1, 2: 2, 3: 3}
    worth = [50, 60, 70, 80, 90]
    gaps = {(0, 0), (1, 1), (2, 2), (4, 3)}
    cells = {
        (row, column): value - planted[column]
        for row, value in enumerate(worth)
        for column in planted
        if (row, column) not in gaps
    }
    found = severities(table(cells))
    assert found.connected
    for column, severe in planted.items():
        one = of(found, f"M{column}")
        assert one.severity == pytest.approx(severe, abs=1e-9)
        assert one.standard_error == pytest.approx(0, abs=1e-9)


def test_a_long_chain_of_members_loses_no_digits() -> None:
    # Neighbours share two dossiers, and nobody else any.
    cells = {
        (2 * link + each, column): 70 - column % 7
        for link in range(199)
        for each in range(2)
        for column in (link, link + 1)
    }
    found = severities(table(cells))
    mean = sum(column % 7 for column in range(200)) / 200
    assert (found.connected, found.parts[0].freedom) == (True, 199)
    for column in range(200):
        assert of(found, f"M{column}").severity == pytest.approx(column % 7 - mean, abs=1e-8)


def test_in_a_full_table_it_is_the_difference_of_means() -> None:
    # 60 and 70, 64 and 74, 65 and 75: means 65, 69, 70, of all 68.
    found = severities(
        table({(0, 0): 60, (1, 0): 70, (0, 1): 64, (1, 1): 74, (0, 2): 65, (1, 2): 75})
    )
    assert [one.severity for one in found.members] == pytest.approx([3, -1, -2])


def test_panels_that_share_nothing_are_estimated_apart_and_that_is_said() -> None:
    left = {(0, 0): 60, (0, 1): 70, (1, 0): 61, (1, 1): 73}
    right = {(2, 2): 10, (2, 3): 12, (3, 2): 11, (3, 3): 19, (4, 3): 20}
    found = severities(table({**left, **right}))
    assert not found.connected
    assert [part.members for part in found.parts] == [("M0", "M1"), ("M2", "M3")]
    assert [part.dossiers for part in found.parts] == [("D0", "D1"), ("D2", "D3", "D4")]
    assert severities(table(left)).members == found.members[:2]


def test_one_sheet_more_joins_them() -> None:
    cells = {(0, 0): 60, (0, 1): 70, (1, 2): 61, (1, 3): 73}
    assert len(severities(table(cells)).parts) == 2
    joined = severities(table({**cells, (1, 0): 62}))
    assert joined.connected
    # Five marks for two dossiers and four members: the estimates use all of them.
    assert joined.parts[0].freedom == 0
    assert of(joined, "M3").severity is not None
    assert of(joined, "M3").standard_error is None


def test_a_member_with_one_dossier_is_less_certain() -> None:
    cells = {(row, column): 50 + 7 * row + 3 * column for row in range(6) for column in range(4)}
    cells |= {(1, 1): 70, (4, 2): 60, (0, 9): 48}
    found = severities(table(cells))
    few, many = of(found, "M9").standard_error, of(found, "M0").standard_error
    assert few is not None
    assert many is not None
    assert few > 1.5 * many


def test_a_member_alone_on_their_dossier_has_no_severity() -> None:
    found = severities([Given("D1", "A", 6000), Given("D2", "A", 7000)])
    assert found.members == (MemberSeverity("A", 0, 2),)
    assert (found.parts[0].freedom, found.parts[0].chance) == (0, None)


def test_of_no_marks_nothing_is_said() -> None:
    assert severities([]) == Severities((), ())


def test_two_marks_of_a_member_for_a_dossier_are_refused() -> None:
    with pytest.raises(InputError) as refused:
        severities([Given("D1", "A", 6000), Given("D1", "A", 7000)])
    assert refused.value.code == "marks_twice"
    assert [(p.dossier, p.panellist) for p in refused.value.problems] == [("D1", "A")]


def test_a_part_that_no_machine_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(severity, "_MOST", 2)
    with pytest.raises(RefusedError, match="members_too_many"):
        severities(table({(0, 0): 1, (0, 1): 2, (0, 2): 3}))


def test_margins_hold_the_truth_nineteen_times_in_twenty() -> None:
    chance = np.random.default_rng(8)
    held = total = 0
    for _ in range(200):
        planted = chance.normal(0, 3, 6)
        planted -= planted.mean()
        marks = [
            Given(f"D{row}", f"M{column}", round(100 * (60 + row - severe + noise)))
            for row in range(8)
            for column, (severe, noise) in enumerate(
                zip(planted, chance.normal(0, 5, 6), strict=True)
            )
            if (row + column) % 4
        ]
        for one, severe in zip(severities(marks).members, planted, strict=True):
            assert one.severity is not None
            assert one.margin is not None
            held += abs(one.severity - severe) <= one.margin
            total += 1
    assert 0.93 < held / total < 0.97


def test_without_scipy_the_fault_says_so() -> None:
    script = (
        "import sys; sys.modules['scipy'] = None\n"
        "from ppir_desktop.common.errors import EnvironmentFault\n"
        "import ppir_desktop.analysis.agreement, ppir_desktop.analysis.sensitivity\n"
        "try:\n    import ppir_desktop.analysis.severity\n"
        "except EnvironmentFault as fault: print(fault.code)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "scipy_missing"
