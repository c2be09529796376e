"""A draft holds what stands on a sheet, until it is signed; documents open while they may."""

from __future__ import annotations

import pytest

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import digest_of
from ppir_desktop.documents.reading import DocumentWorker
from ppir_desktop.domain.sheets import Choice, Mark
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.review_bodies import Discussion, GivenSheet, PinnedEvidence
from ppir_desktop.services import drafts
from ppir_desktop.services.dossier_reading import open_document, reading
from ppir_desktop.services.drafts import Draft
from ppir_desktop.services.office import changing, convening
from ppir_desktop.services.reviewing import Filled, sign_sheet
from ppir_desktop.services.schemes import load_scheme
from ppir_desktop.sync.effects import read_back
from tests.support.desks import SECRET_WORDS, Desks, member
from tests.support.offices import FIRST, STAGE, refused, rows, seated
from tests.support.reviewers import filled_marks

PLACE = (STAGE, FIRST)
FULL = Draft(
    marks=(Mark("a", 1250, "왜냐하면"), Mark("b", Choice.FIT), Mark("c", comment="아직")),
    opinion="좋다",
    evidence=(PinnedEvidence(criterion="a", document=digest_of(b"x"), page=3, quote="말"),),
    discussion=Discussion.AFTER,
    reason="고침",
)


@pytest.mark.parametrize("draft", [FULL, Draft()])
def test_a_draft_comes_back_as_it_was(draft: Draft) -> None:
    assert drafts.decode(drafts.encode(draft), FIRST) == draft


@pytest.mark.parametrize("kept", ["", "[]", '{"format":2}', '{"marks":[{"criterion":1}]}'])
def test_a_draft_of_a_later_version_is_refused_by_name(kept: str) -> None:
    with pytest.raises(InputError) as error:
        drafts.decode(kept, FIRST)
    assert (error.value.code, error.value.params) == ("draft_unreadable", {"dossier": FIRST})


def test_a_mark_takes_the_place_of_an_earlier_one() -> None:
    changed = FULL.with_mark(Mark("a", 100))
    assert changed.mark("a") == Mark("a", 100)
    assert changed.mark("b") == FULL.mark("b")
    assert len(changed.marks) == 3
    assert changed.mark("d") == Mark("d")


def test_signing_puts_the_record_in_the_place_of_the_draft(made: Desks) -> None:
    number = seated(made)[0]
    convening.publish(made.desk, STAGE)
    with member(made, number) as profile:
        rows(made, profile)
        round_id, clock = made.desk.round, made.desk.clock
        marks = filled_marks(load_scheme("ppir-2025"), STAGE, number)
        draft = Draft(marks=marks, opinion="좋다")
        drafts.save(profile, round_id, PLACE, Draft(), clock)
        saved_at = drafts.save(profile, round_id, PLACE, draft, clock)
        with profile.vault.reading() as work:
            assert drafts.load(work, round_id, PLACE) == draft
            assert work.drafts.all(round_id)[0].saved_at == saved_at
        filled = Filled(marks=marks, opinion=draft.opinion, statement="평가합니다.")
        refused(sign_sheet, profile, round_id, PLACE, Filled(marks=(), statement="x"), clock)
        with profile.vault.reading() as work:
            assert drafts.load(work, round_id, PLACE) == draft
        signed = sign_sheet(profile, round_id, PLACE, filled, clock)
        with profile.vault.reading() as work:
            assert drafts.load(work, round_id, PLACE) is None
            (row,) = work.records.of_kind(round_id, Kind.SHEET)
            body = read_back(work.records.envelope(row.digest)).record.body
        assert row.digest == signed.digest
        assert isinstance(body, GivenSheet)
        again = drafts.draft_of(body)
        assert sorted(again.marks, key=str) == sorted(marks, key=str)
        drafts.save(profile, round_id, PLACE, again, clock)
        drafts.discard(profile, round_id, PLACE)
        with profile.vault.reading() as work:
            assert drafts.load(work, round_id, PLACE) is None


def test_a_document_opens_only_while_its_dossier_is_with_the_panellist(made: Desks) -> None:
    number = seated(made)[0]
    convening.publish(made.desk, STAGE)
    with member(made, number) as profile:
        (document,) = rows(made, profile)[FIRST].manifest.documents
        round_id, digest = made.desk.round, document.digest
        assert refused(open_document, profile, round_id, PLACE, digest_of(b"x")) == (
            "document_unknown"
        )
        with (
            DocumentWorker() as worker,
            reading(worker, profile, round_id, PLACE, digest) as shown,
        ):
            assert SECRET_WORDS in shown.text(0)
        changing.withdraw(made.desk, FIRST, "취하")
        rows(made, profile)
        assert refused(open_document, profile, round_id, PLACE, digest) == "assignment_withdrawn"
