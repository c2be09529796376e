"""The door to consolidation: checks what came in, then scores or tallies it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from ppir_desktop.common.errors import RefusedError
from ppir_desktop.common.problems import Problem
from ppir_desktop.domain.consolidation.collected import Collected
from ppir_desktop.domain.consolidation.result import Result, refused
from ppir_desktop.domain.consolidation.score import score
from ppir_desktop.domain.consolidation.tally import tally
from ppir_desktop.domain.points import Share
from ppir_desktop.domain.sheets import Choice, Form
from ppir_desktop.domain.stage import Consolidation, Stage


class Consolidator:
    """Consolidates one stage, dossier after dossier.

    Nothing is guessed: a dossier whose sheets have any problem has no result, only its problems.
    """

    def __init__(self, stage: Stage) -> None:
        """Make ready for a stage.

        Raises:
            RefusedError: ``stage_external`` for a stage in which no marks are given.
        """
        self.stage = stage
        self.form = Form(stage)
        self._compute: Callable[[Collected], Result | None]
        if stage.consolidation is not None:
            self._compute = partial(self._score, stage.consolidation)
        elif stage.passing.share is not None:
            self._compute = partial(self._tally, stage.passing.share)
        else:
            raise RefusedError("stage_external", stage=stage.id)

    def result(self, collected: Collected) -> Result:
        """The result of one dossier, the same whatever the order of its sheets."""
        stage = self.stage
        problems = [*collected.problems(stage.bonus), *self._too_few(collected)]
        found = None if problems else self._compute(collected)
        return found or refused(
            collected.dossier, stage.id, [*problems, *self._on_sheets(collected)]
        )

    def _score(self, rule: Consolidation, collected: Collected) -> Result | None:
        """The score, or None when there is anything wrong with a sheet."""
        points: dict[str, list[int]] = {}
        for sheet in collected.sheets:
            given = self.form.points(sheet)
            if given is None:
                return None
            points[sheet.panellist] = given
        return score(self.stage, rule, collected, points)

    def _tally(self, share: Share, collected: Collected) -> Result | None:
        """The count, or None when there is anything wrong with a sheet."""
        said: dict[str, dict[str, Choice]] = {}
        for sheet in collected.sheets:
            given = self.form.choices_of(sheet)
            if given is None:
                return None
            said[sheet.panellist] = given
        return tally(self.stage, share, collected, said)

    def _on_sheets(self, collected: Collected) -> Iterator[Problem]:
        for sheet in collected.sheets:
            yield from self.form.problems(sheet)

    def _too_few(self, collected: Collected) -> Iterator[Problem]:
        """Whether there are sheets enough for a quorum, and for dropping some of them."""
        attended, rule, quorum = len(collected.sheets), self.stage.consolidation, self.stage.quorum
        least, enrolled = (rule.min_scores if rule else 1), collected.enrolled_able()
        if quorum is not None and not quorum.is_met(attended, enrolled):
            yield Problem(
                code="no_quorum",
                dossier=collected.dossier,
                value=str(attended),
                params={"least": str(quorum.least(enrolled)), "enrolled": str(enrolled)},
            )
        if attended < least:
            yield Problem(
                code="too_few_sheets",
                dossier=collected.dossier,
                value=str(attended),
                params={"least": str(least)},
            )


def consolidate(stage: Stage, collected: Collected) -> Result:
    """The result of one dossier in one stage; see `Consolidator` for many."""
    return Consolidator(stage).result(collected)
