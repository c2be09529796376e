"""No float takes part in a rule: not in the source, and not in any result."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppir_desktop.domain.consolidation import consolidate
from tests.support.builders import points, score_toml, stage_of

DOMAIN = Path(__file__).parents[3] / "ppir_desktop" / "domain"
STAGE = stage_of(
    score_toml({"a": "30", "b": "70"}, 'method = "mean"\nrescale_to = "100"', pass_mark="70")
)


@pytest.mark.parametrize("path", sorted(DOMAIN.rglob("*.py")), ids=lambda path: path.name)
def test_the_rules_name_no_float_and_divide_nothing_inexactly(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not (isinstance(node, ast.Name) and node.id in {"float", "round", "math"})
        assert not (isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, ast.Div))


def parts(value: object) -> Iterator[object]:
    """Everything that a result holds, at any depth."""
    yield value
    if isinstance(value, msgspec.Struct):
        value = [getattr(value, name) for name in value.__struct_fields__]
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, (list, tuple)):
        for below in value:
            yield from parts(below)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 70)), min_size=1, max_size=9))
def test_everything_in_a_result_is_exact(panel: list[tuple[int, int]]) -> None:
    result = consolidate(STAGE, points({f"P{n}": given for n, given in enumerate(panel)}, STAGE))
    exact = (int, str, Fraction, Decimal, Enum, tuple, dict, list, msgspec.Struct, type(None))
    assert all(isinstance(part, exact) for part in parts(result))
    assert result.exact == Fraction(sum(map(sum, panel)), len(panel))


def test_a_mean_that_floats_get_wrong_is_right() -> None:
    # Ten tenths: as floats 0.1 added ten times is 0.9999999999999999, below a pass mark of 1.
    toml = score_toml({"a": "1"}, pass_mark="0.1").replace('step = "1"', 'step = "0.1"')
    stage = stage_of(toml)
    collected = points({f"P{n}": (0,) for n in range(10)}, stage)
    tenths = msgspec.structs.replace(
        collected,
        sheets=tuple(
            msgspec.structs.replace(s, marks=(msgspec.structs.replace(s.marks[0], value=10),))
            for s in collected.sheets
        ),
    )
    result = consolidate(stage, tenths)
    assert (str(result.score), result.passed) == ("0.1000", True)
