"""Sheets into plain marks: what each member gave each dossier."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.problems import Problem
from ppir_desktop.domain.sheets import Choice, Form, Sheet
from ppir_desktop.domain.stage import Stage


class Given(msgspec.Struct, frozen=True, gc=False):
    """One member's points for one dossier, in hundredths: a total, or of one criterion."""

    dossier: str
    member: str
    points: int


class Said(msgspec.Struct, frozen=True, gc=False):
    """What one member said of one dossier, where nothing is scored; never an abstention."""

    dossier: str
    member: str
    answer: str


class ScoreMarks(msgspec.Struct, frozen=True):
    """The marks of a score stage.

    Attributes:
        totals: The sum of each sheet's points.
        criteria: The points of each criterion, by its id, in the order of the form.
        left_out: Dossier and member of each sheet that is not complete and right.
    """

    totals: tuple[Given, ...]
    criteria: dict[str, tuple[Given, ...]]
    left_out: tuple[tuple[str, str], ...]


class Answers(msgspec.Struct, frozen=True):
    """The answers of a gate or a vote; an abstention counts as nothing said.

    Attributes:
        criteria: What was said of each item, by its id, in the order of the form.
        left_out: Dossier and member of each sheet that is not complete and right.
    """

    criteria: dict[str, tuple[Said, ...]]
    left_out: tuple[tuple[str, str], ...]


def score_marks(stage: Stage, sheets: Iterable[Sheet]) -> ScoreMarks:
    """The marks of a score stage's sheets, of one dossier or of a whole round."""
    form = Form(stage)
    totals: list[Given] = []
    criteria: list[list[Given]] = [[] for _ in stage.criteria]
    left_out: list[tuple[str, str]] = []
    for sheet in sheets:
        points = form.points(sheet)
        if points is None:
            left_out.append((sheet.dossier, sheet.panellist))
            continue
        totals.append(Given(sheet.dossier, sheet.panellist, sum(points)))
        for column, value in zip(criteria, points, strict=True):
            column.append(Given(sheet.dossier, sheet.panellist, value))
    named = zip(stage.criteria, criteria, strict=True)
    return ScoreMarks(
        tuple(totals),
        {criterion.id: tuple(column) for criterion, column in named},
        tuple(left_out),
    )


def answers(stage: Stage, sheets: Iterable[Sheet]) -> Answers:
    """What the sheets of a gate or a vote say of each item."""
    form = Form(stage)
    criteria: dict[str, list[Said]] = {criterion.id: [] for criterion in stage.criteria}
    left_out: list[tuple[str, str]] = []
    for sheet in sheets:
        said = form.choices_of(sheet)
        if said is None:
            left_out.append((sheet.dossier, sheet.panellist))
            continue
        for item, choice in said.items():
            if choice is not Choice.ABSTAIN:
                criteria[item].append(Said(sheet.dossier, sheet.panellist, choice.value))
    return Answers({item: tuple(column) for item, column in criteria.items()}, tuple(left_out))


def refuse_twice(marks: Iterable[Given | Said]) -> None:
    """Refuse marks of which two are of the same member for the same dossier.

    Raises:
        InputError: ``marks_twice``, with a problem for each.
    """
    seen: set[tuple[str, str]] = set()
    problems: list[Problem] = []
    for mark in marks:
        pair = (mark.dossier, mark.member)
        if pair in seen:
            problems.append(
                Problem(code="panellist_twice", dossier=mark.dossier, panellist=mark.member)
            )
        seen.add(pair)
    if problems:
        raise InputError("marks_twice", problems)
