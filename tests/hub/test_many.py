"""Ten thousand connections that say nothing harm nobody, and end by themselves."""

from __future__ import annotations

import asyncio
import json
import resource
import socket
import ssl
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ppir_desktop.sync.failures import persistently
from ppir_desktop.sync.progress import Watch
from tests.support.callers import Scene
from tests.support.hub import RunningHub, running_hub

pytest.importorskip("litestar")
patience = pytest.importorskip("ppir_desktop.hub.patience")
pytestmark = [pytest.mark.e2e, pytest.mark.slow]

FEWER, MANY, BEYOND = 2_500, 10_000, 1_000
HELLO = bytes.fromhex("16030102000100")  # the beginning of TLS: more is to come
A_WHILE = 5.0
"""Seconds within which others are answered all the same."""

PATIENCE = 60
MEMORY = 3 * 2**29
"""Bytes that the hub may take for all of them."""

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture(params=[FEWER, pytest.param(MANY, marks=pytest.mark.soak)])
def many(request: pytest.FixtureRequest) -> int:
    """As many connections as this system lets one program have, up to so many."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    wanted: int = request.param
    return min(wanted, most - BEYOND)


def secure() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def peak(hub: RunningHub) -> int:
    """Bytes of memory that a hub had at most."""
    said = Path(f"/proc/{hub.process.pid}/status").read_text(encoding="ascii")
    return int(said.partition("VmHWM:")[2].split()[0]) * 1024


class Crowd:
    """Connections to a hub that keep it waiting, each in one of four ways."""

    def __init__(self, hub: RunningHub) -> None:
        parts = urlsplit(hub.address)
        self.where = (parts.hostname, parts.port)
        self.context = secure()
        self.lines: list[Line] = []

    async def join(self, number: int) -> None:
        """Open a connection: every fifth shakes hands, and half of those begin a call."""
        shakes = self.context if number % 5 == 0 else None
        reader, writer = await asyncio.open_connection(*self.where, ssl=shakes)
        if number % 10 == 0:
            writer.write(b"PUT /v1/hub HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        elif number % 5 and number % 2:
            writer.write(HELLO)
        self.lines.append((reader, writer))

    async def gather(self, count: int) -> None:
        """Open so many, a few hundred at a time."""
        for start in range(0, count, 200):
            await asyncio.gather(*map(self.join, range(start, min(start + 200, count))))

    async def end(self) -> None:
        """Wait until the hub has ended every one of them."""

        async def ended(line: Line) -> None:
            try:
                while await line[0].read(1024):
                    pass
            except OSError:
                pass
            line[1].transport.abort()

        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*map(ended, self.lines))


@pytest.mark.parametrize(
    "said",
    [b"NONSENSE\r\n\r\n", b"\0" * 100, b"GET /v1/hub HTTP/1.1\r\nX: " + b"x" * 40_000],
    ids=["nonsense", "zeros", "endless"],
)
def test_what_is_no_call_is_refused_in_the_same_form(scene: Scene, said: bytes) -> None:
    where = urlsplit(scene.hub.address)
    with (
        socket.create_connection((where.hostname, where.port or 0), timeout=30) as plain,
        secure().wrap_socket(plain) as line,
    ):
        line.sendall(said)
        answer = b"".join(iter(lambda: line.recv(65_536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert json.loads(body) == {"error": "call_wrong"}


@pytest.mark.parametrize("kept_in", ["folder"], indirect=True)
def test_ten_thousand_idle_connections_harm_nobody(
    scene: Scene, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Our own side has as many.
    monkeypatch.setattr("asyncio.sslproto.SSLProtocol.max_size", 16 * 1024)
    before = scene.count()

    def others() -> float:
        began = time.monotonic()
        with scene.hub.client() as client:
            client.info()
            client.put(scene.kims, *scene.parcel(scene.kim))
            client.feed(scene.small.id, scene.kims, 0)
        return time.monotonic() - began

    async def crowded() -> tuple[float, float]:
        crowd = Crowd(scene.hub)
        await crowd.gather(many)
        took = await asyncio.to_thread(others)
        began = time.monotonic()
        await crowd.end()
        assert len(crowd.lines) == many
        return took, time.monotonic() - began

    took, lasted = asyncio.run(crowded())
    assert took < A_WHILE
    assert lasted < patience.HANDSHAKE_SECONDS + patience.HEAD_SECONDS
    assert peak(scene.hub) < MEMORY
    assert scene.count() == before + 1
    assert others() < A_WHILE


def test_more_connections_than_the_system_allows_are_waited_out(tmp_path: Path, many: int) -> None:
    files = 300
    with running_hub(tmp_path / "hub") as hub:
        scene = Scene(hub)
        resource.prlimit(hub.process.pid, resource.RLIMIT_NOFILE, (files, files))

        def others() -> None:
            with hub.client() as client:
                persistently(client.info, Watch())
                persistently(lambda: client.put(scene.kims, *scene.parcel(scene.kim)), Watch())

        async def crowded() -> None:
            crowd = Crowd(hub)
            # A hub that takes no more does not shake hands either.
            for number in range(2 * files):
                if number % 5:
                    await crowd.join(number)
            await asyncio.to_thread(others)
            await crowd.end()

        before = scene.count()
        assert many > files
        asyncio.run(crowded())
        assert scene.count() == before + 1
        scene.client.close()
        scene.pool.clear()
        assert hub.check().status == 0
