"""A front before a hub, with the hub's own certificate, that answers what a test has it answer."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import urllib3

from ppir_desktop.hub.settings import CERTIFICATE, CERTIFICATE_KEY
from ppir_desktop.protocol.hub_api import FEED_DECODER, FeedPage
from tests.support.hub import RunningHub


class Asked(NamedTuple):
    """A call that came."""

    method: str
    path: str
    body: bytes


class Said(NamedTuple):
    """An answer.

    Attributes:
        status: Its status.
        body: Its bytes.
        pieces: Bytes instead of those, as many as whoever reads takes.
        length: How many bytes it says there are; those of the body by default.
        part: Its ``Content-Range``.
    """

    status: int
    body: bytes = b""
    pieces: Iterable[bytes] = ()
    length: int | None = None
    part: str = ""


Lie = Callable[[Asked, Said], Said]


def the_truth(_asked: Asked, said: Said) -> Said:
    """Change nothing."""
    return said


class Front:
    """A front that stands before a hub.

    Attributes:
        address: Where it is called.
        lie: What it makes of the hub's answers.
        sent: How many bytes it has sent.
        asked: The calls that came.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.lie: Lie = the_truth
        self.sent = 0
        self.asked: list[Asked] = []


@contextmanager
def front_of(hub: RunningHub, folder: Path | None = None) -> Iterator[Front]:
    """Stand before a hub until the block ends.

    Args:
        hub: The hub.
        folder: Where the certificate and its key lie; the hub's own folder by default.
    """
    lies_in = folder or hub.folder
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(lies_in / CERTIFICATE, lies_in / CERTIFICATE_KEY)
    pool = urllib3.PoolManager(
        cert_reqs="CERT_NONE", assert_hostname=False, assert_fingerprint=hub.certificate, maxsize=8
    )
    server = _Server(("127.0.0.1", 0), _Handler)
    server.context, server.pool, server.hub = context, pool, hub.address
    server.front = Front(f"https://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.front
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        pool.clear()


def on_feed(change: Callable[[FeedPage], FeedPage]) -> Lie:
    """Make another page of each page of a feed."""

    def lie(asked: Asked, said: Said) -> Said:
        if "/feed?" not in asked.path or said.status != 200:
            return said
        page = change(FEED_DECODER.decode(said.body))
        return said._replace(body=msgspec.json.encode(page))

    return lie


def on(method: str, part: str, said: Said) -> Lie:
    """Answer calls of a method whose address has a part in it with something else."""

    def lie(asked: Asked, truth: Said) -> Said:
        return said if asked.method == method and part in asked.path else truth

    return lie


class _Server(ThreadingHTTPServer):
    context: ssl.SSLContext
    pool: urllib3.PoolManager
    hub: str
    front: Front

    def finish_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 -- a socket
        # Whoever refuses the certificate breaks off in the middle of a handshake.
        with suppress(OSError), self.context.wrap_socket(request, server_side=True) as secured:
            super().finish_request(secured, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 -- a socket
        """Whoever called may go away at any time."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def handle_call(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        asked = Asked(self.command, self.path, body)
        self.server.front.asked.append(asked)
        kept = ("authorization", "range", "ppir-receipt")
        headers = {name: value for name, value in self.headers.items() if name.lower() in kept}
        answer = self.server.pool.request(
            self.command, self.server.hub + self.path, body=body, headers=headers, retries=False
        )
        part = answer.headers.get("Content-Range", "")
        size = int(answer.headers.get("Content-Length") or 0) if self.command == "HEAD" else None
        self._say(self.server.front.lie(asked, Said(answer.status, answer.data, (), size, part)))

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = handle_call  # noqa: N815 -- the library's names

    def _say(self, said: Said) -> None:
        self.send_response(said.status)
        length = len(said.body) if said.length is None else said.length
        if said.status != 204:
            self.send_header("Content-Length", str(length))
        if said.part:
            self.send_header("Content-Range", said.part)
        self.end_headers()
        for piece in said.pieces or (said.body,):
            self.wfile.write(piece)
            self.server.front.sent += len(piece)
        # Whoever was promised more waits in vain.
        self.close_connection = said.length is not None

    def log_message(self, *_arguments: object) -> None:
        """What it does is asked of it by tests alone."""
