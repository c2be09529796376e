"""Paper at a desk: prints of signed sheets, drafts, opinion letters and certificates."""

from __future__ import annotations

from collections.abc import Collection

from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.stage import Stage
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.people_bodies import Enrolment
from ppir_desktop.protocol.result_bodies import Decision
from ppir_desktop.protocol.review_bodies import GivenSheet
from ppir_desktop.reports.batch import Entry
from ppir_desktop.reports.certificate import certificate
from ppir_desktop.reports.document import Rendered, render
from ppir_desktop.reports.evaluation_sheet import evaluation_sheet
from ppir_desktop.reports.filling import Filled, evidence_of, heading_of, subject_of
from ppir_desktop.reports.letter_views import (
    CertificateView,
    Comments,
    Issued,
    OpinionView,
)
from ppir_desktop.reports.opinion_letter import opinion_letter
from ppir_desktop.reports.page import Form
from ppir_desktop.reports.views import SheetKind
from ppir_desktop.services import drafts
from ppir_desktop.services.office.changing import application
from ppir_desktop.services.office.closing import outcomes
from ppir_desktop.services.office.designating import authority_titles, entries_of
from ppir_desktop.services.office.desks import Sitting, desk_of
from ppir_desktop.services.rules import describe_outcome
from ppir_desktop.services.schemes import find_stage
from ppir_desktop.services.sheet_sources import Sources, said, sources_in
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.effects import read_back


def signed_sheets(
    at: Sitting, stage_id: str, words: Wording, dossiers: Collection[str] = ()
) -> list[Entry]:
    """Prints of the signed sheets that this desk holds, those of one application together.

    Every record was verified when it came in. A sheet that was replaced is left out.

    Args:
        at: Who prints, whether of the office or a panellist.
        stage_id: The stage.
        words: Words of the forms.
        dossiers: Application numbers; none for all.

    Raises:
        InputError: ``stage_unknown``, ``round_unknown``, ``round_record_missing``.
    """
    with at.profile.vault.reading() as work:
        sources = sources_in(work, at.round)
        stage = find_stage(sources.scheme, stage_id)
        found: list[Entry] = []
        for row in work.records.of_kind(at.round, Kind.SHEET, current=True):
            named = read_back(work.records.envelope(row.digest))
            body = named.record.body
            if not isinstance(body, GivenSheet) or body.stage != stage.id:
                continue
            if dossiers and body.dossier not in dossiers:
                continue
            view = sources.view_of_record(named, SheetKind.PRINT, words)
            if view is not None:
                found.append(Entry(evaluation_sheet(view, words), body.dossier, view.person))
    return sorted(found, key=lambda entry: (entry.dossier, entry.panellist))


def draft_sheets(
    at: Sitting, stage_id: str, words: Wording, dossiers: Collection[str] = ()
) -> list[Entry]:
    """The sheets that a panellist has begun and not signed, marked as drafts on each page.

    Args:
        at: A panellist at their own desk.
        stage_id: The stage.
        words: Words of the forms.
        dossiers: Application numbers; none for all.

    Raises:
        InputError: ``stage_unknown``, ``round_unknown``, ``round_record_missing``,
            ``draft_unreadable``.
    """
    with at.profile.vault.reading() as work:
        sources = sources_in(work, at.round)
        stage = find_stage(sources.scheme, stage_id)
        person, affiliation = _myself(work, at.round, sources)
        found: list[Entry] = []
        for row in work.assignments.all(at.round):
            if row.stage != stage.id or (dossiers and row.dossier not in dossiers):
                continue
            draft = drafts.load(work, at.round, (row.stage, row.dossier))
            if draft is None:
                continue
            filled = Filled(
                marks=draft.marks, opinion=draft.opinion, person=person, affiliation=affiliation,
                evidence=evidence_of(draft.evidence, row.manifest),
            )  # fmt: skip
            view = sources.view(stage.id, row.manifest, filled, SheetKind.DRAFT, words)
            if view is not None:
                found.append(Entry(evaluation_sheet(view, words), row.dossier, person))
    return sorted(found, key=lambda entry: entry.dossier)


def draft_file(at: Sitting, place: tuple[str, str], words: Wording) -> Rendered:
    """The draft of one stage and application number as a PDF file in memory, to look at.

    Raises:
        InputError: ``nothing_to_print`` where there is no draft; as `draft_sheets`.
    """
    entries = draft_sheets(at, place[0], words, [place[1]])
    if not entries:
        raise InputError("nothing_to_print")
    return render(entries[0].form)


def _myself(work: Work, round_id: Identifier, sources: Sources) -> tuple[str, str]:
    """Name and affiliation of whoever sits here: as certified, or as they said when enrolling."""
    key = work.rounds.get(round_id).identity.id
    if sources.trust.holder(key) is not None:
        return sources.person(key)
    for envelope in work.records.envelopes(round_id, [Kind.ENROLMENT]):
        body = read_back(envelope).record.body
        if isinstance(body, Enrolment):
            return body.name, body.affiliation
    return "", ""


def certificate_of(at: Sitting, number: str, words: Wording) -> Form:
    """The certificate of a designation that is in force.

    Raises:
        RefusedError: ``office_only``; ``designation_not_active`` for one that is suspended or
            cancelled.
        InputError: ``designation_unknown``.
    """
    with at.profile.vault.reading() as work:
        desk = desk_of(work, at.round)
        entries = {one.designated.number: one for one in entries_of(work, desk)}
        if number not in entries:
            raise InputError("designation_unknown", value=number[:60])
        entry = entries[number]
        if entry.state != "active":
            raise RefusedError("designation_not_active", number=number, state=entry.state)
        granted = next(
            named
            for named in map(read_back, work.records.envelopes(at.round, [Kind.DESIGNATION]))
            if named.record.body == entry.designated
        )
    body, scheme, language = entry.designated, desk.scheme, words.language
    titles = {form.id: form.title.said_in(language) for form in scheme.forms}
    form = "certificate" if language == "ko" else "certificate_en"
    view = CertificateView(
        language=language,
        title=titles.get(form) or words("paper.certificate.title"),
        number=body.number,
        product=said(body.product, words),
        firm=body.firm,
        scheme=scheme.title.said_in(language),
        basis=body.basis,
        valid_from=body.valid_from,
        valid_until=entry.valid_until,
        authority=said(body.authority, words),
        remark="\n".join(one.remark for one in entry.changes if one.remark),
        issued=Issued(
            signer=said(body.authority, words),
            made_at=granted.record.made_at,
            digest=granted.digest,
        ),
    )
    return certificate(view, words)


def opinion_of(at: Sitting, stage_id: str, dossier: str, words: Wording) -> Form:
    """The opinion letter for an applicant: what was decided, and all comments without names.

    Comments stand in the order of their letters, which says nothing of who wrote them.

    Raises:
        RefusedError: ``office_only``.
        InputError: ``stage_unknown``; ``application_unknown``; ``nothing_to_print`` while nothing
            is decided.
    """
    with at.profile.vault.reading() as work:
        desk = desk_of(work, at.round)
        stage = desk.stage(stage_id)
        applied = application(work, desk, dossier)
        outcome = outcomes(work, desk).get((stage.id, dossier))
        if outcome is None:
            raise InputError("nothing_to_print")
        texts = _comments(work, at.round, stage, dossier)
        basis = _opinion(work, at.round, stage, dossier)
    opened, language = desk.opened, words.language
    titles = {one.id: one.title.said_in(language) or one.id for one in stage.criteria}
    fields = {one.code: said(one.title, words) for one in opened.sub_fields}
    view = OpinionView(
        language=language,
        title=words("paper.opinion.title"),
        heading=heading_of(
            desk.scheme, language, round_title=said(opened.title, words), stage=stage
        ),
        subject=subject_of(applied.manifest, language, fields),
        outcome=words(describe_outcome(stage, outcome)),
        opinion=basis,
        comments=tuple(
            Comments(title, tuple(sorted(texts.get(criterion, ()))))
            for criterion, title in titles.items()
        ),
        authority=said(authority_titles(desk), words),
    )
    return opinion_letter(view, words)


def _comments(work: Work, round_id: Identifier, stage: Stage, dossier: str) -> dict[str, list[str]]:
    """What panellists wrote on each criterion, by the sheets that stand."""
    found: dict[str, list[str]] = {}
    for row in work.records.of_kind(round_id, Kind.SHEET, current=True):
        body = read_back(work.records.envelope(row.digest)).record.body
        if isinstance(body, GivenSheet) and (body.stage, body.dossier) == (stage.id, dossier):
            for mark in body.marks:
                if mark.comment.strip():
                    found.setdefault(mark.criterion, []).append(mark.comment.strip())
    return found


def _opinion(work: Work, round_id: Identifier, stage: Stage, dossier: str) -> str:
    """The panel's own opinion, by the last decision on a dossier; empty where there is none."""
    opinion = ""
    for envelope in work.records.envelopes(round_id, [Kind.DECISION]):
        body = read_back(envelope).record.body
        if isinstance(body, Decision) and body.stage == stage.id:
            for one in body.results:
                opinion = one.opinion if one.dossier == dossier else opinion
    return opinion
