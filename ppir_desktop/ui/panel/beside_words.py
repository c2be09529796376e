"""The figures beside a result in plain sentences, and on their axes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.stage import Stage
from ppir_desktop.services.chair.beside import (
    Agreement,
    Beside,
    Correlation,
    Leaning,
    Standing,
)
from ppir_desktop.services.chair.table import Table
from ppir_desktop.ui.panel import saying
from ppir_desktop.ui.panel.saying import KEY
from ppir_desktop.ui.panel.standing import without_line
from ppir_desktop.ui.panel.whiskers import Ticks, Whisker

_KEY = f"{KEY}.beside"
_OUTSTANDING = frozenset({Standing.LOWER, Standing.HIGHER})


class Chapter(NamedTuple):
    """A part of the page.

    Attributes:
        title: What it is about.
        what: What the figure says, in a sentence.
        whiskers: The figures to be drawn.
        ticks: Their axis.
        sentences: The same in words.
    """

    title: str
    what: str
    whiskers: tuple[Whisker, ...]
    ticks: Ticks | None
    sentences: tuple[str, ...]


def chapters(found: Beside, table: Table, words: Wording, *, with_names: bool) -> Iterator[Chapter]:
    """The parts of the page of a stage, from the first."""
    shown = {one.number: saying.who(one, with_names=with_names) for one in table.columns}
    if found.correlation is not None:
        yield _severity(found, shown, words)
    yield _alpha(found.agreements, table.stage, words)
    if found.correlation is not None:
        yield _icc(found.correlation, words)
    yield _single(found, table, shown, words)


def _severity(found: Beside, shown: Mapping[str, str], words: Wording) -> Chapter:
    sentences = []
    if found.refused:
        key = found.refused if words.knows(f"{_KEY}.refused.{found.refused}") else "other"
        sentences.append(words(f"{_KEY}.refused.{key}"))
    elif len(found.parts) > 1:
        groups = "; ".join(", ".join(shown.get(n, n) for n in part) for part in found.parts)
        sentences.append(words(f"{_KEY}.not_connected", groups=groups))
    sentences += [leaning_line(one, shown, words) for one in found.leanings]
    drawn = [one for one in found.leanings if one.severity is not None]
    whiskers = tuple(_whisker(one, shown) for one in drawn)
    ticks = None
    if whiskers:
        reach = max(max(abs(one.low or 0), abs(one.high or 0), abs(one.value)) for one in whiskers)
        step = _step(reach)
        end = math.ceil(reach / step) * step or 1.0
        marks = tuple((at * step, f"{at * step:+g}") for at in range(round(-end / step), 0))
        marks += (
            (0.0, "0"),
            *((at * step, f"{at * step:+g}") for at in range(1, round(end / step) + 1)),
        )
        ticks = Ticks(-end, end, marks, line=0.0)
    return Chapter(
        words(f"{_KEY}.severity.title"), words(f"{_KEY}.severity.what"), whiskers, ticks,
        tuple(sentences),
    )  # fmt: skip


def leaning_line(one: Leaning, shown: Mapping[str, str], words: Wording) -> str:
    """How a member marks beside the others, in a sentence."""
    who = shown.get(one.number, one.number)
    if one.severity is None:
        return words(f"{_KEY}.leaning.alone", who=who)
    side = "lower" if one.severity > 0 else "higher"
    by = f"{abs(one.severity):.1f}"
    if one.margin is None:
        return words(f"{_KEY}.leaning.unsure_{side}", who=who, by=by)
    kind = "" if one.standing in _OUTSTANDING else "chance_"
    return words(f"{_KEY}.leaning.{kind}{side}", who=who, by=by, margin=f"{one.margin:.1f}")


def _alpha(agreements: tuple[Agreement, ...], stage: Stage, words: Wording) -> Chapter:
    titles = {one.id: one.title.said_in(words.language) or one.id for one in stage.criteria}
    sentences, whiskers = [], []
    for one in agreements:
        name = titles.get(one.criterion, words(f"{_KEY}.alpha.totals"))
        if one.value is None:
            key = one.why or "no_pairs"
            sentences.append(words(f"{_KEY}.alpha.none", name=name, why=words(f"{_KEY}.why.{key}")))
            continue
        whiskers.append(Whisker(name, one.value, one.low, one.high))
        grade = words(f"{_KEY}.alpha.{one.grade}")
        sentences.append(
            words(f"{_KEY}.alpha.is", name=name, value=f"{one.value:.2f}", grade=grade)
        )
        if one.low is not None and one.high is not None:
            sentences.append(
                words(f"{_KEY}.alpha.between", low=f"{one.low:.2f}", high=f"{one.high:.2f}")
            )
    return Chapter(
        words(f"{_KEY}.alpha.title"), words(f"{_KEY}.alpha.what"), tuple(whiskers),
        _unit_ticks(whiskers, 0.667), tuple(sentences),
    )  # fmt: skip


def _icc(found: Correlation, words: Wording) -> Chapter:
    sentences, whiskers = [], []
    if found.why:
        sentences.append(words(f"{_KEY}.icc.none", why=words(f"{_KEY}.why.{found.why}")))
    for key, value in (("average", found.average), ("single", found.single)):
        if value is not None:
            whiskers.append(Whisker(words(f"{_KEY}.icc.{key}"), value, None, None))
            grade = words(f"{_KEY}.icc.grade_{found.grade}") if key == "average" else ""
            text = words(f"{_KEY}.icc.{key}_is", value=f"{value:.2f}", grade=grade)
            sentences.append(text)
    if found.left_out:
        sentences.append(
            words(f"{_KEY}.icc.left_out", dossiers=found.dossiers, left_out=found.left_out)
        )
    return Chapter(
        words(f"{_KEY}.icc.title"), words(f"{_KEY}.icc.what"), tuple(whiskers),
        _unit_ticks(whiskers, 0.5), tuple(sentences),
    )  # fmt: skip


def _single(found: Beside, table: Table, shown: Mapping[str, str], words: Wording) -> Chapter:
    sentences = []
    whiskers = []
    mark = table.stage.passing.min_score
    for row in table.rows:
        decisive = found.decisive.get(row.dossier, ())
        product, _ = saying.dossier_lines(row, words)
        for one in decisive:
            line = without_line(one, table.stage, shown, words)
            sentences.append(words(f"{_KEY}.single.of", product=product, line=line))
        scores = [float(one.score) for one in decisive if one.score is not None]
        if scores and row.result.score is not None:
            value = float(row.result.score)
            both = [value, *scores]
            whiskers.append(Whisker(product, value, min(both), max(both), stands_out=True))
    if not sentences:
        sentences.append(words(f"{_KEY}.single.none"))
    ticks = None
    if whiskers and mark is not None:
        ends = [one.low or 0 for one in whiskers] + [one.high or 0 for one in whiskers]
        goal = mark / 100
        low = math.floor(min(*ends, goal) - 1)
        high = math.ceil(max(*ends, goal) + 1)
        ticks = Ticks(low, high, ((low, f"{low}"), (goal, f"{goal:g}"), (high, f"{high}")),
                      line=goal, is_goal=True)  # fmt: skip
    return Chapter(
        words(f"{_KEY}.single.title"), words(f"{_KEY}.single.what"),
        tuple(whiskers) if ticks is not None else (), ticks, tuple(sentences),
    )  # fmt: skip


def _whisker(one: Leaning, shown: Mapping[str, str]) -> Whisker:
    value, margin = -(one.severity or 0.0), one.margin
    low, high = (value - margin, value + margin) if margin is not None else (None, None)
    return Whisker(
        shown.get(one.number, one.number), value, low, high, one.standing in _OUTSTANDING
    )


def _unit_ticks(whiskers: list[Whisker], goal: float) -> Ticks | None:
    if not whiskers:
        return None
    least = min(one.value if one.low is None else min(one.low, one.value) for one in whiskers)
    low = min(0.0, math.floor(least * 2) / 2)
    marks = ((low, f"{low:g}"), (goal, f"{goal:g}"), (1.0, "1"))
    return Ticks(low, 1.0, marks, line=goal, is_goal=True)


def _step(reach: float) -> float:
    """How far apart the marks of an axis stand, in points."""
    return next((step for step in (0.5, 1.0, 2.0, 5.0, 10.0, 20.0) if reach / step <= 3), 50.0)
