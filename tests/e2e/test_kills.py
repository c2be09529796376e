"""Client and hub are killed in the middle of an exchange: nothing that was acknowledged is lost."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
import sqlalchemy as sa

from ppir_desktop.common.identifiers import Digest, digest_of
from ppir_desktop.hub import checking
from ppir_desktop.hub.settings import BLOBS_VARIABLE, DATABASE_VARIABLE, settings_of
from ppir_desktop.hub.tables import BLOBS, PARCELS
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.services import exchange
from ppir_desktop.signing.identities import RoundIdentity, SealingIdentity
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.exchange import HubRow, UploadState
from tests.support.exchanger import sign_any
from tests.support.hub import RunningHub, running_hub
from tests.support.play import (
    CLOCK,
    Office,
    identity_of,
    office,
    records_in,
    today_round,
    token_of,
)
from tests.support.processes import ROOT, environment
from tests.support.tunnel import Tunnel
from tests.support.vaults import make_profile, open_profile
from tests.support.whole_round import agreed, joined_over

pytest.importorskip("litestar")
open_hub = pytest.importorskip("ppir_desktop.hub.serving").open_hub
pytestmark = [pytest.mark.e2e, pytest.mark.slow]

ON_A_FOLDER = pytest.mark.parametrize("kept_in", ["folder"], indirect=True)
A_DOSSIER = 100_000


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for a hub that was killed."""
    monkeypatch.setattr("ppir_desktop.sync.failures._FIRST_WAIT", 0.002)


class Table(NamedTuple):
    """An office, and a panellist whose profile is closed."""

    desk: Office
    identity: RoundIdentity
    tunnel: Tunnel

    def give(self, number: int) -> None:
        """Assign another dossier; it is not sent yet."""
        self.desk.give(self.identity, os.urandom(A_DOSSIER), f"2026-{number:04}")


@contextmanager
def table(hub: RunningHub) -> Iterator[Table]:
    with (
        Tunnel(hub.address) as tunnel,
        office(today_round(hub), hub) as desk,
    ):
        make_profile()
        with open_profile() as kim:
            joined_over(tunnel.address, desk, kim)
            identity = identity_of(kim, desk.small.id)
        with desk.profile.vault.writing() as work:
            row = HubRow(tunnel.address, hub.certificate, "")
            work.exchange.set_hub(desk.small.id, row)
        yield Table(desk, identity, tunnel)


def receipts_of(profile: OpenProfile) -> set[Digest]:
    """The parcels that a vault holds receipts for."""
    return {one.row.parcel for one in exchange.outbox_of(profile) if one.receipt is not None}


def all_is_well(at: Table, dossiers: int) -> None:
    """Both sides agree, and each dossier can be read."""
    with open_profile() as kim:
        assert kim.vault.problems() == []
        for profile in (at.desk.profile, kim, at.desk.profile, kim):
            agreed(profile)
        with kim.vault.reading() as work:
            rows = work.assignments.all(at.desk.small.id)
        assert len(rows) == dossiers
        for row in rows:
            (document,) = row.manifest.documents
            keys = [SealingIdentity.read(row.dossier_key or "")]
            with kim.vault.blobs.open(document.blob, keys) as reader:
                assert digest_of(reader.read_at(0, reader.size)) == document.digest
        sheets = [records_in(one, at.desk.small.id, Kind.SHEET) for one in (kim, at.desk.profile)]
        assert sheets[0]
        assert sorted(sheets[0]) == sorted(sheets[1])
        for profile in (kim, at.desk.profile):
            assert exchange.refused_of(profile) == []
            assert len(receipts_of(profile)) == len(exchange.outbox_of(profile))


def client_killed(at: Table, after: int) -> set[Digest]:
    """Kill a client when so many bytes have passed; what it said was acknowledged."""
    command = [sys.executable, "-m", "tests.support.exchanger", at.desk.small.id]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        at.tunnel.after(after, process.kill)
        out, _ = process.communicate(timeout=120)
    *whole, _cut_off = out.split("\n")
    return set(map(Digest, whole))


def kill_clients(hub: RunningHub, times: int, seed: int) -> None:
    chance = random.Random(seed)
    with table(hub) as at, hub.client() as client:
        known: set[Digest] = set()
        for number in range(times):
            at.give(number)
            agreed(at.desk.profile)
            after = chance.choice([12_000, A_DOSSIER, 2 * A_DOSSIER])
            said = client_killed(at, chance.randrange(after))
            with open_profile() as kim:
                assert kim.vault.problems() == [], f"seed {seed}"
                held = receipts_of(kim)
            assert said <= held, f"seed {seed}"
            token = token_of(hub, at.desk.small, at.identity)
            for parcel in held - known:
                content = client.parcel(at.desk.small.id, token, parcel)
                assert digest_of(content) == parcel, f"seed {seed}"
            known |= held
        all_is_well(at, times)


def kill_hubs(folder: Path, env: Mapping[str, str], times: int, seed: int) -> None:
    chance = random.Random(seed)
    with ExitStack() as stack:
        with running_hub(folder, env=env) as hub:
            at = stack.enter_context(table(hub))
            at.give(0)
            agreed(at.desk.profile)
            with open_profile() as kim:
                agreed(kim)
        for number in range(1, times + 1):
            with running_hub(folder, env=env) as hub, open_profile() as kim:
                at.tunnel.aim(hub.address)
                at.give(number)
                sign_any(kim, at.desk.small.id)
                after = chance.choice([12_000, A_DOSSIER, 3 * A_DOSSIER])
                at.tunnel.after(chance.randrange(after), hub.process.kill)
                for profile in chance.sample([at.desk.profile, kim], 2):
                    exchange.sync(profile, CLOCK)
                hub.process.kill()
                hub.process.wait()
                hub_has_all(folder, env, (at.desk.profile, kim), f"seed {seed}")
        with running_hub(folder, env=env) as hub:
            at.tunnel.aim(hub.address)
            all_is_well(at, times + 1)
            assert not list(folder.rglob("*.partial"))
            checked = hub.check()
            assert (checked.status, checked.err) == (0, ""), checked.out


def hub_has_all(
    folder: Path, env: Mapping[str, str], profiles: tuple[OpenProfile, ...], said: str
) -> None:
    """A hub that was killed is whole, and has whatever a client holds a receipt for."""
    where = settings_of(folder, env.get(DATABASE_VARIABLE, ""), env.get(BLOBS_VARIABLE, ""))
    with open_hub(where) as hub:
        assert checking.check(hub, lambda _done, _all: None).clean, said
        with hub.database.reading() as connection:
            parcels = set(connection.execute(sa.select(PARCELS.c.name)).scalars())
            blobs = set(connection.execute(sa.select(BLOBS.c.digest)).scalars())
    for profile in profiles:
        assert receipts_of(profile) <= parcels, said
        with profile.vault.reading() as work:
            for round_id in work.rounds.ids():
                sent = set(work.exchange.uploads(round_id, UploadState.SENT))
                assert sent <= blobs, said


@ON_A_FOLDER
def test_a_client_that_is_killed_loses_nothing(hub: RunningHub) -> None:
    kill_clients(hub, 10, seed=1)


@ON_A_FOLDER
def test_a_hub_that_is_killed_loses_nothing(kept_in: Mapping[str, str], tmp_path: Path) -> None:
    kill_hubs(tmp_path / "hub", kept_in, 10, seed=2)


@pytest.mark.soak
def test_a_client_that_is_killed_three_hundred_times_loses_nothing(hub: RunningHub) -> None:
    kill_clients(hub, 300, seed=3)


@pytest.mark.soak
def test_a_hub_that_is_killed_three_hundred_times_loses_nothing(
    kept_in: Mapping[str, str], tmp_path: Path
) -> None:
    kill_hubs(tmp_path / "hub", kept_in, 300, seed=4)
