"""A hub's own certificate in other hands: what stands between understands every message.

It loses requests and answers, repeats them, brings them late, in another order, or cut short.
"""

from __future__ import annotations

import random
import re
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, NamedTuple

import urllib3

from ppir_desktop.common.closing import Closes
from ppir_desktop.hub import settings
from tests.support.hub import RunningHub

_ID: Final = r"[0-9a-f-]+"
_MESSAGES: Final = {
    "GET": {
        "opening": rf"/v1/rounds/{_ID}",
        "hub": "/v1/hub",
        "feed": rf"/v1/rounds/{_ID}/feed\?.*",
        "parcel": rf"/v1/rounds/{_ID}/parcels/{_ID}",
        "blob": rf"/v1/rounds/{_ID}/blobs/{_ID}",
    },
    "HEAD": {"look": rf"/v1/rounds/{_ID}/blobs/{_ID}"},
    "POST": {
        "token": rf"/v1/rounds/{_ID}/tokens",
        "enrolment": rf"/v1/rounds/{_ID}/enrolments/{_ID}",
    },
    "PUT": {
        "put parcel": rf"/v1/rounds/{_ID}/parcels/{_ID}",
        "upload": rf"/v1/rounds/{_ID}/blobs/{_ID}",
    },
}
MESSAGES: Final = frozenset(name for of_method in _MESSAGES.values() for name in of_method)
"""All messages of an exchange."""

_BY_THE_LINE: Final = frozenset({"connection", "host", "keep-alive", "transfer-encoding"})


class Fault(StrEnum):
    """What becomes of a message."""

    NONE = "none"
    REQUEST_LOST = "request lost"
    ANSWER_LOST = "answer lost"
    REPEATED = "repeated"
    LATE = "answered when nobody waits any more"
    OVERTAKEN = "overtaken by the next"
    CUT_SHORT = "cut short"


class _Asked(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class _Answered(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes


Choice = Callable[[str], Fault]
"""What becomes of a message, by its name; asked once for each."""


def first_and_third(fault: Fault) -> Choice:
    """One fault for the first and third message of each name, so that what is tried again passes.

    The first of some names is refused for good reasons: nobody is let in yet.
    """
    count: Counter[str] = Counter()

    def choose(name: str) -> Fault:
        count[name] += 1
        return fault if count[name] in {1, 3} else Fault.NONE

    return choose


def at_random(seed: int, often: float = 0.4) -> Choice:
    """Faults by chance, the same for the same seed and the same order of messages."""
    chance = random.Random(seed)

    def choose(_name: str) -> Fault:
        return chance.choice(list(Fault)) if chance.random() < often else Fault.NONE

    return choose


class Meddler(Closes):
    """Stands between clients and a hub.

    Attributes:
        address: Where clients call it.
        befell: Which fault befell which message.
    """

    def __init__(self, hub: RunningHub, choose: Choice, seed: int = 0) -> None:
        self.choose = choose
        self.befell: list[tuple[str, Fault]] = []
        self.chance = random.Random(seed)
        self._lock = threading.Lock()
        self._kept: list[_Asked] = []
        self._hub = hub.address
        self._pool = urllib3.PoolManager(
            maxsize=16, cert_reqs="CERT_NONE", assert_hostname=False,
            assert_fingerprint=hub.certificate, retries=False,
        )  # fmt: skip
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(
            hub.folder / settings.CERTIFICATE, hub.folder / settings.CERTIFICATE_KEY
        )
        self._server = _Server(("127.0.0.1", 0), context, self)
        self.address = f"https://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def close(self) -> None:
        """Take no more, and end what is there."""
        self._server.shutdown()
        self._server.server_close()
        self._server.end_all()
        self._thread.join()
        self._pool.clear()

    def fault_of(self, asked: _Asked) -> Fault:
        """What becomes of a message."""
        name = _name_of(asked)
        with self._lock:
            fault = self.choose(name)
            if fault is not Fault.NONE:
                self.befell.append((name, fault))
        return fault

    def keep(self, asked: _Asked) -> None:
        """Keep a request until the next one has passed."""
        with self._lock:
            self._kept.append(asked)

    def forward(self, asked: _Asked) -> _Answered:
        """Have the hub answer, and then hand it what was overtaken."""
        answered = self._forward(asked)
        with self._lock:
            overtaken, self._kept = self._kept, []
        for one in overtaken:
            self._forward(one)
        return answered

    def _forward(self, asked: _Asked) -> _Answered:
        answer = self._pool.request(
            asked.method, self._hub + asked.path, body=asked.body or None,
            headers=asked.headers, redirect=False, decode_content=False,
        )  # fmt: skip
        kept = [(k, v) for k, v in answer.headers.items() if k.lower() not in _BY_THE_LINE]
        return _Answered(answer.status, kept, answer.data)


class _Server(ThreadingHTTPServer):
    def __init__(self, address: tuple[str, int], context: ssl.SSLContext, meddler: Meddler) -> None:
        super().__init__(address, _Handler)
        self.context = context
        self.meddler = meddler
        self._open: set[socket.socket] = set()

    def finish_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 -- its own
        # In a thread of the connection's own, so that nobody waits for a handshake.
        self._open.add(request)
        try:
            with (
                suppress(OSError),
                self.context.wrap_socket(request, server_side=True) as secure,
            ):
                _Handler(secure, client_address, self)
        finally:
            self._open.discard(request)

    def end_all(self) -> None:
        for one in list(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        meddler = self.server.meddler
        asked = _Asked(
            self.command,
            self.path,
            {k: v for k, v in self.headers.items() if k.lower() not in _BY_THE_LINE},
            self.rfile.read(int(self.headers.get("Content-Length", 0))),
        )
        fault = meddler.fault_of(asked)
        if fault in {Fault.REQUEST_LOST, Fault.OVERTAKEN}:
            if fault is Fault.OVERTAKEN:
                meddler.keep(asked)
            self.close_connection = True
            return
        answered = meddler.forward(asked)
        if fault is Fault.REPEATED:
            answered = meddler.forward(asked)
        if fault in {Fault.LATE, Fault.ANSWER_LOST}:
            if fault is Fault.LATE:
                self.rfile.read(1)  # until whoever asked has hung up
            self.close_connection = True
            return
        content = self._written(answered)
        if fault is Fault.CUT_SHORT:
            content = content[: meddler.chance.randrange(len(content))]
            self.close_connection = True
        self.wfile.write(content)

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 -- called so by the library

    def _written(self, answered: _Answered) -> bytes:
        lines = [f"HTTP/1.1 {answered.status} -"]
        lines += [f"{name}: {value}" for name, value in answered.headers]
        body = b"" if self.command == "HEAD" else answered.body
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + body

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 -- its own
        """Say nothing."""


def _name_of(asked: _Asked) -> str:
    for name, pattern in _MESSAGES.get(asked.method, {}).items():
        if re.fullmatch(pattern, asked.path):
            return name
    raise AssertionError(f"a message that an exchange does not have: {asked.method} {asked.path}")
