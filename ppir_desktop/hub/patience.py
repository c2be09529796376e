"""How long a hub waits for whoever has connected, and how much it hears before it knows what for.

A connection costs the hub memory and a file, so one that says nothing is not kept for ever.
"""

from __future__ import annotations

import asyncio
import asyncio.constants
import asyncio.sslproto
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ppir_desktop.protocol import limits

HANDSHAKE_SECONDS: Final = 10.0
"""How long the beginning of TLS may take."""

HEAD_SECONDS: Final = 15.0
"""How long it may take to say what is called."""

SILENCE_SECONDS: Final = 60.0
"""How long a sender may be silent in the middle of a call, or a receiver take nothing."""

HEAD_BYTES: Final = 32 * limits.KIB
"""How long the line and headers of a call may be."""

_GOODBYE_SECONDS: Final = 2.0
"""How long a line that is closed may take to say so too."""

_TLS_BUFFER: Final = 64 * limits.KIB
"""What each connection has for TLS; a record of it has 16 KiB."""

_LOOKS_EVERY: Final = 2.5
_WRONG: Final = b'{"error":"call_wrong"}'


def limit_tls() -> None:
    """Set for this process what nothing else sets: how TLS waits, and what it takes."""
    asyncio.constants.SSL_HANDSHAKE_TIMEOUT = HANDSHAKE_SECONDS
    # A laptop that is idle does not answer the end of TLS: 30 seconds for each stop of a hub.
    asyncio.constants.SSL_SHUTDOWN_TIMEOUT = _GOODBYE_SECONDS
    asyncio.sslproto.SSLProtocol.max_size = _TLS_BUFFER


class PatientProtocol(HttpToolsProtocol):
    """HTTP on one connection, which ends when whoever has it is silent for too long.

    Between two calls the server's own timer for idle connections counts.
    """

    _deadline: float | None = None
    _head = 0
    _unsent = 0
    _timer: asyncio.TimerHandle | None = None

    # uvicorn narrows it as well: it is given nothing else.
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first call."""
        super().connection_made(transport)
        self._wait(HEAD_SECONDS)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Hear some more, unless it is too much before it is known what for."""
        if self._head >= 0:
            self._head += len(data)
        super().data_received(data)
        if self._deadline is None and self.cycle.response_complete:
            # A blank line begins no call, yet it ends the server's own timer.
            self._wait(HEAD_SECONDS)
        if self._head > HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("")

    def on_message_begin(self) -> None:
        """Wait for the rest of a call's head."""
        super().on_message_begin()
        self._head = max(self._head, 0)  # what begins a call came with it
        self._wait(HEAD_SECONDS)

    def on_headers_complete(self) -> None:
        """Wait for the body."""
        super().on_headers_complete()
        self._head = -1
        self._wait(SILENCE_SECONDS)

    def on_body(self, body: bytes) -> None:
        """Wait for more of the body."""
        super().on_body(body)
        self._wait(SILENCE_SECONDS)

    def on_message_complete(self) -> None:
        """Wait for nothing: it is for the hub to answer."""
        super().on_message_complete()
        self._deadline = None

    def pause_writing(self) -> None:
        """Wait for somebody to take what was sent."""
        super().pause_writing()
        self._wait(SILENCE_SECONDS)

    def resume_writing(self) -> None:
        """Wait no more for that."""
        super().resume_writing()
        self._deadline = None

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no call, in the API's own form."""
        del msg
        self.transport.write(
            b"HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n"
            b"content-length: %d\r\nconnection: close\r\n\r\n%b" % (len(_WRONG), _WRONG)
        )
        self.transport.close()

    def _wait(self, seconds: float) -> None:
        self._deadline = self.loop.time() + seconds

    def _look(self) -> None:
        unsent = self.transport.get_write_buffer_size()
        if self.flow.read_paused or (self.flow.write_paused and unsent < self._unsent):
            self._wait(SILENCE_SECONDS)  # the hub itself is slow, or somebody takes it in slowly
        self._unsent = unsent
        if self._deadline is not None and self.loop.time() > self._deadline:
            self.transport.abort()
            return
        self._timer = self.loop.call_later(_LOOKS_EVERY, self._look)
