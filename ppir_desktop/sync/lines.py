"""Connections that whoever wishes to stop can end, however long the other side is silent."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final
from weakref import WeakSet

from urllib3 import HTTPSConnectionPool
from urllib3.connection import HTTPSConnection

from ppir_desktop.sync.progress import Watch

_LOOKS_EVERY: Final = 0.1


class Lines:
    """The connections of one client: a wish to stop ends those that are open or opening."""

    def __init__(self, watch: Watch) -> None:
        """End them when somebody wishes it."""
        self._watch = watch
        self._open: WeakSet[socket.socket] = WeakSet()
        self._lock = threading.Lock()
        watch.when_cancelled(self._end)

    def pool(self) -> type[HTTPSConnectionPool]:
        """What the library is to make its connections with."""
        lines = self

        class Connection(HTTPSConnection):
            def connect(self) -> None:
                lines.open(super().connect, self)

        class Pool(HTTPSConnectionPool):
            ConnectionCls = Connection

        return Pool

    def open(self, connect: Callable[[], None], connection: HTTPSConnection) -> None:
        """Open a connection.

        Looking a name up, knocking and shaking hands cannot be ended; so a thread of its own does
        it, and is left to itself when somebody wishes to stop.

        Raises:
            RefusedError: ``cancelled``.
        """
        attempt = _Attempt(connect, connection)
        try:
            while not attempt.ended.wait(_LOOKS_EVERY):
                self._watch.check()
        except BaseException:
            attempt.give_up()
            raise
        if attempt.error is not None:
            raise attempt.error
        if connection.sock is not None:
            with self._lock:
                self._open.add(connection.sock)
        self._watch.check()

    def _end(self) -> None:
        with self._lock:
            ending = list(self._open)
        for one in ending:
            with suppress(OSError):  # it may have ended meanwhile
                # Past the layer of TLS, which another thread is using.
                socket.socket.shutdown(one, socket.SHUT_RDWR)


class _Attempt:
    """Opening one connection, in a thread that nobody has to wait for."""

    def __init__(self, connect: Callable[[], None], connection: HTTPSConnection) -> None:
        self._connect = connect
        self._connection = connection
        self._lock = threading.Lock()
        self._is_wanted = True
        self.error: BaseException | None = None
        self.ended = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def give_up(self) -> None:
        """Have whatever comes of it be closed."""
        with self._lock:
            self._is_wanted = False
            if self.ended.is_set():
                self._connection.close()

    def _run(self) -> None:
        try:
            self._connect()
        except BaseException as error:  # noqa: BLE001 -- told to whoever waits for it
            self.error = error
        with self._lock:
            self.ended.set()
            if not self._is_wanted:
                self._connection.close()
