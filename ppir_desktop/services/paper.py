"""Paper at a desk: what is printed from tables, records and the register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.consolidation import Result, rank
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.domain.scheme_file import read_scheme
from ppir_desktop.domain.stage import Mode, Stage
from ppir_desktop.protocol.fields import Titles
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.ledger_bodies import Applied
from ppir_desktop.protocol.manifest import DossierManifest
from ppir_desktop.protocol.people_bodies import Certified
from ppir_desktop.protocol.review_bodies import GivenSheet
from ppir_desktop.reports.batch import Entry
from ppir_desktop.reports.certificate import certificate
from ppir_desktop.reports.consolidated_sheet import consolidated_sheet
from ppir_desktop.reports.consolidating import (
    Decided,
    consolidated_view,
    seats_by_letter,
    strip_of,
)
from ppir_desktop.reports.evaluation_sheet import evaluation_sheet
from ppir_desktop.reports.filling import filled_of, heading_of, sheet_view, subject_of
from ppir_desktop.reports.letter_views import (
    CertificateView,
    Issued,
    ReportRow,
    RoundView,
    StageReport,
)
from ppir_desktop.reports.page import Form
from ppir_desktop.reports.round_report import round_report
from ppir_desktop.reports.views import SheetKind
from ppir_desktop.services.explanation import explain
from ppir_desktop.services.office.designating import entries_of
from ppir_desktop.services.office.desks import Sitting, desk_of
from ppir_desktop.services.rules import describe_outcome, describe_rule
from ppir_desktop.services.schemes import find_stage
from ppir_desktop.services.statements import opening_of
from ppir_desktop.signing.certificates import Certificate
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.effects import read_back


def worded_steps(
    stage: Stage, result: Result, words: Wording, shown: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """The steps from the sheets to a result, in words.

    Args:
        stage: The stage.
        result: Its result.
        words: Words of the form.
        shown: Names or letters to show panellists by, under what the result calls them.
    """
    titles = {one.id: one.title.said_in(words.language) or one.id for one in stage.criteria}
    steps: list[str] = []
    for step in explain(stage, result):
        params = dict(step.params)
        if "criterion" in params:
            params["criterion"] = titles.get(params["criterion"], params["criterion"])
        if "panellist" in params:
            params["panellist"] = (shown or {}).get(params["panellist"], params["panellist"])
        steps.append(words(f"why.{step.key}", **params))
    return tuple(steps)


def worded_outcome(stage: Stage, result: Result, words: Wording) -> str:
    """The outcome of a result in words; empty where there is none."""
    if result.problems:
        return ""
    if result.outcome is None:
        return words("outcome.ranked")
    return words(describe_outcome(stage, result.outcome))


def blank_sheet(scheme: Scheme, stage: Stage, words: Wording) -> Form:
    """The sheet of a stage to be filled in by hand.

    Raises:
        RefusedError: ``stage_external`` for a stage in which no marks are given.
    """
    if stage.mode is Mode.EXTERNAL:
        raise RefusedError("stage_external", stage=stage.id)
    return evaluation_sheet(sheet_view(scheme, stage, words, kind=SheetKind.BLANK), words)


def consolidated_forms(
    scheme: Scheme, stage: Stage, results: Iterable[Result], words: Wording
) -> Iterator[Entry]:
    """The consolidated sheet of each result that there is, the panellists under letters."""
    for result in results:
        if result.problems:
            continue
        seats = seats_by_letter(result, words)
        decided = Decided(
            steps=worded_steps(stage, result, words, {one.number: one.shown for one in seats}),
            computed=worded_outcome(stage, result, words),
        )
        view = consolidated_view(scheme, stage, result, words, seats=seats, decided=decided)
        yield Entry(consolidated_sheet(view, words), result.dossier)


def report_of_results(
    scheme: Scheme, stage: Stage, results: Sequence[Result], words: Wording
) -> Form:
    """The report of one stage: its results in their ranks, with a plot of each panel's marks."""
    ranks = {place.dossier: str(place.rank) for place in rank(stage, list(results))}
    found = [result for result in results if not result.problems]
    rows = tuple(
        ReportRow(
            dossier=result.dossier,
            rank=ranks.get(result.dossier, ""),
            score="" if result.score is None else f"{result.score:f}",
            outcome=worded_outcome(stage, result, words),
            strip=strip_of(stage, result),
        )
        for result in sorted(found, key=lambda one: (int(ranks.get(one.dossier, 0)), one.dossier))
    )
    language = words.language
    report = StageReport(
        title=stage.title.said_in(language),
        rule=describe_rule(words, stage),
        figures=tuple(
            (outcome, str(count)) for outcome, count in Counter(row.outcome for row in rows).items()
        ),
        rows=rows,
    )
    counted = (words("paper.report.applications"), str(len(results)))
    view = RoundView(
        language=language,
        heading=heading_of(scheme, language),
        figures=(counted,),
        stages=(report,),
    )
    return round_report(view, words)


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
