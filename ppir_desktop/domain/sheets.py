"""Marks and sheets: what a panellist gave, and what is wrong or missing in it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from ppir_desktop.common.problems import Problem
from ppir_desktop.domain.points import format_points
from ppir_desktop.domain.stage import Criterion, Mode, Reasons, Scale, Stage


class Choice(StrEnum):
    """What a panellist says where nothing is scored."""

    FIT = "fit"
    UNFIT = "unfit"
    FOR = "for"
    AGAINST = "against"
    HOLD = "hold"
    ABSTAIN = "abstain"


NEGATIVE = frozenset({Choice.UNFIT, Choice.AGAINST, Choice.HOLD})


class Absence(StrEnum):
    """Why an enrolled member gave no sheet."""

    ABSENT = "absent"
    RECUSED = "recused"
    DISQUALIFIED = "disqualified"


class Mark(msgspec.Struct, frozen=True, gc=False):
    """One mark of a sheet.

    Attributes:
        criterion: Id of the criterion.
        value: Points in hundredths, or what was said; None while it is blank.
        comment: The reason given.
    """

    criterion: str
    value: int | Choice | None = None
    comment: str = ""


class Evidence(msgspec.Struct, frozen=True):
    """A passage of a document that a mark rests on.

    Attributes:
        criterion: Id of the criterion it is pinned to.
        document: Title of the document.
        page: Its page, from 1.
        quote: The passage.
    """

    criterion: str
    document: str
    page: int
    quote: str = ""


class Sheet(msgspec.Struct, frozen=True):
    """What one panellist gave for one dossier in one stage."""

    dossier: str
    panellist: str
    marks: tuple[Mark, ...]
    opinion: str = ""
    evidence: tuple[Evidence, ...] = ()


def allowed_choices(stage: Stage) -> tuple[Choice, ...]:
    """What may be said in a stage, in the order of the form; nothing where points are given."""
    if stage.mode is Mode.GATE:
        choices: tuple[Choice, ...] = (Choice.FIT, Choice.UNFIT)
    elif stage.mode is Mode.VOTE:
        choices = (Choice.FOR, Choice.AGAINST)
        if stage.hold is not None:
            choices = (*choices, Choice.HOLD)
    else:
        return ()
    return (*choices, Choice.ABSTAIN) if stage.abstain else choices


def describe_scale(scale: Scale) -> dict[str, str]:
    """The numbers of a scale, for the wording of a problem."""
    return {
        "minimum": format_points(scale.minimum),
        "maximum": format_points(scale.maximum),
        "step": format_points(scale.step),
    }


class Form:
    """The sheet of one stage made ready for checking many filled-in sheets quickly."""

    def __init__(self, stage: Stage) -> None:
        """Take the criteria and the marks they allow from a stage."""
        self.stage = stage
        self.criteria = {criterion.id: criterion for criterion in stage.criteria}
        self.choices = allowed_choices(stage)
        self._scales = {c.id: c.scale for c in stage.criteria if c.scale is not None}
        self._order = tuple(self.criteria)

    def points(self, sheet: Sheet) -> list[int] | None:
        """The points of a score sheet in the order of the form, or None if anything is amiss.

        The quick way for the many sheets that are right; `problems` says what is wrong with one.
        """
        given: dict[str, int] = {}
        scales = self._scales
        for mark in sheet.marks:
            value, scale = mark.value, scales.get(mark.criterion)
            if scale is None or type(value) is not int or not scale.holds(value):
                return None
            given[mark.criterion] = value
        if len(given) != len(sheet.marks) or len(given) != len(scales):
            return None
        return [given[criterion] for criterion in self._order]

    def choices_of(self, sheet: Sheet) -> dict[str, Choice] | None:
        """What a sheet says of each item of a gate or vote, or None if anything is amiss."""
        said = {mark.criterion: mark.value for mark in sheet.marks}
        given = {name: value for name, value in said.items() if isinstance(value, Choice)}
        right = (
            len(sheet.marks) == len(given) == len(self.criteria)
            and given.keys() == self.criteria.keys()
            and all(value in self.choices for value in given.values())
        )
        return given if right else None

    def problems(self, sheet: Sheet) -> Iterator[Problem]:
        """Everything wrong with the marks of a sheet, missing ones included."""
        seen: set[str] = set()
        for mark in sheet.marks:
            criterion = self.criteria.get(mark.criterion)
            if criterion is None:
                names = ", ".join(self.criteria)
                yield self._problem(
                    sheet, mark.criterion, "unknown_criterion", mark.criterion, allowed=names
                )
            elif mark.criterion in seen:
                yield self._problem(sheet, mark.criterion, "mark_twice", _shown(mark.value))
            else:
                seen.add(mark.criterion)
                yield from self._mark_problems(sheet, criterion, mark)
        for name in self.criteria:
            if name not in seen:
                yield self._problem(sheet, name, "mark_missing", **self.allowed(name))

    def missing(self, sheet: Sheet) -> tuple[str, ...]:
        """Criteria still without a mark, or without the comment that the stage asks for."""
        given = {mark.criterion: mark for mark in sheet.marks if mark.value is not None}
        return tuple(
            name for name in self.criteria if name not in given or self._lacks_reason(given[name])
        )

    def _lacks_reason(self, mark: Mark) -> bool:
        asked = self.stage.reasons is Reasons.ALWAYS or (
            self.stage.reasons is Reasons.NEGATIVE and mark.value in NEGATIVE
        )
        return asked and not mark.comment.strip()

    def _mark_problems(self, sheet: Sheet, criterion: Criterion, mark: Mark) -> Iterator[Problem]:
        value, scale = mark.value, criterion.scale
        allowed = self.allowed(criterion.id)
        if value is None:
            yield self._problem(sheet, criterion.id, "mark_missing", **allowed)
        elif scale is None:
            if value not in self.choices:
                yield self._problem(sheet, criterion.id, "unknown_answer", _shown(value), **allowed)
        elif type(value) is not int:  # an answer, or true and false, which Python counts as 1 and 0
            yield self._problem(sheet, criterion.id, "mark_not_points", _shown(value), **allowed)
        elif not scale.minimum <= value <= scale.maximum:
            yield self._problem(sheet, criterion.id, "mark_off_scale", _shown(value), **allowed)
        elif not scale.holds(value):
            yield self._problem(sheet, criterion.id, "mark_off_step", _shown(value), **allowed)

    def allowed(self, name: str) -> dict[str, str]:
        """What may stand as the mark of a criterion, for the wording of a problem."""
        scale = self.criteria[name].scale
        return describe_scale(scale) if scale else {"allowed": ", ".join(self.choices)}

    @staticmethod
    def _problem(
        sheet: Sheet, criterion: str, code: str, value: str = "", **params: str
    ) -> Problem:
        return Problem(
            code=code,
            value=value,
            dossier=sheet.dossier,
            panellist=sheet.panellist,
            criterion=criterion,
            params=params,
        )


def _shown(value: int | Choice | None) -> str:
    if value is None:
        return ""
    if isinstance(value, Choice):
        return value.value
    return format_points(value) if type(value) is int else str(value)
