"""Reads a table of marks from paper into sheets, dossier by dossier.

One row is one mark: ``dossier, panellist, criterion, mark`` and perhaps a ``comment``. A member who
gave no sheet has a row with ``absent``, ``recused`` or ``disqualified`` as its mark and no
criterion; a bonus has a row with its id as criterion and no panellist.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.problems import Problem
from ppir_desktop.domain.consolidation import Collected
from ppir_desktop.domain.points import NotPointsError, parse_points
from ppir_desktop.domain.sheets import Absence, Choice, Form, Mark, Sheet
from ppir_desktop.domain.stage import Mode, Stage
from ppir_desktop.intake.mark_words import (
    ABSENCES,
    CHOICES,
    COLUMNS,
    folded,
    name_problem,
    names_of,
)
from ppir_desktop.intake.rows import LONGEST_CELL, Fault, Row
from ppir_desktop.intake.text_table import TextTable


class Gathered(msgspec.Struct):
    """What the table says of one dossier.

    Attributes:
        collected: Its sheets, those away, its bonus.
        problems: What is wrong with its rows, each with its place.
        rows: For each panellist and criterion, the row of the mark; criterion empty for the first
            row of the panellist, both empty for the first row of the dossier.
    """

    collected: Collected
    problems: list[Problem]
    rows: dict[tuple[str, str], int]

    def place(self, problem: Problem) -> Problem:
        """Give a problem found in the sheets the row and column that it stands at."""
        places = ((problem.panellist, problem.criterion), (problem.panellist, ""), ("", ""))
        row = next(self.rows[place] for place in places if place in self.rows)
        column = "mark" if problem.criterion else "panellist" if problem.panellist else "dossier"
        return replace(problem, row=row, column=column)


class MarkTable(msgspec.Struct):
    """A whole table.

    Attributes:
        dossiers: Its dossiers, in the order of their numbers.
        problems: What is wrong with it that belongs to no dossier.
        cut_off: Whether it could not be read to its end, so that rows may be missing anywhere.
    """

    dossiers: list[Gathered]
    problems: list[Problem]
    cut_off: bool = False


def read_mark_table(path: Path, stage: Stage, enrolled: int | None = None) -> MarkTable:
    """Read a table of marks.

    Args:
        path: A CSV file in UTF-8 or CP949.
        stage: The stage that the marks belong to.
        enrolled: How many members each panel has, where the table does not name all of them.

    Raises:
        EnvironmentFault: ``file_unreadable``.
        InputError: ``table_invalid`` when it cannot be read as a table at all.
    """
    table = TextTable(path, COLUMNS)
    reader, cut_off = _Reader(stage, path.name), False
    try:
        for row in table.rows():
            reader.take(row)
    except InputError as error:
        # What stands before the place is looked through all the same.
        reader.problems += error.problems
        cut_off = True
    if not reader.dossiers and not reader.problems:
        reader.problems.append(Problem(code="no_rows", file=path.name, row=1))
    dossiers = [reader.dossiers[name].gathered(enrolled) for name in sorted(reader.dossiers)]
    return MarkTable(dossiers, reader.problems, cut_off)


class _Entry(NamedTuple):
    """One row of the table, its criterion given by id."""

    row: int
    panellist: str
    criterion: str
    mark: str
    comment: str


class _Reader:
    """Takes rows one by one and sorts them to their dossiers."""

    def __init__(self, stage: Stage, file: str) -> None:
        self.form = Form(stage)
        self.file = file
        self.dossiers: dict[str, _Dossier] = {}
        self.problems: list[Problem] = []
        self._alike: dict[str, str] = {}
        self._criteria = names_of(stage)

    def take(self, row: Row) -> None:
        """Take one row."""
        name, panellist, criterion, mark, comment = row.cells
        problem = name_problem("dossier", name)
        if Fault("dossier", "cell_too_long") in row.faults:
            problem = _too_long("dossier")
        if problem is not None:
            self.problems.append(replace(problem, file=self.file, row=row.number))
            return
        entry = _Entry(
            row.number, panellist, self._criteria.get(criterion, criterion), mark, comment
        )
        dossier = self.dossiers.get(name)
        if dossier is None:
            dossier = self._begin(name, entry)
        for fault in row.faults:
            dossier.add(entry, fault.column, fault.code, most=f"{LONGEST_CELL:,}")
        dossier.take(entry)

    def _begin(self, name: str, entry: _Entry) -> _Dossier:
        """Begin a dossier with its first row."""
        dossier = self.dossiers[name] = _Dossier(name, self.form, self.file)
        dossier.rows["", ""] = entry.row
        twin = self._alike.setdefault(folded(name), name)
        if twin != name:
            # Two spellings of one application would split its panel in two.
            dossier.add(entry, "dossier", "dossier_alike", name, other=twin)
            self.dossiers[twin].add(entry, "dossier", "dossier_alike", twin, other=name)
        return dossier


def _too_long(column: str) -> Problem:
    return Problem(code="cell_too_long", column=column, params={"most": f"{LONGEST_CELL:,}"})


class _Dossier:
    """The rows of one dossier."""

    def __init__(self, name: str, form: Form, file: str) -> None:
        self.name = name
        self.form = form
        self.file = file
        self.problems: list[Problem] = []
        self.rows: dict[tuple[str, str], int] = {}
        self._marks: dict[str, list[Mark]] = defaultdict(list)
        self._away: dict[str, Absence] = {}
        self._bonus: list[int] = []
        self._alike: dict[str, str] = {}
        self._again: dict[str, list[_Entry]] = defaultdict(list)

    def add(self, entry: _Entry, column: str, code: str, value: str = "", **params: str) -> None:
        """Note a problem of a row."""
        self.problems.append(
            Problem(
                code=code,
                file=self.file,
                row=entry.row,
                column=column,
                value=value[:80],
                dossier=self.name,
                panellist=entry.panellist,
                criterion=entry.criterion,
                params=params,
            )
        )

    def take(self, entry: _Entry) -> None:
        """Take one row of the dossier."""
        bonus = self.form.stage.bonus
        if bonus is not None and entry.criterion == bonus.id:
            self._take_bonus(entry)
            return
        problem = name_problem("panellist", entry.panellist)
        if problem is not None:
            placed = replace(problem, file=self.file, row=entry.row, dossier=self.name)
            self.problems.append(placed)
            return
        self._meet(entry)
        if not entry.criterion and entry.mark.casefold() in ABSENCES:
            self._take_absence(entry)
        elif not entry.criterion:
            self.add(entry, "criterion", "cell_empty")
        elif entry.criterion not in self.form.criteria:
            names = ", ".join(self.form.criteria)
            self.add(entry, "criterion", "unknown_criterion", entry.criterion, allowed=names)
        elif (entry.panellist, entry.criterion) in self.rows:
            self._again[entry.panellist].append(entry)
        else:
            self.rows[entry.panellist, entry.criterion] = entry.row
            mark = Mark(entry.criterion, self._value(entry), entry.comment)
            self._marks[entry.panellist].append(mark)

    def gathered(self, enrolled: int | None) -> Gathered:
        """What all rows together say."""
        for again in self._again.values():
            self._note_again(again)
        sheets = tuple(
            Sheet(dossier=self.name, panellist=panellist, marks=tuple(marks))
            for panellist, marks in self._marks.items()
        )
        collected = Collected(self.name, sheets, self._away, enrolled, sum(self._bonus))
        return Gathered(collected, self.problems, self.rows)

    def _meet(self, entry: _Entry) -> None:
        """Remember where a panellist is first named, and whom the name is like."""
        panellist = entry.panellist
        if (panellist, "") not in self.rows:
            self.rows[panellist, ""] = entry.row
            twin = self._alike.setdefault(folded(panellist), panellist)
            if twin != panellist:
                self.add(entry, "panellist", "panellist_alike", panellist, other=twin)

    def _value(self, entry: _Entry) -> int | Choice | None:
        """The mark that a cell holds, or None (and a problem, unless blank) when it holds none."""
        text, allowed = entry.mark, self.form.allowed(entry.criterion)
        if not text:
            return None  # the check of the sheet says what is missing
        if self.form.stage.mode is not Mode.SCORE:
            choice = CHOICES.get(text.casefold())
            if choice is None:
                self.add(entry, "mark", "unknown_answer", text, **allowed)
            return choice
        try:
            return parse_points(text)
        except NotPointsError as error:
            code = "mark_not_points" if error.code == "not_a_number" else "mark_too_fine"
            self.add(entry, "mark", code, text, **allowed)
            return None

    def _take_absence(self, entry: _Entry) -> None:
        if entry.panellist in self._away:
            self.add(entry, "panellist", "panellist_twice", entry.panellist)
        self._away[entry.panellist] = ABSENCES[entry.mark.casefold()]

    def _take_bonus(self, entry: _Entry) -> None:
        first = self.rows.setdefault(("", entry.criterion), entry.row)
        if entry.panellist:
            self.add(entry, "panellist", "bonus_by_panellist", entry.panellist)
        elif first != entry.row:
            self.add(entry, "criterion", "mark_again", entry.mark, first=str(first))
        else:
            try:
                self._bonus.append(parse_points(entry.mark))
            except NotPointsError:
                self.add(entry, "mark", "bonus_not_points", entry.mark)

    def _note_again(self, again: Sequence[_Entry]) -> None:
        """A sheet that stands twice is one problem; single marks that do are one each."""
        if {entry.criterion for entry in again} == self.form.criteria.keys():
            whole = again[0]._replace(criterion="")
            self.add(whole, "panellist", "panellist_twice", whole.panellist)
            return
        for entry in again:
            first = str(self.rows[entry.panellist, entry.criterion])
            self.add(entry, "mark", "mark_again", entry.mark, first=first)
