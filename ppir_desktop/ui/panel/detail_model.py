"""What there is to read of one dossier, in words, with letters or names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ppir_desktop.common.wording import Wording
from ppir_desktop.services.chair.sittings import Laid, Seen
from ppir_desktop.services.chair.table import Row
from ppir_desktop.ui.panel import saying
from ppir_desktop.ui.panel.detail_lines import Absent, Changed, Comment, LeftOut, Topic
from ppir_desktop.ui.panel.saying import KEY
from ppir_desktop.ui.panel.standing import decision_lines, without_lines
from ppir_desktop.ui.panel.strips import Strip, axis_for, strip_of
from ppir_desktop.ui.panel.telling import Telling
from ppir_desktop.ui.panel.working import WorkingLine, working_lines
from ppir_desktop.ui.times import local_time


class Detail(NamedTuple):
    """One dossier.

    Attributes:
        dossier: Application number.
        title: What it is about.
        below: Number, sub-field, and how far marks differ.
        warnings: What stands against what was decided.
        working: Why the number is what it is.
        problems: Why there is no number.
        strip: The marks on a line; None where none are given.
        topics: The comments.
        opinions: On the whole, the lead's first.
        changed: Sheets before and after the discussion.
        absent: Members without a sheet that counts.
        left_out: Sheets that do not count.
        admitted: Sheets that count since the chair admitted them, and why.
        refused: Parcels of the round that were refused at the door, of whatever dossier.
        decided: What was decided.
        without: What it would come to without single sheets.
    """

    dossier: str
    title: str
    below: str
    warnings: tuple[str, ...]
    working: tuple[WorkingLine, ...]
    problems: tuple[str, ...]
    strip: Strip | None
    topics: tuple[Topic, ...]
    opinions: tuple[Comment, ...]
    changed: tuple[Changed, ...]
    absent: tuple[Absent, ...]
    left_out: tuple[LeftOut, ...]
    admitted: tuple[str, ...]
    refused: tuple[str, ...]
    decided: tuple[str, ...]
    without: tuple[str, ...]


def detail_of(laid: Laid, seen: Seen, row: Row, words: Wording, *, with_names: bool) -> Detail:
    """One dossier in words.

    Args:
        laid: What there is to it.
        seen: The stage that it stands in.
        row: Its row.
        words: Words of the window.
        with_names: Whether members go by their names.
    """
    table = seen.table
    told = Telling(laid.gathered, table.columns, words, with_names=with_names)
    gathered, stage = laid.gathered, table.stage
    product, below = saying.dossier_lines(row, words)
    differs = saying.differs_text(row, words)
    scored = bool(gathered.totals)
    axis = axis_for(stage, gathered.totals.values())
    decided, warnings = decision_lines(laid.decisions, stage, told.shown, words)
    return Detail(
        dossier=row.dossier,
        title=product,
        below=" · ".join(filter(None, (below, differs))),
        warnings=tuple(warnings),
        working=working_lines(stage, gathered.result, words, told.shown),
        problems=tuple(" ".join(words.problem(one)) for one in gathered.result.problems),
        strip=strip_of(stage, row, axis) if scored else None,
        topics=tuple(told.topics()),
        opinions=tuple(told.opinions()),
        changed=tuple(told.changed()),
        absent=tuple(told.absent()),
        left_out=tuple(told.left_out()),
        admitted=tuple(told.admitted()),
        refused=tuple(_refused(seen, words)),
        decided=tuple(decided),
        without=tuple(without_lines(laid, stage, told.shown, words)),
    )


def _refused(seen: Seen, words: Wording) -> Iterator[str]:
    for one in seen.refused:
        time = local_time(one.seen_at, words.language)
        kind = words(f"record.{one.kind}")
        yield words(f"{KEY}.refused.line", kind=kind, time=time, code=words.refusal(one.code))
