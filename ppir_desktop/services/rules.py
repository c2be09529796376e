"""A stage's rule in one line of words."""

from __future__ import annotations

from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.domain.points import format_points
from ppir_desktop.domain.sheets import allowed_choices
from ppir_desktop.domain.sheets import describe_scale as scale_params
from ppir_desktop.domain.stage import Consolidation, Criterion, Method, Mode, Stage, Trim


def describe_scale(words: Wording, stage: Stage, criterion: Criterion) -> str:
    """What may stand as the mark of a criterion."""
    if criterion.scale is not None:
        return words("rule.step", **scale_params(criterion.scale))
    return " / ".join(words(f"choice.{choice}") for choice in allowed_choices(stage))


def describe_rule(words: Wording, stage: Stage) -> str:
    """How a stage is decided."""
    if stage.mode is Mode.EXTERNAL:
        return words("rule.external")
    parts: list[str] = []
    if stage.quorum is not None:
        parts.append(_quorum(words, stage))
    if stage.consolidation is not None:
        parts += _score(words, stage, stage.consolidation)
    elif stage.passing.share is not None:
        parts.append(words(f"rule.share.{stage.passing.base}", share=stage.passing.share))
    if stage.hold is not None:
        parts.append(words("rule.hold", share=stage.hold))
    if stage.adjustable:
        parts.append(words("rule.adjustable"))
    return "; ".join(parts)


def describe_outcome(stage: Stage, outcome: Outcome) -> str:
    """The key of the words for an outcome: a gate, a vote and a score each have their own no."""
    lost = outcome is Outcome.REJECT and stage.mode is not Mode.SCORE
    return f"outcome.{outcome}_{stage.mode}" if lost else f"outcome.{outcome}"


def _quorum(words: Wording, stage: Stage) -> str:
    quorum = stage.quorum
    if quorum is None or quorum.share is None:
        return words("rule.quorum_count", count=quorum.count if quorum else 0)
    key = "quorum_more" if quorum.share.strictly else "quorum_share"
    return words(f"rule.{key}", share=quorum.share)


def _score(words: Wording, stage: Stage, rule: Consolidation) -> list[str]:
    if rule.method is Method.MEAN:
        method = words("rule.mean")
    else:
        kind = "trimmed_criterion" if rule.trim is Trim.CRITERION else "trimmed"
        method = words(f"rule.{kind}", drop=rule.drop_each)
    parts = [method, words.choose("rule.min_scores", rule.min_scores)]
    if rule.rescale_to is not None:
        parts.append(words("rule.rescaled", to=format_points(rule.rescale_to)))
    if stage.bonus is not None:
        title = stage.bonus.title.said_in(words.language)
        parts.append(words("rule.bonus", title=title, cap=format_points(stage.bonus.cap)))
    parts.append(words("rule.rounded", decimals=rule.decimals))
    if stage.passing.min_score is None:
        parts.append(words("rule.ranks"))
    else:
        parts.append(words("rule.pass", mark=format_points(stage.passing.min_score)))
    return parts
