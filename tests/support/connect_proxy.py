"""A proxy as many networks have one: it opens lines by CONNECT (RFC 9110, section 9.3.6)."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ppir_desktop.common.closing import Closes


class ConnectProxy(Closes):
    """A proxy on this machine.

    Attributes:
        address: What programs are told.
        opened: Where lines were opened to, as they were asked for.
    """

    def __init__(self) -> None:
        self.opened: list[str] = []
        self._server = _Server(("127.0.0.1", 0), self)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def close(self) -> None:
        """Take no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True

    def __init__(self, address: tuple[str, int], proxy: ConnectProxy) -> None:
        super().__init__(address, _Handler)
        self.proxy = proxy


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_CONNECT(self) -> None:
        self.server.proxy.opened.append(self.path)
        host, _, port = self.path.rpartition(":")
        with socket.create_connection((host, int(port))) as far:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=_pass_on, args=(far, self.connection))
            back.start()
            _pass_on(self.connection, far)
            back.join()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 -- its own
        """Say nothing."""


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65_536):
            sink.sendall(piece)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
