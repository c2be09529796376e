"""Why a number is what it is, line by line, and what stands behind each line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.consolidation import Result, ScoreWorking, TallyWorking
from ppir_desktop.domain.points import format_points
from ppir_desktop.domain.stage import Stage
from ppir_desktop.services.explanation import Step, explain, written
from ppir_desktop.ui.panel.saying import KEY

Pairs = tuple[tuple[str, str], ...]


class WorkingLine(NamedTuple):
    """A line of a working.

    Attributes:
        label: What it is.
        value: What it comes to.
        sentence: The same in one sentence, as on the forms.
        behind: What stands behind it, each with its own value.
        tone: ``ok`` or ``bad`` for a verdict; empty otherwise.
    """

    label: str
    value: str
    sentence: str
    behind: Pairs
    tone: str = ""


def working_lines(
    stage: Stage, result: Result, words: Wording, shown: Mapping[str, str]
) -> tuple[WorkingLine, ...]:
    """The lines from the sheets to a result; none where there is none.

    Args:
        stage: The stage.
        result: Its result.
        words: Words of the window.
        shown: Letters or names by members' numbers.
    """
    worded = _Worded(stage, result, words, shown)
    return tuple(worded.line(step) for step in explain(stage, result))


class _Worded:
    """Puts the steps of one result into words."""

    def __init__(
        self, stage: Stage, result: Result, words: Wording, shown: Mapping[str, str]
    ) -> None:
        self._stage, self._result, self._words, self._shown = stage, result, words, shown
        self._titles = {
            one.id: one.title.said_in(words.language) or one.id for one in stage.criteria
        }

    def line(self, step: Step) -> WorkingLine:
        params = dict(step.params)
        if "criterion" in params:
            params["criterion"] = self._titles.get(params["criterion"], params["criterion"])
        if "panellist" in params:
            params["panellist"] = self._name(params["panellist"])
        key, tone = step.key, ""
        if key.startswith(("passed", "outcome.", "item")):
            tone = "bad" if key.endswith(".no") or "reject" in key else "ok"
            tone = "" if key.startswith("item") and tone == "ok" else tone
        sentence = self._words(f"why.{key}", **params)
        if key.startswith("outcome."):
            return WorkingLine(self._words(f"{KEY}.why.outcome"), sentence, sentence, (), tone)
        stem = key.removesuffix(".yes").removesuffix(".no")
        value = self._words(f"{KEY}.why_value.{stem}", **params)
        if stem == "passed":
            value = self._words(f"{KEY}.verdict.{'reject_score' if tone == 'bad' else 'advance'}")
        return WorkingLine(
            self._words(f"{KEY}.why.{stem}", **params), value, sentence, self._behind(step), tone
        )

    def _name(self, number: str) -> str:
        return self._shown.get(number, number)

    def _behind(self, step: Step) -> Pairs:
        working, key = self._result.working, step.key
        if isinstance(working, TallyWorking):
            return self._behind_tally(step, working)
        if not isinstance(working, ScoreWorking):
            return ()
        if key == "rounded" and self._result.exact is not None:
            return ((self._words(f"{KEY}.why.exact"), written(self._result.exact)),)
        if key.startswith("passed"):
            return ((self._words(f"{KEY}.why.compare.{working.compare_on}"), step.params["value"]),)
        return self._sheets(step, working)

    def _sheets(self, step: Step, working: ScoreWorking) -> Pairs:
        """The sheets that a line is made of."""
        key = step.key
        if key == "attended":
            return tuple(
                (self._name(one.panellist), format_points(sum(one.points)))
                for one in working.sheets
            )
        if key in {"highest", "lowest"}:
            points = {one.panellist: one.points for one in working.sheets}
            given = points.get(step.params["panellist"], ())
            titles = (self._titles[one.id] for one in self._stage.criteria)
            return tuple(
                (title, format_points(value)) for title, value in zip(titles, given, strict=False)
            )
        is_sum = key in {"sum", "sum_criterion"}
        return self._terms(working, step.params.get("criterion", "")) if is_sum else ()

    def _terms(self, working: ScoreWorking, criterion: str) -> Pairs:
        for series in working.series:
            if series.criterion == criterion:
                kept = sorted(series.kept, key=lambda one: one.panellist)
                return tuple((self._name(one.panellist), format_points(one.points)) for one in kept)
        return tuple(
            (self._titles.get(one.criterion, one.criterion), format_points(one.sum()))
            for one in working.series
        )

    def _behind_tally(self, step: Step, working: TallyWorking) -> Pairs:
        places = {one.id: at for at, one in enumerate(self._stage.criteria)}
        at = places.get(step.params.get("criterion", ""))
        if step.key == "attended" and len(places) == 1:
            at = 0
        if at is None:
            return ()
        return tuple(
            (self._name(one.panellist), self._words(f"choice.{one.answers[at]}"))
            for one in working.sheets
            if at < len(one.answers) and one.answers[at]
        )
