"""A whole round as a secretariat runs it: from the kit to the register, over a hub that runs."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from tests.support.hub import running_hub
from tests.support.pdf_reading import read_by_pdfium
from tests.support.secretariat import STAGE, Secretariat, write_plan
from tests.support.shared import SHARED

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not (SHARED / "round-kit").is_dir(), reason="no round kit here"),
]

KIT = SHARED / "round-kit"
MEMBERS = 6
STAGES = ("publicness", STAGE, "site", "final", "council")


@pytest.mark.parametrize("dossiers", [2, pytest.param(5, marks=pytest.mark.soak)])
def test_a_round_goes_from_the_kit_to_the_register(tmp_path: Path, dossiers: int) -> None:
    with running_hub(tmp_path / "hub") as hub:
        desk = Secretariat(tmp_path)
        desk.open_with_officers(hub, write_plan(tmp_path, hub, key_after_declaration=True), "desk")

        # What was taken over once is not taken over again.
        imported = desk.ask("round", "import", KIT)["imported"]
        assert len(imported["applications"]) == 40
        assert desk.ask("round", "import", KIT)["imported"]["applications"] == []
        eligible = sorted(set(imported["applications"]) - set(imported["not_eligible"]))
        chosen = eligible[:dossiers]

        panels = _matched(desk, chosen)
        _reviewed(desk, panels, tmp_path / "letters")

        first = chosen[0]
        desk.ask("round", "chair", STAGE, first, panels[first][0])
        desk.ask("round", "close", STAGE, status=2)
        closed = desk.ask("round", "close", STAGE, "--early", "모두 받음")
        assert closed["new"] is True
        assert desk.ask("round", "close", STAGE, "--early", "모두 받음")["new"] is False

        _designated(desk, first)
        _printed(desk, chosen, tmp_path)
        _registered(desk, first, tmp_path)

        # At the end nothing of it is on the hub, and whoever asks is told.
        assert desk.ask("round", "purge", "--yes", at="root")["deleted_on_hub"] is True
        assert hub.parcels() == 0
        (outcome,) = desk.ask("sync", status=1)
        assert outcome["failure"]["error"] == "round_deleted"


def _matched(desk: Secretariat, chosen: list[str]) -> dict[str, list[str]]:
    """Panels of the whole pool, nobody on two of them; the same seed gives the same ones."""
    asked = ["--stage", STAGE, "--pool", "--load", "1", "--size", str(MEMBERS), "--seed", "7"]
    for dossier in chosen:
        asked += ["--dossier", dossier]
    tried = desk.ask("round", "match", *asked, "--dry-run")
    kept = desk.ask("round", "match", *asked)
    assert kept["panels"] == tried["panels"]
    assert kept["worst"]["reached"] == kept["worst"]["bound"]
    return {
        panel["dossier"]: [member["number"] for member in panel["members"]]
        for panel in kept["panels"]
    }


def _reviewed(desk: Secretariat, panels: dict[str, list[str]], letters: Path) -> None:
    """Every member is invited, enrols, declares, is given the dossier, reads it and signs."""
    chosen = sorted(panels)
    invited = sorted(number for members in panels.values() for number in members)
    people = len(invited)
    assert people == len(panels) * MEMBERS
    made = desk.ask("round", "invite", "--matched", "--to", letters)
    assert sorted(one["number"] for one in made) == invited
    assert len(list(letters.glob("*.ppirinvitation"))) == people

    desk.panellists("enrol", invited, letters)
    approved = desk.ask("round", "approve")
    assert Counter(one["answer"] for one in approved) == {"approved": people}
    assert desk.ask("round", "approve") == []

    published = desk.ask("round", "publish", "--stage", STAGE)
    assert sorted(published["published"]) == chosen
    assert len(published["given"]) == people
    again = desk.ask("round", "publish", "--stage", STAGE)
    assert (again["published"], again["given"], again["released"]) == ([], [], [])

    desk.panellists("declare", invited, letters)
    released = desk.ask("round", "publish", "--stage", STAGE)["released"]
    assert len(released) == people
    read = desk.panellists("review", invited, letters)
    assert Counter(read) == dict.fromkeys(chosen, MEMBERS)

    status = desk.ask("round", "status")
    assert {one["dossier"]: one["received"] for one in status["panels"]} == dict.fromkeys(
        chosen, MEMBERS
    )
    assert {one["result"]["outcome"] for one in status["panels"]} == {"advance"}


def _designated(desk: Secretariat, dossier: str) -> None:
    """Every stage has its outcome and the notice is over before anything is designated."""
    today = dt.datetime.now().astimezone().date()
    reason = ("--reason", "공공성과 혁신성")
    desk.ask("round", "designate", dossier, *reason, status=2)
    for stage in STAGES:
        desk.ask(
            "round", "outcome", stage, dossier, "advance", "--by", "위원회", "--basis", "의결서"
        )
    desk.ask("round", "designate", dossier, *reason, status=2)
    begins = today - dt.timedelta(days=10)
    desk.ask("round", "notice", dossier, "--from", begins.isoformat())
    desk.ask("round", "designate", dossier, *reason, status=2)
    begins = today - dt.timedelta(days=21)
    desk.ask("round", "notice", dossier, "--from", begins.isoformat())
    desk.ask("round", "objection", dossier, "--text", "비슷한 제품", "--on", begins.isoformat())
    desk.ask("round", "designate", dossier, *reason, status=2)
    desk.ask("round", "objection", dossier, "--decided", "기각")
    made = desk.ask("round", "designate", dossier, *reason)
    assert made["number"] == f"{today.year}-001"
    assert desk.ask("round", "designate", dossier, *reason) == made


def _printed(desk: Secretariat, chosen: list[str], folder: Path) -> None:
    """Sheets and the certificate as PDF, each with the digest of its record."""
    sheets, one = folder / "sheets.pdf", folder / "one.pdf"
    desk.ask("sheet", "print", "--stage", STAGE, "--to", sheets)
    pages = read_by_pdfium(sheets.read_bytes())
    text = "".join(pages)
    assert len(pages) >= 1 + len(chosen) * MEMBERS
    assert all(dossier in pages[0] for dossier in chosen)
    assert text.count("서명된 전자기록을 인쇄한 것입니다") >= len(chosen) * MEMBERS
    asked = ("--dossier", chosen[0], "--two-up")
    desk.ask("sheet", "print", "--stage", STAGE, *asked, "--to", one)
    assert chosen[1] not in "".join(read_by_pdfium(one.read_bytes()))
    opinion = folder / "opinion.pdf"
    desk.ask("report", "opinion", chosen[0], "--stage", STAGE, "--to", opinion)
    letter = "".join(read_by_pdfium(opinion.read_bytes()))
    assert "종합의견서" in letter
    assert "통과" in letter
    assert "담당" not in letter
    undecided = ("--stage", STAGE, "--to", folder / "undecided.pdf")
    desk.ask("report", "opinion", chosen[1], *undecided, status=2)
    number = f"{dt.datetime.now().astimezone().year}-001"
    certificate = folder / "certificate.pdf"
    desk.ask("report", "certificate", number, "--to", certificate)
    assert number in read_by_pdfium(certificate.read_bytes())[0]


def _registered(desk: Secretariat, dossier: str, folder: Path) -> None:
    """The register has it, as JSON and as a workbook, and follows what becomes of it."""
    (entry,) = desk.ask("round", "register", "--to", folder / "register.xlsx")
    assert (entry["dossier"], entry["state"]) == (dossier, "active")
    assert entry["specification"] == "규격서"
    sheet = openpyxl.load_workbook(folder / "register.xlsx").worksheets[0]
    assert entry["number"] in [cell.value for cell in sheet[2]]
    desk.ask("round", "change", entry["number"], "suspended", "--reason", "조사")
    desk.ask("round", "change", entry["number"], "extended", "--reason", "매출", status=2)
    desk.ask("round", "change", entry["number"], "resumed", "--reason", "조사 끝")
    desk.ask("round", "change", entry["number"], "extended", "--reason", "매출")
    desk.ask("round", "register", "--to", folder / "register.json")
    (written,) = json.loads((folder / "register.json").read_text(encoding="utf-8"))
    before = dt.date.fromisoformat(entry["valid_until"])
    assert written["valid_until"] == before.replace(year=before.year + 1).isoformat()
