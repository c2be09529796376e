"""The table of what was measured, beside what was measured before."""

from __future__ import annotations

from benchmarks.measuring import Measurement, Sample
from benchmarks.results import Run, committed, kept, machine, table


def _figure(ours: float, *, name: str = "reading", shortfall: str = "") -> Measurement:
    return Measurement(
        name=name, peer="cat 9.1", unit="s", ours=Sample(ours, ours, ours + 1),
        theirs=Sample(1, 1, 1), promised=2, note="of a file", shortfall=shortfall,
    )  # fmt: skip


def _runs(figure: Measurement) -> dict[str, Run]:
    return {"files": Run("a machine", [figure])}


def _row(text: str) -> list[str]:
    [row] = [line for line in text.splitlines() if line.startswith("| files ")]
    return [cell.strip() for cell in row.strip("|").split("|")]


def test_a_row_names_its_benchmark_and_both_figures() -> None:
    text = table(_runs(_figure(1.5)), {})
    assert _row(text) == [
        "files", "reading", "1.5 s (1.5–2.5)", "cat 9.1", "1 s", "1.5", "–", "≤ 2", "yes",
    ]  # fmt: skip
    assert "Measured on a machine." in text
    assert "additions" not in text
    slow = {"files": Run("a machine", [_figure(1.5)], loop=81.4)}
    assert "a million additions before each: files 81." in table(slow, {})
    assert "- reading: of a file." in text
    assert "Missed" not in text


def test_a_promise_that_was_missed_is_told_with_its_reason() -> None:
    text = table(_runs(_figure(2.1, shortfall="the disk is slow")), {})
    assert _row(text)[-1] == "**no**"
    assert "- reading: the disk is slow." in text
    assert "- reading: not known why." in table(_runs(_figure(2.1)), {})


def test_a_reason_is_kept_quiet_while_the_promise_is_kept() -> None:
    assert "the disk" not in table(_runs(_figure(1, shortfall="the disk is slow")), {})


def test_a_ratio_that_moved_far_has_an_arrow() -> None:
    before = _runs(_figure(1))
    moved = {ours: _row(table(_runs(_figure(ours)), before))[6] for ours in (1.2, 1.3, 0.7)}
    assert moved == {1.2: "1", 1.3: "1 ↑", 0.7: "1 ↓"}


def test_what_was_not_measured_before_has_nothing_beside_it() -> None:
    before = _runs(_figure(1, name="writing"))
    assert _row(table(_runs(_figure(1)), before))[6] == "–"


def test_what_is_kept_and_what_was_committed_can_be_read() -> None:
    for runs in (kept(), committed()):
        assert all(run.measurements and run.machine for run in runs.values())
    assert " cores, " in machine()
