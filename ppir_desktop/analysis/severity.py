"""How severe each member is: least squares over dossiers and members.

The model is that of a two-way table without interaction, with empty cells: a mark is what the
dossier is worth plus what the member adds, plus chance of the same spread everywhere. Searle,
Linear Models (1971), chapter 7, gives the estimates; that differences between members can be
estimated only within a connected part of the graph of dossiers and members is in Weeks and
Williams, A note on the determination of connectedness in an N-way cross classification,
Technometrics 6 (1964), 319-324. So each part is estimated by itself, and nothing is said between
members of different parts.

Dossiers are eliminated first. Of k members of a part, ``N - B' D^-1 B`` is left, k x k and of rank
k - 1; that the severities of a part add up to nought makes it regular (Pringle and Rayner,
Generalized Inverse Matrices, 1971). Its inverse, times the variance of chance, holds
the squared standard errors.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from ppir_desktop.analysis.marks import Given, refuse_twice
from ppir_desktop.common.errors import EnvironmentFault, RefusedError
from ppir_desktop.domain.points import HUNDREDTHS

try:
    import numpy as np
    import numpy.typing as npt
    from scipy import sparse, special
    from scipy.linalg import lapack
    from scipy.sparse import csgraph
    from threadpoolctl import ThreadpoolController
except ImportError:
    raise EnvironmentFault("scipy_missing") from None

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_SURE: Final = 0.975  # of Student's t: nineteen in twenty lie within
_MOST: Final = 6_000  # members of a part; a matrix of them takes 288 MB, and two are needed
_potrf: Final[Any] = lapack.dpotrf
_trtri: Final[Any] = lapack.dtrtri


class MemberSeverity(msgspec.Struct, frozen=True):
    """How severe one member is, in points.

    Attributes:
        member: Their name.
        part: Number of the part they belong to, from 0.
        sheets: How many marks they gave.
        severity: By how much they mark lower than the members of their part on the average would
            mark the same dossiers; None where nobody else marked what they marked.
        standard_error: Of the severity; None where the part leaves nothing to tell chance by.
        margin: What to add and take away so that in 19 cases of 20 the true value lies between.
    """

    member: str
    part: int
    sheets: int
    severity: float | None = None
    standard_error: float | None = None
    margin: float | None = None


class Part(msgspec.Struct, frozen=True):
    """Dossiers and members that hang together by marks, and with no others.

    Attributes:
        dossiers: Their dossiers, in order of their names.
        members: Their members, in order of their names.
        sheets: How many marks.
        freedom: Marks beyond those that the estimates use up: sheets - dossiers - members + 1.
        chance: Spread of marks about the model, in points (residual standard deviation); None
            where no freedom is left.
    """

    dossiers: tuple[str, ...]
    members: tuple[str, ...]
    sheets: int
    freedom: int
    chance: float | None


class Severities(msgspec.Struct, frozen=True):
    """The severities of all members, in order of their names, and the parts they belong to."""

    members: tuple[MemberSeverity, ...]
    parts: tuple[Part, ...]

    @property
    def connected(self) -> bool:
        """Whether all members can be compared with each other."""
        return len(self.parts) == 1


class _Table(msgspec.Struct):
    """Marks of one part: for each its row (dossier) and column (member), and its points."""

    dossiers: Sequence[str]
    members: Sequence[str]
    rows: Ints
    columns: Ints
    points: Floats


def severities(marks: Iterable[Given]) -> Severities:
    """How severe each member is, part by part.

    Args:
        marks: Totals or points of one criterion, of any number of dossiers, in any order.

    Raises:
        InputError: ``marks_twice``.
        RefusedError: ``members_too_many`` for a part of more members than a machine can hold.
    """
    ordered = sorted(marks, key=lambda mark: (mark.dossier, mark.member))
    refuse_twice(ordered)
    # One thread: several wait for each other where other programs keep the machine busy, and how
    # many there are would show in the last digits.
    with ThreadpoolController().limit(limits=1, user_api="blas"):
        estimated = [_estimate(number, table) for number, table in enumerate(_parts(ordered))]
    members = [member for _, found in estimated for member in found]
    return Severities(
        tuple(sorted(members, key=lambda member: member.member)),
        tuple(part for part, _ in estimated),
    )


def _parts(marks: Sequence[Given]) -> list[_Table]:
    """Cut marks, sorted by dossier, into parts; parts stand in order of their first dossier."""
    if not marks:
        return []
    dossiers, rows = _numbered([mark.dossier for mark in marks])
    members, columns = _numbered([mark.member for mark in marks])
    points = np.array([mark.points for mark in marks], np.float64) / HUNDREDTHS
    size = len(dossiers) + len(members)
    ends = (rows, columns + len(dossiers))
    graph = sparse.coo_array((np.ones(len(marks)), ends), shape=(size, size))
    _, labels = csgraph.connected_components(graph, directed=False)
    of_mark = labels[rows]
    # A stable sort by part; parts are numbered as they appear, so that dossiers stay in order.
    order = np.argsort(of_mark, kind="stable")
    cuts = np.flatnonzero(np.diff(of_mark[order])) + 1
    return [
        _table(dossiers, members, rows[chosen], columns[chosen], points[chosen])
        for chosen in np.split(order, cuts)
    ]


def _numbered(names: Sequence[str]) -> tuple[list[str], Ints]:
    """The different names in order, and the place of each name among them."""
    different = sorted(set(names))
    places = {name: place for place, name in enumerate(different)}
    return different, np.array([places[name] for name in names], np.int64)


def _table(
    dossiers: Sequence[str], members: Sequence[str], rows: Ints, columns: Ints, points: Floats
) -> _Table:
    """A part with rows and columns numbered anew."""
    used_rows, own_rows = np.unique(rows, return_inverse=True)
    used_columns, own_columns = np.unique(columns, return_inverse=True)
    return _Table(
        [dossiers[row] for row in used_rows],
        [members[column] for column in used_columns],
        own_rows,
        own_columns,
        points,
    )


def _estimate(number: int, table: _Table) -> tuple[Part, list[MemberSeverity]]:
    """Estimate one part."""
    sheets, width = len(table.points), len(table.members)
    given = np.bincount(table.columns, minlength=width)
    freedom = sheets - len(table.dossiers) - width + 1
    if width > _MOST:
        raise RefusedError("members_too_many", members=width, most=_MOST)
    if width == 1:
        found = [MemberSeverity(table.members[0], number, sheets)]
        return Part(tuple(table.dossiers), tuple(table.members), sheets, 0, None), found
    effects, spread = _solve(table, given)
    chance = None
    errors: list[float | None] = [None] * width
    if freedom > 0:
        left = _within(table, table.points - effects[table.columns])
        chance = float(np.sqrt(left @ left / freedom))
        errors = (chance * spread).tolist()
    sure = float(special.stdtrit(freedom, _SURE)) if freedom > 0 else 0.0
    found = [
        # Nought is nought, never minus nought.
        MemberSeverity(name, number, count, 0.0 - effect, error, error and error * sure)
        for name, count, effect, error in zip(
            table.members, given.tolist(), effects.tolist(), errors, strict=True
        )
    ]
    return Part(tuple(table.dossiers), tuple(table.members), sheets, freedom, chance), found


def _solve(table: _Table, given: Ints) -> tuple[Floats, Floats]:
    """What each member adds, and their standard errors for a chance of 1."""
    width = len(table.members)
    height = np.bincount(table.rows)
    shape = (len(table.dossiers), width)
    counts = sparse.csr_array((np.ones(len(table.rows)), (table.rows, table.columns)), shape=shape)
    shared = (counts.T @ (sparse.diags_array(1.0 / height) @ counts)).toarray()
    # Adding a constant makes the matrix regular and, the effects adding up to nought, changes none.
    matrix = np.asfortranarray(np.diag(given.astype(np.float64)) - shared + 1.0 / width)
    right = np.bincount(table.columns, _within(table, table.points), width)
    lower, _ = _potrf(matrix, lower=1, clean=1, overwrite_a=1)
    inverse, _ = _trtri(lower, lower=1, overwrite_c=1)
    effects = inverse.T @ (inverse @ right)
    # The same constant stands in the inverse, where it does not belong.
    squares = np.einsum("ij,ij->j", inverse, inverse) - 1.0 / width
    return effects - effects.mean(), np.sqrt(np.maximum(squares, 0.0))


def _within(table: _Table, values: Floats) -> Floats:
    """Values less the mean of their dossier."""
    height = np.bincount(table.rows)
    return values - (np.bincount(table.rows, values) / height)[table.rows]
