"""A confined process reaches no network, no home, no other process, and writes nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="how Linux confines")

# Loads what it needs first, as the worker does, then tries everything and says what was possible.
TRY = """
import ctypes, os, socket, subprocess, sys
from ppir_desktop.documents.confinement import confine
home = sys.argv[1]
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


def test_nothing_is_possible_that_need_not_be(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("dossier")
    ended = subprocess.run(
        [sys.executable, "-c", TRY, tmp_path], capture_output=True, text=True, check=True
    )
    protections, *possible = ended.stdout.splitlines()
    assert "limits" in protections.split()
    if "seccomp" not in protections.split():
        pytest.skip("this kernel has no seccomp")
    assert possible == []
    assert (tmp_path / "secret").read_text() == "dossier"
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
