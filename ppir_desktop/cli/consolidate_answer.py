"""The answer of ``ppir consolidate``: results, problems, the working of one dossier."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from rich.text import Text

from ppir_desktop.cli.output import Output
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.consolidation import (
    Outcome,
    Ranked,
    Result,
    ScoreWorking,
    TallyWorking,
    rank,
    refused,
)
from ppir_desktop.domain.points import format_points
from ppir_desktop.domain.stage import Stage
from ppir_desktop.services import schemes
from ppir_desktop.services.consolidation import COUNTING, NO_DOSSIER, consolidate_table
from ppir_desktop.services.explanation import explain
from ppir_desktop.services.rules import describe_outcome

_NO, _WRONG = 1, 2
_STYLES = {Outcome.ADVANCE: "green", Outcome.REJECT: "red", Outcome.HOLD: "yellow"}


def answer(
    words: Wording,
    table: Path,
    scheme: str,
    stage: str,
    *,
    why: str | None,
    enrolled: int | None,
    as_json: bool,
) -> int:
    """Consolidate a table and write the answer; gives the exit status.

    Raises:
        PpirError: For a scheme, stage, file or dossier that there is not.
    """
    output = Output(words)
    found = schemes.find_stage(schemes.load_scheme(scheme), stage)
    try:
        results = consolidate_table(table, found, enrolled)
    except InputError as error:
        if not as_json:
            raise
        results = [refused(NO_DOSSIER, found.id, error.problems)]
    shown = results if why is None else _only(results, why)
    if as_json:
        ranks = {place.dossier: place for place in rank(found, results)}
        output.json([result_json(output, one, ranks, working=why is not None) for one in shown])
    else:
        Answer(output, found, results).show(shown, why=why is not None)
    return _status(shown)


def _only(results: list[Result], dossier: str) -> list[Result]:
    """The one dossier that was asked about, behind any problems whose dossier is not known."""
    names = [result.dossier for result in results if result.dossier]
    if names and dossier not in names and NO_DOSSIER not in {r.dossier for r in results}:
        allowed = ", ".join([*names[:20], *["…"][: len(names) > 20]])
        raise InputError("dossier_unknown", value=dossier, allowed=allowed)
    return [result for result in results if result.dossier in (NO_DOSSIER, dossier)]


def _status(results: list[Result]) -> int:
    codes = {problem.code for result in results for problem in result.problems}
    if codes - COUNTING:
        return _WRONG
    return _NO if codes else 0


def result_json(
    output: Output, result: Result, ranks: dict[str, Ranked], *, working: bool
) -> dict[str, Any]:
    """A result as programs get it; exact values are fractions in lowest terms."""
    place = ranks.get(result.dossier)
    answer: dict[str, Any] = {
        "dossier": result.dossier or None,
        "score": None if result.score is None else f"{result.score:f}",
        "exact": None if result.exact is None else str(result.exact),
        "passed": result.passed,
        "counted": list(result.counted),
        "dropped": list(result.dropped),
        "outcome": result.outcome,
        "problems": [output.problem_json(problem) for problem in result.problems],
        "rank": place.rank if place else None,
    }
    if working:
        answer["working"] = msgspec.to_builtins(result.working, enc_hook=str)
    return answer


class Answer:
    """The answer for people: a table of results, the problems, and the working of one."""

    def __init__(self, output: Output, stage: Stage, results: list[Result]) -> None:
        self.output = output
        self.words = output.words
        self.stage = stage
        self.ranks = {place.dossier: place for place in rank(stage, results)}
        language = self.words.language
        self.titles = {c.id: c.title.said_in(language) or c.id for c in stage.criteria}

    def show(self, results: list[Result], *, why: bool) -> None:
        """Write results, and the working of each when `why`."""
        problems = [problem for result in results for problem in result.problems]
        if any(result.dossier for result in results):
            self._results([result for result in results if result.dossier])
        if why:
            for result in results:
                self._working(result)
        if problems:
            self.output.line()
            self.output.line(self.words.choose("cli.problems", len(problems)), "bold yellow")
            self.output.problems(problems)

    def _results(self, results: list[Result]) -> None:
        key, scored = "cli.consolidate", self.stage.consolidation is not None
        columns = [(self.words(f"{key}.dossier"), "left")]
        if scored:
            columns.insert(0, (self.words(f"{key}.rank"), "right"))
            columns.append((self.words(f"{key}.score"), "right"))
        columns += [
            (self.words(f"{key}.counted"), "right"),
            (self.words(f"{key}.dropped"), "left"),
            (self.words(f"{key}.outcome"), "left"),
        ]
        table = self.output.new_table(self.stage.title.said_in(self.words.language), columns)
        for result in results:
            cells: list[str | Text] = [result.dossier]
            if scored:
                cells.insert(0, self._rank(result))
                cells.append("" if result.score is None else f"{result.score:f}")
            counted = "" if result.problems else str(len(result.counted))
            table.add_row(*cells, counted, ", ".join(result.dropped), self._outcome(result))
        self.output.table(table, whole=True)
        done = sum(not result.problems for result in results)
        line = self.words.choose(f"{key}.counts", done)
        if done < len(results):
            line += " · " + self.words.choose(f"{key}.refused", len(results) - done)
        self.output.line(line)

    def _rank(self, result: Result) -> str:
        place = self.ranks.get(result.dossier)
        if place is None:
            return ""
        return (
            self.words("cli.consolidate.tied", rank=place.rank) if place.tied else str(place.rank)
        )

    def _outcome(self, result: Result) -> Text:
        if result.problems:
            return Text(self.words("cli.consolidate.no_result"), style="bold yellow")
        if result.outcome is None:
            return Text(self.words("outcome.ranked"))
        key = describe_outcome(self.stage, result.outcome)
        return Text(self.words(key), style=_STYLES[result.outcome])

    def _working(self, result: Result) -> None:
        """The sheets of one dossier and each step from them to its result."""
        working = result.working
        if working is None:
            return
        key = "cli.consolidate"
        titles = [(title, "right") for title in self.titles.values()]
        columns = [(self.words(f"{key}.panellist"), "left"), *titles]
        if isinstance(working, ScoreWorking):
            columns.append((self.words(f"{key}.total"), "right"))
        table = self.output.new_table(result.dossier, columns)
        for row in _sheet_rows(self.words, working):
            # A sheet that trimming dropped is struck through, as on the consolidated sheet.
            table.add_row(*row, style="" if row[0] in result.counted else "dim strike")
        self.output.line()
        self.output.table(table, whole=True)
        for step in explain(self.stage, result):
            params = dict(step.params)
            if "criterion" in params:
                params["criterion"] = self.titles.get(params["criterion"], params["criterion"])
            self.output.line("  " + self.words(f"why.{step.key}", **params))


def _sheet_rows(words: Wording, working: ScoreWorking | TallyWorking) -> list[list[str]]:
    """A row for each sheet: who, each mark, and the total where points were given."""
    if isinstance(working, TallyWorking):
        return [
            [sheet.panellist, *(words(f"choice.{answer}") for answer in sheet.answers)]
            for sheet in working.sheets
        ]
    return [
        [sheet.panellist, *map(format_points, sheet.points), format_points(sum(sheet.points))]
        for sheet in working.sheets
    ]
