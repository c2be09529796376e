"""Judging all pairs of a national round and making its panels, against their limits."""

from __future__ import annotations

import resource
import subprocess
import sys
from typing import NamedTuple

import msgspec
import scipy

from benchmarks.matching_round import TODAY, make
from benchmarks.measuring import Measurement, Sample, sample, seconds
from ppir_desktop.domain.stage import PanelRule, Sector
from ppir_desktop.matching.needs import needs_of
from ppir_desktop.matching.pairs import Pairs, judge
from ppir_desktop.matching.solver import Matching, match

NATIONAL = (2_000, 3_000, 60_000)
PARTS = (10, 3, 1)
# Smaller rounds have fewer experts a sub-field, so that the load is what makes them possible.
LOADS = {10: 20, 3: 8, 1: 8}
RULE = PanelRule(
    minimum=6, maximum=10, sectors=(Sector.INDUSTRY, Sector.ACADEMIA, Sector.INSTITUTE)
)
SIZE = 7
ROUNDS = 3


class Run(msgspec.Struct):
    """One round judged and matched in a process of its own: seconds, points, MiB."""

    pairs: float
    match: float
    worst: int
    worst_bound: int
    total: int
    total_bound: int
    memory: float


class _Limit(NamedTuple):
    what: str
    unit: str
    limit: float
    figures: list[float]
    note: str = ""


def run(part: int) -> Run:
    """Judge and match one part of a national round; for a process of its own."""
    made = make(*(count // part for count in NATIONAL))
    judged: list[Pairs] = []
    found: list[object] = []
    pairs = seconds(
        lambda: judged.append(
            judge(made.applications, made.experts, made.projects, made.scheme, today=TODAY)
        )
    )
    needs = needs_of(RULE, size=SIZE, load=LOADS[part])
    taken = seconds(lambda: found.append(match(judged[0], needs, RULE, seed=1)))
    (matching,) = found
    assert isinstance(matching, Matching)
    return Run(
        pairs,
        taken,
        matching.worst,
        matching.worst_bound,
        matching.total,
        matching.total_bound,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def _in_a_process(part: int) -> Run:
    script = (
        "import msgspec; from benchmarks.matching import run;"
        f"print(msgspec.json.encode(run({part})).decode())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    return msgspec.json.decode(done.stdout, type=Run)


def measure() -> list[Measurement]:
    """A tenth, a third and all of a national round; the whole of it several times."""
    tenth, third = _in_a_process(PARTS[0]), _in_a_process(PARTS[1])
    whole = [_in_a_process(PARTS[2]) for _ in range(ROUNDS)]

    def growth(figure: str) -> str:
        return (
            f"a tenth takes {getattr(tenth, figure):.2g} s, a third {getattr(third, figure):.2g} s"
        )

    one = whole[0]
    limits = [
        _Limit("judging 6 million pairs", "s", 5, [r.pairs for r in whole], growth("pairs")),
        _Limit(
            f"making 2,000 panels of {SIZE}, a load of {LOADS[1]}",
            "s",
            30,
            [r.match for r in whole],
            f"{growth('match')}; SciPy {scipy.__version__}'s HiGHS and exchanges",
        ),
        _Limit("memory of both, the round included", "MiB", 1024, [r.memory for r in whole]),
        _Limit(
            "by how much the total may fall short of the best there is",
            "%",
            0.1,
            [100 * (r.total_bound - r.total) / r.total_bound for r in whole],
            f"{one.total:,} of at most {one.total_bound:,} points",
        ),
        _Limit(
            "by how much the worst panel may fall short of the best there is",
            "%",
            1,
            [100 * (r.worst_bound - r.worst) / r.worst_bound for r in whole],
            f"{one.worst:,} of at most {one.worst_bound:,} points; "
            f"{third.worst:,} of {third.worst_bound:,} in a third of the round, "
            f"{tenth.worst:,} of {tenth.worst_bound:,} in a tenth",
        ),
    ]
    return [
        Measurement(
            name=one_limit.what,
            peer="limit",
            unit=one_limit.unit,
            ours=sample(one_limit.figures),
            theirs=Sample(*[float(one_limit.limit)] * 3),
            promised=1,
            note=one_limit.note,
        )
        for one_limit in limits
    ]
