"""Whether each sheet counts, by the table of docs/decisions/0020-what-a-panel-is-asked.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import StrEnum

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.domain.sheets import Absence
from ppir_desktop.domain.stage import Mode, Revision
from ppir_desktop.services.round_verification.evidence import SheetSeen
from ppir_desktop.services.round_verification.places import PlaceKnown


class Fate(StrEnum):
    """What becomes of a sheet."""

    COUNTS = "counts"
    NOT_MEMBER = "not_member"
    RECUSED = "recused"
    ABSENT = "absent"
    DISQUALIFIED = "disqualified"
    REVOKED = "revoked"
    OTHER_SCHEME = "other_scheme"
    OTHER_DOSSIER = "other_dossier"
    INCOMPLETE = "incomplete"
    LATE = "late"
    SUPERSEDED = "superseded"
    FINAL = "final"
    REPLACED_LATE = "replaced_late"
    TWICE = "twice"
    NOT_COUNTERSIGNED = "not_countersigned"


Replaces = Callable[[Digest], Digest | None]
"""The key of the same person that a key follows."""


def fates_of(
    known: PlaceKnown,
    *,
    away: Mapping[str, Absence],
    admitted: Collection[Digest],
    countersigned: Collection[Digest],
    replaces: Replaces,
) -> dict[Digest, Fate]:
    """What becomes of every sheet on a dossier.

    Args:
        known: What is known of the dossier.
        away: Whom the chair says to be absent, recused or disqualified.
        admitted: Sheets that the chair admitted, with a reason.
        countersigned: Transcriptions to which their writer or another member assented.
        replaces: Which key a key follows.
    """
    by_member: dict[str, list[SheetSeen]] = defaultdict(list)
    found: dict[Digest, Fate] = {}
    for sheet in known.sheets:
        # Nobody knows whose it is, so nobody can say that two are by one.
        by_member[sheet.number or sheet.author].append(sheet)
    for sheets in by_member.values():
        whole = _of_member(known, sheets[0].number, away)
        if whole is not None:
            found |= {sheet.digest: whole for sheet in sheets}
        else:
            found |= _Member(known, sheets, set(admitted), set(countersigned), replaces).fates()
    return found


def _of_member(known: PlaceKnown, number: str, away: Mapping[str, Absence]) -> Fate | None:
    """What all sheets of a member come to, whatever is on them; None where each is looked at."""
    if known.members is not None and number not in known.members:
        return Fate.NOT_MEMBER
    if number in known.recused:
        return Fate.RECUSED
    return Fate(away[number].value) if number in away else None


class _Member:
    """One member's sheets on a dossier."""

    def __init__(
        self, known: PlaceKnown, sheets: Sequence[SheetSeen], admitted: set[Digest],
        countersigned: set[Digest], replaces: Replaces,
    ) -> None:  # fmt: skip
        self._known, self._admitted, self._countersigned = known, admitted, countersigned
        self._replaces = replaces
        self._sheets = sheets
        self._found: dict[Digest, Fate] = {}
        self._timely: dict[Digest, bool] = {}

    def fates(self) -> dict[Digest, Fate]:
        """What becomes of each of them."""
        if len(self._sheets) == 1 and not self._sheets[0].is_revoked:
            return self._of_only_one(self._sheets[0])
        sound = []
        for sheet in self._sheets:
            # A key that was revoked can neither say anything nor take anything back.
            if sheet.is_revoked:
                self._found[sheet.digest] = Fate.REVOKED
            else:
                sound.append(sheet)
        left = self._newest_devices(self._heads(sound))
        chosen = [head for head in left if head.digest in self._admitted]
        for head in left:
            self._found[head.digest] = self._last_word(head, left, chosen)
        return self._found

    def _of_only_one(self, sheet: SheetSeen) -> dict[Digest, Fate]:
        """The same where there is one, as there nearly always is."""
        self._timely[sheet.digest] = self._in_time(sheet)
        if not self._is_void(sheet):
            self._found[sheet.digest] = self._last_word(sheet, [sheet], [])
        return self._found

    def _last_word(
        self, head: SheetSeen, left: Sequence[SheetSeen], chosen: Sequence[SheetSeen]
    ) -> Fate:
        if len(left) > 1 and chosen != [head]:
            return Fate.TWICE
        in_time = self._timely[head.digest] or head.digest in self._admitted
        return Fate.COUNTS if in_time else Fate.LATE

    def _heads(self, sheets: Sequence[SheetSeen]) -> list[SheetSeen]:
        """The sheet that stands in each line of those that replace one another.

        One that does not count by itself replaces nothing, but the line goes on behind it.
        """
        standing: dict[tuple[Digest, Digest | None], SheetSeen | None] = {}
        for sheet in sorted(sheets, key=lambda one: (one.author, one.seq, one.digest)):
            replaced = (sheet.author, sheet.supersedes)
            former, digest = standing.get(replaced), sheet.digest
            self._timely[digest] = self._in_time(sheet)
            may_follow = not sheet.written_on and self._late_allowed
            if sheet.supersedes and replaced in standing and may_follow:
                self._timely[digest] |= self._timely[sheet.supersedes]
            standing[sheet.author, digest] = former
            if self._is_void(sheet):
                continue
            refused = self._refused_replacement(sheet) if former is not None else None
            if refused is not None:
                self._found[digest] = refused
                continue
            if former is not None:
                self._found[former.digest] = Fate.SUPERSEDED
            standing[sheet.author, digest] = sheet
        return [one for one in sheets if one.digest not in self._found]

    @property
    def _late_allowed(self) -> bool:
        """Whether a sheet that replaces one in time is in time, whenever it comes."""
        return self._known.stage.revision is Revision.DECISION

    def _refused_replacement(self, sheet: SheetSeen) -> Fate | None:
        """Why a sheet may not replace another one; None where it may."""
        revision = self._known.stage.revision
        if revision is Revision.NEVER:
            return Fate.FINAL
        if revision is Revision.DEADLINE and not self._in_time(sheet):
            return Fate.REPLACED_LATE
        return None

    def _newest_devices(self, heads: Sequence[SheetSeen]) -> list[SheetSeen]:
        """Those that stand where a member changed devices: the newer one speaks for both."""
        typed = [head for head in heads if head.written_on]
        signed = [head for head in heads if not head.written_on]
        authors = {head.author for head in signed}
        # Former devices come first, so that a third one follows what the second came to.
        for author in sorted(authors, key=lambda one: (len(self._formers(one)), one)):
            formers = set(self._formers(author))
            left = [head for head in signed if head.digest not in self._found]
            newer = [head for head in left if head.author == author]
            self._follow(newer, [head for head in left if head.author in formers])
        return [*typed, *(head for head in signed if head.digest not in self._found)]

    def _follow(self, newer: Iterable[SheetSeen], older: Sequence[SheetSeen]) -> None:
        was_timely = any(self._timely[head.digest] for head in older)
        is_followed = False
        for head in newer:
            if was_timely and not self._timely[head.digest] and not self._late_allowed:
                self._found[head.digest] = Fate.REPLACED_LATE
            else:
                self._timely[head.digest] |= was_timely
                is_followed = True
        if is_followed:
            self._found |= {head.digest: Fate.SUPERSEDED for head in older}

    def _formers(self, author: Digest) -> list[Digest]:
        found: list[Digest] = []
        former = self._replaces(author)
        while former is not None and former not in found:
            found.append(former)
            former = self._replaces(former)
        return found

    def _in_time(self, sheet: SheetSeen) -> bool:
        if sheet.written_on:
            return not self._known.last_day or sheet.written_on <= self._known.last_day
        return not self._known.limit or sheet.at <= self._known.limit

    def _is_void(self, sheet: SheetSeen) -> bool:
        """Whether what is on a sheet keeps it from counting, which is noted."""
        fate, known = None, self._known
        if sheet.scheme != known.scheme:
            fate = Fate.OTHER_SCHEME
        elif known.manifests is not None and sheet.manifest not in known.manifests:
            fate = Fate.OTHER_DOSSIER
        elif not _is_complete(known, sheet):
            fate = Fate.INCOMPLETE
        elif sheet.written_on and sheet.digest not in self._countersigned:
            fate = Fate.NOT_COUNTERSIGNED
        if fate is not None:
            self._found[sheet.digest] = fate
        return fate is not None


def _is_complete(known: PlaceKnown, sheet: SheetSeen) -> bool:
    form = known.form
    if known.stage.mode is Mode.SCORE:
        return form.points(sheet.sheet) is not None
    return form.choices_of(sheet.sheet) is not None
