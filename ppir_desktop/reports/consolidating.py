"""What stands on a consolidated sheet, from a result and who sat on the panel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.consolidation import Result, ScoreWorking, TallyWorking
from ppir_desktop.domain.points import HUNDREDTHS, format_points
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.domain.sheets import Absence
from ppir_desktop.domain.stage import Stage
from ppir_desktop.reports.filling import heading_of
from ppir_desktop.reports.views import (
    ConsolidatedLine,
    ConsolidatedView,
    MemberColumn,
    Strip,
    Subject,
)


class Seat(Struct, frozen=True, kw_only=True):
    """A member of the panel as a consolidated sheet shows them.

    Attributes:
        number: Expert number, or whatever the result calls the panellist.
        shown: Name, or the letter that stands for it.
        affiliation: Where the member works; empty where names are hidden.
        chair: Whether the member is the chair.
        away: Why the member gave no sheet; None for one who did.
    """

    number: str
    shown: str
    affiliation: str = ""
    chair: bool = False
    away: Absence | None = None


class Decided(Struct, frozen=True, kw_only=True):
    """What the panel decided beyond the computed result.

    Attributes:
        steps: The steps of the working, in words (`services.explanation`).
        computed: The computed outcome, in words.
        adjusted: The outcome that the panel put in its place, in words; empty for none.
        reason: Why it did.
        opinion: The panel's opinion.
        signer: Who signed the decision; empty where nobody did.
        made_at: When it was made, UTC; empty likewise.
        digest: Its digest; empty likewise.
    """

    steps: tuple[str, ...] = ()
    computed: str = ""
    adjusted: str = ""
    reason: str = ""
    opinion: str = ""
    signer: str = ""
    made_at: str = ""
    digest: str = ""


def seats_by_letter(result: Result, words: Wording) -> tuple[Seat, ...]:
    """The panellists of a result under letters, in order of their names."""
    numbers = [sheet.panellist for sheet in result.working.sheets] if result.working else []
    return tuple(
        Seat(number=panellist, shown=words("paper.letter", letter=letter_of(place)))
        for place, panellist in enumerate(numbers)
    )


def letter_of(number: int) -> str:
    """The letter of a member, counted from 0: A to Z, then AA and on."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def consolidated_view(
    scheme: Scheme,
    stage: Stage,
    result: Result,
    words: Wording,
    *,
    seats: Sequence[Seat],
    decided: Decided,
    subject: Subject | None = None,
    round_title: str = "",
) -> ConsolidatedView:
    """The consolidated sheet of one application.

    Args:
        scheme: The scheme.
        stage: The stage.
        result: The result, with its working.
        words: Words of the form.
        seats: The members in the order in which they are shown.
        decided: What the panel decided besides.
        subject: The application; None shows its number alone.
        round_title: What the round is called.
    """
    language = words.language
    scored = isinstance(result.working, ScoreWorking)
    titles = {form.id: form.title.said_in(language) for form in scheme.forms}
    return ConsolidatedView(
        language=language,
        title=titles.get("consolidated_sheet") or words("paper.consolidated.title"),
        heading=heading_of(scheme, language, round_title=round_title, stage=stage),
        subject=subject or Subject(dossier=result.dossier),
        mode=stage.mode,
        members=tuple(_member(seat, result, words) for seat in seats),
        lines=_lines(stage, result, words, seats),
        full_marks=format_points(stage.full_marks()) if scored else "",
        steps=decided.steps,
        score="" if result.score is None else f"{result.score:f}",
        computed=decided.computed,
        adjusted=decided.adjusted,
        reason=decided.reason,
        opinion=decided.opinion,
        strip=strip_of(stage, result),
        signer=decided.signer,
        made_at=decided.made_at,
        digest=decided.digest,
    )


def strip_of(stage: Stage, result: Result) -> Strip | None:
    """What a strip plot of a score stage shows, every value on the scale of the score."""
    working = result.working
    if not isinstance(working, ScoreWorking) or not stage.full_marks():
        return None
    full, most = working.full_marks, working.rescale_to or working.full_marks
    marks = tuple(
        (sum(sheet.points) * most // full, sheet.panellist in result.dropped)
        for sheet in working.sheets
    )
    bonus = stage.bonus.cap if stage.bonus is not None else 0
    score = None if result.score is None else int(result.score * HUNDREDTHS)
    return Strip(marks, score, working.pass_mark, most + bonus)


def _member(seat: Seat, result: Result, words: Wording) -> MemberColumn:
    total = ""
    if isinstance(result.working, ScoreWorking):
        points = {sheet.panellist: sum(sheet.points) for sheet in result.working.sheets}
        total = format_points(points[seat.number]) if seat.number in points else ""
    return MemberColumn(
        name=seat.shown,
        affiliation=seat.affiliation,
        away=words(f"paper.away.{seat.away}") if seat.away is not None else "",
        total=total,
        dropped=seat.number in result.dropped,
        chair=seat.chair,
    )


def _lines(
    stage: Stage, result: Result, words: Wording, seats: Sequence[Seat]
) -> tuple[ConsolidatedLine, ...]:
    given = _given(result, words)
    counts = _counts(result, words)
    lines: list[ConsolidatedLine] = []
    for place, criterion in enumerate(stage.criteria):
        marks = [given.get(seat.number, ()) for seat in seats]
        lines.append(
            ConsolidatedLine(
                title=criterion.title.said_in(words.language) or criterion.id,
                maximum=format_points(criterion.scale.maximum) if criterion.scale else "",
                marks=tuple(one[place] if place < len(one) else "" for one in marks),
                dropped=tuple(f"{seat.number}/{criterion.id}" in result.dropped for seat in seats),
                count=counts.get(criterion.id, ""),
            )
        )
    return tuple(lines)


def _given(result: Result, words: Wording) -> Mapping[str, Sequence[str]]:
    """Each panellist's marks as text, in the order of the form."""
    working = result.working
    if isinstance(working, ScoreWorking):
        return {one.panellist: [*map(format_points, one.points)] for one in working.sheets}
    if isinstance(working, TallyWorking):
        return {
            one.panellist: [words(f"choice.{answer}") for answer in one.answers]
            for one in working.sheets
        }
    return {}


def _counts(result: Result, words: Wording) -> Mapping[str, str]:
    """How each item of a gate or a vote was counted, in words."""
    if not isinstance(result.working, TallyWorking):
        return {}
    key = "paper.consolidated.count"
    return {
        item.criterion: words(
            f"{key}.{'met' if item.met else 'unmet'}",
            yes=item.yes, base=item.base, needed=item.needed,
        )
        for item in result.working.items
    }  # fmt: skip
