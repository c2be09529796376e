"""The answers of ``ppir sheet`` and ``ppir report``: a PDF file, and a line that says so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ppir_desktop.cli.desk_command import Call
from ppir_desktop.cli.desks import sitting
from ppir_desktop.cli.output import Output
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.wording import LANGUAGES, Wording
from ppir_desktop.domain.consolidation import Result
from ppir_desktop.domain.stage import Stage
from ppir_desktop.reports.batch import Entry, render_together
from ppir_desktop.reports.document import Rendered, render
from ppir_desktop.services import desk_paper, paper
from ppir_desktop.services.consolidation import NO_DOSSIER, consolidate_table
from ppir_desktop.services.schemes import find_stage, load_scheme


def blank(words: Wording, scheme: str, stage: str, target: Path, form: str) -> None:
    """Write a blank sheet.

    Raises:
        PpirError: For a scheme, stage or language that there is not; ``file_exists``,
            ``file_not_written``.
    """
    language = _language(form, target)
    loaded = load_scheme(scheme)
    sheet = paper.blank_sheet(loaded, find_stage(loaded, stage), language)
    _write(Output(words), render(sheet), target)


def print_sheets(
    call: Call, stage: str, dossiers: Sequence[str], target: Path, form: str, *, two_up: bool
) -> None:
    """Write prints of the signed sheets of a stage.

    Raises:
        PpirError: What opening the desk raises; ``nothing_to_print``; as `blank`.
    """
    language = _language(form, target)
    with sitting(call, exchanging=False) as at:
        entries = desk_paper.signed_sheets(at, stage, language, dossiers)
    _write(
        Output(call.words),
        _together(entries, language, target, two_up=two_up),
        target,
        as_json=call.as_json,
    )


def consolidated(
    words: Wording, table: Path, place: tuple[str, str], target: Path, form: str, *, dossier: str
) -> None:
    """Write the consolidated sheets of a table of marks.

    Raises:
        PpirError: What `services.consolidation.consolidate_table` raises; ``dossier_unknown``,
            ``nothing_to_print``; as `blank`.
    """
    language, output = _language(form, target), Output(words)
    loaded = load_scheme(place[0])
    stage, results = _results(table, find_stage(loaded, place[1]), dossier)
    entries = list(paper.consolidated_forms(loaded, stage, results, language))
    _write(output, _together(entries, language, target), target)
    _say_left_out(output, len(results) - len(entries))


def round_report(
    words: Wording, table: Path, place: tuple[str, str], target: Path, form: str
) -> None:
    """Write the report of a stage from a table of marks.

    Raises:
        PpirError: As `consolidated`.
    """
    language, output = _language(form, target), Output(words)
    loaded = load_scheme(place[0])
    stage, results = _results(table, find_stage(loaded, place[1]), "")
    if all(result.problems for result in results):
        raise InputError("nothing_to_print")
    _write(output, render(paper.report_of_results(loaded, stage, results, language)), target)
    _say_left_out(output, sum(bool(result.problems) for result in results))


def certificate(call: Call, number: str, target: Path, form: str) -> None:
    """Write a certificate of designation.

    Raises:
        PpirError: What opening the desk and `services.desk_paper.certificate_of` raise; as `blank`.
    """
    language = _language(form, target)
    with sitting(call, exchanging=False) as at:
        made = desk_paper.certificate_of(at, number, language)
    _write(Output(call.words), render(made), target, as_json=call.as_json)


def opinion(call: Call, place: tuple[str, str], target: Path, form: str) -> None:
    """Write the opinion letter on an application in a stage.

    Raises:
        PpirError: What opening the desk and `services.desk_paper.opinion_of` raise; as `blank`.
    """
    language = _language(form, target)
    with sitting(call, exchanging=False) as at:
        made = desk_paper.opinion_of(at, *place, language)
    _write(Output(call.words), render(made), target, as_json=call.as_json)


def _results(table: Path, stage: Stage, dossier: str) -> tuple[Stage, list[Result]]:
    results = [one for one in consolidate_table(table, stage) if one.dossier != NO_DOSSIER]
    if dossier:
        chosen = [one for one in results if one.dossier == dossier]
        if not chosen:
            allowed = ", ".join(one.dossier for one in results[:20])
            raise InputError("dossier_unknown", value=dossier, allowed=allowed)
        results = chosen
    return stage, results


def _together(
    entries: Sequence[Entry], language: Wording, target: Path, *, two_up: bool = False
) -> Rendered:
    """One form as it is, several with outline and index."""
    if not entries:
        raise InputError("nothing_to_print")
    if len(entries) == 1 and not two_up:
        return render(entries[0].form)
    made_at = max(entry.form.made_at for entry in entries)
    return render_together(entries, language, title=target.stem, made_at=made_at, two_up=two_up)


def _language(form: str, target: Path) -> Wording:
    """The words of a form; a target that is there is refused before any work is done."""
    if form not in LANGUAGES:
        raise InputError("choice_unknown", value=form[:20], allowed=", ".join(LANGUAGES))
    if target.exists():
        raise InputError("file_exists", file=str(target))
    return Wording(form)


def _write(output: Output, rendered: Rendered, target: Path, *, as_json: bool = False) -> None:
    rendered.write(target)
    if as_json:
        output.json({"file": str(target), "pages": rendered.pages})
        return
    output.line(output.words.choose("cli.paper.written", rendered.pages, file=target))


def _say_left_out(output: Output, count: int) -> None:
    if count:
        output.line(output.words.choose("cli.paper.left_out", count))
