"""The answer of ``ppir round check``: problems, findings, counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec

from ppir_desktop.cli.desk_command import Call
from ppir_desktop.cli.desks import sitting, write_subjects
from ppir_desktop.cli.exchange_answers import bar
from ppir_desktop.cli.output import Output
from ppir_desktop.common.progress_bar import progress_bar
from ppir_desktop.common.wording import Wording
from ppir_desktop.intake.kit import Complaint, Kit, LeftOut, Part
from ppir_desktop.intake.report_workbook import file_of
from ppir_desktop.services import kits
from ppir_desktop.services.office import importing
from ppir_desktop.sync.progress import Progress, Watch

_KEY: Final = "cli.round.check"
_NO: Final = 1


def check(words: Wording, folder: Path, scheme: str, *, report: Path | None, as_json: bool) -> int:
    """Check a kit; 1 when there is a problem.

    Raises:
        PpirError: What `services.kits.check_kit` raises.
    """
    with counting(words, f"{_KEY}.doing") as watch:
        kit = kits.check_kit(folder, scheme, watch)
    if report is not None:
        kits.report(report, kit, words)
    output = Output(words)
    if as_json:
        output.json(kit_json(words, kit))
    else:
        write_kit(words, output, kit)
        if report is not None:
            output.line(words("cli.round.reported", file=str(report)))
    return _NO if kit.problems else 0


def take_over(call: Call, folder: Path, *, accept_valid: bool, report: Path | None) -> int:
    """Take a kit over into a round; 1 when there is a problem and nothing was taken over.

    Raises:
        PpirError: What `services.kits.check_for` and `services.office.importing.import_kit` raise.
    """
    words, output = call.words, Output(call.words)
    with sitting(call) as at:
        with counting(words, f"{_KEY}.doing") as watch:
            kit = kits.check_for(at, folder, watch)
        if report is not None:
            kits.report(report, kit, words)
        if kit.problems and not accept_valid:
            if call.as_json:
                output.json({**kit_json(words, kit), "imported": None})
            else:
                write_kit(words, output, kit)
                output.line(words("cli.round.import.refused"), "bold red")
            return _NO
        with bar(words, "cli.round.import.doing") as watch:
            imported = importing.import_kit(at, kit, accept_valid=accept_valid, watch=watch)
    if call.as_json:
        output.json({**kit_json(words, kit), "imported": msgspec.to_builtins(imported)})
        return 0
    for name in ("applications", "experts", "not_eligible"):
        write_subjects(words, f"cli.round.import.{name}", getattr(imported, name), output)
    if imported.kept:
        write_subjects(words, "cli.round.import.kept", imported.kept, output)
    if imported.left_out:
        _left_out(words, output, imported.left_out)
    return 0


def _left_out(words: Wording, output: Output, rows: Sequence[LeftOut]) -> None:
    output.line(words("cli.round.import.left_out", count=len(rows)), "bold yellow")
    names = ("table", "row", "number")
    table = output.new_table("", [(words(f"report.column.{name}"), "left") for name in names])
    for one in rows:
        table.add_row(words(f"part.{one.part}"), str(one.row), one.number)
    output.table(table)


@contextmanager
def counting(words: Wording, key: str) -> Iterator[Watch]:
    """A bar that counts things, of work that is called by a key; interrupting it stops the work."""
    with progress_bar(words(key), in_bytes=False) as tell:

        def told(progress: Progress) -> None:
            if progress.total:
                tell(progress.done, progress.total)

        yield Watch(told)


def kit_json(words: Wording, kit: Kit) -> dict[str, Any]:
    """What was found in a kit as programs get it."""
    return {
        "problems": [_as_json(words, one) for one in kit.problems],
        "findings": [_as_json(words, one) for one in kit.findings],
        "counts": dict(kit.counts),
    }


def write_kit(words: Wording, output: Output, kit: Kit) -> None:
    """Write what was found in a kit for people."""
    counts = {part.value: f"{kit.counts[part]:,}" for part in Part}
    output.line(words(f"{_KEY}.counts", **counts))
    for name, complaints in (("problems", kit.problems), ("findings", kit.findings)):
        output.line()
        if not complaints:
            output.line(words(f"{_KEY}.no_{name}"), "bold green")
            continue
        style = "bold red" if name == "problems" else "bold yellow"
        output.line(words.choose(f"{_KEY}.{name}", len(complaints)), style)
        _table(words, output, complaints)


def _table(words: Wording, output: Output, complaints: Sequence[Complaint]) -> None:
    columns = ("file", "row", "column", "problem", "allowed")
    headings = [
        (words(f"report.column.{name}"), "right" if name == "row" else "left") for name in columns
    ]
    table = output.new_table("", headings)
    for complaint in complaints:
        problem = complaint.problem
        worded = words.problem(problem)
        table.add_row(
            file_of(complaint),
            "" if problem.row is None else str(problem.row),
            problem.column,
            worded.what,
            worded.remedy,
        )
    output.table(table)


def _as_json(words: Wording, complaint: Complaint) -> dict[str, Any]:
    problem = complaint.problem
    worded = words.problem(problem)
    place: dict[str, Any] = {"row": problem.row, "column": problem.column_number}
    if complaint.part is Part.DOCUMENTS:
        place = {"application": problem.dossier, "file": problem.file or None}
    else:
        place |= {"heading": problem.column, "application": problem.dossier or None}
    return {
        "table": complaint.part,
        **place,
        "value": problem.value,
        "code": problem.code,
        "problem": worded.what,
        "allowed": worded.remedy,
    }
