"""Tells in words what came in for a dossier, with letters or names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.panels import Duty
from ppir_desktop.domain.points import format_points
from ppir_desktop.protocol.review_bodies import Discussion, GivenMark, GivenSheet
from ppir_desktop.services.chair.fates import ADMISSIBLE, Fate, SheetSeen
from ppir_desktop.services.chair.gathering import Gathered, SeatState
from ppir_desktop.services.chair.table import Column
from ppir_desktop.ui.panel import saying
from ppir_desktop.ui.panel.detail_lines import Absent, Changed, Comment, LeftOut, Pinned, Topic
from ppir_desktop.ui.panel.saying import KEY
from ppir_desktop.ui.times import local_time


class Telling:
    """Tells of what came in.

    Attributes:
        shown: Letters or names by members' numbers.
    """

    def __init__(
        self, gathered: Gathered, columns: Sequence[Column], words: Wording, *, with_names: bool
    ) -> None:
        """Take what came in, and how members are called."""
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
        """What members say of each criterion."""
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
        """What they say on the whole, the lead's first."""
        counted = sorted(self._counted(), key=lambda one: (one[0] != self._lead, one[0]))
        for number, sheet in counted:
            if sheet.opinion:
                note = self._words(f"{KEY}.duty.lead") if number == self._lead else ""
                yield Comment(self._name(number), "", sheet.opinion, note=note)

    def changed(self) -> Iterator[Changed]:
        """Sheets that others replaced, with what changed."""
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
        """Members without a sheet that counts."""
        presence = self._gathered.talk.presence
        for seat in self._gathered.seats:
            if seat.state in {SeatState.COUNTED, SeatState.LEFT_OUT}:
                continue
            text = self._words(f"{KEY}.seat_said.{seat.state}")
            said = presence.get(seat.number)
            if said is not None and said.reason:
                text = f"{text}: {said.reason}"
            may_mark = seat.state is SeatState.MISSING
            yield Absent(
                seat.number, self._name(seat.number), text, may_mark,
                said is not None and not may_mark,
            )  # fmt: skip

    def left_out(self) -> Iterator[LeftOut]:
        """Sheets that do not count, and why."""
        for one in self._gathered.left_out:
            admits = one.heard.digest if one.fate in ADMISSIBLE else None
            why = self._words(f"{KEY}.fate.{one.fate}")
            seat, who = self._gathered.seat(one.number), self._name(one.number)
            is_last = seat is not None and seat.sheet is one
            is_all = is_last and seat is not None and seat.state is SeatState.LEFT_OUT
            member = Absent(one.number, who, why, may_mark=True, may_undo=False) if is_all else None
            yield LeftOut(who, f"{why} · {self._received(one)}", admits, member)

    def admitted(self) -> Iterator[str]:
        """Sheets that the chair admitted, and why."""
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
