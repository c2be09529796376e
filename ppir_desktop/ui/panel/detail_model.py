"""What there is to read of one dossier, in words, with letters or names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.panels import Duty
from ppir_desktop.domain.points import format_points
from ppir_desktop.protocol.review_bodies import Discussion, GivenMark, GivenSheet
from ppir_desktop.services.chair.fates import ADMISSIBLE, Fate, SheetSeen
from ppir_desktop.services.chair.gathering import Gathered, SeatState
from ppir_desktop.services.chair.sittings import Laid
from ppir_desktop.services.chair.table import Column, Row, Table
from ppir_desktop.ui.panel import saying
from ppir_desktop.ui.panel.saying import KEY
from ppir_desktop.ui.panel.standing import decision_lines, without_lines
from ppir_desktop.ui.panel.strips import Strip, axis_for, strip_of
from ppir_desktop.ui.panel.working import Pairs, WorkingLine, working_lines
from ppir_desktop.ui.times import local_time


class Pinned(NamedTuple):
    """A passage that a mark rests on: what its link says, where it leads, and what it quotes."""

    text: str
    document: Digest
    page: int
    quote: str


class Comment(NamedTuple):
    """What a member says of a criterion, or on the whole.

    Attributes:
        who: Letter or name.
        mark: The mark; empty for an opinion.
        text: The comment.
        evidence: What it rests on.
        note: What else there is to say of it, such as that the lead wrote it.
    """

    who: str
    mark: str
    text: str
    evidence: tuple[Pinned, ...] = ()
    note: str = ""


class Topic(NamedTuple):
    """A criterion and what members say of it, the greatest mark first."""

    title: str
    comments: tuple[Comment, ...]


class Changed(NamedTuple):
    """A sheet that another replaced: whose, a heading, each mark that changed, and why."""

    who: str
    heading: str
    marks: Pairs
    reason: str


class LeftOut(NamedTuple):
    """A sheet that does not count: whose, why, and its digest where the chair may admit it."""

    who: str
    why: str
    admits: Digest | None


class Absent(NamedTuple):
    """A member without a sheet that counts.

    Attributes:
        number: Expert number.
        who: Letter or name.
        text: What is the matter.
        may_mark: Whether the chair may say that they take no part.
        may_undo: Whether the chair said so, and may take it back.
    """

    number: str
    who: str
    text: str
    may_mark: bool
    may_undo: bool


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
    decided: tuple[str, ...]
    without: tuple[str, ...]


def detail_of(laid: Laid, table: Table, row: Row, words: Wording, *, with_names: bool) -> Detail:
    """One dossier in words.

    Args:
        laid: What there is to it.
        table: The table that it stands in.
        row: Its row.
        words: Words of the window.
        with_names: Whether members go by their names.
    """
    told = _Telling(laid.gathered, table.columns, words, with_names=with_names)
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
        decided=tuple(decided),
        without=tuple(without_lines(laid, stage, told.shown, words)),
    )


class _Telling:
    """Tells of what came in."""

    def __init__(
        self, gathered: Gathered, columns: Sequence[Column], words: Wording, *, with_names: bool
    ) -> None:
        self._gathered, self._words = gathered, words
        self.shown = {one.number: saying.who(one, with_names=with_names) for one in columns}
        stage = gathered.panel.stage
        self._titles = {
            one.id: one.title.said_in(words.language) or one.id for one in stage.criteria
        }
        manifest = gathered.panel.manifest
        self._documents = {one.digest: one.title for one in manifest.documents} if manifest else {}
        lead = (one.number for one in gathered.panel.members if one.duty is Duty.LEAD)
        self._lead = next(lead, "")

    def topics(self) -> Iterator[Topic]:
        counted = self._counted()
        for criterion, title in self._titles.items():
            given = [
                (mark, number, sheet)
                for number, sheet in counted
                for mark in sheet.marks
                if mark.criterion == criterion
            ]
            given.sort(key=lambda one: (_weight(one[0]), one[1]))
            comments = tuple(
                Comment(
                    self._name(number), self._mark(mark), mark.comment,
                    tuple(self._evidence(sheet, criterion)),
                )
                for mark, number, sheet in given
            )  # fmt: skip
            if comments:
                yield Topic(title, comments)

    def opinions(self) -> Iterator[Comment]:
        counted = sorted(self._counted(), key=lambda one: (one[0] != self._lead, one[0]))
        for number, sheet in counted:
            if sheet.opinion:
                note = self._words(f"{KEY}.duty.lead") if number == self._lead else ""
                yield Comment(self._name(number), "", sheet.opinion, note=note)

    def changed(self) -> Iterator[Changed]:
        for seat in self._gathered.seats:
            former = [
                one
                for one in self._gathered.sheets
                if one.number == seat.number and one.fate is Fate.SUPERSEDED
            ]
            if seat.state is not SeatState.COUNTED or seat.sheet is None:
                continue
            line = [*former, seat.sheet]
            for before, after in pairwise(line):
                yield self._change(before, after)

    def absent(self) -> Iterator[Absent]:
        presence = self._gathered.talk.presence
        for seat in self._gathered.seats:
            if seat.state is SeatState.COUNTED:
                continue
            text = self._words(f"{KEY}.seat_said.{seat.state}")
            said = presence.get(seat.number)
            if said is not None and said.reason:
                text = f"{text}: {said.reason}"
            may_mark = seat.state in {SeatState.MISSING, SeatState.LEFT_OUT}
            yield Absent(
                seat.number, self._name(seat.number), text, may_mark,
                said is not None and not may_mark,
            )  # fmt: skip

    def left_out(self) -> Iterator[LeftOut]:
        for one in self._gathered.left_out:
            admits = one.heard.digest if one.fate in ADMISSIBLE else None
            why = self._words(f"{KEY}.fate.{one.fate}")
            yield LeftOut(self._name(one.number), f"{why} · {self._received(one)}", admits)

    def admitted(self) -> Iterator[str]:
        for one in self._gathered.sheets:
            if one.admitted:
                yield self._words(
                    f"{KEY}.admitted", who=self._name(one.number), reason=one.admitted
                )

    def _change(self, before: SheetSeen, after: SheetSeen) -> Changed:
        key = "after" if after.sheet.discussion is Discussion.AFTER else "before"
        fresh = {mark.criterion: mark for mark in after.sheet.marks}
        marks: list[tuple[str, str]] = []
        for mark in before.sheet.marks:
            other = fresh.get(mark.criterion)
            if other is None or other == mark:
                continue
            was, is_now = self._mark(mark), self._mark(other)
            title = self._titles.get(mark.criterion, mark.criterion)
            same = was == is_now
            shown = self._words(f"{KEY}.changed.comment") if same else f"{was} → {is_now}"
            marks.append((title, shown))
        totals = (_total(before.sheet), _total(after.sheet))
        if None not in totals:
            both = " → ".join(format_points(one or 0) for one in totals)
            marks.append((self._words(f"{KEY}.changed.total"), both))
        heading = self._words(f"{KEY}.changed.{key}", time=self._received(after))
        return Changed(self._name(after.number), heading, tuple(marks), after.sheet.reason)

    def _counted(self) -> list[tuple[str, GivenSheet]]:
        return [
            (seat.number, seat.sheet.sheet)
            for seat in self._gathered.seats
            if seat.state is SeatState.COUNTED and seat.sheet is not None
        ]

    def _evidence(self, sheet: GivenSheet, criterion: str) -> Iterator[Pinned]:
        for one in sheet.evidence:
            if one.criterion == criterion:
                title = self._documents.get(one.document, one.document[:8])
                text = self._words("window.sheet.evidence", document=title, page=one.page)
                yield Pinned(text, one.document, one.page, one.quote)

    def _mark(self, mark: GivenMark) -> str:
        if mark.points is not None:
            return format_points(mark.points)
        return self._words(f"choice.{mark.choice}") if mark.choice is not None else "—"

    def _name(self, number: str) -> str:
        return self.shown.get(number, number or self._words(f"{KEY}.unknown"))

    def _received(self, seen: SheetSeen) -> str:
        return local_time(seen.heard.received_at, self._words.language)


def _weight(mark: GivenMark) -> tuple[int, str]:
    """The greatest mark first; of answers, those for it."""
    if mark.points is not None:
        return -mark.points, ""
    choice = mark.choice.value if mark.choice is not None else ""
    return int(choice not in {"fit", "for"}), choice


def _total(sheet: GivenSheet) -> int | None:
    points = [mark.points for mark in sheet.marks]
    return sum(one for one in points if one is not None) if None not in points else None
