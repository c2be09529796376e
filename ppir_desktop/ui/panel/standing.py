"""What was decided on a dossier, and how far the verdict hangs on single sheets, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.domain.stage import Mode, Stage
from ppir_desktop.services.chair.beside import Without
from ppir_desktop.services.chair.decisions import Decided, Decisions, Difference
from ppir_desktop.services.chair.sittings import Laid
from ppir_desktop.ui.panel.saying import KEY
from ppir_desktop.ui.times import local_time


def decision_lines(
    decisions: Decisions, stage: Stage, shown: Mapping[str, str], words: Wording
) -> tuple[list[str], list[str]]:
    """What was decided, and what stands against it."""
    said, warnings = [], []
    if decisions.own is not None:
        said.append(_decided("own", decisions.own, stage, shown, words))
    if decisions.former:
        said.append(words(f"{KEY}.decided.former", count=len(decisions.former)))
    said += [_decided("other", one, stage, shown, words) for one in decisions.others]
    if decisions.is_stale:
        warnings.append(words(f"{KEY}.decided.stale"))
    for one in decisions.differences:
        parts = ", ".join(_differing(one, shown, words))
        if parts:
            who = shown.get(one.other.number, one.other.number)
            warnings.append(words(f"{KEY}.decided.differs", who=who, what=parts))
    return said, warnings


def outcome_word(stage: Stage, outcome: Outcome | None, words: Wording) -> str:
    """An outcome in a word."""
    if outcome is None:
        return words("outcome.ranked")
    return words(
        f"{KEY}.verdict.{outcome}" + (f"_{stage.mode}" if outcome is Outcome.REJECT else "")
    )


def without_lines(
    laid: Laid, stage: Stage, shown: Mapping[str, str], words: Wording
) -> Iterator[str]:
    """What a verdict would be without single sheets: those that decide it, or that none does."""
    decisive = [one for one in laid.without if one.is_other or one.is_none]
    if not laid.without:
        return
    for one in decisive:
        yield without_line(one, stage, shown, words)
    if not decisive:
        key = "none" if laid.gathered.result.outcome is not None else "ranks"
        yield words(f"{KEY}.without.{key}")


def without_line(one: Without, stage: Stage, shown: Mapping[str, str], words: Wording) -> str:
    """What a verdict would be without one sheet."""
    who = shown.get(one.number, one.number)
    if one.is_none:
        return words(f"{KEY}.without.no_result", who=who)
    outcome = outcome_word(stage, one.outcome, words)
    if stage.mode is Mode.SCORE and one.score is not None:
        return words(f"{KEY}.without.score", who=who, score=f"{one.score:f}", outcome=outcome)
    return words(f"{KEY}.without.outcome", who=who, outcome=outcome)


def _decided(key: str, one: Decided, stage: Stage, shown: Mapping[str, str], words: Wording) -> str:
    return words(
        f"{KEY}.decided.{key}", outcome=outcome_word(stage, one.result.outcome, words),
        time=local_time(one.heard.named.record.made_at, words.language),
        who=shown.get(one.number, one.number or words(f"{KEY}.unknown")),
    )  # fmt: skip


def _differing(one: Difference, shown: Mapping[str, str], words: Wording) -> Iterator[str]:
    if one.sheets:
        named = ", ".join(shown.get(number, number) for number in one.sheets)
        yield words(f"{KEY}.decided.sheets", who=named)
    if one.is_result:
        yield words(f"{KEY}.decided.result")
    if one.is_outcome:
        yield words(f"{KEY}.decided.outcome")
