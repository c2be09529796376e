"""What a window prints: blank, draft and signed sheets in memory, documents where they may be."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.common.wording import LANGUAGES, Wording
from ppir_desktop.domain.sheets import Mark
from ppir_desktop.reports.pdf_signatures import read_signatures
from ppir_desktop.services import drafts
from ppir_desktop.services.drafts import Draft
from ppir_desktop.services.office import convening, importing
from ppir_desktop.services.office.choosing import matched
from ppir_desktop.services.printing import (
    Paper,
    document_source,
    papers_of,
    sheet_file,
    signed_file,
)
from tests.support import pdf_reading
from tests.support.desks import SECRET_WORDS, desks, member, small_kit
from tests.support.offices import FIRST, STAGE, WISH, rows
from tests.support.signed_round import SCORED, SignedRound
from tests.support.vaults import SECRET

CLOCK = SystemClock()
PLACE = (SCORED, FIRST)


def text_of(content: bytes) -> str:
    return "".join(pdf_reading.read_by_pdfium(content))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_paper_holds_what_belongs_on_it(played: SignedRound, language: str) -> None:
    words = Wording(language)
    with played.at(played.members[1]) as at:
        profile = at.profile
        assert papers_of(profile, at.round, PLACE) == (Paper.SIGNED, Paper.BLANK)
        with pytest.raises(InputError, match="nothing_to_print"):
            sheet_file(at, PLACE, Paper.DRAFT, words)
        blank = text_of(sheet_file(at, PLACE, Paper.BLANK, words))
        signed = text_of(sheet_file(at, PLACE, Paper.SIGNED, words))
    comment = f"위원 {played.members[1]}의 의견"
    assert FIRST in blank
    assert comment not in blank
    assert FIRST in signed
    assert comment in signed


def test_a_draft_comes_before_what_was_signed(played: SignedRound) -> None:
    with played.at(played.members[2]) as at:
        draft = Draft(marks=(Mark("market_demand", None, "아직 생각 중"),))
        drafts.save(at.profile, at.round, PLACE, draft, CLOCK)
        try:
            assert papers_of(at.profile, at.round, PLACE)[0] is Paper.DRAFT
            sheet_file(at, PLACE, Paper.DRAFT, Wording("ko"))
        finally:
            drafts.discard(at.profile, at.round, PLACE)


def test_nothing_was_signed_by_whoever_only_opened_the_round(played: SignedRound) -> None:
    with played.at("desk") as at, pytest.raises(InputError, match="nothing_to_print"):
        sheet_file(at, PLACE, Paper.SIGNED, Wording("ko"))


def test_a_signed_file_takes_the_passphrase_again(played: SignedRound) -> None:
    words = Wording("ko")
    with played.at(played.members[1]) as at:
        with pytest.raises(InputError, match="passphrase_wrong"):
            signed_file(at, PLACE, "아무 말이나 적어 본다", words)
        content = signed_file(at, PLACE, SECRET.text, words)
    assert len(read_signatures(content)) == 1


@pytest.mark.parametrize("may", [True, False])
def test_documents_are_printed_where_the_round_lets_them_be(
    tmp_path: Path, home: Path, may: bool
) -> None:
    with desks(tmp_path / "desks", print_dossiers=may) as made:
        importing.import_kit(made.desk, small_kit(tmp_path / "kit"))
        wish = msgspec.structs.replace(WISH, size=6, load=9)
        convening.convene(made.desk, STAGE, convening.propose(made.desk, wish))
        convening.publish(made.desk, STAGE)
        with member(made, matched(made.desk)[0]) as profile:
            (document,) = rows(made, profile)[FIRST].manifest.documents
            asked = (profile, made.desk.round, (STAGE, FIRST), document.digest)
            if may:
                with document_source(*asked) as source:
                    assert SECRET_WORDS in source.read_at(0, source.size).decode()
            else:
                with pytest.raises(RefusedError, match="print_refused"):
                    document_source(*asked)
