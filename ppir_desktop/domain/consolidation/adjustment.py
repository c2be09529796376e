"""A unanimous adjustment: the panel puts its own outcome in place of the computed one.

MSIT notice 2020-1, section 5, and its successors let a panel adjust a score when all agree. The
computed result stays beside the adjusted outcome.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from ppir_desktop.common.errors import RefusedError
from ppir_desktop.domain.consolidation.result import Outcome, Result
from ppir_desktop.domain.stage import Stage


class Adjustment(msgspec.Struct, frozen=True):
    """An outcome that replaces the computed one.

    Attributes:
        computed: The result as the sheets gave it, untouched.
        outcome: What the panel decided instead.
        reason: Why.
        assents: Every member who attended, in order of their names.
    """

    computed: Result
    outcome: Outcome
    reason: str
    assents: tuple[str, ...]


def adjust(
    stage: Stage,
    computed: Result,
    *,
    outcome: Outcome,
    reason: str,
    assents: Collection[str],
) -> Adjustment:
    """Replace the outcome of a result.

    Args:
        stage: The stage, which must allow it.
        computed: The result, which must exist.
        outcome: What the panel decided.
        reason: Why, not blank.
        assents: Members whose signed assent was received. All must be there whose sheets the
            result was computed from, whether or not trimming dropped them.

    Raises:
        RefusedError: ``adjustment_not_allowed``, ``adjustment_without_result``,
            ``adjustment_without_reason``, ``adjustment_not_unanimous`` (with those missing) or
            ``adjustment_by_stranger`` (with those who did not attend).
    """
    if not stage.adjustable:
        raise RefusedError("adjustment_not_allowed", stage=stage.id)
    if computed.outcome is None or computed.working is None:
        raise RefusedError("adjustment_without_result", dossier=computed.dossier)
    if not reason.strip():
        raise RefusedError("adjustment_without_reason", dossier=computed.dossier)
    attending, given = {sheet.panellist for sheet in computed.working.sheets}, set(assents)
    missing = sorted(attending - given)
    if missing:
        raise RefusedError(
            "adjustment_not_unanimous", dossier=computed.dossier, missing=", ".join(missing)
        )
    strangers = sorted(given - attending)
    if strangers:
        raise RefusedError(
            "adjustment_by_stranger", dossier=computed.dossier, strangers=", ".join(strangers)
        )
    return Adjustment(computed, outcome, reason.strip(), tuple(sorted(given)))
