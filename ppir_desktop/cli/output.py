"""Writes answers: tables and lines for people, JSON for programs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import msgspec
from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from ppir_desktop.common.errors import InputError, PpirError
from ppir_desktop.common.plain_text import make_plain
from ppir_desktop.common.problems import Problem
from ppir_desktop.common.wording import Wording

_PLAIN_WIDTH = 160
_ROOMY = 10_000


class Output:
    """Where the answers of one command go."""

    def __init__(self, words: Wording) -> None:
        """Write in the language of `words`."""
        self.words = words

    def json(self, answer: object) -> None:
        """Write an answer as JSON in UTF-8, whatever the terminal's encoding."""
        encoded = msgspec.json.format(msgspec.json.encode(_encodable(answer)), indent=2)
        sys.stdout.flush()
        sys.stdout.buffer.write(encoded + b"\n")
        sys.stdout.buffer.flush()

    def line(self, text: str = "", style: str = "") -> None:
        """Write a line."""
        self._console().print(Text(make_plain(text), style=style), soft_wrap=True)

    def table(self, table: Table, *, whole: bool = False) -> None:
        """Write a table; a `whole` one, of numbers, runs over the edge rather than lose a digit."""
        console = self._console()
        if whole:
            roomy = console.options.update(max_width=_ROOMY)
            console.width = max(console.width, Measurement.get(console, roomy, table).maximum)
        console.print(table)

    def problems(self, problems: Iterable[Problem], *, to_stderr: bool = False) -> None:
        """Write problems, a line each: where, what is wrong, what is allowed."""
        stream = sys.stderr if to_stderr else sys.stdout
        for problem in problems:
            worded = self.words.problem(problem)
            what = ": ".join((*self._place(problem), worded.what))
            line = f"{what} — {self.words('cli.allowed')}: {worded.remedy}"
            stream.write(make_plain(line).replace("\n", " ") + "\n")

    def error(self, error: PpirError, *, as_json: bool = False) -> None:
        """Write an error and the problems behind it: to the error stream, or as JSON."""
        worded = self.words.error(error)
        problems = error.problems if isinstance(error, InputError) else ()
        if as_json:
            listed = [self.problem_json(problem) for problem in problems]
            self.json({"error": error.code, **worded._asdict(), "problems": listed})
            return
        console = self._console(to_stderr=True)
        head = Text(f"{self.words('cli.error')}: ", style="bold red")
        console.print(head.append(make_plain(worded.what), style="default"), soft_wrap=True)
        self.problems(problems, to_stderr=True)
        console.print(Text(make_plain(worded.remedy)), soft_wrap=True)

    def problem_json(self, problem: Problem) -> dict[str, Any]:
        """A problem as programs get it: its place, its code, and its wording."""
        worded = self.words.problem(problem)
        return {
            "file": problem.file,
            "row": problem.row,
            "column": problem.column,
            "value": problem.value,
            "code": problem.code,
            "panellist": problem.panellist,
            "criterion": problem.criterion,
            "problem": worded.what,
            "allowed": worded.remedy,
        }

    def new_table(self, title: str, columns: Sequence[tuple[str, str]]) -> Table:
        """A table with headings, each ``left`` or ``right``."""
        table = Table(
            title=make_plain(title), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD
        )
        for heading, side in columns:
            justify: Literal["left", "right"] = "right" if side == "right" else "left"
            table.add_column(make_plain(heading), justify=justify, overflow="fold")
        return table

    def _place(self, problem: Problem) -> list[str]:
        parts = [problem.file] if problem.file else []
        if problem.row is not None:
            key = "cli.place.line" if problem.file.endswith(".toml") else "cli.place.row"
            parts.append(self.words(key, row=problem.row))
        if problem.column:
            parts.append(problem.column)
        if problem.dossier:
            parts.append(problem.dossier)
        return [", ".join(parts)] if parts else []

    @staticmethod
    def _console(*, to_stderr: bool = False) -> Console:
        stream = sys.stderr if to_stderr else sys.stdout
        # A pipe or a file has no width to keep to.
        width = None if stream.isatty() else _PLAIN_WIDTH
        return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def _encodable(answer: object) -> object:
    """An answer without half letters, which a file name may hold and UTF-8 does not."""
    if isinstance(answer, str):
        return answer.encode(errors="replace").decode()
    if isinstance(answer, dict):
        return {key: _encodable(value) for key, value in answer.items()}
    if isinstance(answer, list):
        return [_encodable(value) for value in answer]
    return answer
