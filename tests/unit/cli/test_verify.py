"""A record from a file is judged by a fingerprint or by what a profile knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppir_desktop.cli import secret_input
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.records import Named
from ppir_desktop.protocol.round_bodies import Role
from ppir_desktop.services import profiles
from ppir_desktop.signing.authors import Author, Signed
from ppir_desktop.signing.sealing import make_parcel
from ppir_desktop.store.unlocking import unlock
from ppir_desktop.store.ways_in import Passphrase
from tests.support.command import Command
from tests.support.records import AT, SmallRound, sheet
from tests.support.vaults import SECRET, make_profile

AT_TIME = ("--at", AT)


class Files:
    """A round in files: the round, the officer's and a member's access, a sheet, a certificate."""

    def __init__(self, folder: Path) -> None:
        self.small = SmallRound()
        self.folder = folder
        member = self.small.newcomer("E-7")
        self.officer = self.small.admit(self.small.authority, self.small.officer, Role.OFFICER)
        self.access = self.small.admit(self.small.officer, member, Role.PANELLIST)
        certified = self.small.certified(member)
        self.certificate = self.small.officer.author.sign(Kind.CERTIFICATE, certified)
        self.sheet = member.author.sign(Kind.SHEET, sheet())
        self.trust = [
            part
            for name in ("access", "certificate", "officer")
            for part in ("--trust", self.write(name, getattr(self, name)))
        ]
        self.trust += ["--trust", self.write("round", self.small.opened)]
        self.authority = ("--authority", self.small.authority.identity.id)

    def write(self, name: str, signed: Signed) -> Path:
        path = self.folder / name
        path.write_bytes(signed.envelope)
        return path


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def test_a_sheet_is_trusted_by_the_fingerprint_of_the_authority(
    ppir: Command, files: Files
) -> None:
    path = files.write("sheet", files.sheet)
    arguments = ("verify", path, *files.authority, *files.trust, *AT_TIME)
    (found,) = ppir(*arguments, "--json").json()
    assert found["trusted"] is True
    assert (found["kind"], found["role"], found["digest"]) == (
        "sheet",
        "panellist",
        files.sheet.digest,
    )
    assert found["holder"]["number"] == "E-7"
    shown = ppir(*arguments, lang="ko")
    assert shown.status == 0
    for word in ("믿을 수 있음", "평가표", "김평가"):
        assert word in shown.out
    # What the sheet says is nobody's business here.
    assert "근거가 분명하다" not in shown.out


def test_a_sealed_record_is_judged_by_whoever_can_open_it(ppir: Command, files: Files) -> None:
    office = files.small.office
    _, content = make_parcel(files.sheet, [office.recipient], ["office"])
    path = files.folder / "parcel"
    path.write_bytes(content)
    arguments = ("verify", path, *files.authority, *files.trust, *AT_TIME)
    shut = ppir(*arguments)
    assert shut.status == 1
    assert "not sealed to you" in shut.out
    identity = ppir.file("identity", f"# office\n{office.secret_text()}\n")
    assert ppir(*arguments, "--identity", identity).status == 0


def test_one_that_is_not_trusted_makes_the_answer_no(ppir: Command, files: Files) -> None:
    good = files.write("sheet", files.sheet)
    stranger = files.small.newcomer("X").author.sign(Kind.SHEET, sheet())
    bad = files.write("stranger", stranger)
    cut = files.folder / "cut"
    cut.write_bytes(files.sheet.envelope[:-5])
    missing = files.folder / "missing"
    answer = ppir(
        "verify", good, bad, cut, missing, *files.authority, *files.trust, *AT_TIME, "--json"
    )
    assert answer.status == 1
    found = answer.json()
    assert [one["trusted"] for one in found] == [True, False, False, False]
    assert found[1]["standing"] == "unknown_author"
    assert found[2]["problem"] == "not_an_envelope"
    assert found[3]["problem"] == "file_unreadable"


def test_validity_is_judged_at_the_time_asked_for(ppir: Command, files: Files) -> None:
    path = files.write("sheet", files.sheet)
    arguments = ("verify", path, *files.authority, *files.trust)
    late = ppir(*arguments, "--at", "2029-01-01T00:00:00Z")
    assert late.status == 1
    assert ppir(*arguments, "--at", "yesterday").status == 2


def test_without_anything_to_judge_by_nothing_is_judged(ppir: Command, files: Files) -> None:
    path = files.write("sheet", files.sheet)
    assert "nothing to judge by" in ppir("verify", path).err
    assert "opens the round" in ppir("verify", path, *files.authority).err
    other = ("--authority", SmallRound().authority.identity.id)
    assert "not with" in ppir("verify", path, *other, *files.trust).err
    assert ppir("verify", path, "--authority", "abc", *files.trust).status == 2


def test_a_profile_knows_whom_its_rounds_trust(
    ppir: Command, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secret_input, "Passphrase", lambda text: Passphrase(text, 4))
    monkeypatch.setattr(profiles, "system_keyring", lambda: None)
    make_profile()
    secret = ppir.file("secret", SECRET.text)
    arguments = ("--profile", "kim", "--passphrase-file", secret, *AT_TIME)
    path = files.write("sheet", files.sheet)
    assert ppir("verify", path, *arguments).status == 2
    small = files.small
    with unlock("kim", SECRET, None) as profile, profile.vault.writing() as work:
        me = small.newcomer("E-1").identity
        work.rounds.join(small.id, small.authority.identity.id, me, AT)
        for signed in (small.opened, files.certificate, files.access, files.officer):
            work.records.add(Named(signed.digest, signed.record), signed.envelope, AT)
    assert ppir("verify", path, *arguments).status == 0
    _, content = make_parcel(files.sheet, [me.sealing.recipient], [])
    path.write_bytes(content)
    (found,) = ppir("verify", path, *arguments, "--json").json()
    assert (found["trusted"], found["place"]) == (True, "next")


def test_two_records_for_one_place_show_as_a_fork_in_either_order(
    ppir: Command, files: Files
) -> None:
    small = files.small
    member = small.newcomer("E-8")
    trust = [*files.trust, "--trust", files.write("more", small.admit(small.officer, member,
                                                                     Role.PANELLIST))]  # fmt: skip
    one = files.write("one", member.author.sign(Kind.SHEET, sheet("1")))
    again = Author(member.key, small.id, small.clock)
    other = files.write("other", again.sign(Kind.SHEET, sheet("2")))
    following = files.write("following", member.author.sign(Kind.SHEET, sheet("3")))
    fine = ppir("verify", one, following, *files.authority, *trust, *AT_TIME, "--json").json()
    assert [found["place"] for found in fine] == ["next", "next"]
    for order in ((one, other), (other, one)):
        answer = ppir("verify", *order, *files.authority, *trust, *AT_TIME, "--json")
        assert answer.status == 1
        assert {found["place"] for found in answer.json()} == {"fork"}


def test_records_of_another_round_do_not_hinder(ppir: Command, files: Files) -> None:
    stranger = files.write("stranger", SmallRound().opened)
    trust = ["--trust", stranger, *files.trust]
    path = files.write("sheet", files.sheet)
    assert ppir("verify", path, *files.authority, *trust, *AT_TIME).status == 0
