"""A hub waits for whoever has connected, as long as its limits say and no longer."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

uvicorn = pytest.importorskip("uvicorn")
patience = pytest.importorskip("ppir_desktop.hub.patience")
pytestmark = pytest.mark.e2e

SILENCE, HEAD, KEEP = 0.6, 1.2, 0.4
"""Seconds: the limits, made short. `KEEP` is the server's own between two calls."""

NOW_AND_THEN = 0.15
MANY = 100
"""So often something is said now and then before it counts as for ever."""

LARGE = 8 * 2**20
PIECE = bytes(2**22)
"""More than a slow receiver takes within any limit."""

GET = b"GET /small HTTP/1.1\r\nHost: x\r\n\r\n"
GET_LARGE = b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n"
PUT = b"PUT /small HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n\r\n"


async def app(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 -- of ASGI
    """Hear a call to its end, and answer with a little or with much."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    size = LARGE if scope["path"] == "/large" else 2
    headers = [(b"content-length", str(size).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for start in range(0, size, len(PIECE)):
        piece = PIECE[: size - start]
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server that waits as a hub does, and less long."""
    monkeypatch.setattr(patience, "SILENCE_SECONDS", SILENCE)
    monkeypatch.setattr(patience, "HEAD_SECONDS", HEAD)
    monkeypatch.setattr(patience, "_LOOKS_EVERY", 0.05)
    config = uvicorn.Config(
        app, http=patience.PatientProtocol, ws="none", log_config=None, timeout_keep_alive=KEEP
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        # The system takes little itself, so that what a receiver takes shows at once.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**16)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def connected(port: int, room: int = 0) -> Iterator[socket.socket]:
    """A connection, with little room for what arrives where that is asked for."""
    with socket.socket() as line:
        if room:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        line.settimeout(30)
        line.connect(("127.0.0.1", port))
        yield line


def answered(line: socket.socket) -> None:
    """Take a small answer."""
    taken = b""
    while not taken.endswith(b"\r\n\r\n\0\0"):
        taken += line.recv(2**16)
    assert taken.startswith(b"HTTP/1.1 200")


def rest(line: socket.socket) -> int:
    """How many bytes come until the other side ends the connection."""
    taken = 0
    with suppress(ConnectionResetError):
        while piece := line.recv(2**20):
            taken += len(piece)
    return taken


def until_others_are_ended(port: int) -> None:
    """Wait as long as the hub does for somebody who says nothing, which is the longest."""
    with connected(port) as silent:
        assert rest(silent) == 0


def says_now_and_then(line: socket.socket, said: bytes) -> bool:
    """Say something now and then; whether the other side ended the connection meanwhile."""
    line.settimeout(NOW_AND_THEN)
    for _ in range(MANY):
        with suppress(TimeoutError):
            try:
                line.sendall(said)
                if not line.recv(2**16):
                    return True
            except (ConnectionResetError, BrokenPipeError):
                return True
    return False


def test_whoever_says_nothing_is_let_go(port: int) -> None:
    until_others_are_ended(port)


@pytest.mark.parametrize("first", [b"", GET], ids=["first", "after an answer"])
def test_blank_lines_keep_no_connection(port: int, first: bytes) -> None:
    with connected(port) as line:
        line.sendall(first)
        if first:
            answered(line)
        assert says_now_and_then(line, b"\r\n")


def test_a_call_after_a_blank_line_is_answered(port: int) -> None:
    with connected(port) as line:
        for _ in range(3):
            line.sendall(b"\r\n" + GET)
            answered(line)


def test_a_head_that_comes_letter_by_letter_is_not_waited_for(port: int) -> None:
    with connected(port) as line:
        line.sendall(b"GET /small HTTP/1.1\r\nX-Slow: ")
        assert says_now_and_then(line, b"x")


def test_a_sender_who_falls_silent_is_let_go_and_a_slow_one_is_not(port: int) -> None:
    with connected(port) as silent, connected(port) as slow:
        silent.sendall(PUT + b"12")
        slow.sendall(PUT)
        slow.settimeout(NOW_AND_THEN)
        for _ in range(11):  # longer than any limit altogether
            slow.sendall(b"x")
            with pytest.raises(TimeoutError):
                slow.recv(1)
        slow.settimeout(30)
        slow.sendall(b"x")
        answered(slow)
        assert rest(silent) == 0


def test_a_receiver_who_takes_nothing_is_let_go_and_a_slow_one_is_not(port: int) -> None:
    with connected(port, 2**16) as silent, connected(port, 2**16) as slow:
        silent.sendall(GET_LARGE)
        slow.sendall(GET_LARGE)
        taken = 0
        for _ in range(6):  # longer than any limit altogether
            with connected(port) as between:
                between.sendall(GET)
                rest(between)  # as long as the server keeps an idle connection
            for _ in range(8):
                taken += len(slow.recv(2**16))
        assert rest(silent) < LARGE
        assert taken + rest(slow) > LARGE
