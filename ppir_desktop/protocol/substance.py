"""What a panel agrees to, as a digest: the same bytes for whoever asks, answers and checks."""

from __future__ import annotations

from msgspec import Struct, json

from ppir_desktop.common.identifiers import Digest, digest_of
from ppir_desktop.domain.consolidation.result import Outcome
from ppir_desktop.protocol.canonical import canonical_json
from ppir_desktop.protocol.result_bodies import Decision, DossierResult
from ppir_desktop.protocol.review_bodies import Proposal


class Adjusted(Struct, frozen=True, kw_only=True):
    """An adjustment that a panel is asked to agree to.

    Attributes:
        panel: Id of the panel.
        stage: Id of the stage.
        dossier: Application number.
        result: The computed result, as `domain.consolidation.result_bytes` writes it.
        score: What takes the place of the computed score, in hundredths.
        outcome: What takes the place of the computed outcome.
        reason: Why.
    """

    panel: str
    stage: str
    dossier: str
    result: str
    score: int
    outcome: Outcome
    reason: str


class _Decided(Struct, frozen=True, kw_only=True):
    """A decision on one dossier without the assents to it, the sentence and the signature."""

    panel: str
    stage: str
    scheme: str
    result: DossierResult
    minutes: str
    reason: str


def substance_of_adjustment(adjusted: Adjusted) -> Digest:
    """The digest of an adjustment."""
    return digest_of(canonical_json(adjusted))


def substance_of_decision(decision: Decision, result: DossierResult) -> Digest:
    """The digest of what a decision says of one dossier."""
    return digest_of(
        canonical_json(
            _Decided(
                panel=decision.panel, stage=decision.stage, scheme=decision.scheme, result=result,
                minutes=decision.minutes, reason=decision.reason,
            )
        )
    )  # fmt: skip


class _Computed(Struct, frozen=True):
    """As much of a computed result as members are shown."""

    score: str | None
    outcome: Outcome | None


def says_the_same(asked: Proposal, decision: Decision, result: DossierResult) -> bool:
    """Whether the words that members read are those of what they agreed to.

    A digest alone says nothing to whoever reads: a chair could put other words beside it.

    Args:
        asked: What was put to the members.
        decision: What was signed.
        result: What it says of the dossier.
    """
    computed = json.decode(result.result, type=_Computed)
    adjustment = result.adjustment
    if asked.to == "adjustment":
        text, opinion = (adjustment.reason if adjustment is not None else ""), ""
    else:
        text, opinion = decision.minutes, result.opinion
    shown = (
        asked.computed, asked.computed_outcome, asked.score, asked.outcome, asked.text,
        asked.opinion,
    )  # fmt: skip
    score = adjustment.score if adjustment is not None else None
    return shown == (
        computed.score or "", computed.outcome, score, result.outcome, text, opinion,
    )  # fmt: skip
