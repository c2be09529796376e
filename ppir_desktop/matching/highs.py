"""HiGHS through SciPy: linear programmes over `Rows`, in parts or whole."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import scipy.optimize
from scipy import sparse

from ppir_desktop.matching.task import Floats, Rows

# The published types of these two do not know the sparse matrices that both take.
_linprog: Final[Any] = scipy.optimize.linprog
_milp: Final[Any] = scipy.optimize.milp


class Parts(NamedTuple):
    """A cheapest solution that may hold parts: values, cost, prices of both kinds of rows."""

    value: Floats
    cost: float
    equal: Floats
    under: Floats


class Whole(NamedTuple):
    """A whole solution, None when none was found; and what none can be cheaper than."""

    value: Floats | None
    bound: float


def solve_parts(cost: Floats, rows: Rows, low: Floats, high: Floats) -> Parts:
    """The cheapest solution within rows and bounds, which must allow one."""
    found = _linprog(
        cost,
        rows.under,
        rows.most,
        rows.equal,
        rows.is_,
        np.column_stack([low, high]),
        method="highs-ds",
    )
    return Parts(
        np.asarray(found.x),
        float(found.fun),
        np.asarray(found.eqlin.marginals),
        np.asarray(found.ineqlin.marginals),
    )


def solve_whole(
    cost: Floats,
    rows: Rows,
    low: Floats,
    high: Floats,
    *,
    parts: int = 0,
    branches: int | None = None,
) -> Whole:
    """The cheapest whole solution within rows and bounds.

    Args:
        cost: What a unit of each column costs.
        rows: The rows.
        low: Least of each column.
        high: Most of each column.
        parts: How many columns at the end may hold parts.
        branches: After how many branches to give up; None for never. They are counted and not
            timed: the same input must give the same panels on any machine.
    """
    whole = np.ones(len(cost), np.intp)
    whole[len(cost) - parts :] = 0
    options = {"mip_rel_gap": 0.0} | ({} if branches is None else {"node_limit": branches})
    found = _milp(
        cost,
        integrality=whole,
        bounds=scipy.optimize.Bounds(low, high),
        constraints=(
            sparse.vstack([rows.equal, rows.under], format="csc"),
            np.concatenate([rows.is_, np.full(len(rows.most), -np.inf)]),
            np.concatenate([rows.is_, rows.most]),
        ),
        options=options,
    )
    bound = -np.inf if found.mip_dual_bound is None else float(found.mip_dual_bound)
    return Whole(None if found.x is None else np.asarray(found.x), bound)
