"""What a panel agrees to, and the words that it reads."""

from __future__ import annotations

import msgspec
import pytest

from ppir_desktop.common.identifiers import Digest, new_identifier
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.protocol.result_bodies import Adjustment, Decision, DossierResult
from ppir_desktop.protocol.review_bodies import Proposal
from ppir_desktop.protocol.substance import (
    Adjusted,
    says_the_same,
    substance_of_adjustment,
    substance_of_decision,
)

DIGEST = Digest("0" * 64)
RESULT = DossierResult(
    dossier="D-1", sheets=(), absent=(), bonus=None,
    result='{"score":"71.6000","outcome":"advance"}',
    adjustment=Adjustment(score=6900, reason="까닭", assents=()), outcome=Outcome.REJECT,
    opinion="의견",
)  # fmt: skip
DECISION = Decision(
    panel=new_identifier(), stage="innovation", scheme=DIGEST, results=(RESULT,), assents=(),
    minutes="회의록", reason="", statement="서명",
)  # fmt: skip
ADJUSTMENT = Proposal(
    panel=DECISION.panel, stage="innovation", dossier="D-1", to="adjustment", substance=DIGEST,
    computed="71.6000", computed_outcome=Outcome.ADVANCE, score=6900, outcome=Outcome.REJECT,
    text="까닭", opinion="",
)  # fmt: skip
ASKED = msgspec.structs.replace(ADJUSTMENT, to="decision", text="회의록", opinion="의견")


@pytest.mark.parametrize("asked", [ADJUSTMENT, ASKED])
def test_the_words_of_what_was_signed_are_the_same(asked: Proposal) -> None:
    assert says_the_same(asked, DECISION, RESULT)


@pytest.mark.parametrize("asked", [ADJUSTMENT, ASKED])
@pytest.mark.parametrize(
    "changes",
    [
        {"computed": "75.0000"}, {"computed_outcome": Outcome.REJECT}, {"score": 7500},
        {"outcome": Outcome.ADVANCE}, {"text": "다른 글"}, {"opinion": "다른 의견"},
    ],
)  # fmt: skip
def test_other_words_beside_the_same_digest_are_not(
    asked: Proposal, changes: dict[str, object]
) -> None:
    assert not says_the_same(msgspec.structs.replace(asked, **changes), DECISION, RESULT)


def test_without_an_adjustment_no_score_is_shown() -> None:
    plain = msgspec.structs.replace(
        RESULT, adjustment=None, result='{"score":null,"outcome":null}', outcome=None
    )
    asked = msgspec.structs.replace(
        ASKED, score=None, outcome=None, computed="", computed_outcome=None
    )
    assert says_the_same(asked, DECISION, plain)
    nothing = msgspec.structs.replace(asked, to="adjustment", text="", opinion="")
    assert says_the_same(nothing, DECISION, plain)


def test_every_part_of_a_decision_is_in_its_substance() -> None:
    before = substance_of_decision(DECISION, RESULT)
    for changes in ({"minutes": "다른"}, {"reason": "다시"}, {"scheme": Digest("1" * 64)}):
        changed = msgspec.structs.replace(DECISION, **changes)
        assert substance_of_decision(changed, RESULT) != before
    assert (
        substance_of_decision(DECISION, msgspec.structs.replace(RESULT, opinion="다른")) != before
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"panel": "p-2"}, {"stage": "site"}, {"dossier": "D-2"}, {"result": "{}"},
        {"score": 6901}, {"outcome": Outcome.ADVANCE}, {"reason": "다른 까닭"},
    ],
)  # fmt: skip
def test_another_adjustment_has_another_digest(changes: dict[str, object]) -> None:
    asked = Adjusted(
        panel="p-1", stage="innovation", dossier="D-1", result=RESULT.result, score=6900,
        outcome=Outcome.REJECT, reason="까닭",
    )  # fmt: skip
    changed = msgspec.structs.replace(asked, **changes)
    assert substance_of_adjustment(changed) != substance_of_adjustment(asked)
    assert substance_of_adjustment(changed) == substance_of_adjustment(
        msgspec.structs.replace(changed)
    )
