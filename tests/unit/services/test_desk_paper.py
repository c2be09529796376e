"""What a desk prints: its own drafts, the sheets that it holds, and what its author signs."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

import pytest

from ppir_desktop.common.clock import format_utc
from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.domain.sheets import Mark
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.result_bodies import DecidedElsewhere, DesignationChanged
from ppir_desktop.protocol.review_bodies import PinnedEvidence
from ppir_desktop.reports.document import render
from ppir_desktop.reports.page import grouped
from ppir_desktop.reports.pdf_signatures import Coverage, read_signatures
from ppir_desktop.services import drafts
from ppir_desktop.services.desk_paper import (
    certificate_of,
    draft_file,
    draft_sheets,
    opinion_of,
    signed_sheets,
)
from ppir_desktop.services.drafts import Draft
from ppir_desktop.services.office import closing, designating
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.services.paper_shelves import ProfileShelf
from ppir_desktop.services.paper_verification import Agreement, judge_paper
from ppir_desktop.services.signed_paper import SignedSheet, sign_sheet_file, sign_sheets
from ppir_desktop.services.verification import judges_of
from tests.support import pdf_reading
from tests.support.desks import Desks
from tests.support.offices import FIRST, SECOND
from tests.support.programs import needs
from tests.support.records import FixedClock
from tests.support.signed_round import OPINION, SCORED, SignedRound

WORDS = Wording("ko")


@pytest.fixture(scope="module")
def signed(played: SignedRound) -> SignedSheet:
    with played.at(played.members[1]) as at:
        return sign_sheet_file(at, (SCORED, FIRST), WORDS)


def text_of(content: bytes) -> str:
    return "".join(pdf_reading.read_by_pdfium(content))


def test_the_office_prints_every_sheet_and_a_member_their_own(played: SignedRound) -> None:
    with played.at("desk") as at:
        every = signed_sheets(at, SCORED, WORDS)
        first = signed_sheets(at, SCORED, WORDS, [FIRST])
    assert len(first) == 6
    assert [one.dossier for one in every] == sorted(one.dossier for one in every)
    assert {one.panellist for one in first} <= {one.panellist for one in every}
    with played.at(played.members[1]) as at:
        (mine,) = signed_sheets(at, SCORED, WORDS, [FIRST])
    content = render(mine.form).content
    assert content in [render(one.form).content for one in first]
    text = text_of(content)
    assert grouped(played.sheets[played.members[1]]) in text
    for wanted in (f"위원 {played.members[1]}의 의견", "장치 1", "시험대학교", mine.panellist):
        assert wanted in text


def test_a_draft_says_on_each_page_what_it_is_and_whose(played: SignedRound) -> None:
    number = played.members[2]
    with played.at(number) as at:
        assert draft_sheets(at, SCORED, WORDS) == []
        with at.profile.vault.reading() as work:
            manifest = work.assignments.get(at.round, SCORED, FIRST).manifest
        pinned = PinnedEvidence(
            criterion="technology", document=manifest.documents[0].digest, page=1, quote="인용한 말"
        )
        draft = Draft(
            marks=(Mark("technology", 3100, "아직 쓰는 중 " * 900),), opinion="초안 의견",
            evidence=(pinned,),
        )  # fmt: skip
        drafts.save(at.profile, at.round, (SCORED, FIRST), draft, at.clock)
        (entry,) = draft_sheets(at, SCORED, WORDS)
        assert draft_sheets(at, SCORED, WORDS, [SECOND]) == []
        shown = draft_file(at, (SCORED, FIRST), WORDS)
        with pytest.raises(InputError, match="nothing_to_print"):
            draft_file(at, (SCORED, SECOND), WORDS)
        drafts.discard(at.profile, at.round, (SCORED, FIRST))
    assert shown.content == render(entry.form).content
    pages = pdf_reading.read_by_pdfium(shown.content)
    assert len(pages) > 1
    assert all("초안" in page and "서명하기 전" in page for page in pages)
    text = "".join(pages)
    for wanted in ("31", "초안 의견", "시험대학교", entry.panellist, "신청서 1쪽", "인용한 말"):
        assert wanted in text
    assert not entry.form.surround.digest


def test_a_member_signs_their_own_sheet_as_a_pdf(played: SignedRound, signed: SignedSheet) -> None:
    with played.at("desk") as at, at.profile.vault.reading() as work:
        authority = work.rounds.get(at.round).authority
        (row,) = [
            row for row in work.records.of_kind(at.round, Kind.SHEET)
            if row.digest == played.sheets[played.members[1]]
        ]  # fmt: skip
    (found,) = read_signatures(signed.file.content, authority)
    assert found.holds
    assert found.coverage is Coverage.WHOLE
    assert (found.signer, found.key) == (played.members[1], row.author)
    assert grouped(row.digest) in text_of(signed.file.content)


def test_the_stamp_stands_where_the_seal_goes(signed: SignedSheet) -> None:
    place = signed.file.place("seal.stamp")
    assert place is not None
    dots = pdf_reading.drawn(signed.file.content)[place.page]
    scale = dots.width / 595.28
    box = (place.x, 841.89 - place.y - place.height, place.x + place.width, 841.89 - place.y)
    inside = dots.crop(tuple(round(one * scale) for one in box))  # type: ignore[arg-type]
    assert sum(inside.histogram()[:128]) > 200


@needs("pdfsig")
@needs("qpdf")
def test_other_programs_call_a_signed_sheet_valid_and_sound(
    signed: SignedSheet, tmp_path: Path
) -> None:
    assert pdf_reading.complaints(signed.file.content) == ""
    file = tmp_path / "signed.pdf"
    signed.file.write(file)
    said = subprocess.run(
        ["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False
    ).stdout
    for wanted in ("Signature is Valid", "Total document signed", "ETSI.CAdES.detached"):
        assert wanted in said


def test_nobody_signs_for_others(played: SignedRound) -> None:
    for name, code in (("desk", "not_the_author"), ("root", "nothing_to_print")):
        with played.at(name) as at, pytest.raises((RefusedError, InputError)) as refused:
            sign_sheets(at, SCORED, WORDS, [FIRST])
        assert refused.value.code == code
    # A chair holds the others' sheets, and signs their own alone.
    with played.at(played.members[0]) as at:
        found = sign_sheets(at, SCORED, WORDS)
        assert len(signed_sheets(at, SCORED, WORDS, [FIRST])) == 6
    assert [one.dossier for one in found] == [FIRST, SECOND]


def test_a_key_whose_certificate_has_run_out_signs_no_more(played: SignedRound) -> None:
    late = FixedClock(dt.datetime.now(dt.UTC) + dt.timedelta(days=500))
    with played.at(played.members[1], late) as at, pytest.raises(RefusedError) as refused:
        sign_sheets(at, SCORED, WORDS)
    assert refused.value.code == "signing_key_ended"


def test_a_stage_that_there_is_not_is_named(played: SignedRound) -> None:
    with played.at(played.members[1]) as at:
        for task in (signed_sheets, draft_sheets, sign_sheets):
            with pytest.raises(InputError) as refused:
                task(at, "none", WORDS)
            assert refused.value.code == "stage_unknown"


def test_an_opinion_letter_tells_what_was_decided_and_names_nobody(played: SignedRound) -> None:
    with played.at("desk") as at:
        content = render(opinion_of(at, SCORED, FIRST, WORDS)).content
        for stage, dossier, code in (
            (SCORED, SECOND, "nothing_to_print"), (SCORED, "none", "application_unknown"),
            ("none", FIRST, "stage_unknown"),
        ):  # fmt: skip
            with pytest.raises(InputError) as refused:
                opinion_of(at, stage, dossier, WORDS)
            assert refused.value.code == code
        people = {one.panellist for one in signed_sheets(at, SCORED, WORDS, [FIRST])}
    text = text_of(content)
    for wanted in (FIRST, "미달", OPINION, "근거가 분명하다", "시험 기관"):
        assert wanted in text
    assert not any(name in text for name in people)
    with played.at(played.members[1]) as at, pytest.raises(RefusedError) as kept:
        opinion_of(at, SCORED, FIRST, WORDS)
    assert kept.value.code == "office_only"


def test_a_certificate_shows_a_designation_as_long_as_it_is_in_force(made: Desks) -> None:
    desk, today = made.desk, dt.date(2026, 11, 25)
    for stage in ("publicness", "innovation", "site", "final", "council"):
        decided = DecidedElsewhere(
            dossier=FIRST, stage=stage, outcome=Outcome.ADVANCE, body="위원회",
            decided_on="2026-10-01", basis="의결서",
        )  # fmt: skip
        closing.enter_outcome(desk, decided)
    closing.begin_notice(desk, FIRST, today - dt.timedelta(days=21))
    granted = designating.designate(desk, FIRST, today, "이유", english="Device 1")
    for language, wanted in (("ko", "장치 1"), ("en", "Device 1")):
        content = render(certificate_of(desk, granted.number, Wording(language))).content
        assert wanted in text_of(content)
        assert granted.number in text_of(content)
        verdict = judge_paper(content, shelf_at(desk), "", format_utc(desk.clock.now()))
        assert (verdict.agreement, verdict.trusted) == (Agreement.BYTES, True)
    suspended = DesignationChanged(
        number=granted.number, change="suspended", since="2027-01-01", until=None, reason="까닭",
        remark="",
    )  # fmt: skip
    designating.change(desk, suspended)
    with pytest.raises(RefusedError) as refused:
        certificate_of(desk, granted.number, WORDS)
    assert refused.value.code == "designation_not_active"
    with pytest.raises(InputError, match="designation_unknown"):
        certificate_of(desk, "none", WORDS)
    # The paper that was given out cannot be made any more, and no one relies on it.
    after = judge_paper(content, shelf_at(desk), "", format_utc(desk.clock.now()))
    assert (after.agreement, after.trusted) == (Agreement.UNCOMPARED, False)


def shelf_at(at: Sitting) -> ProfileShelf:
    return ProfileShelf(at.profile, judges_of(at.profile), at.clock)
