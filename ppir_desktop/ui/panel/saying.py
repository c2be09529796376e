"""What the table of a panel says of a cell and of a dossier, short and in full."""

from __future__ import annotations

from collections import Counter
from typing import Final

from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.consolidation import TallyWorking
from ppir_desktop.domain.points import format_points
from ppir_desktop.domain.sheets import Choice
from ppir_desktop.domain.stage import Mode, Stage
from ppir_desktop.protocol.fields import Titles
from ppir_desktop.services.chair.gathering import SeatState
from ppir_desktop.services.chair.table import Cell, Column, Row, Table, Verdict, counts_of
from ppir_desktop.services.rules import describe_outcome

KEY: Final = "window_panel"
YES: Final = {Mode.GATE: Choice.FIT, Mode.VOTE: Choice.FOR}
"""What is counted as a yes."""


def in_language(titles: Titles, words: Wording) -> str:
    """A title in the language of the window."""
    return titles.ko if words.language == "ko" else titles.en


def who(column: Column, *, with_names: bool) -> str:
    """A member's letter, or name."""
    return (column.name or column.letter) if with_names else column.letter


def member_said(column: Column, words: Wording, *, with_names: bool) -> str:
    """A member in full, as far as it may be shown."""
    duty = words(f"{KEY}.duty.{column.duty}")
    if not with_names:
        return words(f"{KEY}.member", letter=column.letter, duty=duty)
    return words(
        f"{KEY}.member_named", letter=column.letter, name=column.name, duty=duty,
        affiliation=column.affiliation,
    )  # fmt: skip


def heading(stage: Stage, part: str, words: Wording) -> str:
    """What stands over a column after those of the members."""
    if part == "spread" and stage.passing.min_score is not None:
        return words(f"{KEY}.column.spread_mark", mark=format_points(stage.passing.min_score))
    return words(f"{KEY}.column.{part}")


def dossier_lines(row: Row, words: Wording) -> tuple[str, str]:
    """The two lines of a dossier: its product, and its number with its sub-field."""
    product = in_language(row.product, words)
    below = " · ".join(filter(None, (row.dossier, row.sub_field)))
    return product, below if product != row.dossier or row.sub_field else ""


def cell_text(stage: Stage, cell: Cell, words: Wording) -> str:
    """What stands in a cell."""
    if cell.state is None:
        return ""
    if cell.state is not SeatState.COUNTED:
        return words(f"{KEY}.seat.{cell.state}")
    if cell.total is not None:
        return format_points(cell.total)
    if len(cell.said) == 1:
        return words(f"choice.{cell.said[0]}")
    yes = sum(one == YES.get(stage.mode) for one in cell.said)
    return f"{yes}/{len(cell.said)}"


def cell_said(stage: Stage, name: str, cell: Cell, words: Wording) -> str:
    """A cell in full, for a tooltip and for whoever cannot see it."""
    if cell.state is None:
        return words(f"{KEY}.said.none", name=name)
    if cell.state is not SeatState.COUNTED:
        parts = [name, words(f"{KEY}.seat_said.{cell.state}")]
    elif cell.total is not None:
        parts = [name, words(f"{KEY}.said.points", points=format_points(cell.total))]
    else:
        parts = [name, *_answers(stage, cell, words)]
    for is_so, key in (
        (cell.is_dropped, "dropped"), (cell.is_late, "late"), (cell.is_after, "after"),
        (cell.on_paper, "paper"),
    ):  # fmt: skip
        if is_so:
            parts.append(words(f"{KEY}.said.{key}"))
    return ", ".join(parts)


def verdict_text(stage: Stage, row: Row, words: Wording) -> str:
    """The verdict in a word or two."""
    if row.verdict == Verdict.RANKED:
        key = "tied" if row.tied else "place"
        return words(f"{KEY}.verdict.{key}", rank=row.rank) if row.rank else words("outcome.ranked")
    if row.verdict == Verdict.REJECT:
        return words(f"{KEY}.verdict.reject_{stage.mode}")
    return words(f"{KEY}.verdict.{row.verdict}")


def verdict_said(stage: Stage, row: Row, words: Wording) -> str:
    """The verdict in full: what is awaited, whether it was decided, and what stands against it."""
    parts = [verdict_text(stage, row, words)]
    if row.rank is not None and row.verdict != Verdict.RANKED:
        key = "tied" if row.tied else "place"
        parts.append(words(f"{KEY}.verdict.{key}", rank=row.rank))
    if row.missing:
        parts.append(words(f"{KEY}.said.missing", count=row.missing))
    for is_so, key in (
        (row.is_decided, "decided"), (row.is_stale, "stale"), (row.is_disputed, "disputed"),
    ):  # fmt: skip
        if is_so:
            parts.append(words(f"{KEY}.mark.{key}"))
    parts += [words.problem(problem).what for problem in row.result.problems]
    return ", ".join(parts)


def score_text(stage: Stage, row: Row, words: Wording) -> str:
    """The result in figures: a score, or how many said yes."""
    if row.result.problems:
        return "—"
    if row.result.score is not None:
        return f"{row.result.score:f}"
    working = row.result.working
    if not isinstance(working, TallyWorking):
        return "—"
    if len(working.items) == 1:
        item = working.items[0]
        return f"{item.yes}/{item.base}"
    met = sum(item.met for item in working.items)
    return words(f"{KEY}.items_met", met=met, total=len(working.items))


def score_said(stage: Stage, row: Row, words: Wording) -> str:
    """The result in full."""
    text = score_text(stage, row, words)
    if row.result.problems:
        return words(f"{KEY}.said.no_result")
    if row.adjusted is not None:
        return words(f"{KEY}.said.adjusted", score=format_points(row.adjusted), computed=text)
    if row.result.score is not None:
        return words(f"{KEY}.said.score", score=text)
    return "; ".join(tallies(stage, row, words))


def tallies(stage: Stage, row: Row, words: Wording) -> list[str]:
    """How many said what of each item."""
    titles = {one.id: one.title.said_in(words.language) or one.id for one in stage.criteria}
    found = []
    for item, counts in counts_of(row.result).items():
        said = ", ".join(f"{words(f'choice.{one}')} {n}" for one, n in counts.items() if n)
        found.append(f"{titles.get(item, item)}: {said}" if len(stage.criteria) > 1 else said)
    return found


def spread_said(stage: Stage, row: Row, words: Wording) -> str:
    """How far the members' marks lie apart."""
    totals = sorted(cell.total for cell in row.cells if cell.total is not None)
    if not totals:
        return "; ".join(tallies(stage, row, words)) or words(f"{KEY}.said.no_marks")
    return words(
        f"{KEY}.said.spread", low=format_points(totals[0]), high=format_points(totals[-1]),
        spread=format_points(totals[-1] - totals[0]),
    )  # fmt: skip


def differs_text(row: Row, words: Wording) -> str:
    """How far members differ, for the head of the detail; empty where nothing can be said."""
    if row.spread is not None:
        return words(f"{KEY}.differs", points=format_points(row.spread))
    if any(cell.said for cell in row.cells):
        return words(f"{KEY}.dissent", percent=round(row.differs * 100))
    return ""


def counts_text(table: Table, words: Wording) -> str:
    """The line of counts over a table."""
    states = Counter(cell.state for row in table.rows for cell in row.cells)
    late = sum(cell.is_late for row in table.rows for cell in row.cells)
    parts = [
        words.choose(f"{KEY}.count.members", len(table.columns)),
        words(f"{KEY}.count.sheets", received=table.received, seats=table.seats),
    ]
    for key, count in (
        ("recused", states[SeatState.RECUSED]), ("late", late),
        ("left_out", states[SeatState.LEFT_OUT]), ("refused", table.refused),
    ):  # fmt: skip
        if count:
            parts.append(words(f"{KEY}.count.{key}", count=count))
    return " · ".join(parts)


def outcome_text(stage: Stage, row: Row, words: Wording) -> str:
    """What the sheets come to, in the words of the forms; empty where there is none."""
    outcome = row.result.outcome
    return words(describe_outcome(stage, outcome)) if outcome is not None else ""


def _answers(stage: Stage, cell: Cell, words: Wording) -> list[str]:
    if len(cell.said) == 1:
        return [words(f"choice.{cell.said[0]}")]
    titles = [one.title.said_in(words.language) or one.id for one in stage.criteria]
    return [
        f"{title} {words(f'choice.{said}')}"
        for title, said in zip(titles, cell.said, strict=False)
        if said
    ]
