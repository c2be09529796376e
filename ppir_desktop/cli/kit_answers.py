"""The answer of ``ppir round check``: problems, findings, counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from ppir_desktop.cli.output import Output
from ppir_desktop.common.progress_bar import progress_bar
from ppir_desktop.common.wording import Wording
from ppir_desktop.intake.kit import Complaint, Kit, Part
from ppir_desktop.intake.report_workbook import file_of
from ppir_desktop.services import kits
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
