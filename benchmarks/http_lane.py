"""The least HTTP that a client of a hub needs, so that a load costs its maker little."""

from __future__ import annotations

import asyncio
import ssl
import time
from typing import Self


class Lane:
    """One client's connection, which asks one thing after the other.

    Attributes:
        taken: For each kind of call, how long each took in seconds.
    """

    def __init__(self, host: str, port: int, taken: dict[str, list[float]]) -> None:
        """Call a host; nothing is sent yet."""
        self._where = host, port
        self._taken = taken

    async def __aenter__(self) -> Self:
        """Connect."""
        start = time.perf_counter()
        self._reader, self._writer = await asyncio.open_connection(*self._where, ssl=_CONTEXT)
        self._taken["connect"].append(time.perf_counter() - start)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Hang up, without waiting for the other side's goodbye."""
        self._writer.transport.abort()

    async def ask(
        self, kind: str, method: str, path: str, *, token: str = "", body: bytes = b""
    ) -> bytes:
        """Make a call and give its answer's bytes."""
        start = time.perf_counter()
        bearer = f"Authorization: Bearer {token}\r\n" if token else ""
        head = f"{method} /v1{path} HTTP/1.1\r\nHost: hub\r\n{bearer}"
        self._writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        answer = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        status = int(answer[9:12])
        size = int(answer.partition(b"content-length:")[2].split(maxsplit=1)[0])
        content = await self._reader.readexactly(size)
        assert 200 <= status < 300, (kind, status, content[:200])
        self._taken[kind].append(time.perf_counter() - start)
        return content


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


_CONTEXT = _context()
