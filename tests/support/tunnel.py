"""A line between a client and a hub that passes bytes on without understanding them, or fails to.

It sees TLS alone, as whoever owns a hotel's network does.
"""

from __future__ import annotations

import random
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from ppir_desktop.common.closing import Closes

_PIECE: Final = 65_536
_AT_ONCE: Final = struct.pack("ii", 1, 0)


class Trouble(StrEnum):
    """What becomes of a connection when it has passed so many bytes one way."""

    CUT = "cut"
    RESET = "reset"
    HALF_CLOSED = "half-closed"
    FLIPPED = "flipped"
    DELAYED = "delayed"
    STALLED = "stalled"


class Fate(NamedTuple):
    """What happens to a connection, which way, and after how many bytes that way."""

    trouble: Trouble
    upward: bool
    at: int


Fates = Callable[[int], Fate | None]
"""By the number of a connection, from 0."""


def all_well(_number: int) -> Fate | None:
    """No trouble."""
    return None


def by_chance(seed: int, often: float = 0.6) -> Fates:
    """Troubles that are the same for the same seed, and the same connection's number."""

    def fate(number: int) -> Fate | None:
        chance = random.Random(f"{seed} {number}")
        if chance.random() > often:
            return None
        trouble = chance.choice([one for one in Trouble if one is not Trouble.STALLED])
        return Fate(trouble, chance.random() < 0.5, int(2 ** chance.uniform(0, 18)))

    return fate


class Tunnel(Closes):
    """Takes connections at an address of its own and passes them on to a hub.

    Attributes:
        target: Host and port of the hub; another one may take its place at any time.
        up: Bytes that went to the hub.
        down: Bytes that came from it.
        befell: What happened to connections so far.
        stalled: Set once a connection has come to a standstill.
    """

    def __init__(self, address: str, fates: Fates = all_well) -> None:
        self.fates = fates
        self.connections = 0
        self.up = self.down = 0
        self.befell: list[Fate] = []
        self.stalled = threading.Event()
        self.aim(address)
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._triggers: list[tuple[int, Callable[[], None]]] = []
        self._open: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"https://127.0.0.1:{self._listening.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def aim(self, address: str) -> None:
        """Pass on to another hub from now on."""
        parts = urlsplit(address)
        self.target = (parts.hostname or "", parts.port or 0)

    def after(self, count: int, call: Callable[[], None]) -> None:
        """Have something be done, once, when so many more bytes have passed either way."""
        with self._lock:
            self._triggers.append((self.up + self.down + count, call))

    def calm(self, fates: Fates = all_well) -> None:
        """Forget what was to happen, and count connections anew for what happens from now on."""
        with self._lock:
            self._triggers.clear()
            self.fates = fates
            self.connections = 0

    def close(self) -> None:
        """End every connection, and take no more."""
        self._closing.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        with self._lock:
            ending = list(self._open)
        for one in ending:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(self.target, timeout=10)
                far.settimeout(None)
            except OSError:
                near.close()
                continue
            number, self.connections = self.connections, self.connections + 1
            with self._lock:
                self._open |= {near, far}
            line = _Line(self, near, far, self.fates(number))
            pumps = [threading.Thread(target=line.pump, args=(upward,)) for upward in (True, False)]
            self._threads += pumps
            for pump in pumps:
                pump.start()

    def count(self, upward: bool, number: int) -> None:
        """Count bytes that passed, and do what was to be done then."""
        with self._lock:
            if upward:
                self.up += number
            else:
                self.down += number
            passed = self.up + self.down
            due = [call for at, call in self._triggers if at <= passed]
            self._triggers = [one for one in self._triggers if one[0] > passed]
        for call in due:
            call()

    def hold(self, seconds: float | None) -> None:
        """Pass nothing on for a while, or until all ends."""
        if seconds is None:
            self.stalled.set()
        self._closing.wait(seconds)

    def forget(self, *ended: socket.socket) -> None:
        """Know that connections have ended."""
        with self._lock:
            self._open -= set(ended)


class _Line:
    """One connection, both ways."""

    def __init__(
        self, tunnel: Tunnel, near: socket.socket, far: socket.socket, fate: Fate | None
    ) -> None:
        self._tunnel = tunnel
        self._near, self._far = near, far
        self._fate = fate
        self._running = 2
        self._lock = threading.Lock()

    def pump(self, upward: bool) -> None:
        """Pass on what goes one way, until it ends."""
        source, sink = (self._near, self._far) if upward else (self._far, self._near)
        passed = 0
        with suppress(OSError):
            while piece := source.recv(_PIECE):
                fate = self._fate
                if fate is not None and fate.upward is upward and passed + len(piece) > fate.at:
                    self._fate = None
                    piece = self._befall(fate, piece, fate.at - passed, source, sink)
                    if not piece:
                        break
                sink.sendall(piece)
                passed += len(piece)
                self._tunnel.count(upward, len(piece))
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)
        with self._lock:
            self._running -= 1
            if self._running:
                return
        self._tunnel.forget(self._near, self._far)
        for one in (self._near, self._far):
            one.close()

    def _befall(
        self, fate: Fate, piece: bytes, at: int, source: socket.socket, sink: socket.socket
    ) -> bytes:
        """Do to a piece what befalls it; what is left of it to be passed on."""
        self._tunnel.befell.append(fate)
        if fate.trouble is Trouble.FLIPPED:
            return piece[:at] + bytes([piece[at] ^ 0x10]) + piece[at + 1 :]
        sink.sendall(piece[:at])
        self._tunnel.count(fate.upward, at)
        if fate.trouble is Trouble.DELAYED:
            self._tunnel.hold(0.3)
            return piece[at:]
        if fate.trouble is Trouble.STALLED:
            self._tunnel.hold(None)
        elif fate.trouble is Trouble.HALF_CLOSED:
            sink.shutdown(socket.SHUT_WR)
            while source.recv(_PIECE):
                pass
        else:
            for one in (source, sink):
                if fate.trouble is Trouble.RESET:
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
                    one.shutdown(socket.SHUT_RD)
                    one.close()
                else:
                    one.shutdown(socket.SHUT_RDWR)
        return b""
