"""How far members agree: Krippendorff's alpha and intraclass correlations.

Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C (nominal) and D
(interval). McGraw and Wong, Forming Inferences About Some Intraclass Correlation Coefficients,
Psychological Methods 1 (1996), 30-46, table 4, two-way models: cases 2 (members drawn at random)
and 3 (these members and no others) have the same estimates. All sums are of integers or fractions;
only what comes out is a float, so that the order of the marks changes nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

import msgspec

from ppir_desktop.analysis.marks import Given, Said, refuse_twice

_V = TypeVar("_V")


class Undefined(StrEnum):
    """Why a figure has no meaning."""

    NO_PAIRS = "no_pairs"  # no dossier was marked by two members
    ONE_DOSSIER = "one_dossier"  # with a single dossier, alpha is 0 whatever was given
    NO_SPREAD = "no_spread"  # all gave the same everywhere: nothing tells dossiers apart
    FEW_DOSSIERS = "few_dossiers"  # fewer than two dossiers that all members marked
    FEW_MEMBERS = "few_members"  # fewer than two members


class Alpha(msgspec.Struct, frozen=True):
    """Krippendorff's alpha: 1 where all agree, 0 where they agree as by chance, less where worse.

    Attributes:
        value: Alpha; None where it has no meaning.
        undefined: Why, in that case.
        dossiers: Dossiers marked by at least two members: those it rests on.
        marks: How many marks they have.
        alone: Dossiers marked by one member only, which say nothing of agreement.
    """

    value: float | None
    undefined: Undefined | None
    dossiers: int
    marks: int
    alone: int


class Correlations(msgspec.Struct, frozen=True):
    """Intraclass correlations of a panel whose members all marked the same dossiers.

    Agreement asks whether members give the same points, consistency whether they differ by the
    same everywhere. A coefficient is None where its denominator is not positive.

    Attributes:
        members: Members, in order of their names.
        dossiers: Dossiers that all of them marked: those it rests on.
        left_out: Dossiers that some of them did not mark, in order of their names.
        undefined: Why there is no figure at all; None where there is one.
        agreement_single: ICC(A,1), of one member's marks.
        agreement_average: ICC(A,k), of the mean of all members' marks.
        consistency_single: ICC(C,1).
        consistency_average: ICC(C,k), Cronbach's alpha.
    """

    members: tuple[str, ...]
    dossiers: int
    left_out: tuple[str, ...]
    undefined: Undefined | None = None
    agreement_single: float | None = None
    agreement_average: float | None = None
    consistency_single: float | None = None
    consistency_average: float | None = None

    @property
    def complete(self) -> bool:
        """Whether every member marked every dossier."""
        return not self.left_out


def alpha_interval(marks: Iterable[Given]) -> Alpha:
    """Alpha of points, whose differences count by their squares. Missing marks are allowed.

    Raises:
        InputError: ``marks_twice``.
    """
    marks = tuple(marks)
    refuse_twice(marks)
    units: defaultdict[str, list[int]] = defaultdict(list)
    for mark in marks:
        units[mark.dossier].append(mark.points)
    return _alpha(units, _squares)


def alpha_nominal(marks: Iterable[Said]) -> Alpha:
    """Alpha of answers, which are the same or not. Missing answers are allowed.

    Raises:
        InputError: ``marks_twice``.
    """
    marks = tuple(marks)
    refuse_twice(marks)
    units: defaultdict[str, list[str]] = defaultdict(list)
    for mark in marks:
        units[mark.dossier].append(mark.answer)
    return _alpha(units, _unlike)


def _alpha(units: Mapping[str, list[_V]], apart: Callable[[Sequence[_V]], int]) -> Alpha:
    """One less observed by expected disagreement.

    Args:
        units: The values of each dossier.
        apart: The sum of the differences of all pairs of some values, up to a constant factor.
    """
    paired = [values for values in units.values() if len(values) > 1]
    every = [value for values in paired for value in values]
    count, alone = len(every), len(units) - len(paired)
    if not paired:
        return Alpha(None, Undefined.NO_PAIRS, 0, 0, alone)
    expected = apart(every)
    if expected == 0 or len(paired) == 1:
        why = Undefined.NO_SPREAD if expected == 0 else Undefined.ONE_DOSSIER
        return Alpha(None, why, len(paired), count, alone)
    # Dossiers of as many marks together, so that few fractions are added.
    by_size: Counter[int] = Counter()
    for values in paired:
        by_size[len(values) - 1] += apart(values)
    observed = sum(Fraction(total, size) for size, total in by_size.items())
    value = 1 - observed * (count - 1) / expected
    return Alpha(float(value), None, len(paired), count, alone)


def _squares(values: Sequence[int]) -> int:
    return len(values) * sum(value * value for value in values) - sum(values) ** 2


def _unlike(values: Sequence[str]) -> int:
    return len(values) ** 2 - sum(count * count for count in Counter(values).values())


def correlations(marks: Iterable[Given]) -> Correlations:
    """Intraclass correlations of one panel's points.

    They are of dossiers that every member marked; others are left out and named, and nothing is
    put in the place of a missing mark.

    Raises:
        InputError: ``marks_twice``.
    """
    marks = tuple(marks)
    refuse_twice(marks)
    members = tuple(sorted({mark.member for mark in marks}))
    by_dossier: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for mark in marks:
        by_dossier[mark.dossier][mark.member] = mark.points
    rows = [
        [given[member] for member in members]
        for given in by_dossier.values()
        if len(given) == len(members)
    ]
    left_out = tuple(sorted(d for d, given in by_dossier.items() if len(given) < len(members)))
    found = Correlations(members, len(rows), left_out)
    if len(members) < 2:
        return msgspec.structs.replace(found, undefined=Undefined.FEW_MEMBERS)
    if len(rows) < 2:
        return msgspec.structs.replace(found, undefined=Undefined.FEW_DOSSIERS)
    return _of_block(found, rows)


def _of_block(found: Correlations, rows: Sequence[Sequence[int]]) -> Correlations:
    """The coefficients of a block without gaps, of at least two rows and two columns."""
    n, k = len(rows), len(rows[0])
    total = sum(map(sum, rows))
    correction = Fraction(total * total, n * k)
    every = sum(value * value for row in rows for value in row) - correction
    between_rows = Fraction(sum(sum(row) ** 2 for row in rows), k) - correction
    between_columns = (
        Fraction(sum(sum(column) ** 2 for column in zip(*rows, strict=True)), n) - correction
    )
    if every == 0:
        return msgspec.structs.replace(found, undefined=Undefined.NO_SPREAD)
    dossiers, members = between_rows / (n - 1), between_columns / (k - 1)
    rest = (every - between_rows - between_columns) / ((n - 1) * (k - 1))
    more = dossiers - rest
    single = dossiers + (k - 1) * rest
    return msgspec.structs.replace(
        found,
        agreement_single=_ratio(more, single + (members - rest) * k / n),
        agreement_average=_ratio(more, dossiers + (members - rest) / n),
        consistency_single=_ratio(more, single),
        consistency_average=_ratio(more, dossiers),
    )


def _ratio(above: Fraction, below: Fraction) -> float | None:
    return float(above / below) if below > 0 else None
