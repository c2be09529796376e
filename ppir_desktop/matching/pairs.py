"""Who may review what: all pairs of applications and experts judged from the data.

Grounds against a pair follow MSIT notice 2025-52: the sub-field and the qualification (article 4
(1)), competitors (4 (2)), own interest and own organisation (6 (1)); having taken part in the R&D
project is an example after the rules of the PPS.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntFlag
from functools import cached_property
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from ppir_desktop.domain.applications import Application
from ppir_desktop.domain.conflicts import Conflict, effect_of
from ppir_desktop.domain.experts import Expert, qualification_of
from ppir_desktop.domain.projects import ResearchProject
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.matching.fit import Fit, Points, fit
from ppir_desktop.matching.names import organisation_key, person_key, project_key

Bits = NDArray[np.uint8]

_TELLING: Final = 2
"""Letters from which on the beginning of a name says something."""


class Against(IntFlag):
    """What keeps an expert from reviewing an application."""

    SUB_FIELD = 1
    QUALIFICATION = 2
    CONSENT = 4
    OWN_ORGANISATION = 8
    COMPETITOR = 16
    PROJECT = 32
    DECLARED = 64
    RECUSED = 128


class Doubt(IntFlag):
    """What somebody should look at, and what keeps nobody from reviewing.

    Many share a name; the register may lack the project, or name the expert's organisation as one
    of many.
    """

    NAME_IN_PROJECT = 1
    ORGANISATION_IN_PROJECT = 2
    PROJECT_UNKNOWN = 4
    NAME_OF_REPRESENTATIVE = 8
    ORGANISATION_ALIKE = 16
    """One name begins with the other: a branch, an institute, a subsidiary, or a mere likeness."""


class Declared(msgspec.Struct, frozen=True):
    """A tie that an expert declared to an application."""

    application: str
    expert: str
    conflict: Conflict


class Recused(msgspec.Struct, frozen=True):
    """A recusal of the past: from one application, or from all of a firm's.

    Attributes:
        expert: Expert number.
        application: Application number, or empty.
        applicant: The firm, as the application of that time named it, or empty.
    """

    expert: str
    application: str = ""
    applicant: str = ""


@dataclass(frozen=True)
class Pairs:
    """All pairs, judged. Rows are applications and columns experts, each in order of number.

    Attributes:
        applications: The applications.
        experts: The experts.
        against: Bits of `Against`; 0 where the expert may review.
        doubts: Bits of `Doubt`.
        fit: The points by their parts.
        score: Points, 0 to 1000, also of pairs that may not be.
    """

    applications: tuple[Application, ...]
    experts: tuple[Expert, ...]
    against: Bits
    doubts: Bits
    fit: Fit
    score: Points

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The row of each application, by its number."""
        return {one.number: place for place, one in enumerate(self.applications)}

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """The column of each expert, by number."""
        return {one.number: place for place, one in enumerate(self.experts)}


def judge(
    applications: Iterable[Application],
    experts: Iterable[Expert],
    projects: Iterable[ResearchProject],
    scheme: Scheme,
    *,
    today: dt.date,
    declared: Iterable[Declared] = (),
    recused: Iterable[Recused] = (),
) -> Pairs:
    """Judge all pairs of applications and experts.

    The order of what is given does not matter; numbers are taken to be unique, as intake sees to.
    What is declared or was recused by somebody or for something unknown here is passed over.

    Args:
        applications: What is to be reviewed.
        experts: The pool.
        projects: The register of R&D projects.
        scheme: Its qualifications, none meaning anybody, and its kinds of conflict.
        today: The day it is judged on.
        declared: Ties that experts declared. One that its kind lets lapse counts no more; one
            that is only a ground for a challenge does, since the chair has still to decide.
        recused: Recusals of the past.

    Raises:
        RefusedError: ``conflict_unknown`` for a declared kind that the scheme does not know.
    """
    ours = tuple(sorted(applications, key=lambda one: one.number))
    pool = tuple(sorted(experts, key=lambda one: one.number))
    register = {project_key(project.number): project for project in projects}
    points = fit(ours, pool, register, today)
    against = np.zeros((len(ours), len(pool)), np.uint8)
    known = points.sub_field.T[points.field_of] > 0
    against[~known] |= Against.SUB_FIELD.value
    for column, expert in enumerate(pool):
        if scheme.qualifications and qualification_of(expert, scheme.qualifications) is None:
            against[:, column] |= Against.QUALIFICATION.value
        if not expert.consents:
            against[:, column] |= Against.CONSENT.value
    doubts = np.zeros_like(against)
    _note_ties(_Index(pool), ours, register, against, doubts)
    pairs = Pairs(ours, pool, against, doubts, points, points.totals())
    _note_declared(pairs, declared, scheme, today)
    _note_recused(pairs, recused)
    return pairs


Columns = NDArray[np.intp]


class _Index:
    """Where experts stand by their organisation, their name and the projects they took part in."""

    def __init__(self, experts: Sequence[Expert]) -> None:
        self.organisation = _index([organisation_key(one.organisation)] for one in experts)
        self.name = _index([person_key(one.name)] for one in experts)
        self._names = frozenset(organisation_key(one.organisation) for one in experts) - {""}
        self._in_order = sorted(self._names)
        self.project = _index([project_key(number) for number in one.projects] for one in experts)

    def alike(self, firm: str) -> list[str]:
        """Organisations whose name begins with a firm's, or that it begins with, but not itself."""
        if len(firm) < _TELLING:
            return []
        first = bisect_left(self._in_order, firm)
        last = bisect_left(self._in_order, firm + chr(0x10FFFF), first)
        longer = [one for one in self._in_order[first:last] if one != firm]
        beginnings = (firm[:end] for end in range(_TELLING, len(firm)))
        return longer + [one for one in beginnings if one in self._names]


def _index(keys: Iterable[Iterable[str]]) -> Callable[[str], Columns]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for column, some in enumerate(keys):
        for key in set(some) - {""}:
            places[key].append(column)
    found = {key: np.array(columns, np.intp) for key, columns in places.items()}
    nobody = np.array([], np.intp)
    return lambda key: found.get(key, nobody)


def _note_ties(
    index: _Index,
    applications: Sequence[Application],
    register: Mapping[str, ResearchProject],
    against: Bits,
    doubts: Bits,
) -> None:
    for row, application in enumerate(applications):
        own = organisation_key(application.applicant)
        for firm in (own, *(organisation_key(one) for one in application.competitors)):
            for name in index.alike(firm):
                doubts[row, index.organisation(name)] |= Doubt.ORGANISATION_ALIKE.value
        representative = index.name(person_key(application.representative))
        doubts[row, representative] |= Doubt.NAME_OF_REPRESENTATIVE.value
        against[row, index.organisation(own)] |= Against.OWN_ORGANISATION.value
        for competitor in application.competitors:
            against[row, index.organisation(organisation_key(competitor))] |= (
                Against.COMPETITOR.value
            )
        number = project_key(application.project)
        against[row, index.project(number)] |= Against.PROJECT.value
        project = register.get(number)
        if project is None:
            doubts[row] |= Doubt.PROJECT_UNKNOWN.value
            continue
        for name in (project.leader, *project.members):
            doubts[row, index.name(person_key(name))] |= Doubt.NAME_IN_PROJECT.value
        for name in (project.lead, *project.partners):
            key = organisation_key(name)
            doubts[row, index.organisation(key)] |= Doubt.ORGANISATION_IN_PROJECT.value


def _note_declared(
    pairs: Pairs, declared: Iterable[Declared], scheme: Scheme, today: dt.date
) -> None:
    for one in declared:
        row, column = pairs.rows.get(one.application), pairs.columns.get(one.expert)
        counts = effect_of(scheme, one.conflict, today) is not None
        if counts and row is not None and column is not None:
            pairs.against[row, column] |= Against.DECLARED.value


def _note_recused(pairs: Pairs, recused: Iterable[Recused]) -> None:
    firms: defaultdict[str, list[int]] = defaultdict(list)
    for row, application in enumerate(pairs.applications):
        firms[organisation_key(application.applicant)].append(row)
    for one in recused:
        firm = organisation_key(one.applicant)
        rows = list(firms.get(firm, ())) if firm else []
        rows += [pairs.rows[one.application]] if one.application in pairs.rows else []
        if one.expert in pairs.columns:
            pairs.against[rows, pairs.columns[one.expert]] |= Against.RECUSED.value
