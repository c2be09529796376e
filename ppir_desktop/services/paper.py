"""Words on paper that only services know: the working of a result, step by step."""

from __future__ import annotations

from collections.abc import Mapping

from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.consolidation import Result
from ppir_desktop.domain.stage import Stage
from ppir_desktop.services.explanation import explain
from ppir_desktop.services.rules import describe_outcome


def worded_steps(
    stage: Stage, result: Result, words: Wording, shown: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """The steps from the sheets to a result, in words.

    Args:
        stage: The stage.
        result: Its result.
        words: Words of the form.
        shown: Names or letters to show panellists by, under what the result calls them.
    """
    titles = {one.id: one.title.said_in(words.language) or one.id for one in stage.criteria}
    steps: list[str] = []
    for step in explain(stage, result):
        params = dict(step.params)
        if "criterion" in params:
            params["criterion"] = titles.get(params["criterion"], params["criterion"])
        if "panellist" in params:
            params["panellist"] = (shown or {}).get(params["panellist"], params["panellist"])
        steps.append(words(f"why.{step.key}", **params))
    return tuple(steps)


def worded_outcome(stage: Stage, result: Result, words: Wording) -> str:
    """The outcome of a result in words; empty where there is none."""
    if result.problems:
        return ""
    if result.outcome is None:
        return words("outcome.ranked")
    return words(describe_outcome(stage, result.outcome))
