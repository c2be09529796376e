"""One life of the process that reads documents: asking it, serving it bytes, ending it."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import Final, Protocol

import msgspec

from ppir_desktop.common.own_processes import command_of
from ppir_desktop.documents import limits
from ppir_desktop.documents.messages import (
    REPLIES,
    BrokenOffError,
    Ready,
    Reply,
    Request,
    Wanted,
    receive,
    send,
)

# A picture takes megabytes; where the system can, they go through in few pieces.
_PIPE: Final = 1024 * 1024
# On Windows a window would otherwise bring up a console for it.
_NO_CONSOLE: Final[int] = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class ByteSource(Protocol):
    """The plain bytes of a document, read in place."""

    @property
    def size(self) -> int:
        """How many there are."""

    def read_at(self, offset: int, length: int) -> bytes:
        """Some of them; fewer beyond the end."""


class ReaderProcess:
    """One life of the worker process."""

    def __init__(self) -> None:
        """Start it.

        Raises:
            BrokenOffError: When it does not come up.
        """
        self.slow = False
        self._process = subprocess.Popen(  # noqa: S603 -- our own program, and nothing of a person's
            command_of("ppir_desktop.documents.worker", is_isolated=True),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/" if sys.platform != "win32" else None,
            close_fds=True,
            pipesize=_PIPE,
            creationflags=_NO_CONSOLE,
        )
        self.document: object = None
        """The document that it has open, if any: only whether it is a certain one matters."""
        try:
            ready = self.ask(None, None, limits.SECONDS_TO_START)[0]
        except BrokenOffError:
            self.end()
            raise
        if not isinstance(ready, Ready):
            self.end()
            raise BrokenOffError
        self.protections = ready.protections

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def ask(
        self, request: Request | None, source: ByteSource | None, seconds: float
    ) -> tuple[Reply, bytes]:
        """Ask something, and serve the document's bytes until the answer comes.

        Args:
            request: What to ask; None to wait for its first word.
            source: The document.
            seconds: How long it may take.

        Raises:
            BrokenOffError: When the process died, was too slow, or said what it must not.
        """
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None  # noqa: S101 -- it was started with pipes
        assert stdout is not None  # noqa: S101
        watchdog = threading.Timer(seconds, self._give_up)
        watchdog.start()
        try:
            if request is not None:
                send(stdin, request)
            while True:
                head, content = receive(stdout)
                reply = REPLIES.decode(head)
                if not isinstance(reply, Wanted) or source is None:
                    return reply, content
                send(stdin, None, source.read_at(reply.offset, reply.length))
        except msgspec.MsgspecError as error:
            raise BrokenOffError from error
        finally:
            watchdog.cancel()

    def kill(self) -> None:
        """End it, whatever it is doing; whoever waits for its answer is told that it broke off."""
        self._process.kill()

    def _give_up(self) -> None:
        self.slow = True
        self.kill()

    def end(self) -> None:
        """End the process, and with it everything it had read."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue
        self._process.wait()
