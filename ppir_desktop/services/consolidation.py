"""Turns a table of marks from paper into results, each with its working and its problems."""

from __future__ import annotations

from pathlib import Path

import msgspec

from ppir_desktop.domain.consolidation import Consolidator, Result, refused
from ppir_desktop.domain.stage import Stage
from ppir_desktop.intake.mark_table import Gathered, read_mark_table

NO_DOSSIER = ""
"""In place of an application number, for problems that belong to none."""


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
    if table.problems:
        results.insert(0, refused(NO_DOSSIER, stage.id, table.problems))
    return results


def _result(consolidator: Consolidator, file: str, gathered: Gathered) -> Result:
    """The result of one dossier; any problem of its rows leaves it without one."""
    found = consolidator.result(gathered.collected)
    if not found.problems and not gathered.problems:
        return found
    # A mark that could not be read is missing from its sheet, but that much was said already.
    said = {(p.panellist, p.criterion) for p in gathered.problems if p.criterion}
    placed = [
        msgspec.structs.replace(gathered.place(problem), file=file)
        for problem in found.problems
        if (problem.panellist, problem.criterion) not in said or not problem.criterion
    ]
    return refused(found.dossier, found.stage, [*gathered.problems, *placed])
