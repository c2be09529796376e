"""What chairs ask a member to agree to, and the member's answers."""

from __future__ import annotations

from contextlib import suppress

import msgspec

from ppir_desktop.common.clock import Clock
from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.domain.scheme_file import read_scheme
from ppir_desktop.domain.stage import Stage
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.review_bodies import Assent, Matter, Proposal, Transcription
from ppir_desktop.services.office.people import trust_in
from ppir_desktop.services.office.said import said_with_digests
from ppir_desktop.services.statements import opening_of, say
from ppir_desktop.signing.authors import Signed
from ppir_desktop.signing.trust import RoundTrust
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.assignments import AssignmentRow, AssignmentState
from ppir_desktop.store.repositories.exchange import OFFICE
from ppir_desktop.store.vault import Work


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a chair asks this member to agree to.

    Attributes:
        digest: Digest of the record that asks.
        round: The round.
        made_at: When it was asked, by the chair's clock.
        chair: Who asks, by name.
        to: What kind of thing it is.
        stage: The stage.
        row: The dossier, as this member was given it.
        body: What is asked.
        answer: The member's last answer; None while there is none.
    """

    digest: Digest
    round: Identifier
    made_at: str
    chair: str
    to: Matter
    stage: Stage
    row: AssignmentRow
    body: Proposal | Transcription
    answer: Assent | None


def questions(profile: OpenProfile, round_id: Identifier) -> list[Question]:
    """What is asked in a round, what is to be answered first; the newest first among those.

    Raises:
        InputError: ``round_unknown``, ``round_record_missing``.
    """
    with profile.vault.reading() as work:
        return _questions(work, round_id)


def all_questions(profile: OpenProfile) -> list[Question]:
    """What is asked in any round; a round whose opening has not arrived has no questions."""
    found: list[Question] = []
    with profile.vault.reading() as work:
        for round_id in work.rounds.ids():
            with suppress(InputError):
                found += _questions(work, round_id)
    return sorted(found, key=lambda one: one.answer is not None)


def answer(
    profile: OpenProfile,
    round_id: Identifier,
    digest: Digest,
    *,
    agrees: bool,
    remark: str,
    clock: Clock,
) -> Signed:
    """Answer, in the place of an earlier answer.

    Args:
        profile: The member's profile, whose passphrase was asked for just before.
        round_id: The round.
        digest: Of the record that asks.
        agrees: Whether the member agrees.
        remark: What the member adds.
        clock: Says when.

    Raises:
        InputError: ``question_unknown`` for one that is not here, or that the chair of no panel of
            this member's asked; ``round_unknown``, ``round_record_missing``.
        RefusedError: ``assignment_withdrawn`` for whoever is on the panel no more;
            ``remark_missing`` for a refusal without a word.
    """
    if not agrees and not remark.strip():
        raise RefusedError("remark_missing")
    with profile.vault.writing() as work:
        found = next((one for one in _questions(work, round_id) if one.digest == digest), None)
        if found is None:
            raise InputError("question_unknown", digest=digest[:16])
        if found.row.state is AssignmentState.WITHDRAWN:
            raise RefusedError("assignment_withdrawn", dossier=found.row.dossier)
        holder = trust_in(work, round_id).holder(work.rounds.get(round_id).identity.id)
        if holder is None:
            raise InputError("question_unknown", digest=digest[:16])
        body = Assent(
            to=found.to, subject=digest, number=holder.number, agrees=agrees,
            remark=remark.strip(), on_paper=False,
        )  # fmt: skip
        return say(
            work, round_id, Kind.ASSENT, body,
            recipients=[opening_of(work, round_id).office, found.row.panel_recipient],
            addresses=[OFFICE, f"panel:{found.row.panel}"], clock=clock,
        )  # fmt: skip


def _questions(work: Work, round_id: Identifier) -> list[Question]:
    trust = trust_in(work, round_id)
    own = work.rounds.get(round_id).identity.id
    rows = {(row.stage, row.dossier): row for row in work.assignments.all(round_id)}
    scheme = read_scheme(opening_of(work, round_id).scheme.encode(), "round")
    given: dict[Digest, Assent] = {}
    for named in said_with_digests(work, round_id, Kind.ASSENT):
        if named.record.author == own and isinstance(named.record.body, Assent):
            given[named.record.body.subject] = named.record.body
    found = []
    for named in said_with_digests(work, round_id, Kind.PROPOSAL, Kind.TRANSCRIPTION):
        record, body = named.record, named.record.body
        if not isinstance(body, Proposal | Transcription):
            continue
        at = body.sheet if isinstance(body, Transcription) else body
        row, stage = rows.get((at.stage, at.dossier)), scheme.stage(at.stage)
        if row is None or stage is None or not _chairs(trust, record.author, row.panel):
            continue
        holder = trust.holder(record.author)
        found.append(
            Question(
                digest=named.digest, round=round_id, made_at=record.made_at,
                chair=holder.name if holder else "",
                to="transcription" if isinstance(body, Transcription) else body.to,
                stage=stage, row=row, body=body, answer=given.get(named.digest),
            )
        )  # fmt: skip
    found.reverse()
    return sorted(found, key=lambda one: one.answer is not None)


def _chairs(trust: RoundTrust, key: Digest, panel: Identifier) -> bool:
    grant = trust.grant(key)
    return grant is not None and panel in grant.panels
