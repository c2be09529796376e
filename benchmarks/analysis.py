"""Severity and agreement of a national round, against their limit."""

from __future__ import annotations

import random
from collections import defaultdict
from functools import partial

import scipy

from benchmarks.consolidation import stage as six_criteria
from benchmarks.measuring import Measurement, Sample, in_turn, sample, seconds
from ppir_desktop.analysis.agreement import alpha_interval, correlations
from ppir_desktop.analysis.marks import Given, score_marks
from ppir_desktop.analysis.sensitivity import sensitivity
from ppir_desktop.analysis.severity import severities
from ppir_desktop.domain.consolidation import Collected, Consolidator
from ppir_desktop.domain.sheets import Mark, Sheet
from ppir_desktop.domain.stage import Stage

EXPERTS = 3_000
EACH = 10
PANEL = 10
ROUNDS = 3
LIMIT = 2.0


def sheets(form: Stage, *, mixed: bool) -> list[Sheet]:
    """A round's sheets: every dossier has a panel of its own, or panels stay together."""
    chance = random.Random(8)
    seats = [expert for _ in range(EACH) for expert in _seated(chance, mixed=mixed)]

    def marks() -> tuple[Mark, ...]:
        scales = [(one.id, one.scale) for one in form.criteria if one.scale]
        return tuple(Mark(name, chance.randrange(0, s.maximum + 1, 100)) for name, s in scales)

    return [
        Sheet(f"2025-H2-{seat // PANEL:05d}", f"P{expert:05d}", marks())
        for seat, expert in enumerate(seats)
    ]


def _seated(chance: random.Random, *, mixed: bool) -> list[int]:
    experts = list(range(EXPERTS))
    if mixed:
        chance.shuffle(experts)
    return experts


def figures(form: Stage, given: list[Sheet]) -> tuple[int, int, int]:
    """All of it: severity, alpha of totals and of each criterion, correlations of each panel.

    Returns:
        Parts that hang together, panels, and panels with correlations.
    """
    marks = score_marks(form, given)
    found = severities(marks.totals)
    assert len(found.members) == EXPERTS
    assert alpha_interval(marks.totals).value is not None
    for column in marks.criteria.values():
        assert alpha_interval(column).value is not None
    members: defaultdict[str, list[str]] = defaultdict(list)
    for mark in marks.totals:
        members[mark.dossier].append(mark.member)
    panels: defaultdict[tuple[str, ...], list[Given]] = defaultdict(list)
    for mark in marks.totals:
        panels[tuple(sorted(members[mark.dossier]))].append(mark)
    all_of_them = [correlations(ours) for ours in panels.values()]
    defined = sum(one.undefined is None for one in all_of_them)
    return len(found.parts), len(all_of_them), defined


def _leaving_out(form: Stage) -> Measurement:
    """Leaving every sheet out of its dossier in turn, against consolidating each dossier once."""
    dossiers: defaultdict[str, list[Sheet]] = defaultdict(list)
    for one in sheets(form, mixed=True):
        dossiers[one.dossier].append(one)
    collected = [Collected(dossier, tuple(ours)) for dossier, ours in dossiers.items()]
    consolidator = Consolidator(form)

    def leave_out() -> None:
        for one in collected:
            assert len(sensitivity(consolidator, one).without) == PANEL

    def consolidate() -> None:
        for one in collected:
            assert consolidator.result(one).working is not None

    ours, theirs = in_turn(lambda: seconds(leave_out), lambda: seconds(consolidate), ROUNDS)
    return Measurement(
        name=f"leaving out each of {EXPERTS * EACH:,} sheets",
        peer="consolidating the same sheets once",
        unit="s",
        ours=ours,
        theirs=theirs,
        promised=PANEL + 2,
        note=f"ours consolidates each dossier {PANEL + 1} times",
    )


def measure() -> list[Measurement]:
    """The figures of a round whose panels are mixed, and of one whose panels stay together."""
    form = six_criteria()
    limit = Sample(LIMIT, LIMIT, LIMIT)
    peer = f"the limit; SciPy {scipy.__version__}"
    found = []
    for mixed, what in ((True, "all experts hang together"), (False, "300 panels apart")):
        given = sheets(form, mixed=mixed)
        parts, panels, defined = figures(form, given)
        taken = sample([seconds(partial(figures, form, given)) for _ in range(ROUNDS)])
        found.append(
            Measurement(
                name=f"severity and agreement of {len(given):,} sheets, {what}",
                peer=peer,
                unit="s",
                ours=taken,
                theirs=limit,
                promised=1.0,
                note=f"{parts} connected parts; of {panels:,} panels {defined:,} have correlations",
            )
        )
    return [*found, _leaving_out(form)]
