"""A process that has imported the program and done nothing yet, of which commands are forked.

Importing is most of what a command costs, and a test may give twenty. A child of this process is a
process like any other, with arguments, environment, folder and streams of its own; only that it
has not read the modules again (docs/decisions/0024-commands-of-tests-are-forked.md).
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NoReturn

from tests.support.processes import ROOT, Ended, environment

_PACKAGES: Final = (
    "cli",
    "services",
    "sync",
    "store",
    "signing",
    "protocol",
    "domain",
    "reports",
    "hub",
)
_OTHERS: Final = ("alembic.command", "tests.support.reviewers")
_LARGEST: Final = 128 * 1024
_SECONDS: Final = 120
_LOOKS_EVERY: Final = 5.0


def run_forked(module: str, *arguments: str | Path, env: Mapping[str, str] | None = None) -> Ended:
    """Run the ``main`` of a module in a process of its own to its end.

    Args:
        module: The module, such as ``ppir_desktop.cli.main``.
        arguments: What it is called with.
        env: The whole environment.

    Raises:
        subprocess.TimeoutExpired: After two minutes; it is killed then.
    """
    order = {"module": module, "arguments": list(map(str, arguments)),
             "env": dict(env or environment())}  # fmt: skip
    with (
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
        socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as line,
    ):
        line.settimeout(_SECONDS)
        line.connect(_address())
        socket.send_fds(line, [json.dumps(order).encode()], [out.fileno(), err.fileno()])
        child = int(line.recv(64))
        try:
            status = int(line.recv(64))
        except TimeoutError:
            os.kill(child, signal.SIGKILL)
            raise subprocess.TimeoutExpired([module, *order["arguments"]], _SECONDS) from None
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode())
    return Ended(status, *texts)


@cache
def _address() -> str:
    """Where the process listens that this one started."""
    folder = tempfile.TemporaryDirectory(prefix="zygote-")
    address = str(Path(folder.name) / "line")
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "tests.support.zygote", address],
        cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
    )  # fmt: skip
    atexit.register(folder.cleanup)
    atexit.register(process.kill)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return address


def _serve(address: str) -> None:
    for name in _PACKAGES:
        package = importlib.import_module(f"ppir_desktop.{name}")
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if ".migrations" not in found.name:  # Alembic runs those
                importlib.import_module(found.name)
    for name in _OTHERS:
        importlib.import_module(name)
    # A thread would not be there in a child, and what it holds would be held for ever.
    assert len(list(Path("/proc/self/task").iterdir())) == 1
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()  # or each child would copy it all when it first looks for garbage
    parent = os.getppid()
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(address)
        listener.listen(64)
        listener.settimeout(_LOOKS_EVERY)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while os.getppid() == parent:
            try:
                line, _ = listener.accept()
            except TimeoutError:
                continue
            if os.fork() == 0:
                listener.close()
                _answer(line)
            line.close()


def _answer(line: socket.socket) -> None:
    """Start what is asked for, and tell how it ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    line.settimeout(None)
    content, streams, _, _ = socket.recv_fds(line, _LARGEST, 2)
    child = os.fork()
    if child == 0:
        line.close()
        order = json.loads(content)
        _become(order["module"], order["arguments"], order["env"], streams)
    line.send(str(child).encode())
    _, status = os.waitpid(child, 0)
    line.send(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become(
    module: str, arguments: Sequence[str], env: Mapping[str, str], streams: Sequence[int]
) -> NoReturn:
    """Be the process that was asked for, and end as it does."""
    for place, stream in zip((1, 2), streams, strict=True):
        os.dup2(stream, place)
        os.close(stream)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 -- for its whole life
    sys.stderr = open(  # noqa: SIM115 -- likewise
        2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False
    )
    os.environ.clear()
    os.environ.update(env)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = [module, *arguments]
    status = 0
    try:
        importlib.import_module(module).main()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 0
    except BaseException:  # noqa: BLE001 -- told as an interpreter tells it
        traceback.print_exc()
        status = 1
    # As an interpreter ends, but without taking apart all that it has: that would copy it first.
    threading._shutdown()  # type: ignore[attr-defined]  # as multiprocessing does
    atexit._run_exitfuncs()  # likewise
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    _serve(sys.argv[1])
