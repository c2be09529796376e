"""How well an expert fits an application: 0 to 1000 points, in whole points.

========= ====== ==================================================================
part      most   counted so
========= ====== ==================================================================
sub-field   400  300 when the expert names the sub-field first, 200 when later, and
                 100 shared out over all the sub-fields that the expert names
keywords    300  100 for each keyword of the expert's in the product's name or summary
history     300  for each R&D project of the expert's in the sub-field 100 less 10 for
                 every full year since its end, but 20 at least
========= ====== ==================================================================

The rules ask for experts of the sub-field and leave the order among them open (MSIT notice
2025-52, article 4): the points are an example, ours.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ppir_desktop.domain.applications import Application
from ppir_desktop.domain.experts import Expert
from ppir_desktop.domain.projects import ResearchProject
from ppir_desktop.matching.names import plain, project_key

MOST: Final = 1000
"""Points of a perfect fit."""

_FIRST_NAMED: Final = 300
_LATER_NAMED: Final = 200
_SPECIALIST: Final = 100
_A_KEYWORD: Final = 100
_MOST_KEYWORDS: Final = 300
_A_PROJECT: Final = 100
_A_YEAR: Final = 10
_OLD_PROJECT: Final = 20
_MOST_HISTORY: Final = 300
_DAYS_OF_YEAR: Final = 365.2425

Points = NDArray[np.int16]


class Parts(msgspec.Struct, frozen=True):
    """The points of one pair, by what they are for."""

    sub_field: int
    keywords: int
    history: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.sub_field + self.keywords + self.history


class Fit(NamedTuple):
    """The points of all pairs.

    Attributes:
        sub_field: For knowing a sub-field, of shape experts × sub-fields; 0 for not knowing it.
        history: For R&D projects in a sub-field, of the same shape.
        keywords: For keywords, of shape applications × experts.
        field_of: Position of each application's sub-field.
    """

    sub_field: Points
    history: Points
    keywords: Points
    field_of: NDArray[np.intp]

    def totals(self) -> Points:
        """The points of all pairs, of shape applications × experts."""
        return (self.sub_field + self.history).T[self.field_of] + self.keywords

    def parts(self, application: int, expert: int) -> Parts:
        """The points of the pair at these positions."""
        field = self.field_of[application]
        return Parts(
            int(self.sub_field[expert, field]),
            int(self.keywords[application, expert]),
            int(self.history[expert, field]),
        )


def fit(
    applications: Sequence[Application],
    experts: Sequence[Expert],
    register: Mapping[str, ResearchProject],
    today: dt.date,
) -> Fit:
    """The points of all pairs.

    Args:
        applications: Give the columns of sub-fields and the texts.
        experts: Give sub-fields, keywords and the projects they took part in.
        register: R&D projects by `project_key`.
        today: The day from which years since a project are counted.
    """
    codes = {code: place for place, code in enumerate(sorted({a.sub_field for a in applications}))}
    known = np.zeros((len(experts), len(codes)), np.int16)
    history = np.zeros_like(known)
    for row, expert in enumerate(experts):
        share = _SPECIALIST // max(1, len(set(expert.sub_fields)))
        for code in set(expert.sub_fields) & codes.keys():
            first = expert.sub_fields[0] == code
            known[row, codes[code]] = (_FIRST_NAMED if first else _LATER_NAMED) + share
        for number in sorted({project_key(number) for number in expert.projects}):
            project = register.get(number)
            if project is not None and project.sub_field in codes:
                place = row, codes[project.sub_field]
                history[place] = min(_MOST_HISTORY, history[place] + _recency(project, today))
    return Fit(
        known,
        history,
        _keywords(applications, experts),
        np.array([codes[a.sub_field] for a in applications], np.intp),
    )


def _recency(project: ResearchProject, today: dt.date) -> int:
    years = int(max(0, (today - project.end).days) / _DAYS_OF_YEAR)
    return max(_OLD_PROJECT, _A_PROJECT - _A_YEAR * years)


def _keywords(applications: Sequence[Application], experts: Sequence[Expert]) -> Points:
    held = [sorted({_joined(plain(word)) for word in expert.keywords} - {""}) for expert in experts]
    words = {word: place for place, word in enumerate(sorted(set().union(*held)))}
    finders = [(_finder(word), place) for word, place in words.items()]
    found: list[list[int]] = []
    for application in applications:
        text = plain(f"{application.product}\n{application.summary}")
        joined = _joined(text)
        found.append([place for finder, place in finders if finder.found(joined, text)])
    texts = _ones(found, len(words))
    people = _ones([[words[word] for word in some] for some in held], len(words))
    points = (texts @ people.T).toarray() * _A_KEYWORD
    return np.asarray(np.minimum(points, _MOST_KEYWORDS), np.int16)


class _Finder(NamedTuple):
    """Looks for a keyword: in Korean anywhere, spaces put aside; in English as words alone."""

    joined: str
    words: re.Pattern[str] | None

    def found(self, joined: str, text: str) -> bool:
        return self.joined in joined and (self.words is None or bool(self.words.search(text)))


def _finder(word: str) -> _Finder:
    # Korean writes particles on to a word and is free with spaces; "AI" is no part of "maintain".
    if not word.isascii():
        return _Finder(word, None)
    spaced = r"\s*".join(map(re.escape, word))
    return _Finder(word, re.compile(rf"(?<![a-z0-9]){spaced}(?![a-z0-9])"))


def _joined(text: str) -> str:
    return "".join(text.split())


def _ones(rows: Sequence[Sequence[int]], width: int) -> sparse.csr_array:
    ends = np.cumsum([0, *map(len, rows)])
    places = np.array([place for row in rows for place in row], np.intp)
    ones = np.ones(len(places), np.int32)
    return sparse.csr_array((ones, places, ends), shape=(len(rows), width))
