"""The answers of ``ppir sheet`` and ``ppir report``: a PDF file, and a line that says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from ppir_desktop.cli.desk_command import Call
from ppir_desktop.cli.desks import sitting
from ppir_desktop.cli.output import Output
from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.wording import LANGUAGES, Wording
from ppir_desktop.domain.consolidation import Result
from ppir_desktop.domain.stage import Stage
from ppir_desktop.reports.batch import Entry, chosen, render_together, write_files
from ppir_desktop.reports.document import Rendered, render
from ppir_desktop.services import desk_paper, paper, signed_paper
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


class How(NamedTuple):
    """How sheets are to be written.

    Attributes:
        target: The file, or the folder for a file each.
        form: Language of the form.
        apart: Whether each gets a file of its own.
        two_up: Whether two pages go side by side on one.
    """

    target: Path
    form: str
    apart: bool
    two_up: bool

    def words(self) -> Wording:
        """The words of the form.

        Raises:
            InputError: As `blank`; ``options_exclude`` where both a file each and two to a page
                are asked for.
        """
        if self.apart and self.two_up:
            raise InputError("options_exclude", one="--apart", other="--two-up")
        return _language(self.form, None if self.apart else self.target)


def print_sheets(
    call: Call, stage: str, chosen_by: tuple[Sequence[str], Sequence[str]], how: How
) -> None:
    """Write prints of the signed sheets of a stage, chosen by dossiers and panellists' names.

    Raises:
        PpirError: What opening the desk raises; ``nothing_to_print``; as `blank`.
    """
    language = how.words()
    dossiers, people = chosen_by
    with sitting(call, exchanging=False) as at:
        entries = desk_paper.signed_sheets(at, stage, language, dossiers)
    _write_all(call, list(chosen(entries, panellists=people)), language, how)


def print_drafts(call: Call, stage: str, dossiers: Sequence[str], how: How) -> None:
    """Write the sheets that were begun and not signed yet.

    Raises:
        PpirError: As `print_sheets`; ``draft_unreadable``.
    """
    language = how.words()
    with sitting(call, exchanging=False) as at:
        entries = desk_paper.draft_sheets(at, stage, language, dossiers)
    _write_all(call, entries, language, how)


def sign_sheets(call: Call, stage: str, dossiers: Sequence[str], how: How) -> None:
    """Write one's own sheets as signed PDF files.

    Raises:
        PpirError: What opening the desk and `services.signed_paper.sign_sheets` raise;
            ``signed_apart`` where there are several and one file is asked for; as `blank`.
    """
    language = how.words()
    if how.two_up:
        raise InputError("options_exclude", one="--signed", other="--two-up")
    with sitting(call, exchanging=False) as at:
        signed = signed_paper.sign_sheets(at, stage, language, dossiers)
    if how.apart:
        files = ((f"{one.dossier}_{one.person}", one.file) for one in signed)
        _say_files(call, _into_folder(files, how.target))
        return
    if len(signed) > 1:
        raise InputError("signed_apart", dossiers=", ".join(one.dossier for one in signed[:20]))
    _write(Output(call.words), signed[0].file, how.target, as_json=call.as_json)


def _write_all(call: Call, entries: Sequence[Entry], language: Wording, how: How) -> None:
    if how.apart and entries:
        files = ((f"{one.dossier}_{one.name}", render(one.form)) for one in entries)
        _say_files(call, _into_folder(files, how.target))
        return
    rendered = _together(entries, language, how.target, two_up=how.two_up)
    _write(Output(call.words), rendered, how.target, as_json=call.as_json)


def _into_folder(files: Iterable[tuple[str, Rendered]], folder: Path) -> list[Path]:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise EnvironmentFault(
            "file_not_written", file=str(folder), reason=error.strerror or ""
        ) from error
    return write_files(files, folder)


def _say_files(call: Call, files: Sequence[Path]) -> None:
    output = Output(call.words)
    if call.as_json:
        output.json({"files": [str(file) for file in files]})
        return
    for file in files:
        output.line(str(file))
    output.line(call.words.choose("cli.paper.written_apart", len(files)))


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


def _language(form: str, target: Path | None) -> Wording:
    """The words of a form; a target that is there is refused before any work is done."""
    if form not in LANGUAGES:
        raise InputError("choice_unknown", value=form[:20], allowed=", ".join(LANGUAGES))
    if target is not None and target.exists():
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
