"""Reads the three tables that a round begins with: applications, the pool of experts, projects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.domain.applications import Application
from ppir_desktop.domain.experts import Expert
from ppir_desktop.domain.projects import ResearchProject
from ppir_desktop.domain.stage import Sector
from ppir_desktop.intake import cells, kit_columns
from ppir_desktop.intake.readings import Entry, Placed, Reading, RowCells
from ppir_desktop.intake.rows import Column, Table
from ppir_desktop.intake.text_table import TextTable
from ppir_desktop.intake.workbook_table import WorkbookTable

ENDINGS: Final = (".xlsx", ".csv")
"""What a table may be kept in."""

_MOST_YEARS: Final = 80
_MOST_WON: Final = 10**15
_NEVER: Final = dt.date.min


def read_applications(kit: Path, sub_fields: Sequence[str]) -> Reading[Application]:
    """Read the table of applications of a kit.

    Args:
        kit: The kit's folder.
        sub_fields: The codes of technical sub-fields that there are.
    """
    code = partial(cells.code_of, allowed=tuple(sub_fields))

    def entry(row: RowCells[Application]) -> Application:
        return Application(
            number=row.number(cells.folder_name),
            product=row.must("product", cells.name, ""),
            applicant=row.must("applicant", cells.name, ""),
            business_number=row.must("business_number", cells.business_number, ""),
            representative=row.must("representative", cells.name, ""),
            sub_field=row.must("sub_field", code, ""),
            project=row.named("project", cells.identifier),
            summary=row.must("summary", cells.summary, ""),
            competitors=row.may("competitors", cells.names, ()),
            filed=row.must("filed", cells.date, _NEVER),
        )

    return _read(kit, "applications", kit_columns.APPLICATIONS, entry)


def read_roster(kit: Path, sub_fields: Sequence[str]) -> Reading[Expert]:
    """Read the table of experts of a kit; arguments as `read_applications`."""
    codes = partial(cells.codes_of, allowed=tuple(sub_fields))

    def entry(row: RowCells[Expert]) -> Expert:
        return Expert(
            number=row.number(cells.identifier),
            name=row.must("name", cells.name, ""),
            organisation=row.must("organisation", cells.name, ""),
            position=row.must("position", cells.name, ""),
            sector=row.must("sector", cells.sector, Sector.INDUSTRY),
            sub_fields=row.must("sub_fields", codes, ()),
            keywords=row.may("keywords", cells.words, ()),
            email=row.once("email", cells.email),
            degree=row.must("degree", cells.degree, ""),
            years=row.must("years", partial(cells.whole, most=_MOST_YEARS), 0),
            projects=row.may("projects", cells.identifiers, ()),
            consents=row.must("consent", cells.answer, False),
        )

    return _read(kit, "roster", kit_columns.ROSTER, entry)


def read_projects(kit: Path, sub_fields: Sequence[str]) -> Reading[ResearchProject]:
    """Read the register of R&D projects of a kit; arguments as `read_applications`."""
    code = partial(cells.code_of, allowed=tuple(sub_fields))

    def entry(row: RowCells[ResearchProject]) -> ResearchProject:
        project = ResearchProject(
            number=row.number(cells.identifier),
            title=row.must("title", cells.name, ""),
            ministry=row.must("ministry", cells.name, ""),
            lead=row.must("lead", cells.name, ""),
            partners=row.may("partners", cells.names, ()),
            leader=row.must("leader", cells.name, ""),
            members=row.may("members", cells.names, ()),
            begin=row.must("begin", cells.date, _NEVER),
            end=row.must("end", cells.date, _NEVER),
            result=row.must("result", cells.name, ""),
            grant=row.may("grant", partial(cells.whole, most=_MOST_WON), 0),
            sub_field=row.may("sub_field", code, ""),
        )
        if _NEVER < project.end < project.begin:
            row.wrong("end", "ends_before_beginning", begin=project.begin.isoformat())
        return project

    return _read(kit, "projects", kit_columns.PROJECTS, entry)


def _read(
    kit: Path,
    name: str,
    columns: tuple[Column, ...],
    entry: Callable[[RowCells[Entry]], Entry],
) -> Reading[Entry]:
    """Read a table; what keeps it from being read as one is a problem of the table's own."""
    reading: Reading[Entry] = Reading(f"{name}{ENDINGS[0]}")
    try:
        paths = [kit / (name + ending) for ending in ENDINGS if (kit / (name + ending)).exists()]
    except OSError as error:  # the kit's folder may be listed and not entered
        reading.problem(None, "", "file_unreadable", reason=error.strerror or "")
        reading.is_cut_off = True
        return reading
    if len(paths) != 1:
        allowed = " / ".join(name + ending for ending in ENDINGS)
        if paths:
            reading.problem(None, "", "table_twice", allowed=allowed)
        else:
            reading.problem(None, "", "table_missing", allowed=allowed)
        reading.is_cut_off = True
        return reading
    reading.file = paths[0].name
    _fill(reading, paths[0], columns, entry)
    return reading


def _fill(
    reading: Reading[Entry],
    path: Path,
    columns: tuple[Column, ...],
    entry: Callable[[RowCells[Entry]], Entry],
) -> None:
    """Read a table's rows."""
    try:
        table = _open(path, columns)
        reading.heading, reading.places = table.heading, table.places
        for row in table.rows():
            found = RowCells(row, columns, reading)
            made = entry(found)
            if found.is_whole:
                reading.entries.append(Placed(row.number, made))
    except InputError as error:
        reading.problems += error.problems
        reading.is_cut_off = True
    except EnvironmentFault as fault:
        if fault.code == "openpyxl_missing":
            raise
        reading.problem(None, "", fault.code, reason=fault.params.get("reason", ""))
        reading.is_cut_off = True
    if not reading.rows and not reading.problems:
        reading.problem(None, "", "table_without_rows")
        reading.is_cut_off = True


def _open(path: Path, columns: tuple[Column, ...]) -> Table:
    if path.suffix == ENDINGS[0]:
        return WorkbookTable(path, columns)
    return TextTable(path, columns)
