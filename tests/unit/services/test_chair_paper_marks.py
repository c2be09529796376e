"""Sheets written by hand, at a chair's desk."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from ppir_desktop.common.errors import InputError, PpirError
from ppir_desktop.domain.sheets import Absence, Mark
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.review_bodies import Transcription
from ppir_desktop.services import asked
from ppir_desktop.services.chair import paper_marks
from ppir_desktop.services.chair.desk import ChairDesk
from ppir_desktop.services.chair.fates import Fate
from ppir_desktop.services.chair.paper_marks import OnPaper
from ppir_desktop.services.schemes import find_stage, load_scheme
from ppir_desktop.sync.effects import read_back
from tests.support.panel_round import (
    MISSING,
    SCORED,
    Later,
    PanelRound,
    chairing,
    from_chair,
    hand_in,
    marks_for,
    to_chair,
)

TODAY = dt.datetime.now(dt.UTC).date()


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF-1.7\nwritten by hand\n%%EOF")
    return path


def written(played: PanelRound, day: dt.date = TODAY) -> OnPaper:
    stage = find_stage(load_scheme("ppir-2025"), SCORED)
    return OnPaper(
        number=played.members[MISSING[1]], written_on=day, marks=marks_for(stage, 70, "손으로 씀"),
        opinion="손으로 쓴 의견",
    )  # fmt: skip


def place_of(played: PanelRound) -> tuple[str, str]:
    return SCORED, played.dossiers[MISSING[0]]


def fates(desk: ChairDesk, played: PanelRound) -> list[Fate]:
    number = played.members[MISSING[1]]
    return [o.fate for o in desk.gathered(place_of(played)).sheets if o.number == number]


def test_a_sheet_on_paper_counts_once_its_writer_assents(
    panel_round: PanelRound, scan: Path
) -> None:
    place, number = place_of(panel_round), panel_round.members[MISSING[1]]
    with chairing(panel_round) as desk:
        digest = paper_marks.transcribe(desk, place, written(panel_round), scan)
        assert fates(desk, panel_round) == [Fate.NOT_COUNTERSIGNED]
        assert f"{desk.gathered(place).result.score:f}" == "71.7500"
    from_chair(panel_round, number)
    with panel_round.at(number) as at:
        (question,) = asked.questions(at.profile, at.round)
        assert (question.to, question.digest) == ("transcription", digest)
        assert isinstance(question.body, Transcription)
        asked.answer(at.profile, at.round, digest, agrees=True, remark="", clock=at.clock)
    to_chair(panel_round, number)
    with chairing(panel_round) as desk:
        assert fates(desk, panel_round) == [Fate.COUNTED]
        seat = desk.gathered(place).seat(number)
        assert seat is not None
        assert seat.sheet is not None
        assert seat.sheet.on_paper
        assert len(desk.gathered(place).collected.sheets) == 7


def test_another_member_may_countersign_on_the_print_out_but_not_the_chair(
    panel_round: PanelRound, scan: Path
) -> None:
    place = place_of(panel_round)
    with chairing(panel_round) as desk:
        digest = paper_marks.transcribe(desk, place, written(panel_round), scan)
        with pytest.raises(PpirError, match="countersigned_by_chair"):
            paper_marks.countersigned_on_paper(desk, place, digest, panel_round.chair)
        paper_marks.countersigned_on_paper(desk, place, digest, panel_round.members[0])
        assert fates(desk, panel_round) == [Fate.COUNTED]


def test_a_sheet_on_paper_goes_by_the_day_that_stands_on_it(
    panel_round: PanelRound, scan: Path
) -> None:
    late = TODAY + dt.timedelta(days=33)
    place = place_of(panel_round)
    with chairing(panel_round, Later(35)) as desk:
        digest = paper_marks.transcribe(desk, place, written(panel_round, late), scan)
        paper_marks.countersigned_on_paper(desk, place, digest, panel_round.members[0])
        assert fates(desk, panel_round) == [Fate.LATE]
        again = paper_marks.transcribe(
            desk, place, written(panel_round), scan, reason="날짜를 잘못 적음"
        )
        paper_marks.countersigned_on_paper(desk, place, again, panel_round.members[0])
        assert fates(desk, panel_round) == [Fate.SUPERSEDED, Fate.COUNTED]


def test_a_member_who_signed_and_wrote_by_hand_has_two_sheets(
    panel_round: PanelRound, scan: Path
) -> None:
    place, number = place_of(panel_round), panel_round.members[MISSING[1]]
    with chairing(panel_round) as desk:
        digest = paper_marks.transcribe(desk, place, written(panel_round), scan)
        paper_marks.countersigned_on_paper(desk, place, digest, panel_round.members[0])
    hand_in(panel_round, number, place[1], 75)
    with chairing(panel_round) as desk:
        assert fates(desk, panel_round) == [Fate.TWICE, Fate.TWICE]
        desk.write(place, admitted={digest: "종이가 마지막 뜻"})
        assert sorted(fates(desk, panel_round)) == [Fate.COUNTED, Fate.TWICE]


def test_the_scan_travels_sealed_to_the_office(panel_round: PanelRound, scan: Path) -> None:
    place = place_of(panel_round)
    with chairing(panel_round) as desk:
        paper_marks.transcribe(desk, place, written(panel_round), scan)
    from_chair(panel_round, "desk")
    with panel_round.at("desk") as at:
        with at.profile.vault.reading() as work:
            (envelope,) = work.records.envelopes(at.round, [Kind.TRANSCRIPTION])
            identities = work.exchange.identities(at.round)
        body, blobs = read_back(envelope).record.body, at.profile.vault.blobs
        assert isinstance(body, Transcription)
        digest = body.scan
        assert b"written by hand" not in blobs.path(digest).read_bytes()
        with blobs.open(digest, identities) as reader:
            assert reader.read_at(0, reader.size) == scan.read_bytes()


@pytest.mark.parametrize(
    ("content", "code"), [(b"MZ program", "scan_unreadable"), (b"", "scan_unreadable")]
)
def test_what_is_no_scan_is_refused_and_nothing_is_kept(
    panel_round: PanelRound, tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "scan.bin"
    path.write_bytes(content)
    with chairing(panel_round) as desk:
        with pytest.raises(InputError, match=code):
            paper_marks.transcribe(desk, place_of(panel_round), written(panel_round), path)
        assert fates(desk, panel_round) == []


def test_a_sheet_with_a_mark_missing_is_refused_with_every_problem(
    panel_round: PanelRound, scan: Path
) -> None:
    with chairing(panel_round) as desk:
        bad = msgspec.structs.replace(written(panel_round), marks=(Mark("technology", 999_900),))
        with pytest.raises(InputError, match="sheet_incomplete") as error:
            paper_marks.transcribe(desk, place_of(panel_round), bad, scan)
        assert {one.code for one in error.value.problems} == {"mark_off_scale", "mark_missing"}


def table(folder: Path, lines: list[str]) -> Path:
    path = folder / "marks.csv"
    path.write_text("\n".join(["dossier,panellist,criterion,mark,comment", *lines]), "utf-8")
    return path


def test_a_table_holds_the_sheets_of_several_members(
    panel_round: PanelRound, tmp_path: Path
) -> None:
    dossier, number = panel_round.dossiers[MISSING[0]], panel_round.members[MISSING[1]]
    stage = find_stage(load_scheme("ppir-2025"), SCORED)
    lines = [
        f"{dossier},{number},{m.criterion},{int(m.value) // 100},손으로"  # type: ignore[arg-type]
        for m in marks_for(stage, 70, "")
    ]
    lines.append(f"{panel_round.dossiers[0]},{panel_round.members[0]},,absent,")
    with chairing(panel_round) as desk:
        found = paper_marks.read_table(desk, SCORED, table(tmp_path, lines))
        ((place, sheet),) = found.sheets
        assert (place, sheet.panellist) == ((SCORED, dossier), number)
        assert found.away == (
            ((SCORED, panel_round.dossiers[0]), panel_round.members[0], Absence.ABSENT),
        )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("2026-0004,P04,technology,99", "table_invalid"),
        ("2026-0004,P99,technology,10", "member_unknown"),
        ("2026-9999,P04,technology,10", "panel_not_yours"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_kept(
    panel_round: PanelRound, tmp_path: Path, line: str, code: str
) -> None:
    with chairing(panel_round) as desk, pytest.raises(InputError, match=code):
        paper_marks.read_table(desk, SCORED, table(tmp_path, [f"{line},"]))
