"""``ppir round`` as an officer reads it, in both languages, with no hub anywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.services.office import importing
from tests.support.command import Answer, Command
from tests.support.desks import desks, small_kit
from tests.support.kits import SmallKit
from tests.support.secretariat import write_plan
from tests.support.vaults import SECRET

STAGE, FIRST, SECOND = "site", "2026-0001", "2026-0002"
Ask = Callable[..., Answer]


@pytest.fixture(params=["ko", "en"])
def ask(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Ask:
    """Calls a command at the officer's desk of a round with two dossiers, in a language."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    with desks(tmp_path / "desks") as made:
        importing.import_kit(made.desk, small_kit(tmp_path / "kit"))
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(SECRET.text, encoding="utf-8")
    command = Command(capsys, tmp_path)

    def call(*arguments: str | Path, at: str = "desk", status: int = 0) -> Answer:
        answer = command(
            "round", *arguments, "--profile", at, "--passphrase-file", passphrase,
            lang=request.param,
        )  # fmt: skip
        assert answer.status == status, (arguments, answer)
        return answer

    return call


def test_panels_are_made_shown_and_told(ask: Ask, tmp_path: Path) -> None:
    asked = ("match", "--stage", STAGE, "--pool", "--size", "3", "--load", "2", "--seed", "1")
    assert FIRST in ask(*asked, "--dry-run", "--why", FIRST).out
    assert FIRST not in ask("status").out
    assert FIRST in ask(*asked).out
    assert "0/3" in ask("status").out
    letters = tmp_path / "letters"
    assert str(letters) in ask("invite", "--matched", "--to", letters).out
    page = next(letters.glob("*.txt")).read_text(encoding="utf-8")
    assert "{" in page
    assert (letters / "invitations.xlsx").is_file()
    assert ask("approve").out
    assert FIRST in ask("publish", "--stage", STAGE).out
    member = next(letters.glob("*.txt")).stem
    dossier = FIRST if _sits(ask, member, FIRST) else SECOND
    assert member in ask("chair", STAGE, dossier, member).out
    others = {f"P{number:02d}" for number in range(1, 10)}
    coming = next(one for one in sorted(others) if not _sits(ask, one, dossier))
    assert coming in ask("replace", STAGE, dossier, member, coming, "--reason", "병가").out
    assert dossier in ask("withdraw", dossier, "--reason", "취하").out
    assert STAGE in ask("extend", STAGE, "2099-01-01T18:00", "--text", "더").out
    assert STAGE in ask("close", STAGE, "--early", "모두").out
    assert STAGE in ask("close", STAGE, "--early", "모두").out
    assert STAGE in ask("status").out


def test_what_cannot_be_matched_is_said_in_words(ask: Ask) -> None:
    bars = [word for number in range(1, 8) for word in ("--bar", f"{FIRST}=P{number:02d}")]
    answer = ask("match", "--stage", STAGE, "--pool", "--size", "3", *bars, status=1)
    assert FIRST in answer.out
    assert "{" not in answer.out


def test_a_dossier_is_corrected_from_a_folder(ask: Ask, tmp_path: Path) -> None:
    kit = SmallKit(tmp_path / "fresh")
    folder = kit.dossier("2025-H2-0001")
    assert FIRST in ask("correct", FIRST, folder, "--reason", "오타").out
    (folder / "05-a.exe").write_bytes(b"MZ")
    assert "05-a.exe" in ask("correct", FIRST, folder, "--reason", "오타", status=2).err


def test_a_kit_is_taken_over_or_refused_as_a_whole(ask: Ask, tmp_path: Path) -> None:
    kit = SmallKit(tmp_path / "second")
    kit.applications[1][3] = "123-45-67890"
    kit.write()
    report = tmp_path / "report.xlsx"
    assert "123-45-67890" in ask("import", kit.folder, "--report", report, status=1).out
    assert report.is_file()
    answer = ask("import", kit.folder, "--accept-valid")
    assert "2025-H2-0002" in answer.out
    # What was left out is listed.
    assert "2025-H2-0001" in answer.out


def test_a_designation_is_led_through_its_steps(ask: Ask, tmp_path: Path) -> None:
    for stage in ("publicness", "innovation", "site", "final", "council"):
        said = ("outcome", stage, FIRST, "advance", "--by", "위원회", "--basis", "의결서")
        assert FIRST in ask(*said, "--on", "2026-01-05").out
        assert FIRST in ask(*said, "--on", "2026-01-05").out
    assert FIRST in ask("notice", FIRST, "--from", "2026-02-01").out
    assert FIRST in ask("objection", FIRST, "--text", "비슷함", "--on", "2026-02-02").out
    assert FIRST in ask("objection", FIRST, "--decided", "기각").out
    made = ask("designate", FIRST, "--reason", "공공성", "--from", "2026-03-01")
    assert "2026-001" in made.out
    assert "2026-001" in ask("change", "2026-001", "suspended", "--reason", "조사").out
    target = tmp_path / "register.json"
    assert "2026-001" in ask("register", "--to", target).out
    assert target.is_file()


def test_wrong_words_are_refused_with_what_is_allowed(ask: Ask) -> None:
    said = ("--by", "위원회", "--basis", "의결서")
    assert "advance" in ask("outcome", STAGE, FIRST, "yes", *said, status=2).err
    assert ask("outcome", STAGE, FIRST, "advance", *said, "--on", "어제", status=2).err
    assert ask("extend", STAGE, "soon", "--text", "더", status=2).err
    assert ask("match", "--stage", STAGE, "--pin", "P01", status=2).err
    assert ask("match", "--stage", "nowhere", status=2).err
    assert ask("invite", "--to", "letters", status=2).err
    assert ask("revoke", "P01", status=2).err
    assert ask("designate", FIRST, "--reason", "까닭", status=2).err


def test_the_authority_opens_appoints_and_ends(ask: Ask, tmp_path: Path) -> None:
    letters = tmp_path / "officers"
    assert "O-2" in ask("officer", "O-2", "이담당", "--to", letters, at="root").out
    assert ask("officer", "O-3", "박담당", "--to", letters, status=2).err
    assert ask("purge", at="root", status=1).out
    assert ask("purge", "--yes", at="root").out
    plan = write_plan(tmp_path, None)
    assert ask("new", plan, at="root").out
    plan.write_text(plan.read_text(encoding="utf-8").replace('id = "site"', 'id = "sight"'))
    assert "sight" in ask("new", plan, at="root", status=2).err


def test_a_plan_is_written_for_editing_and_never_over_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = Command(capsys, tmp_path)
    target = tmp_path / "plan.toml"
    assert command("round", "plan", target, "--scheme", "nep").status == 0
    assert command("round", "plan", target, "--scheme", "nep").status == 2
    assert "[[stage]]" in target.read_text(encoding="utf-8")


def _sits(ask: Ask, number: str, dossier: str) -> bool:
    lines = [line for line in ask("status").out.splitlines() if dossier in line]
    return any(number in line for line in lines)
