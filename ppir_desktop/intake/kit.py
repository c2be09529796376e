"""A round kit: three tables and a folder of documents, read and held against each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from ppir_desktop.common.errors import EnvironmentFault
from ppir_desktop.common.problems import Problem
from ppir_desktop.domain.applications import Application
from ppir_desktop.domain.eligibility import findings
from ppir_desktop.domain.experts import Expert
from ppir_desktop.domain.projects import ResearchProject
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.intake.dossier_folders import DocumentFile, Tell, read_folders
from ppir_desktop.intake.kit_tables import read_applications, read_projects, read_roster
from ppir_desktop.intake.readings import Entry, Placed, Reading


class Part(StrEnum):
    """What of a kit a problem lies in."""

    APPLICATIONS = "applications"
    ROSTER = "roster"
    PROJECTS = "projects"
    DOCUMENTS = "documents"


class Complaint(msgspec.Struct, frozen=True):
    """A problem or a finding, and the part of the kit that it lies in."""

    part: Part
    problem: Problem


class Intake(msgspec.Struct, frozen=True):
    """An application with which nothing is wrong, the project it names, and its documents."""

    application: Application
    project: ResearchProject
    documents: tuple[DocumentFile, ...]


class LeftOut(msgspec.Struct, frozen=True):
    """A row that is not taken over: its table, its place, and the number it bears, if any."""

    part: Part
    row: int
    number: str


class Kit(msgspec.Struct, frozen=True):
    """What a kit holds.

    Attributes:
        problems: Where the kit is wrong, in the order of parts and rows.
        findings: Where it is right and the rule says no.
        intakes: The applications with which nothing is wrong, in the order of the table.
        experts: The experts with whose rows nothing is wrong.
        projects: The R&D projects that those applications and experts name.
        left_out: The rows of applications and experts that are not among these.
        counts: How many rows each table has, and how many documents are readable.
    """

    problems: tuple[Complaint, ...]
    findings: tuple[Complaint, ...]
    intakes: tuple[Intake, ...]
    experts: tuple[Expert, ...]
    projects: tuple[ResearchProject, ...]
    left_out: tuple[LeftOut, ...]
    counts: Mapping[str, int]


def _never() -> None:
    """Nobody wishes it to stop."""


def _nobody(_done: int, _total: int) -> None:
    """Nobody is told."""


_NEVER: Final[Callable[[], None]] = _never
_NOBODY: Final[Tell] = _nobody


def read_kit(
    folder: Path,
    scheme: Scheme,
    sub_fields: Sequence[str],
    *,
    check: Callable[[], None] = _NEVER,
    tell: Tell = _NOBODY,
) -> Kit:
    """Read a kit and hold its parts against each other and against the scheme.

    Args:
        folder: The kit.
        scheme: Says which documents there must be, and who may apply.
        sub_fields: The codes of technical sub-fields that there are.
        check: Raises when somebody wishes it to stop.
        tell: Told how many folders of documents of how many are done.

    Raises:
        EnvironmentFault: ``kit_missing`` when there is no such folder; ``openpyxl_missing``;
            ``document_worker_failed``.
        RefusedError: What `check` raises.
    """
    if not folder.is_dir():
        raise EnvironmentFault("kit_missing", folder=str(folder))
    applications = read_applications(folder, sub_fields)
    check()
    roster = read_roster(folder, sub_fields)
    check()
    projects = read_projects(folder, sub_fields)
    check()
    register = {placed.entry.number: placed.entry for placed in projects.entries}
    if not projects.is_cut_off:
        _refuse_unregistered(applications, projects)
    documents, wrong = read_folders(
        folder, applications.numbers, scheme.documents, check, tell,
        are_all=not applications.is_cut_off,
    )  # fmt: skip
    spoilt = {problem.dossier for problem in wrong}
    wrong_rows = {problem.row for problem in applications.problems}
    whole = [
        placed
        for placed in applications.entries
        if placed.row not in wrong_rows
        and placed.entry.number not in spoilt
        and placed.entry.number in documents
        and placed.entry.project in register
    ]
    intakes = [
        Intake(placed.entry, register[placed.entry.project], documents[placed.entry.number])
        for placed in whole
    ]
    experts = tuple(placed.entry for placed in roster.entries)
    return Kit(
        problems=tuple(_complaints(applications, roster, projects, wrong)),
        findings=tuple(_findings(applications, register, scheme)),
        intakes=tuple(intakes),
        experts=experts,
        projects=_named(register, intakes, experts),
        left_out=(
            *_left_out(Part.APPLICATIONS, applications.rows, whole),
            *_left_out(Part.ROSTER, roster.rows, roster.entries),
        ),
        counts={
            Part.APPLICATIONS: len(applications.rows),
            Part.ROSTER: len(roster.rows),
            Part.PROJECTS: len(projects.rows),
            Part.DOCUMENTS: sum(map(len, documents.values())),
        },
    )


def _refuse_unregistered(
    applications: Reading[Application], projects: Reading[ResearchProject]
) -> None:
    """Name applications whose project no row of the register bears."""
    registered = set(projects.numbers)
    for row, project in applications.named:
        if project not in registered:
            applications.problem(row, "project", "project_not_registered", project)
    applications.problems.sort(key=lambda problem: problem.row or 0)


def _left_out(
    part: Part, rows: Sequence[tuple[int, str]], taken: Sequence[Placed[Entry]]
) -> Iterator[LeftOut]:
    places = {placed.row for placed in taken}
    for row, number in rows:
        if row not in places:
            yield LeftOut(part, row, number)


def _complaints(
    applications: Reading[Application],
    roster: Reading[Expert],
    projects: Reading[ResearchProject],
    documents: Sequence[Problem],
) -> Iterator[Complaint]:
    for part, problems in (
        (Part.APPLICATIONS, applications.problems),
        (Part.ROSTER, roster.problems),
        (Part.PROJECTS, projects.problems),
        (Part.DOCUMENTS, documents),
    ):
        numbers = dict(applications.rows) if part is Part.APPLICATIONS else {}
        for problem in problems:
            number = numbers.get(problem.row or 0, problem.dossier)
            yield Complaint(part, msgspec.structs.replace(problem, dossier=number))


def _findings(
    applications: Reading[Application],
    register: Mapping[str, ResearchProject],
    scheme: Scheme,
) -> Iterator[Complaint]:
    """What the rule says no to, and products that one firm seems to bring twice."""
    rows: dict[tuple[str, str], str] = defaultdict(str)
    place = applications.places.get("project", 0)
    for placed in applications.entries:
        application = placed.entry
        project = register.get(application.project)
        found = list(findings(scheme.eligibility, application, project)) if project else []
        for problem in found:
            yield Complaint(
                Part.APPLICATIONS,
                msgspec.structs.replace(
                    problem,
                    file=applications.file,
                    row=placed.row,
                    column=applications.heading[place],
                    column_number=place + 1,
                ),
            )
        twin = rows[application.business_number, application.product]
        if twin:
            yield Complaint(Part.APPLICATIONS, _twin(applications, placed.row, application, twin))
        rows[application.business_number, application.product] = twin or application.number


def _twin(
    applications: Reading[Application], row: int, application: Application, twin: str
) -> Problem:
    place = applications.places["product"]
    return Problem(
        code="product_twice",
        file=applications.file,
        row=row,
        column=applications.heading[place],
        column_number=place + 1,
        value=application.product,
        dossier=application.number,
        params={"other": twin},
    )


def _named(
    register: Mapping[str, ResearchProject],
    intakes: Sequence[Intake],
    experts: Sequence[Expert],
) -> tuple[ResearchProject, ...]:
    """The projects that somebody names; the rest of the register stays where it is."""
    numbers = {intake.project.number for intake in intakes}
    numbers.update(number for expert in experts for number in expert.projects)
    return tuple(project for number, project in register.items() if number in numbers)
