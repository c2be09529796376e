"""Several officers run one round, and do not spoil each other's work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.hub import running_hub
from tests.support.secretariat import STAGE, Secretariat, write_plan
from tests.support.shared import make_kit, needs_documents

pytestmark = [pytest.mark.e2e, needs_documents]


@pytest.mark.soak
def test_two_officers_at_once_come_to_one_panel(tmp_path: Path) -> None:
    with running_hub(tmp_path / "hub") as hub:
        desk = Secretariat(tmp_path)
        desk.open_with_officers(hub, write_plan(tmp_path, hub), "desk", "other")
        kit = make_kit(tmp_path / "kit")
        imported = desk.ask("round", "import", kit)["imported"]
        desk.ask("sync", at="other")
        # What one officer took over, the other has, and need not take over again.
        assert desk.ask("round", "import", kit, at="other")["imported"]["applications"] == []
        dossier = min(set(imported["applications"]) - set(imported["not_eligible"]))

        first = _match(desk, dossier, "desk", "--dry-run")
        # The two do not agree on one of the members.
        wishes: dict[str, tuple[str, ...]] = {
            "desk": (),
            "other": ("--bar", f"{dossier}={min(first)}"),
        }
        drawn = {at: _match(desk, dossier, at, "--dry-run", *wishes[at]) for at in wishes}
        assert len(drawn["desk"] - drawn["other"]) == 1
        everybody = sorted(drawn["desk"] | drawn["other"])
        letters = tmp_path / "letters"
        desk.ask("round", "invite", *everybody, "--to", letters)
        desk.panellists("enrol", everybody, letters)
        # Either officer may approve what the other one invited.
        assert len(desk.ask("round", "approve", at="other")) == len(everybody)
        desk.ask("sync")

        for at in ("desk", "other"):
            _match(desk, dossier, at, "--offline", *wishes[at])
            given = desk.ask("round", "publish", "--stage", STAGE, "--offline", at=at)["given"]
            assert len(given) == len(drawn[at])
        for at in ("desk", "other", "desk", "other"):
            desk.ask("sync", at=at)
        for at in ("desk", "other", "desk"):
            desk.ask("round", "publish", "--stage", STAGE, at=at)

        panels = {at: _panel(desk, at) for at in ("desk", "other")}
        assert panels["desk"] == panels["other"]
        found = desk.panellists("show", everybody, letters)
        given = {number for number, _, _, state in found if state == "given"}
        assert given == panels["desk"]
        assert given in drawn.values()
        # All of them seal to one panel, and not to the one that does not count.
        assert len({panel for number, _, panel, _ in found if number in given}) == 1
        lost = [desk.ask("round", "status", at=at)["displaced"] for at in ("desk", "other")]
        assert lost == [[], []]


def test_a_second_device_and_a_copied_letter_are_not_let_in(tmp_path: Path) -> None:
    with running_hub(tmp_path / "hub") as hub:
        desk = Secretariat(tmp_path)
        desk.open_with_officers(hub, write_plan(tmp_path, hub), "desk")
        desk.ask("round", "import", make_kit(tmp_path / "kit"))
        letters = tmp_path / "letters"
        number = "P00001" if _consents(desk, "P00001") else "P00002"
        desk.ask("round", "invite", number, "--to", letters)
        (again,) = desk.ask("round", "invite", number, "--to", letters)
        assert again["new"] is False
        desk.panellists("enrol", [number], letters)
        assert [one["answer"] for one in desk.ask("round", "approve")] == ["approved"]

        # Somebody else who got hold of the letter enrols with it.
        desk.make_profile("thief")
        desk.enrol(letters / f"{number}.ppirinvitation", number, "thief")
        assert [one["answer"] for one in desk.ask("round", "approve")] == ["second"]
        # A lost laptop is followed by another, and let in no more itself.
        fresh = tmp_path / "fresh"
        desk.ask("round", "invite", number, "--replacing", "--to", fresh)
        desk.make_profile("fresh")
        desk.enrol(fresh / f"{number}.ppirinvitation", number, "fresh")
        answers = {one["answer"] for one in desk.ask("round", "approve")}
        assert answers == {"second", "replaced"}
        desk.ask("sync", at="fresh")
        refused = desk.ask("sync", at=number, status=1)
        assert refused[0]["failure"]["error"] == "key_revoked"
        # The same once more, this time after the office had revoked the laptop at once.
        desk.ask("round", "revoke", number)
        last = tmp_path / "last"
        assert desk.ask("round", "invite", number, "--to", last)[0]["new"] is True
        desk.make_profile("last")
        desk.enrol(last / f"{number}.ppirinvitation", number, "last")
        answers = {one["answer"] for one in desk.ask("round", "approve")}
        assert answers == {"second", "approved"}


def test_an_act_of_the_office_is_nobody_elses(tmp_path: Path) -> None:
    with running_hub(tmp_path / "hub") as hub:
        desk = Secretariat(tmp_path)
        desk.open_with_officers(hub, write_plan(tmp_path, hub), "desk")
        asked = ("round", "publish", "--stage", STAGE)
        assert desk.ask(*asked, at="root", status=2)["error"] == "officer_only"
        desk.make_profile("nobody")
        assert desk.ask(*asked, at="nobody", status=2)["error"] == "round_not_named"


def _match(desk: Secretariat, dossier: str, at: str, *options: str) -> set[str]:
    """The panel that a desk makes."""
    answer = desk.ask(
        "round", "match", "--stage", STAGE, "--pool", "--dossier", dossier, *options, at=at
    )
    (panel,) = answer["panels"]
    return {member["number"] for member in panel["members"]}


def _panel(desk: Secretariat, at: str) -> set[str]:
    (panel,) = desk.ask("round", "status", at=at)["panels"]
    return {seat["number"] for seat in panel["seats"]}


def _consents(desk: Secretariat, number: str) -> bool:
    answer: Any = desk.ask("round", "invite", "--all", "--to", desk.folder / "all", "--offline")
    return number in {one["number"] for one in answer}
