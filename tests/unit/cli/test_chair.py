"""``ppir chair`` takes a panel from the sheets to the decision."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from ppir_desktop.cli import secret_input
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.common.wording import LANGUAGES
from ppir_desktop.services import profiles
from ppir_desktop.services.chair.desk import ChairDesk
from ppir_desktop.store.ways_in import Passphrase
from tests.support.command import Answer, Command
from tests.support.panel_round import MISSING, RECUSED, SCORED, Later, PanelRound, hand_in

FIRST, SECOND, WAITING, REFUSED = "2026-0001", "2026-0002", "2026-0004", "2026-0005"
HEAD = "dossier,panellist,criterion,mark,comment"


class Chair:
    """Somebody who types commands at the chair's desk."""

    def __init__(self, ppir: Command, played: PanelRound, patch: pytest.MonkeyPatch) -> None:
        self.ppir, self.played = ppir, played
        patch.setattr(secret_input, "Passphrase", lambda text: Passphrase(text, 4))
        patch.setattr(profiles, "system_keyring", lambda: None)
        patch.setenv(HOME_VARIABLE, str(played.home))

    def __call__(
        self, name: str, *arguments: str | Path, status: int = 0, at: str = "", lang: str = "en"
    ) -> Answer:
        desk = ("--profile", at or self.played.chair, "--passphrase-file", self.played.passphrase)
        answer = self.ppir("chair", name, *arguments, *desk, lang=lang)
        assert answer.status == status, answer
        return answer

    def refused(self, name: str, *arguments: str | Path, at: str = "") -> tuple[str, str]:
        """What is said to be wrong, by code and in words."""
        said = self(name, *arguments, "--json", status=2, at=at, lang="ko").json()
        assert said["remedy"].strip()
        return said["error"], said["what"]

    def talks(self) -> object:
        """All that the chair wrote down, and how many records there are."""
        with self.played.at(self.played.chair) as at:
            desk = ChairDesk(at)
            with at.profile.vault.reading() as work:
                count = work.records.count(at.round)
            return [desk.talk(place) for place in sorted(desk.panels)], count


@pytest.fixture
def looking(ppir: Command, sat: PanelRound, monkeypatch: pytest.MonkeyPatch) -> Chair:
    """A chair who changes nothing."""
    return Chair(ppir, sat, monkeypatch)


@pytest.fixture
def chair(ppir: Command, panel_round: PanelRound, monkeypatch: pytest.MonkeyPatch) -> Chair:
    return Chair(ppir, panel_round, monkeypatch)


def table(chair: Chair, *rows: str) -> Path:
    return chair.ppir.file("marks.csv", "\n".join([HEAD, *rows]) + "\n")


def by_hand(dossier: str, number: str) -> list[str]:
    names = ("technology", "performance", "ripple")
    return [f"{dossier},{number},{name},20,까닭" for name in names]


def scans(chair: Chair, *names: str) -> Path:
    folder = chair.ppir.folder / "scans"
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.pdf").write_bytes(b"%PDF-1.7\nwritten by hand\n%%EOF")
    return folder


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_command_says_what_it_is_for(ppir: Command, lang: str) -> None:
    shown = ppir("chair", "--help", lang=lang).out
    names = ("status", "collect", "result", "why", "attend", "admit", "note", "paper",
             "countersign", "adjust", "ask", "answer", "sign", "export")  # fmt: skip
    for name in names:
        assert name in shown
        own = ppir("chair", name, "--help", lang=lang)
        assert own.status == 0
        assert "cli.chair" not in own.out
        assert "[[" not in own.out


def test_status_says_who_is_awaited_and_who_is_away(looking: Chair) -> None:
    said = looking("status").out
    assert "P04 (D) missing" in said
    assert "P03 (C) recused" in said
    assert "47 of 49 sheets count" in said
    assert "P04 (D) 미도착" in looking("status", lang="ko").out
    (stage,) = looking("status", "--json", "--stage", SCORED).json()
    waiting = next(one for one in stage["dossiers"] if one["dossier"] == WAITING)
    assert waiting["missing"] == 1
    assert waiting["seats"][looking.played.members[MISSING[1]]] == "missing"


def test_a_result_is_shown_with_its_place_and_its_working(looking: Chair) -> None:
    results = {one["dossier"]: one for one in looking("result", "--json").json()}
    assert results[FIRST]["score"] == "71.6000"
    assert len(results) == 7
    assert "58.2000" in looking("result", "--stage", SCORED).out
    alone = looking("why", SCORED, FIRST, "--json").json()
    assert alone["rank"] == results[FIRST]["rank"] == 6
    assert "358 ÷ 5 = 71.6" in looking("why", SCORED, FIRST).out


def test_what_cannot_be_is_refused_with_a_remedy(looking: Chair) -> None:
    before = looking.talks()
    place = (SCORED, FIRST)
    adjust = ("adjust", *place, "--reason", "이유")
    for code, arguments in (
        ("stage_unknown", ("status", "--stage", "nope")),
        ("stage_not_yours", ("status", "--stage", "site")),
        ("stage_not_yours", ("ask", "site")),
        ("stage_not_yours", ("sign", "site")),
        ("panel_not_yours", ("why", SCORED, "2026-9999")),
        ("panel_not_yours", ("ask", SCORED, FIRST, "2026-9999")),
        ("panel_not_yours", ("sign", SCORED, FIRST, "2026-9999")),
        ("file_unreadable", ("collect", "/nowhere.ppirb")),
        ("reason_missing", ("attend", *place, "P01", "absent")),
        ("choice_unknown", ("attend", *place, "P01", "gone", "--reason", "x")),
        ("member_unknown", ("attend", *place, "P99", "absent", "--reason", "x")),
        ("reason_missing", ("admit", *place, "P01", "--reason", " ")),
        ("nothing_to_admit", ("admit", *place, "P01", "--reason", "x")),
        ("note_empty", ("note", *place)),
        ("motion_unreadable", ("note", *place, "--minutes", "x", "--motion", "bad")),
        ("adjustment_missing", ("adjust", *place)),
        ("adjustment_missing", ("adjust", *place, "--drop")),
        ("adjustment_missing", (*adjust, "--outcome", "reject")),
        ("choice_unknown", (*adjust, "--score", "69", "--outcome", "no")),
        ("points_unreadable", (*adjust, "--score", "many", "--outcome", "reject")),
        ("adjustment_out_of_range", (*adjust, "--score", "175", "--outcome", "advance")),
        ("adjustment_out_of_range", (*adjust, "--score=-1", "--outcome", "reject")),
        ("adjustment_inconsistent", (*adjust, "--score", "75", "--outcome", "reject")),
        ("options_exclude", (*adjust, "--drop")),
        ("not_asked", ("answer", *place, "P01", "--agrees")),
        ("decision_awaits", ("ask", SCORED, FIRST, WAITING)),
        ("decision_awaits", ("sign", SCORED, FIRST, WAITING)),
        ("nothing_typed_in", ("countersign", *place, "P01", "P02")),
        ("export_unknown", ("export", SCORED, "results.txt")),
        ("options_exclude", ("export", SCORED, "results.csv", "--to", "age1x")),
        ("options_exclude", ("export", SCORED, "results.ppirb", "--names")),
        ("recipient_unreadable", ("export", SCORED, "results.ppirb", "--to", "age1x")),
    ):
        assert looking.refused(*arguments)[0] == code, arguments
    shown = looking("why", SCORED, "2026-9999", status=2)
    assert shown.out == ""
    assert "2026-9999" in shown.err
    assert "ppir chair status" in shown.err
    assert looking.refused("status", at=looking.played.members[0])[0] == "chair_only"
    assert looking.talks() == before


def test_a_late_sheet_is_admitted_by_number_and_no_other_is(chair: Chair) -> None:
    number = chair.played.members[MISSING[1]]
    hand_in(chair.played, number, WAITING, 70, clock=Later(31))
    recused = chair.played.members[RECUSED[1]]
    dossier = chair.played.dossiers[RECUSED[0]]
    hand_in(chair.played, chair.played.members[0], FIRST, 80, reason="다시 봄")
    assert "P04 (D) received too late" in chair("status").out
    code, what = chair.refused("admit", SCORED, FIRST, "P01", "--reason", "x")
    assert (code, "P01" in what) == ("sheet_not_admissible", True)
    assert chair.refused("admit", SCORED, dossier, recused, "--reason", "x")[0] == (
        "nothing_to_admit"
    )
    chair("admit", SCORED, WAITING, number, "--reason", "교통편이 끊겼음")
    assert "48 of 49" in chair("status").out


def test_a_meeting_goes_from_attendance_to_signatures(chair: Chair, tmp_path: Path) -> None:
    gone = chair("attend", SCORED, WAITING, "P04", "absent", "--reason", "병가", "--json")
    assert gone.json() == {"number": "P04", "state": "absent"}
    chair(
        "note",
        SCORED,
        FIRST,
        "--minutes",
        "논의함",
        "--motion",
        "조건부=5/1/0",
        "--opinion",
        "좋다",
    )
    chair("note", SCORED, SECOND, "--defer", "자료 보완")
    adjusting = ("adjust", SCORED, FIRST, "--score", "69", "--outcome", "reject")
    asked = chair(*adjusting, "--reason", "저온 자료 없음", "--json").json()
    assert asked["awaited"] == list(chair.played.members[:-1])
    for number in chair.played.members[:-2]:
        chair("answer", SCORED, FIRST, number, "--agrees", "--adjustment")
    last = chair.played.members[-2]
    chair("answer", SCORED, FIRST, last, "--refuses", "--adjustment", "--remark", "이견")
    assert f"refused {last}" in chair("why", SCORED, FIRST).out
    assert chair("why", SCORED, FIRST, "--json").json()["asked"]["adjustment"]["refused"] == [last]

    # What a member is against stays open; what nobody is awaited for is signed.
    first = chair("sign", SCORED, "--json").json()
    others = [one for one in chair.played.dossiers if one not in {FIRST, SECOND}]
    assert first["signed"] == others
    assert [(o["dossier"], o["error"]) for o in first["left"]] == [
        (FIRST, "adjustment_not_unanimous")
    ]
    assert f"lacks the assent of {last}" in chair("sign", SCORED, status=1).out
    chair("adjust", SCORED, FIRST, "--drop")
    chair("ask", SCORED, FIRST, status=1)
    for number in chair.played.members[:-1]:
        chair("answer", SCORED, FIRST, number, "--agrees")
    chair("ask", SCORED, FIRST)
    assert FIRST in chair("sign", SCORED, lang="ko").out
    assert chair.refused("sign", SCORED, FIRST)[0] == "decision_reason_missing"
    chair("note", SCORED, FIRST, "--again", "오기를 고침")
    chair("sign", SCORED, FIRST)
    assert chair.refused("sign", SCORED, SECOND)[0] == "decision_deferred"
    assert "no decision" in chair("sign", SCORED, status=1).out
    assert "no decision" in chair("ask", SCORED, status=1).out

    records = tmp_path / "panel.ppirb"
    chair("export", SCORED, records)
    desk = ("--profile", "desk", "--passphrase-file", chair.played.passphrase)
    verified = chair.ppir("verify-round", records, *desk, "--json")
    assert verified.status == 0
    marks = {one["dossier"]: one["mark"] for one in verified.json()["dossiers"]}
    assert marks.pop(SECOND) == "undecided"
    assert set(marks.values()) == {"agrees"}
    text = chair.ppir("verify-round", records, *desk).out
    assert "parcel that is not here" not in text
    assert "receipts that the chair names" in text


def test_sheets_on_paper_are_all_typed_in_or_none(chair: Chair) -> None:
    folder = scans(chair, f"{WAITING}-P04")
    (folder / f"{FIRST}-P01.pdf").write_bytes(b"nonsense")
    good = by_hand(WAITING, "P04")
    paper = ("paper", SCORED)
    before = chair.talks()
    for code, rows, more in (
        ("table_invalid", good[:-1], ()),
        ("member_unknown", by_hand(WAITING, "P99"), ()),
        ("member_unknown", [f"{FIRST},P99,,absent,"], ()),
        ("member_unknown", good, ("--witness", "P99")),
        ("panel_not_yours", by_hand("2026-9999", "P04"), ()),
        ("scan_missing", [*good, *by_hand(SECOND, "P02")], ()),
        ("scan_unreadable", [*good, *by_hand(FIRST, "P01"), f"{SECOND},P02,,absent,"], ()),
        ("day_unreadable", good, ("--written", "tomorrow")),
    ):
        given = table(chair, *rows)
        assert chair.refused(*paper, given, "--scans", folder, *more)[0] == code
    assert chair.talks() == before

    given = table(chair, *good, f"{SECOND},P02,,absent,")
    said = chair(*paper, given, "--scans", folder, "--witness", "P01", "--json", status=1)
    (typed,) = said.json()
    assert (typed["dossier"], typed["number"]) == (WAITING, "P04")
    assert "P04 (D) not countersigned" in chair("status").out
    assert chair.refused(*paper, given, "--scans", folder)[0] == "reason_missing"
    countersign = ("countersign", SCORED, WAITING, "P04")
    assert chair.refused(*countersign, chair.played.chair)[0] == "countersigned_by_chair"
    assert chair.refused(*countersign, "P99")[0] == "member_unknown"
    chair(*countersign, "P01")
    (stage,) = chair("status", "--json").json()
    seats = {one["dossier"]: one["seats"] for one in stage["dossiers"]}
    assert (seats[WAITING]["P04"], seats[SECOND]["P02"]) == ("counted", "absent")


def test_results_leave_in_the_form_that_the_files_ending_asks_for(
    looking: Chair, tmp_path: Path
) -> None:
    looking("export", SCORED, tmp_path / "all.xlsx")
    assert openpyxl.load_workbook(tmp_path / "all.xlsx").worksheets
    looking("export", SCORED, tmp_path / "all.csv", "--names", lang="ko")
    text = (tmp_path / "all.csv").read_text(encoding="utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text)))) > 7
    said = looking("export", SCORED, tmp_path / "all.pdf", "--json").out
    assert json.loads(said)["file"].endswith("all.pdf")
    assert (tmp_path / "all.pdf").read_bytes().startswith(b"%PDF")
    assert looking.refused("export", SCORED, tmp_path / "all.pdf")[0] == "file_exists"
    missing = tmp_path / "nowhere" / "all.csv"
    assert looking.refused("export", SCORED, missing)[0] == "file_not_written"
