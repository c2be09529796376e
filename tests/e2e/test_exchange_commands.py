"""``ppir enrol``, ``sync``, ``outbox`` and ``bundle``, as a panellist types them."""

from __future__ import annotations

import itertools
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from ppir_desktop.cli import secret_input
from ppir_desktop.protocol.invitations import write_invitation
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.services import bundles, exchange, profiles
from ppir_desktop.store.ways_in import Passphrase
from ppir_desktop.sync.failures import TRIES
from tests.support.command import Answer, Command
from tests.support.connect_proxy import ConnectProxy
from tests.support.front import Asked, Said, front_of
from tests.support.hub import RunningHub, running_hub
from tests.support.play import (
    CLOCK,
    Office,
    bundle_path,
    identity_of,
    office,
    records_in,
    sign_sheet,
    today_round,
)
from tests.support.tunnel import Tunnel
from tests.support.vaults import make_profile, open_profile

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e

PASSPHRASE = "정확한 말 배터리 스테이플 9"
WHO = ("--name", "김평가", "--affiliation", "시험대학교")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret_input, "Passphrase", lambda text: Passphrase(text, 4))
    monkeypatch.setattr(profiles, "system_keyring", lambda: None)
    monkeypatch.setattr("ppir_desktop.services.vaults.system_keyring", lambda: None)


@pytest.fixture
def ppir(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    return Command(capsys, tmp_path)


class Kim:
    """A panellist at a keyboard."""

    def __init__(self, ppir: Command) -> None:
        self.ppir = ppir
        self.opens = ("--profile", "kim", "--passphrase-file", ppir.file("pass", PASSPHRASE))
        make_profile(name="kim")

    def __call__(self, *arguments: str | Path, lang: str = "en", status: int = 0) -> Answer:
        answer = self.ppir(*arguments, *self.opens, lang=lang)
        assert answer.status == status, answer
        return answer

    def invited(self, desk: Office, address: str = "") -> Path:
        path = self.ppir.folder / "invitation.json"
        made = desk.invitation()
        path.write_bytes(write_invitation(msgspec.structs.replace(made, hub=address or made.hub)))
        return path


@pytest.fixture
def kim(ppir: Command) -> Kim:
    return Kim(ppir)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RunningHub]:
    with running_hub(tmp_path / "hub") as running:
        yield running


def test_a_panellist_enrols_and_exchanges(hub: RunningHub, kim: Kim) -> None:
    small = today_round(hub)
    with office(small, hub) as desk:
        desk.open_on_hub()
        invitation = kim.invited(desk)
        wrong = kim("enrol", invitation, *WHO, "--sector", "nowhere", status=2)
        assert "academia" in wrong.err
        enrolled = kim("enrol", invitation, *WHO, "--sector", "academia", "--json").json()
        assert enrolled["round"] == small.id
        assert enrolled["exchange"][0]["awaits_approval"] is True
        again = kim("enrol", invitation, *WHO, "--sector", "academia")
        assert enrolled["fingerprint"][:4] in again.out
        assert small.id in kim("sync", lang="ko").out

        exchange.sync(desk.profile, CLOCK)
        with open_profile(name="kim") as profile:
            identity = identity_of(profile, small.id)
        desk.let_in(identity)
        desk.give(identity, b"content " * 1000)
        exchange.sync(desk.profile, CLOCK)
        told = kim("sync").out
        assert "2026-0001" in told
        (outcome,) = kim("sync", "--round", small.id, "--json").json()
        assert (outcome["changes"], outcome["failure"]) == ([], None)

        with open_profile(name="kim") as profile:
            sign_sheet(profile, small.id)
        waiting = kim("outbox").out
        assert "—" in waiting
        kim("sync")
        listed = kim("outbox", "--json").json()
        assert {row["state"] for row in listed["outbox"]} == {"sent"}
        assert all(row["receipt"] for row in listed["outbox"])
        assert " · " in kim("outbox").out
        with open_profile(name="kim") as profile, profile.vault.writing() as work:
            work.feed.displace(small.id)  # as when the hub lost its log
        assert " · " not in kim("outbox").out
        kim("outbox", "--again", listed["outbox"][0]["parcel"], lang="ko")
        kim("outbox", "--again", "0" * 64, status=2)
        kim("sync")
    hub.process.terminate()
    hub.process.wait(timeout=60)


def test_a_hub_that_is_not_there_is_told_in_the_outcome(
    hub: RunningHub, kim: Kim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ppir_desktop.sync.failures._FIRST_WAIT", 0.0)
    small = today_round(hub)
    with office(small, hub) as desk:
        desk.open_on_hub()
        kim("enrol", kim.invited(desk), *WHO, "--sector", "academia")
    hub.process.terminate()
    hub.process.wait(timeout=60)
    told = kim("sync", status=1)
    assert small.id in told.out
    failed = kim("sync", "--json", status=1)
    assert "hub_unreachable" in failed.out


def test_a_failure_is_told_once_and_again_when_it_is_another(
    hub: RunningHub, kim: Kim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ppir_desktop.sync.failures._FIRST_WAIT", 0.0)
    with office(today_round(hub), hub) as desk, front_of(hub) as front:
        desk.open_on_hub()
        kim("enrol", kim.invited(desk, front.address), *WHO, "--sector", "academia")
        calls = itertools.count()

        def fails(_asked: Asked, _said: Said) -> Said:
            tried, last = divmod(next(calls), TRIES)
            if tried == 4 and last == 0:
                os.kill(os.getpid(), signal.SIGINT)
            return Said(503 if tried < 2 else 502)

        front.lie = fails
        told = kim("sync", "--watch", "--every", "1").out
    assert [told.count(f"({reason})") for reason in (503, 502)] == [1, 1]


def test_a_proxy_carries_an_enrolment(hub: RunningHub, kim: Kim) -> None:
    with office(today_round(hub), hub) as desk, ConnectProxy() as proxy:
        desk.open_on_hub()
        with Tunnel(hub.address) as tunnel:
            where = kim.invited(desk, tunnel.address)
            kim("enrol", where, *WHO, "--sector", "academia", "--proxy", proxy.address)
            assert set(proxy.opened) == {tunnel.address.removeprefix("https://")}
            assert len(proxy.opened) == tunnel.connections > 1


def test_a_panellist_without_a_network_uses_sticks(kim: Kim, tmp_path: Path) -> None:
    small = today_round()
    opening, request, work = (bundle_path(tmp_path, name) for name in ("opening", "ask", "work"))
    with office(small) as desk:
        desk.let_in(small.newcomer("E-9").identity, "E-9")
        bundles.export(desk.profile, small.id, opening, CLOCK)
        invitation = kim.invited(desk)
        kim("enrol", invitation, *WHO, "--sector", "academia", status=2)
        told = kim("enrol", invitation, *WHO, "--sector", "academia", "--bundle", opening)
        assert "ppir bundle export" in told.out
        assert kim("sync").out.strip()
        assert request.name in kim("bundle", "export", request).out
        kim("bundle", "export", request, status=2)
        bundles.import_bundle(desk.profile, request, CLOCK)
        with open_profile(name="kim") as profile:
            identity = identity_of(profile, small.id)
        desk.let_in(identity)
        desk.give(identity, b"content " * 1000)
        bundles.export(desk.profile, small.id, work, CLOCK, readers=[identity.id])

    shown = kim.ppir("bundle", "show", work, "--json")
    assert shown.status == 0, shown.err
    assert json.loads(shown.out)["round"] == small.id
    assert small.id in kim.ppir("bundle", "show", work, lang="ko").out
    assert "2026-0001" in kim("bundle", "import", work).out
    (again,) = kim("bundle", "import", work, "--json").json()
    assert (again["whole"], again["changes"]) == (True, [])
    answer = kim("bundle", "export", bundle_path(tmp_path, "two"), "--json", "--for", "office")
    assert answer.json()["parcels"]
    kim("bundle", "export", bundle_path(tmp_path, "three"), "--for", "nobody", status=2)
    work.write_bytes(work.read_bytes()[:-1])
    assert "ZIP" in kim("bundle", "import", work, status=2).err
    with open_profile(name="kim") as profile:
        assert len(records_in(profile, small.id, Kind.ASSIGNMENT)) == 1
