"""Paper without a profile: blank sheets, and what a table of marks comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ppir_desktop.common.errors import RefusedError
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.consolidation import Result, rank
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.domain.stage import Mode, Stage
from ppir_desktop.reports.batch import Entry
from ppir_desktop.reports.consolidated_sheet import consolidated_sheet
from ppir_desktop.reports.consolidating import (
    Decided,
    consolidated_view,
    seats_by_letter,
    strip_of,
)
from ppir_desktop.reports.evaluation_sheet import evaluation_sheet
from ppir_desktop.reports.filling import heading_of, sheet_view
from ppir_desktop.reports.letter_views import (
    ReportRow,
    RoundView,
    StageReport,
)
from ppir_desktop.reports.page import Form
from ppir_desktop.reports.round_report import round_report
from ppir_desktop.reports.views import SheetKind, Subject
from ppir_desktop.services.explanation import explain
from ppir_desktop.services.rules import describe_outcome, describe_rule


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


def blank_sheet(scheme: Scheme, stage: Stage, words: Wording) -> Form:
    """The sheet of a stage to be filled in by hand.

    Raises:
        RefusedError: ``stage_external`` for a stage in which no marks are given.
    """
    if stage.mode is Mode.EXTERNAL:
        raise RefusedError("stage_external", stage=stage.id)
    return evaluation_sheet(sheet_view(scheme, stage, words, kind=SheetKind.BLANK), words)


def consolidated_forms(
    scheme: Scheme, stage: Stage, results: Iterable[Result], words: Wording
) -> Iterator[Entry]:
    """The consolidated sheet of each result that there is, the panellists under letters."""
    for result in results:
        if result.problems:
            continue
        seats = seats_by_letter(result, words)
        decided = Decided(
            steps=worded_steps(stage, result, words, {one.number: one.shown for one in seats}),
            computed=worded_outcome(stage, result, words),
        )
        view = consolidated_view(scheme, stage, result, words, seats=seats, decided=decided)
        yield Entry(consolidated_sheet(view, words), result.dossier)


def report_of_results(
    scheme: Scheme, stage: Stage, results: Sequence[Result], words: Wording
) -> Form:
    """The report of one stage: its results in their ranks, with a plot of each panel's marks."""
    language = words.language
    view = RoundView(
        language=language,
        heading=heading_of(scheme, language),
        figures=((words("paper.report.applications"), str(len(results))),),
        stages=(report_of_stage(stage, results, words),),
    )
    return round_report(view, words)


def report_of_stage(
    stage: Stage,
    results: Sequence[Result],
    words: Wording,
    *,
    subjects: Mapping[str, Subject] | None = None,
    outcomes: Mapping[str, str] | None = None,
) -> StageReport:
    """A stage in a report: its results in their ranks.

    Args:
        stage: The stage.
        results: Its results; one with problems is left out.
        words: Words of the form.
        subjects: What each application is about, where that is known.
        outcomes: What became of applications, in words, where that is not what was computed.
    """
    ranks = {place.dossier: str(place.rank) for place in rank(stage, list(results))}
    found = [result for result in results if not result.problems]
    about = subjects or {}
    rows = tuple(
        ReportRow(
            dossier=result.dossier,
            product=about.get(result.dossier, Subject()).product,
            applicant=about.get(result.dossier, Subject()).applicant,
            rank=ranks.get(result.dossier, ""),
            score="" if result.score is None else f"{result.score:f}",
            outcome=(outcomes or {}).get(result.dossier) or worded_outcome(stage, result, words),
            strip=strip_of(stage, result),
        )
        for result in sorted(found, key=lambda one: (int(ranks.get(one.dossier, 0)), one.dossier))
    )
    counted = Counter(row.outcome for row in rows)
    return StageReport(
        title=stage.title.said_in(words.language),
        rule=describe_rule(words, stage),
        figures=tuple((outcome, str(count)) for outcome, count in counted.items()),
        rows=rows,
    )
