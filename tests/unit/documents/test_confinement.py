"""A confined process reaches no network, no home, no other process, and writes nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="how Linux confines")

# Loads what it needs first, as the worker does, then tries everything and says what was possible.
TRY = """
import ctypes, os, resource, socket, subprocess, sys
from ppir_desktop.documents import landlock
from ppir_desktop.documents.confinement import confine
home, kernel = sys.argv[1:]
if kernel == "without-landlock":
    landlock.restrict_to_fonts = lambda: False
intel = os.uname().machine == "x86_64"
QUEUE, MESSAGE, KEY, WATCH = (129, 68, 248, 294) if intel else (138, 186, 217, 26)
def call(number, *arguments):
    if ctypes.CDLL(None, use_errno=True).syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), "")
def fork():
    if os.fork() == 0:
        os._exit(0)
acts = {
    "read": lambda: open(os.path.join(home, "secret")).read(),
    "list": lambda: os.listdir(home),
    "passwd": lambda: open("/etc/passwd").read(),
    "write": lambda: open(os.path.join(home, "new"), "w").write("x"),
    "make": lambda: os.mkdir(os.path.join(home, "folder")),
    "remove": lambda: os.unlink(os.path.join(home, "secret")),
    "connect": lambda: socket.create_connection(("127.0.0.1", 9), 1),
    "socket": lambda: socket.socket(),
    "unix": lambda: socket.socket(socket.AF_UNIX),
    "fork": fork,
    "run": lambda: os.execv("/bin/true", ["true"]),
    "kill": lambda: os.kill(os.getppid(), 0),
    "memory": lambda: bytearray(2 << 30),
    "truncate": lambda: os.truncate(os.path.join(home, "secret"), 0),
    "attribute": lambda: os.setxattr(os.path.join(home, "secret"), "user.a", b"1"),
    "time": lambda: os.utime(os.path.join(home, "secret"), (1, 1)),
    "mode": lambda: os.chmod(os.path.join(home, "secret"), 0o666),
    "mode-2": lambda: call(452, -100, os.path.join(home, "secret").encode(), 0o666, 0),
    "signal": lambda: call(QUEUE, os.getppid(), 0, bytes(128)),
    "limit": lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CORE, (0, 0)),
    "priority": lambda: os.setpriority(os.PRIO_PROCESS, os.getppid(), 19),
    "affinity": lambda: os.sched_setaffinity(os.getppid(), {0}),
    "message": lambda: call(MESSAGE, 0, 0o1600),
    "key": lambda: call(KEY, b"user", b"a", b"b", 1, -2),
    "watch": lambda: call(WATCH, 0),
    "trace": lambda: (_ for _ in ()).throw(OSError())
        if ctypes.CDLL(None).ptrace(0, 0, 0, 0) else None,
}
print(" ".join(confine()))
for name, act in acts.items():
    try:
        act()
    except (OSError, MemoryError):
        continue
    print(name)
"""


@pytest.mark.parametrize("kernel", ["as-it-is", "without-landlock"])
def test_nothing_is_possible_that_need_not_be(tmp_path: Path, kernel: str) -> None:
    (tmp_path / "secret").write_text("dossier")
    ended = subprocess.run(
        [sys.executable, "-c", TRY, tmp_path, kernel], capture_output=True, text=True, check=True
    )
    protections, *possible = ended.stdout.splitlines()
    assert "limits" in protections.split()
    if "seccomp" not in protections.split():
        pytest.skip("this kernel has no seccomp")
    assert possible == []
    assert (tmp_path / "secret").read_text() == "dossier"
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
