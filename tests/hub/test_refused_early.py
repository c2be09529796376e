"""Whoever may not hand anything in is told so before the hub hears what it is."""

from __future__ import annotations

import socket
import ssl
from urllib.parse import urlsplit

import pytest

from ppir_desktop.common.identifiers import digest_of, new_identifier
from tests.support.callers import Scene

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e

NAME = digest_of(b"something")


@pytest.mark.parametrize("token", ["none", "of another round"])
@pytest.mark.parametrize("what", [f"parcels/{NAME}", f"blobs/{NAME}", "invitations"])
def test_a_body_is_not_waited_for_without_a_token(scene: Scene, what: str, token: str) -> None:
    where = urlsplit(scene.hub.address)
    context = ssl.create_default_context(cafile=str(scene.hub.folder / "tls.crt"))
    round_id = scene.small.id if token == "none" else new_identifier()
    said = "x.y.z" if token == "none" else scene.officer
    head = (
        f"PUT /v1/rounds/{round_id}/{what} HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: Bearer {said}\r\nContent-Length: 1000000\r\n\r\n"
    )
    with (
        socket.create_connection((where.hostname, where.port or 0), timeout=30) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as line,
    ):
        line.sendall(head.encode())
        assert line.recv(65_536).startswith(b"HTTP/1.1 401 ")
