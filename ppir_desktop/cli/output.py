"""Writes answers: tables and lines for people, JSON for programs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ppir_desktop.common.errors import InputError, PpirError
from ppir_desktop.common.problems import Problem
from ppir_desktop.common.wording import Wording

_PLAIN_WIDTH = 160


class Output:
    """Where the answers of one command go."""

    def __init__(self, words: Wording) -> None:
        """Write in the language of `words`."""
        self.words = words

    def json(self, answer: object) -> None:
        """Write an answer as JSON in UTF-8, whatever the terminal's encoding."""
        encoded = msgspec.json.format(msgspec.json.encode(answer), indent=2)
        sys.stdout.flush()
        sys.stdout.buffer.write(encoded + b"\n")
        sys.stdout.buffer.flush()

    def line(self, text: str = "", style: str = "") -> None:
        """Write a line."""
        self._console().print(Text(clean(text), style=style), soft_wrap=True)

    def table(self, table: Table) -> None:
        """Write a table."""
        self._console().print(table)

    def problems(self, problems: Iterable[Problem], *, to_stderr: bool = False) -> None:
        """Write problems, a line each: where, what is wrong, what is allowed."""
        console = self._console(to_stderr=to_stderr)
        for problem in problems:
            worded = self.words.problem(problem)
            line = Text(clean(": ".join((*self._place(problem), worded.what))))
            line.append(clean(f" — {self.words('cli.allowed')}: {worded.remedy}"), style="dim")
            console.print(line, soft_wrap=True)

    def error(self, error: PpirError) -> None:
        """Write an error and the problems behind it to the error stream."""
        worded = self.words.error(error)
        console = self._console(to_stderr=True)
        head = Text(f"{self.words('cli.error')}: ", style="bold red")
        console.print(head.append(clean(worded.what), style="default"), soft_wrap=True)
        if isinstance(error, InputError):
            self.problems(error.problems, to_stderr=True)
        console.print(Text(clean(worded.remedy)), soft_wrap=True)

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
            title=clean(title), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD
        )
        for heading, side in columns:
            table.add_column(heading, justify="right" if side == "right" else "left")
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


def clean(text: str) -> str:
    """A text without anything that a terminal would take as a command.

    What comes from a file may hold escape sequences; line ends within a text are our own.
    """
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)
