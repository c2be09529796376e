"""The answers of ``ppir report``: of panels, from a table or a desk's records, and letters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ppir_desktop.cli.desk_command import Call
from ppir_desktop.cli.desks import sitting
from ppir_desktop.cli.output import Output
from ppir_desktop.cli.paper_answers import answer, language_of, together
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.consolidation import Result
from ppir_desktop.domain.stage import Stage
from ppir_desktop.reports.document import render
from ppir_desktop.reports.page import Form
from ppir_desktop.services import desk_paper, panel_paper, paper
from ppir_desktop.services.consolidation import NO_DOSSIER, consolidate_table
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.services.schemes import find_stage, load_scheme


class Of(NamedTuple):
    """What consolidated sheets are asked for.

    Attributes:
        stage: Id of the stage.
        dossier: Application number; empty for all.
        names: Whether members go by their names.
    """

    stage: str
    dossier: str
    names: bool


def consolidated(call: Call, source: tuple[Path, str], of: Of, target: Path, form: str) -> None:
    """Write the consolidated sheets of a table of marks.

    Raises:
        PpirError: What `services.consolidation.consolidate_table` raises; ``dossier_unknown``,
            ``nothing_to_print``; ``options_exclude`` for names, which a table does not have; as
            `cli.paper_answers.blank`.
    """
    if of.names:
        raise InputError("options_exclude", one="--names", other="MARKS.csv")
    language = language_of(form, target)
    loaded = load_scheme(source[1])
    stage, results = _results(source[0], find_stage(loaded, of.stage), of.dossier)
    entries = list(paper.consolidated_forms(loaded, stage, results, language))
    answer(call, together(entries, language, target), target)
    _say_left_out(call, len(results) - len(entries))


def consolidated_at_desk(call: Call, of: Of, target: Path, form: str) -> None:
    """Write the consolidated sheets of a stage's panels from the records of a desk.

    Raises:
        PpirError: What opening the desk and `services.panel_paper.consolidated_sheets` raise;
            ``nothing_to_print``; as `cli.paper_answers.blank`.
    """
    language = language_of(form, target)
    with sitting(call, exchanging=False) as at:
        entries, left_out = panel_paper.consolidated_sheets(
            at, of.stage, language, [of.dossier] if of.dossier else (), with_names=of.names
        )
    answer(call, together(entries, language, target), target)
    _say_left_out(call, left_out)


def round_report(
    call: Call, source: tuple[Path, str], stage_id: str, target: Path, form: str
) -> None:
    """Write the report of a stage from a table of marks.

    Raises:
        PpirError: As `consolidated`.
    """
    language = language_of(form, target)
    loaded = load_scheme(source[1])
    stage, results = _results(source[0], find_stage(loaded, stage_id), "")
    if all(result.problems for result in results):
        raise InputError("nothing_to_print")
    answer(call, render(paper.report_of_results(loaded, stage, results, language)), target)
    _say_left_out(call, sum(bool(result.problems) for result in results))


def round_at_desk(call: Call, stage_id: str, target: Path, form: str) -> None:
    """Write the report of a round, or of one of its stages, from the records of a desk.

    Raises:
        PpirError: What opening the desk and `services.panel_paper.report_of_round` raise; as
            `cli.paper_answers.blank`.
    """
    language = language_of(form, target)
    with sitting(call, exchanging=False) as at:
        made, left_out = panel_paper.report_of_round(at, language, stage_id)
    answer(call, render(made), target)
    _say_left_out(call, left_out)


def certificate(call: Call, number: str, target: Path, form: str) -> None:
    """Write a certificate of designation.

    Raises:
        PpirError: What opening the desk and `services.desk_paper.certificate_of` raise; as
            `cli.paper_answers.blank`.
    """
    _letter(call, lambda at, words: desk_paper.certificate_of(at, number, words), target, form)


def opinion(call: Call, place: tuple[str, str], target: Path, form: str) -> None:
    """Write the opinion letter on an application in a stage.

    Raises:
        PpirError: What opening the desk and `services.desk_paper.opinion_of` raise; as
            `cli.paper_answers.blank`.
    """
    _letter(call, lambda at, words: desk_paper.opinion_of(at, *place, words), target, form)


def _letter(call: Call, make: Callable[[Sitting, Wording], Form], target: Path, form: str) -> None:
    language = language_of(form, target)
    with sitting(call, exchanging=False) as at:
        made = make(at, language)
    answer(call, render(made), target)


def _results(table: Path, stage: Stage, dossier: str) -> tuple[Stage, list[Result]]:
    results = [one for one in consolidate_table(table, stage) if one.dossier != NO_DOSSIER]
    if dossier:
        chosen = [one for one in results if one.dossier == dossier]
        if not chosen:
            allowed = ", ".join(one.dossier for one in results[:20])
            raise InputError("dossier_unknown", value=dossier, allowed=allowed)
        results = chosen
    return stage, results


def _say_left_out(call: Call, count: int) -> None:
    if count and not call.as_json:
        Output(call.words).line(call.words.choose("cli.paper.left_out", count))
