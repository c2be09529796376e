"""What stands on evaluation sheets, from schemes, dossiers and records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.points import format_points
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.domain.sheets import Choice, Evidence, Mark, allowed_choices
from ppir_desktop.domain.stage import Mode, Stage
from ppir_desktop.protocol.manifest import DossierManifest
from ppir_desktop.protocol.review_bodies import GivenSheet, PinnedEvidence
from ppir_desktop.reports.views import Heading, SheetKind, SheetLine, SheetView, Subject


class Filled(Struct, frozen=True, kw_only=True):
    """What was filled in on a sheet, as a draft or as a record holds it.

    Attributes:
        marks: The marks; a criterion without one is blank.
        opinion: The opinion on the whole.
        evidence: Passages that marks rest on.
        statement: The sentence that is signed; empty for the form's own.
        person: Name of the panellist, or the letter that stands for it.
        affiliation: Where the panellist works.
        made_at: When the record was made, UTC, RFC 3339.
        digest: Digest of the record.
    """

    marks: tuple[Mark, ...] = ()
    opinion: str = ""
    evidence: tuple[Evidence, ...] = ()
    statement: str = ""
    person: str = ""
    affiliation: str = ""
    made_at: str = ""
    digest: str = ""


def heading_of(
    scheme: Scheme, language: str, *, round_title: str = "", stage: Stage | None = None
) -> Heading:
    """What a form belongs to."""
    return Heading(
        scheme.title.said_in(language),
        round_title,
        stage.title.said_in(language) if stage is not None else "",
    )


def subject_of(
    manifest: DossierManifest, language: str, sub_fields: Mapping[str, str] | None = None
) -> Subject:
    """The application that a dossier holds.

    Args:
        manifest: What the dossier consists of.
        language: ``ko`` or ``en``.
        sub_fields: Names of sub-fields by their codes.
    """
    name = (sub_fields or {}).get(manifest.sub_field, "")
    product = manifest.product
    return Subject(
        dossier=manifest.dossier,
        product=product.ko if language == "ko" else product.en,
        applicant=manifest.applicant,
        sub_field=" ".join(filter(None, (manifest.sub_field, name))),
        projects=manifest.projects,
    )


def form_title(scheme: Scheme, stage: Stage, words: Wording) -> str:
    """What a stage's sheet is called: by the scheme where it names one, or as usual."""
    named = {form.id: form.title for form in scheme.forms}
    for name in (f"{stage.id}_sheet", "evaluation_sheet"):
        if name in named and named[name].said_in(words.language):
            return named[name].said_in(words.language)
    return words("paper.sheet.title")


def filled_of(
    sheet: GivenSheet,
    manifest: DossierManifest,
    *,
    person: str = "",
    affiliation: str = "",
    made_at: str = "",
    digest: str = "",
) -> Filled:
    """What a sheet's record holds; documents go by their titles in the manifest."""
    return Filled(
        marks=tuple(
            Mark(one.criterion, one.points if one.choice is None else one.choice, one.comment)
            for one in sheet.marks
        ),
        opinion=sheet.opinion,
        evidence=evidence_of(sheet.evidence, manifest),
        statement=sheet.statement,
        person=person,
        affiliation=affiliation,
        made_at=made_at,
        digest=digest,
    )


def evidence_of(
    pinned: Sequence[PinnedEvidence], manifest: DossierManifest
) -> tuple[Evidence, ...]:
    """Passages with the titles that their documents have in the manifest."""
    names = {entry.digest: entry.title for entry in manifest.documents}
    return tuple(
        Evidence(one.criterion, names.get(one.document, one.document[:16]), one.page, one.quote)
        for one in pinned
    )


def sheet_view(
    scheme: Scheme,
    stage: Stage,
    words: Wording,
    *,
    kind: SheetKind,
    subject: Subject | None = None,
    filled: Filled | None = None,
    round_title: str = "",
) -> SheetView:
    """The evaluation sheet of a stage.

    Args:
        scheme: The scheme.
        stage: One of its stages in which marks are given.
        words: Words of the form.
        kind: What the sheet is for.
        subject: The application; None leaves its boxes empty.
        filled: What was filled in; None for nothing.
        round_title: What the round is called.
    """
    filled = filled or Filled()
    language = words.language
    scored = stage.mode is Mode.SCORE
    return SheetView(
        kind=kind,
        language=language,
        title=form_title(scheme, stage, words),
        heading=heading_of(scheme, language, round_title=round_title, stage=stage),
        subject=subject or Subject(),
        mode=stage.mode,
        choices=tuple(words(f"choice.{choice}") for choice in allowed_choices(stage)),
        lines=_lines(stage, words, filled),
        full_marks=format_points(stage.full_marks()) if scored else "",
        total=_total(filled.marks) if scored else "",
        opinion=filled.opinion,
        statement=filled.statement or words("paper.sheet.statement"),
        person=filled.person,
        affiliation=filled.affiliation,
        made_at=filled.made_at,
        digest=filled.digest,
    )


def _lines(stage: Stage, words: Wording, filled: Filled) -> tuple[SheetLine, ...]:
    language = words.language
    groups = {group.id: group.title.said_in(language) for group in stage.groups}
    marks = {mark.criterion: mark for mark in filled.marks}
    return tuple(
        SheetLine(
            title=criterion.title.said_in(language) or criterion.id,
            guidance=criterion.guidance.said_in(language),
            group=groups.get(criterion.group, ""),
            maximum=format_points(criterion.scale.maximum) if criterion.scale else "",
            mark=shown_mark(marks.get(criterion.id), words),
            comment=marks[criterion.id].comment if criterion.id in marks else "",
            evidence=_evidence(filled.evidence, criterion.id, words),
        )
        for criterion in stage.criteria
    )


def shown_mark(mark: Mark | None, words: Wording) -> str:
    """A mark as text: points, what was said, or nothing."""
    if mark is None or mark.value is None:
        return ""
    if isinstance(mark.value, Choice):
        return words(f"choice.{mark.value}")
    return format_points(mark.value)


def _total(marks: Sequence[Mark]) -> str:
    points = [mark.value for mark in marks if type(mark.value) is int]
    return format_points(sum(points)) if points else ""


def _evidence(evidence: Sequence[Evidence], criterion: str, words: Wording) -> tuple[str, ...]:
    return tuple(
        words(
            "paper.sheet.quoted" if one.quote else "paper.sheet.unquoted",
            document=one.document, page=one.page, quote=one.quote,
        )
        for one in evidence
        if one.criterion == criterion
    )  # fmt: skip
