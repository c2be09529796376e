"""``ppir sync`` as a process: again and again, over a proxy, and until it is interrupted."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from ppir_desktop.signing.identities import RoundIdentity
from ppir_desktop.store.repositories.exchange import HubRow
from tests.support.connect_proxy import ConnectProxy
from tests.support.hub import RunningHub, running_hub
from tests.support.play import Office, identity_of, office, read_document, today_round
from tests.support.processes import ROOT, environment, ppir
from tests.support.tunnel import Fate, Trouble, Tunnel
from tests.support.vaults import SECRET, make_profile, open_profile
from tests.support.whole_round import agreed, joined_over

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e

DOCUMENT = b"content " * 40_000
SECOND = 1.0


class Laptop(NamedTuple):
    """A panellist who is let in, and is called by commands alone."""

    desk: Office
    identity: RoundIdentity
    tunnel: Tunnel
    options: tuple[str, ...]

    def give(self, dossier: str) -> None:
        """Have the office assign a dossier and send it to the hub."""
        self.desk.give(self.identity, DOCUMENT, dossier)
        agreed(self.desk.profile)

    def move(self, hub: RunningHub) -> None:
        """Have everybody call a hub where it is now."""
        self.tunnel.aim(hub.address)
        with self.desk.profile.vault.writing() as work:
            row = HubRow(hub.address, hub.certificate, "")
            work.exchange.set_hub(self.desk.small.id, row)


@contextmanager
def laptop_of(hub: RunningHub, folder: Path) -> Iterator[Laptop]:
    with ExitStack() as stack:
        desk = stack.enter_context(office(today_round(hub), hub))
        tunnel = stack.enter_context(Tunnel(hub.address))
        make_profile()
        with open_profile() as kim:
            joined_over(tunnel.address, desk, kim)
            identity = identity_of(kim, desk.small.id)
        passphrase = folder / "passphrase"
        passphrase.write_text(SECRET.text, encoding="utf-8")
        options = ("sync", "--profile", "kim", "--passphrase-file", str(passphrase))
        yield Laptop(desk, identity, tunnel, options)


@contextmanager
def watching(laptop: Laptop) -> Iterator[subprocess.Popen[str]]:
    """``ppir sync --watch``, which is interrupted in the end and ends well."""
    command = [sys.executable, "-W", "error", "-m", "ppir_desktop.cli.main", *laptop.options]
    with subprocess.Popen(
        [*command, "--watch", "--every", "1"],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            yield process
            process.send_signal(signal.SIGINT)
            began = time.monotonic()
            _, errors = process.communicate(timeout=60)
            took = time.monotonic() - began
            assert (process.returncode, errors) == (0, "")
            assert took < SECOND
        finally:
            process.kill()


def told(process: subprocess.Popen[str], text: str) -> None:
    """Wait until a process says something."""
    assert process.stdout is not None
    heard = []
    for line in process.stdout:
        heard.append(line)
        if text in line:
            return
    raise AssertionError("".join(heard))


def test_it_notices_what_is_new_and_outlives_a_hub(tmp_path: Path) -> None:
    with ExitStack() as stack:
        first = ExitStack()
        hub = first.enter_context(running_hub(tmp_path / "hub"))
        laptop = stack.enter_context(laptop_of(hub, tmp_path))
        laptop.give("2026-0001")
        process = stack.enter_context(watching(laptop))
        told(process, "2026-0001")
        first.close()
        told(process, "could not be reached")
        laptop.move(stack.enter_context(running_hub(tmp_path / "hub")))
        laptop.give("2026-0002")
        told(process, "2026-0002")


@pytest.mark.parametrize("kept_in", ["folder"], indirect=True)
def test_it_is_interrupted_though_the_hub_is_silent(hub: RunningHub, tmp_path: Path) -> None:
    with laptop_of(hub, tmp_path) as laptop:
        laptop.give("2026-0001")
        laptop.tunnel.fates = lambda _number: Fate(Trouble.STALLED, upward=False, at=100_000)
        with watching(laptop):
            assert laptop.tunnel.stalled.wait(60)
        laptop.tunnel.fates = lambda _number: None
        ended = ppir(*laptop.options)
        assert ended.status == 0, ended
        with open_profile() as kim:
            assert read_document(kim, laptop.desk.small.id) == DOCUMENT


@pytest.mark.parametrize("kept_in", ["folder"], indirect=True)
def test_a_proxy_carries_every_line_and_sees_no_more_than_where_to(
    hub: RunningHub, tmp_path: Path
) -> None:
    with laptop_of(hub, tmp_path) as laptop, ConnectProxy() as proxy:
        laptop.give("2026-0001")
        before = laptop.tunnel.connections
        ended = ppir(*laptop.options, "--proxy", proxy.address)
        assert (ended.status, ended.err) == (0, ""), ended
        assert "2026-0001" in ended.out
        where = laptop.tunnel.address.removeprefix("https://")
        assert set(proxy.opened) == {where}
        assert len(proxy.opened) == laptop.tunnel.connections - before
