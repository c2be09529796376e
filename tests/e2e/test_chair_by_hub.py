"""A chair decides over a hub that runs, every command a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.hub import running_hub
from tests.support.kits import FIRST, ROSTER, SmallKit
from tests.support.secretariat import STAGE, Secretariat, write_plan

pytestmark = pytest.mark.e2e


def test_a_chair_decides_over_the_hub_and_the_records_agree(tmp_path: Path) -> None:
    with running_hub(tmp_path / "hub") as hub:
        office = Secretariat(tmp_path)
        office.open_with_officers(hub, write_plan(tmp_path, hub, panel_key="with_panel"), "desk")
        members, dossier = _reviewed(office, tmp_path)
        chair, others = members[0], members[1:]
        office.ask("round", "chair", STAGE, dossier, chair)
        place = (STAGE, dossier)

        (stage,) = office.ask("chair", "collect", at=chair)["stages"]
        assert (stage["received"], stage["seats"]) == (6, 6)
        (computed,) = stage["dossiers"]
        asked = office.ask(
            "chair", "adjust", *place, "--score", "69", "--outcome", "reject",
            "--reason", "저온 자료가 없다", at=chair,
        )  # fmt: skip
        assert asked["awaited"] == others
        (question,) = office.ask("assent", at=others[0])
        assert (question["to"], question["asked"]["score"]) == ("adjustment", 6900)
        agree = ("assent", question["question"][:16], "--agree")
        office.panellists("agree", others[1:], Path(question["question"][:16]))
        # While one of them is silent, nothing is signed.
        refused = office.ask("chair", "sign", *place, at=chair, status=2)
        assert refused["error"] == "adjustment_not_unanimous"
        assert others[0] in refused["what"]
        office.ask(*agree, at=others[0])
        assert office.ask("chair", "sign", *place, at=chair)["signed"] == [dossier]

        (outcome,) = office.ask("sync", at="desk")
        assert "decision" in str(outcome["changes"])
        records = tmp_path / "panel.ppirb"
        office.ask("chair", "export", STAGE, records, at=chair)
        verdict = office.ask("verify-round", records)
        assert verdict["agrees"] is True
        (found,) = [one for one in verdict["dossiers"] if one["decisions"]]
        (decision,) = found["decisions"]
        assert (found["mark"], decision["number"]) == ("agrees", chair)
        assert (decision["score"], decision["outcome"]) == ("69", "reject")
        assert decision["computed"]["score"] == computed["score"]
        codes = {one["code"]: one["params"] for one in decision["findings"]}
        assert codes["times_by_named_receipts"] == {"count": "6", "total": "6"}
        assert not codes.keys() & {"receipt_missing", "time_unknown"}


def _reviewed(office: Secretariat, folder: Path) -> tuple[list[str], str]:
    """A panel of six whose members all handed their sheets in."""
    office.ask("round", "import", _kit(folder / "kit"))
    asked = ("--stage", STAGE, "--pool", "--load", "1", "--size", "6", "--seed", "7")
    (panel,) = office.ask("round", "match", *asked, "--dossier", FIRST)["panels"]
    members = sorted(member["number"] for member in panel["members"])
    letters = folder / "letters"
    office.ask("round", "invite", "--matched", "--to", letters)
    office.panellists("enrol", members, letters)
    office.ask("round", "approve")
    office.ask("round", "publish", "--stage", STAGE)
    assert len(office.panellists("review", members, letters)) == 6
    return members, FIRST


def _kit(folder: Path) -> Path:
    """A round kit with six experts who know none of the applicants."""
    kit = SmallKit(folder)
    sectors = ("학계", "산업계", "연구계") * 2
    for count, name, sector in zip(range(11, 17), "가나다라마바", sectors, strict=True):
        kit.table(ROSTER).append([
            f"P000{count}", f"위원{name}", f"시험기관{count}", "연구원", sector,
            "E1",
            "센서", f"p{count}@example.org", "박사", 10, "", "Y",
        ])  # fmt: skip
    kit.write()
    return folder
