"""Paper at a desk: prints of signed sheets, opinion letters and certificates."""

from __future__ import annotations

from collections.abc import Collection

from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.scheme_file import read_scheme
from ppir_desktop.domain.stage import Stage
from ppir_desktop.protocol.fields import Titles
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.ledger_bodies import Applied
from ppir_desktop.protocol.manifest import DossierManifest
from ppir_desktop.protocol.people_bodies import Certified
from ppir_desktop.protocol.result_bodies import Decision
from ppir_desktop.protocol.review_bodies import GivenSheet
from ppir_desktop.reports.batch import Entry
from ppir_desktop.reports.certificate import certificate
from ppir_desktop.reports.evaluation_sheet import evaluation_sheet
from ppir_desktop.reports.filling import filled_of, heading_of, sheet_view, subject_of
from ppir_desktop.reports.letter_views import (
    CertificateView,
    Comments,
    Issued,
    OpinionView,
)
from ppir_desktop.reports.opinion_letter import opinion_letter
from ppir_desktop.reports.page import Form
from ppir_desktop.reports.views import SheetKind
from ppir_desktop.services.office.changing import application
from ppir_desktop.services.office.closing import outcomes
from ppir_desktop.services.office.designating import authority_titles, entries_of
from ppir_desktop.services.office.desks import Sitting, desk_of
from ppir_desktop.services.rules import describe_outcome
from ppir_desktop.services.schemes import find_stage
from ppir_desktop.services.statements import opening_of
from ppir_desktop.signing.certificates import Certificate
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
        opened = opening_of(work, at.round)
        scheme = read_scheme(opened.scheme.encode(), "round")
        stage = find_stage(scheme, stage_id)
        fields = {one.code: one.title for one in opened.sub_fields}
        names = {code: _said(title, words) for code, title in fields.items()}
        manifests = _manifests(work, at.round)
        people = _people(work, at.round)
        found: list[Entry] = []
        for row in work.records.of_kind(at.round, Kind.SHEET, current=True):
            named = read_back(work.records.envelope(row.digest))
            body = named.record.body
            if not isinstance(body, GivenSheet) or body.stage != stage.id:
                continue
            manifest = manifests.get((stage.id, body.dossier)) or manifests.get(("", body.dossier))
            if (dossiers and body.dossier not in dossiers) or manifest is None:
                continue
            person, affiliation = people.get(named.record.author, (named.record.author[:16], ""))
            filled = filled_of(
                body, manifest, person=person, affiliation=affiliation,
                made_at=named.record.made_at, digest=named.digest,
            )  # fmt: skip
            view = sheet_view(
                scheme, stage, words, kind=SheetKind.PRINT, filled=filled,
                subject=subject_of(manifest, words.language, names),
                round_title=_said(opened.title, words),
            )  # fmt: skip
            found.append(Entry(evaluation_sheet(view, words), body.dossier, person))
    return sorted(found, key=lambda entry: (entry.dossier, entry.panellist))


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
        product=_said(body.product, words),
        firm=body.firm,
        scheme=scheme.title.said_in(language),
        basis=body.basis,
        valid_from=body.valid_from,
        valid_until=entry.valid_until,
        authority=_said(body.authority, words),
        remark="\n".join(one.remark for one in entry.changes if one.remark),
        issued=Issued(
            signer=_said(body.authority, words),
            made_at=granted.record.made_at,
            digest=granted.digest,
        ),
    )
    return certificate(view, words)


def _said(titles: Titles, words: Wording) -> str:
    return titles.ko if words.language == "ko" else titles.en


def _manifests(work: Work, round_id: Identifier) -> dict[tuple[str, str], DossierManifest]:
    """The dossiers that a desk knows: a panellist's by stage, an office's whatever the stage."""
    found = {(row.stage, row.dossier): row.manifest for row in work.assignments.all(round_id)}
    applied = work.ledger.all(round_id, Applied)
    return found | {("", number): one.manifest for number, one in applied.items()}


def _people(work: Work, round_id: Identifier) -> dict[Digest, tuple[str, str]]:
    """Name and affiliation behind each key, by the certificates that a desk knows."""
    found: dict[Digest, tuple[str, str]] = {}
    for envelope in work.records.envelopes(round_id, [Kind.CERTIFICATE]):
        body = read_back(envelope).record.body
        if isinstance(body, Certified):
            key = Certificate.read(body.chain[0]).public_key.id
            found[key] = body.name, body.affiliation
    return found


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
    fields = {one.code: _said(one.title, words) for one in opened.sub_fields}
    view = OpinionView(
        language=language,
        title=words("paper.opinion.title"),
        heading=heading_of(
            desk.scheme, language, round_title=_said(opened.title, words), stage=stage
        ),
        subject=subject_of(applied.manifest, language, fields),
        outcome=words(describe_outcome(stage, outcome)),
        opinion=basis,
        comments=tuple(
            Comments(title, tuple(sorted(texts.get(criterion, ()))))
            for criterion, title in titles.items()
        ),
        authority=_said(authority_titles(desk), words),
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
