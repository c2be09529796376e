"""An adjustment needs the scheme's leave, a result, a reason and everybody's assent."""

from __future__ import annotations

import pytest

from ppir_desktop.common.errors import RefusedError
from ppir_desktop.domain.consolidation import Outcome, adjust, consolidate, refused
from tests.support.builders import points, score_toml, stage_of

TRIMMED = 'method = "trimmed_mean"\nmin_scores = 3'
STAGE = stage_of(score_toml({"a": "100"}, TRIMMED, top="adjustable = true"))
RESULT = consolidate(STAGE, points({"A": (60,), "B": (70,), "C": (65,)}, STAGE))


def test_the_computed_score_stays_beside_the_adjusted_outcome() -> None:
    adjusted = adjust(
        STAGE,
        RESULT,
        outcome=Outcome.ADVANCE,
        reason=" The test report came in late. ",
        assents=["B", "C", "A", "B"],
    )
    assert (adjusted.outcome, adjusted.computed.outcome) == (Outcome.ADVANCE, Outcome.REJECT)
    assert str(adjusted.computed.score) == "65.0000"
    assert adjusted.assents == ("A", "B", "C")
    assert adjusted.reason == "The test report came in late."


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"stage": stage_of(score_toml({"a": "100"}))}, "adjustment_not_allowed"),
        ({"computed": refused("D", "paper", [])}, "adjustment_without_result"),
        ({"reason": " \n"}, "adjustment_without_reason"),
        ({"assents": ["A", "B"]}, "adjustment_not_unanimous"),
        ({"assents": []}, "adjustment_not_unanimous"),
        ({"assents": ["A", "B", "C", "D"]}, "adjustment_by_stranger"),
    ],
)
def test_without_any_of_them_the_computed_result_stands(
    change: dict[str, object], code: str
) -> None:
    arguments: dict[str, object] = {
        "stage": STAGE,
        "computed": RESULT,
        "outcome": Outcome.ADVANCE,
        "reason": "because",
        "assents": ["A", "B", "C"],
    }
    arguments |= change
    stage, computed = arguments.pop("stage"), arguments.pop("computed")
    with pytest.raises(RefusedError) as caught:
        adjust(stage, computed, **arguments)  # type: ignore[arg-type]
    assert caught.value.code == code
