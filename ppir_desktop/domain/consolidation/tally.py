"""Verdicts and votes into an outcome: integers compared by cross-multiplication."""

from __future__ import annotations

from ppir_desktop.domain.consolidation.collected import Collected
from ppir_desktop.domain.consolidation.result import (
    ItemTally,
    Outcome,
    Result,
    SheetAnswers,
    TallyWorking,
)
from ppir_desktop.domain.points import Share
from ppir_desktop.domain.sheets import Choice, allowed_choices
from ppir_desktop.domain.stage import Base, Stage

Said = dict[str, dict[str, Choice]]
"""For each panellist, what was said of each item."""

_YES = frozenset({Choice.FIT, Choice.FOR})


def tally(stage: Stage, share: Share, collected: Collected, said: Said) -> Result:
    """Count a gate or a vote whose sheets are valid and whose quorum is met.

    Each item passes on its own, and the dossier passes when all of them do. A vote that does not
    pass holds the dossier over when the scheme knows holding and enough members asked for it.

    Args:
        stage: The stage, whose mode is ``gate`` or ``vote``.
        share: The fraction that each item must reach.
        collected: What came in, for the dossier's name and those enrolled.
        said: What each panellist said.
    """
    enrolled = collected.enrolled_able()
    base = len(said) if stage.passing.base is Base.ATTENDING else enrolled
    items = tuple(_count(stage, criterion.id, share, base, said) for criterion in stage.criteria)
    passed = all(item.met for item in items)
    held = stage.hold is not None and any(
        stage.hold.is_met(item.counts[Choice.HOLD], base) for item in items
    )
    outcome = Outcome.ADVANCE if passed else Outcome.HOLD if held else Outcome.REJECT
    return Result(
        dossier=collected.dossier,
        stage=stage.id,
        passed=passed,
        outcome=outcome,
        counted=tuple(sorted(said)),
        working=TallyWorking(
            sheets=tuple(
                SheetAnswers(name, tuple(said[name][item.criterion].value for item in items))
                for name in sorted(said)
            ),
            enrolled=enrolled,
            quorum=stage.quorum.least(enrolled) if stage.quorum else None,
            share=share,
            items=items,
            hold_needed=stage.hold.least(base) if stage.hold else None,
        ),
    )


def _count(stage: Stage, criterion: str, share: Share, base: int, said: Said) -> ItemTally:
    answers = [given[criterion] for given in said.values()]
    counts = {choice.value: answers.count(choice) for choice in allowed_choices(stage)}
    yes = sum(answer in _YES for answer in answers)
    return ItemTally(
        criterion=criterion,
        counts=counts,
        yes=yes,
        base=base,
        needed=share.least(base),
        met=share.is_met(yes, base),
    )
