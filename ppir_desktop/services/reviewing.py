"""Reviewing: a panellist declares, and signs sheets, for one dossier in one stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from ppir_desktop.common.clock import Clock
from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.common.identifiers import Digest, Identifier, digest_of
from ppir_desktop.domain.scheme_file import read_scheme
from ppir_desktop.domain.sheets import Choice, Form, Mark, Sheet
from ppir_desktop.domain.stage import Revision, Stage
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.review_bodies import (
    Declared,
    Discussion,
    GivenMark,
    GivenSheet,
    PinnedEvidence,
)
from ppir_desktop.protocol.round_bodies import Round
from ppir_desktop.services.statements import opening_of, say
from ppir_desktop.signing.authors import Signed
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.assignments import AssignmentRow, AssignmentState
from ppir_desktop.store.repositories.exchange import OFFICE
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.effects import read_back


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet as it was filled in, before it is signed.

    Attributes:
        marks: The marks, one for each criterion.
        opinion: The opinion on the whole.
        evidence: Passages that marks rest on.
        discussion: Whether the panel had discussed the dossier.
        statement: The sentence that is signed.
        reason: Why it replaces an earlier sheet; empty for a first one.
    """

    marks: tuple[Mark, ...]
    statement: str
    opinion: str = ""
    evidence: tuple[PinnedEvidence, ...] = ()
    discussion: Discussion = Discussion.BEFORE
    reason: str = ""


def declare(profile: OpenProfile, round_id: Identifier, declared: Declared, clock: Clock) -> Signed:
    """Declare what there is to be declared before a dossier opens.

    Raises:
        InputError: ``assignment_unknown``, ``round_unknown``, ``round_record_missing``.
        RefusedError: ``assignment_withdrawn``.
    """
    with profile.vault.writing() as work:
        row = _assignment(work, round_id, (declared.stage, declared.dossier))
        return _Voice(work, row, clock).say(Kind.DECLARATION, declared)


def sign_sheet(
    profile: OpenProfile,
    round_id: Identifier,
    place: tuple[str, str],
    filled: Filled,
    clock: Clock,
) -> Signed:
    """Sign a sheet; a former one on the same dossier is replaced as long as the stage allows.

    Args:
        profile: The panellist's profile, whose passphrase was asked for just before.
        round_id: The round.
        place: Stage and application number.
        filled: What was filled in.
        clock: Says when.

    Raises:
        InputError: ``sheet_incomplete`` with every problem; ``assignment_unknown``,
            ``round_unknown``, ``round_record_missing``; ``reason_missing`` for a replacement
            without one.
        RefusedError: ``assignment_withdrawn``; ``dossier_locked`` while its key is held back;
            ``sheet_final`` when a signed sheet may not be replaced in this stage.
    """
    with profile.vault.writing() as work:
        row = _assignment(work, round_id, place)
        if row.dossier_key is None:
            raise RefusedError("dossier_locked", dossier=row.dossier)
        opened = opening_of(work, round_id)
        stage = _stage(opened, row.stage)
        _refuse_incomplete(stage, row, filled)
        former = _former(work, round_id, row)
        if former is not None:
            _refuse_final(stage, row, filled)
        body = GivenSheet(
            stage=row.stage,
            scheme=digest_of(opened.scheme.encode()),
            dossier=row.dossier,
            manifest=row.manifest_digest,
            marks=tuple(given_mark(mark) for mark in filled.marks),
            opinion=filled.opinion,
            evidence=filled.evidence,
            discussion=filled.discussion,
            statement=filled.statement,
            signed_with="passphrase",
            reason=filled.reason,
        )
        signed = _Voice(work, row, clock).say(Kind.SHEET, body, former)
        # What was a draft is the record now: one of the two is there at any time.
        work.drafts.delete(round_id, *place)
        return signed


def _assignment(work: Work, round_id: Identifier, place: tuple[str, str]) -> AssignmentRow:
    row = work.assignments.get(round_id, *place)
    if row.state is AssignmentState.WITHDRAWN:
        raise RefusedError("assignment_withdrawn", dossier=row.dossier)
    return row


class _Voice(NamedTuple):
    """Who says something on a dossier: to the office and the panel, and nobody else."""

    work: Work
    row: AssignmentRow
    clock: Clock

    def say(
        self, kind: Kind, body: Declared | GivenSheet, supersedes: Digest | None = None
    ) -> Signed:
        round_id, row = self.row.round, self.row
        return say(
            self.work, round_id, kind, body,
            recipients=[opening_of(self.work, round_id).office, row.panel_recipient],
            addresses=[OFFICE, f"panel:{row.panel}"], clock=self.clock, supersedes=supersedes,
        )  # fmt: skip


def _stage(opened: Round, stage_id: str) -> Stage:
    stage = read_scheme(opened.scheme.encode(), "round").stage(stage_id)
    if stage is None:
        raise InputError("stage_unknown", scheme="", value=stage_id[:60], allowed="")
    return stage


def _refuse_incomplete(stage: Stage, row: AssignmentRow, filled: Filled) -> None:
    form = Form(stage)
    sheet = Sheet(row.dossier, "", filled.marks, filled.opinion)
    problems = list(form.problems(sheet))
    if problems:
        raise InputError("sheet_incomplete", problems, missing="")
    if missing := form.missing(sheet):
        raise InputError("sheet_incomplete", missing=", ".join(missing))


def _refuse_final(stage: Stage, row: AssignmentRow, filled: Filled) -> None:
    if stage.revision is Revision.NEVER:
        raise RefusedError("sheet_final", dossier=row.dossier)
    if not filled.reason.strip():
        raise InputError("reason_missing")


def _former(work: Work, round_id: Identifier, row: AssignmentRow) -> Digest | None:
    """The sheet of this device's own on the same dossier that counts so far."""
    own = work.rounds.get(round_id).identity.id
    found: Sequence[tuple[int, Digest]] = [
        (known.seq, known.digest)
        for known in work.records.of_kind(round_id, Kind.SHEET, current=True)
        if known.author == own and _is_on(work, known.digest, row)
    ]
    return max(found)[1] if found else None


def _is_on(work: Work, digest: Digest, row: AssignmentRow) -> bool:
    body = read_back(work.records.envelope(digest)).record.body
    return isinstance(body, GivenSheet) and (body.stage, body.dossier) == (row.stage, row.dossier)


def given_mark(mark: Mark) -> GivenMark:
    """A mark as a record carries it."""
    choice = mark.value if isinstance(mark.value, Choice) else None
    points = None if choice is not None else mark.value
    return GivenMark(
        criterion=mark.criterion,
        points=points if isinstance(points, int) else None,
        choice=choice,
        comment=mark.comment,
    )
