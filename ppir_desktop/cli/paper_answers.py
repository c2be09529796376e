"""The answers of ``ppir sheet``: PDF files, and a line that says so."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from ppir_desktop.cli.desk_command import Call
from ppir_desktop.cli.desks import sitting
from ppir_desktop.cli.output import Output
from ppir_desktop.common.durable import faults_of
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.wording import LANGUAGES, Wording
from ppir_desktop.reports.batch import Entry, chosen, render_together, write_files
from ppir_desktop.reports.document import Rendered, render
from ppir_desktop.services import desk_paper, paper, signed_paper
from ppir_desktop.services.schemes import find_stage, load_scheme


def blank(words: Wording, scheme: str, stage: str, target: Path, form: str) -> None:
    """Write a blank sheet.

    Raises:
        PpirError: For a scheme, stage or language that there is not; ``file_exists``,
            ``file_not_written``.
    """
    language = language_of(form, target)
    loaded = load_scheme(scheme)
    sheet = paper.blank_sheet(loaded, find_stage(loaded, stage), language)
    _write(words, render(sheet), target)


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
        return language_of(self.form, None if self.apart else self.target)


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
    answer(call, signed[0].file, how.target)


def _write_all(call: Call, entries: Sequence[Entry], language: Wording, how: How) -> None:
    if how.apart and entries:
        files = ((f"{one.dossier}_{one.name}", render(one.form)) for one in entries)
        _say_files(call, _into_folder(files, how.target))
        return
    rendered = together(entries, language, how.target, two_up=how.two_up)
    answer(call, rendered, how.target)


def _into_folder(files: Iterable[tuple[str, Rendered]], folder: Path) -> list[Path]:
    with faults_of(folder):
        is_new = not folder.exists()
        folder.mkdir(exist_ok=True)
    try:
        return write_files(files, folder)
    except BaseException:
        if is_new:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


def _say_files(call: Call, files: Sequence[Path]) -> None:
    output = Output(call.words)
    if call.as_json:
        output.json({"files": [str(file) for file in files]})
        return
    for file in files:
        output.line(str(file))
    output.line(call.words.choose("cli.paper.written_apart", len(files)))


def together(
    entries: Sequence[Entry], language: Wording, target: Path, *, two_up: bool = False
) -> Rendered:
    """One form as it is, several with outline and index.

    Raises:
        InputError: ``nothing_to_print``.
    """
    if not entries:
        raise InputError("nothing_to_print")
    if len(entries) == 1 and not two_up:
        return render(entries[0].form)
    made_at = max(entry.form.made_at for entry in entries)
    # A name that is not in UTF-8 can be a file's, but not a title.
    title = os.fsencode(target.stem).decode(errors="replace")
    return render_together(entries, language, title=title, made_at=made_at, two_up=two_up)


def language_of(form: str, target: Path | None) -> Wording:
    """The words of a form; a target that is there is refused before any work is done.

    Raises:
        InputError: ``choice_unknown``, ``file_exists``.
    """
    if form not in LANGUAGES:
        raise InputError("choice_unknown", value=form[:20], allowed=", ".join(LANGUAGES))
    if target is not None and target.exists():
        raise InputError("file_exists", file=str(target))
    return Wording(form)


def answer(call: Call, rendered: Rendered, target: Path) -> None:
    """Write a file and say so, as the call wants it."""
    _write(call.words, rendered, target, as_json=call.as_json)


def _write(words: Wording, rendered: Rendered, target: Path, *, as_json: bool = False) -> None:
    rendered.write(target)
    output = Output(words)
    if as_json:
        output.json({"file": str(target), "pages": rendered.pages})
        return
    output.line(words.choose("cli.paper.written", rendered.pages, file=target))
