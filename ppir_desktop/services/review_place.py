"""A dossier made ready for review: the sheet's form, what was said and drafted, what is allowed."""

from __future__ import annotations

import msgspec

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.domain.scheme_file import read_scheme
from ppir_desktop.domain.stage import Stage
from ppir_desktop.protocol.review_bodies import Declared, GivenSheet
from ppir_desktop.protocol.round_bodies import Round
from ppir_desktop.services import drafts
from ppir_desktop.services.drafts import Draft
from ppir_desktop.services.own_records import OwnRecords, Place, Said, own_records
from ppir_desktop.services.statements import opening_of
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.assignments import AssignmentRow, AssignmentState
from ppir_desktop.store.vault import Work


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """All that is needed to review one dossier in one stage.

    Attributes:
        opened: The round as its authority opened it: titles, policy, pledge.
        scheme: The round's scheme.
        stage: The stage.
        row: The assignment as it stands.
        declared: What was declared; None before.
        sheet: The signed sheet that counts; None before.
        draft: What is being filled in; None where nothing was.
        saved_at: When the draft was saved, UTC, RFC 3339; empty without one.
        accepted: The declarations of this round by which dossiers were taken on.
        marks: One's own marks in this stage, dossier by dossier; a draft counts before what was
            signed.
    """

    opened: Round
    scheme: Scheme
    stage: Stage
    row: AssignmentRow
    declared: Said[Declared] | None
    sheet: Said[GivenSheet] | None
    draft: Draft | None
    saved_at: str
    accepted: tuple[Declared, ...]
    marks: tuple[OwnMarks, ...]

    @property
    def place(self) -> Place:
        """Stage and application number."""
        return self.row.stage, self.row.dossier

    @property
    def is_withdrawn(self) -> bool:
        """Whether the dossier was taken from the panellist again."""
        return self.row.state is AssignmentState.WITHDRAWN

    @property
    def must_declare(self) -> bool:
        """Whether nothing of it may be shown before a declaration."""
        return self.declared is None and not self.is_withdrawn

    @property
    def is_open(self) -> bool:
        """Whether its documents may be read and its sheet filled in."""
        accepted = self.declared is not None and self.declared.body.accepts
        return accepted and not self.is_withdrawn and self.row.dossier_key is not None


class OwnMarks(msgspec.Struct, frozen=True):
    """One's own marks on one dossier, to compare with those on others.

    Attributes:
        dossier: Application number.
        points: Points in hundredths by criterion; only those given.
        is_signed: Whether they are signed.
    """

    dossier: str
    points: dict[str, int]
    is_signed: bool

    @property
    def total(self) -> int:
        """Their sum in hundredths."""
        return sum(self.points.values())


def look(profile: OpenProfile, round_id: Identifier, place: Place) -> Review:
    """Make a dossier ready.

    Raises:
        InputError: ``assignment_unknown``, ``round_unknown``, ``round_record_missing``,
            ``draft_unreadable``; ``stage_unknown`` for a stage that the scheme lacks.
    """
    with profile.vault.reading() as work:
        row = work.assignments.get(round_id, *place)
        opened = opening_of(work, round_id)
        scheme = read_scheme(opened.scheme.encode(), "round")
        stage = scheme.stage(row.stage)
        if stage is None:
            raise InputError("stage_unknown", scheme=scheme.id, value=row.stage[:60], allowed="")
        said = own_records(work, round_id)
        kept = work.drafts.get(round_id, *place)
        return Review(
            opened=opened,
            scheme=scheme,
            stage=stage,
            row=row,
            declared=said.declarations.get(place),
            sheet=said.sheets.get(place),
            draft=drafts.decode(kept.content, place[1]) if kept else None,
            saved_at=kept.saved_at if kept else "",
            accepted=tuple(one.body for one in said.declarations.values() if one.body.accepts),
            marks=_own_marks(work, round_id, row.stage, said),
        )


def _own_marks(
    work: Work, round_id: Identifier, stage_id: str, said: OwnRecords
) -> tuple[OwnMarks, ...]:
    found = {
        dossier: OwnMarks(dossier, _points(drafts.draft_of(one.body)), is_signed=True)
        for (stage, dossier), one in said.sheets.items()
        if stage == stage_id
    }
    for row in work.drafts.all(round_id):
        if row.stage == stage_id:
            draft = drafts.decode(row.content, row.dossier)
            found[row.dossier] = OwnMarks(row.dossier, _points(draft), is_signed=False)
    return tuple(found[dossier] for dossier in sorted(found))


def _points(draft: Draft) -> dict[str, int]:
    return {one.criterion: one.value for one in draft.marks if type(one.value) is int}
