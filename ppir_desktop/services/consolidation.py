"""Turns a table of marks from paper into results, each with its working and its problems."""

from __future__ import annotations

from pathlib import Path

import msgspec

from ppir_desktop.common.problems import Problem
from ppir_desktop.domain.consolidation import Consolidator, Result, refused
from ppir_desktop.domain.stage import Stage
from ppir_desktop.intake.mark_table import Gathered, read_mark_table

NO_DOSSIER = ""
"""In place of an application number, for problems that belong to none."""

COUNTING = frozenset({"no_quorum", "too_few_sheets"})
"""Problems of a table that is right: the rules allow no result from so few."""


def consolidate_table(path: Path, stage: Stage, enrolled: int | None = None) -> list[Result]:
    """The result of every dossier in a table of marks, in the order of their numbers.

    Problems of rows that belong to no dossier come first, as a result of `NO_DOSSIER`.

    Args:
        path: A CSV file in UTF-8 or CP949, see `intake.mark_table`.
        stage: The stage that the marks belong to.
        enrolled: How many members each panel has, where the table does not name all of them.

    Raises:
        RefusedError: ``stage_external`` for a stage that is decided elsewhere.
        EnvironmentFault: ``file_unreadable``.
        InputError: ``table_invalid`` when the file cannot be read as a table at all.
    """
    consolidator = Consolidator(stage)
    table = read_mark_table(path, stage, enrolled)
    results = [_result(consolidator, path.name, gathered) for gathered in table.dossiers]
    if table.cut_off:
        results = [_without_result(path.name, result) for result in results]
    if table.problems:
        results.insert(0, refused(NO_DOSSIER, stage.id, table.problems))
    return results


def _result(consolidator: Consolidator, file: str, gathered: Gathered) -> Result:
    """The result of one dossier; any problem of its rows leaves it without one."""
    found = consolidator.result(gathered.collected)
    if not found.problems and not gathered.problems:
        return found
    # A mark that could not be read is missing from its sheet, but that much was said already; and
    # as long as rows are to be mended, nobody can say how many sheets there will be.
    said = {(p.panellist, p.criterion) for p in gathered.problems if p.column == "mark"}
    placed = [
        msgspec.structs.replace(gathered.place(problem), file=file)
        for problem in found.problems
        if not (problem.code == "mark_missing" and (problem.panellist, problem.criterion) in said)
        and not (gathered.problems and problem.code in COUNTING)
    ]
    return refused(found.dossier, found.stage, [*gathered.problems, *placed])


def _without_result(file: str, result: Result) -> Result:
    """What is left of a result when the table could not be read to its end."""
    certain = [p for p in result.problems if p.code not in {*COUNTING, "mark_missing"}]
    unread = Problem(code="table_cut_off", file=file, dossier=result.dossier)
    return refused(result.dossier, result.stage, [*certain, unread])
