"""Paper of panels from the records of a desk: consolidated sheets and the report of a round."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.points import format_points
from ppir_desktop.protocol.result_bodies import DossierResult
from ppir_desktop.reports.batch import Entry
from ppir_desktop.reports.consolidated_sheet import consolidated_sheet
from ppir_desktop.reports.consolidating import Decided, Seat, consolidated_view, letter_of
from ppir_desktop.reports.filling import heading_of
from ppir_desktop.reports.letter_views import RoundView, StageReport
from ppir_desktop.reports.page import Form
from ppir_desktop.reports.round_report import round_report
from ppir_desktop.reports.views import Subject
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.services.panels_seen import PanelSeen, panels_at
from ppir_desktop.services.paper import report_of_stage, worded_outcome, worded_steps
from ppir_desktop.services.rules import describe_outcome
from ppir_desktop.services.schemes import find_stage
from ppir_desktop.services.sheet_sources import Sources, said, sources_in


def consolidated_sheets(
    at: Sitting,
    stage_id: str,
    words: Wording,
    dossiers: Collection[str] = (),
    *,
    with_names: bool = False,
) -> tuple[list[Entry], int]:
    """The consolidated sheets of a stage's panels, as decided or as the sheets come to so far.

    Args:
        at: Who prints, of the office or a chair.
        stage_id: The stage.
        words: Words of the forms.
        dossiers: Application numbers; none for all.
        with_names: Whether members go by their names; by letters otherwise, in the order of their
            numbers.

    Returns:
        The sheets, and how many panels have no result yet.

    Raises:
        PpirError: What `services.panels_seen.panels_at` raises; ``stage_unknown``.
    """
    with at.profile.vault.reading() as work:
        sources = sources_in(work, at.round)
        stage = find_stage(sources.scheme, stage_id)
        seen = [
            one
            for one in panels_at(work, at.round)
            if one.stage.id == stage.id and (not dossiers or one.dossier in dossiers)
        ]
    made = [one for one in seen if not one.result.problems]
    found = [
        Entry(consolidated_form(one, sources, words, with_names=with_names), one.dossier)
        for one in made
    ]
    return sorted(found, key=lambda entry: entry.dossier), len(seen) - len(made)


def consolidated_form(
    panel: PanelSeen, sources: Sources, words: Wording, *, with_names: bool
) -> Form:
    """The consolidated sheet of a panel that has a result."""
    seats = _seats(panel, words, with_names=with_names)
    shown = {seat.number: seat.shown for seat in seats}
    view = consolidated_view(
        sources.scheme, panel.stage, panel.result, words, seats=seats,
        decided=_decided(panel, shown, sources, words),
        subject=_subject(panel, sources, words), round_title=said(sources.opened.title, words),
    )  # fmt: skip
    return consolidated_sheet(view, words)


def report_of_round(at: Sitting, words: Wording, stage_id: str = "") -> tuple[Form, int]:
    """The report of a round: for each stage its applications in their ranks, without members.

    Args:
        at: Who prints, of the office or a chair.
        words: Words of the form.
        stage_id: Only this stage; empty for all.

    Returns:
        The report, and how many panels have no result yet.

    Raises:
        PpirError: What `services.panels_seen.panels_at` raises; ``stage_unknown``;
            ``nothing_to_print`` while there is no result at all.
    """
    with at.profile.vault.reading() as work:
        sources = sources_in(work, at.round)
        if stage_id:
            find_stage(sources.scheme, stage_id)
        seen = [one for one in panels_at(work, at.round) if stage_id in {"", one.stage.id}]
        made_at = max((_made_at(one) for one in seen), default="")
    made = [one for one in seen if not one.result.problems]
    if not made:
        raise InputError("nothing_to_print")
    applications = {one.dossier for one in seen}
    view = RoundView(
        language=words.language,
        heading=heading_of(
            sources.scheme, words.language, round_title=said(sources.opened.title, words)
        ),
        figures=((words("paper.report.applications"), str(len(applications))),),
        stages=tuple(_stages(made, sources, words)),
        made_at=made_at,
    )
    return round_report(view, words), len(seen) - len(made)


def _stages(made: Iterable[PanelSeen], sources: Sources, words: Wording) -> Iterator[StageReport]:
    panels = list(made)
    for stage in sources.scheme.stages:
        here = [one for one in panels if one.stage.id == stage.id]
        if here:
            yield report_of_stage(
                stage, [one.result for one in here], words,
                subjects={one.dossier: _subject(one, sources, words) for one in here},
                outcomes={one.dossier: _decided_outcome(one, words) for one in here},
            )  # fmt: skip


def _seats(panel: PanelSeen, words: Wording, *, with_names: bool) -> tuple[Seat, ...]:
    seats: list[Seat] = []
    for place, one in enumerate(panel.members):
        letter = words("paper.letter", letter=letter_of(place))
        seats.append(
            Seat(
                number=one.number,
                shown=(one.name or letter) if with_names else letter,
                affiliation=one.affiliation if with_names else "",
                chair=one.is_chair,
                away=panel.away.get(one.number),
            )
        )
    return tuple(seats)


def _decided(panel: PanelSeen, shown: dict[str, str], sources: Sources, words: Wording) -> Decided:
    working = Decided(
        steps=worded_steps(panel.stage, panel.result, words, shown),
        computed=worded_outcome(panel.stage, panel.result, words),
    )
    if panel.decided is None:
        return working
    what, named = panel.decided
    chair = next((one for one in panel.members if one.is_chair), None)
    return Decided(
        steps=working.steps,
        computed=working.computed,
        adjusted=_adjusted(panel, what, words),
        reason=what.adjustment.reason if what.adjustment is not None else "",
        opinion=what.opinion,
        signer=shown.get(chair.number, "") if chair is not None else "",
        made_at=named.record.made_at,
        digest=named.digest,
    )


def _decided_outcome(panel: PanelSeen, words: Wording) -> str:
    """What was decided, in words, and whether the panel adjusted it; empty for nothing."""
    what = panel.decided.what if panel.decided is not None else None
    if what is None or what.outcome is None:
        return ""
    outcome = words(describe_outcome(panel.stage, what.outcome))
    return words("paper.report.adjusted", outcome=outcome) if what.adjustment else outcome


def _adjusted(panel: PanelSeen, what: DossierResult, words: Wording) -> str:
    if what.adjustment is None or what.outcome is None:
        return ""
    outcome = words(describe_outcome(panel.stage, what.outcome))
    return words(
        "paper.consolidated.adjusted_to", score=format_points(what.adjustment.score),
        outcome=outcome,
    )  # fmt: skip


def _subject(panel: PanelSeen, sources: Sources, words: Wording) -> Subject:
    if panel.manifest is None:
        return Subject(dossier=panel.dossier)
    return sources.subject(panel.manifest, words)


def _made_at(panel: PanelSeen) -> str:
    return panel.decided.record.record.made_at if panel.decided is not None else ""
