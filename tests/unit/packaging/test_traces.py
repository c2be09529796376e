"""A build holds Python whole, and nothing of where it was made."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from frozen import contents, traces

from tests.support.processes import ROOT, environment

ELSEWHERE = "/home/somebody/python"
DEBIAN = {
    "libpython3.11.so.1.0": "/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0",
    "lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so": (
        "/usr/lib/python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so"
    ),
    "lib-dynload/_ctypes.cpython-311-x86_64-linux-gnu.so": (
        "/usr/lib/python3.11/lib-dynload/_ctypes.cpython-311-x86_64-linux-gnu.so"
    ),
}
ASK = """
import json, sqlalchemy, sysconfig, zoneinfo
names = ("EXT_SUFFIX", "TZPATH", "CFLAGS", "prefix", "Py_ENABLE_SHARED")
said = [sysconfig.get_config_var(name) for name in names]
table = __import__(sysconfig._get_sysconfigdata_name())
print(json.dumps([table.__file__, sysconfig.get_platform(), sysconfig.get_config_vars(), said]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Debian's own Python")
def test_debians_own_python_goes_in_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sysconfig, "get_path", lambda _name: "/usr/lib/python3.11")
    monkeypatch.setattr(sysconfig, "get_config_var", lambda _name: "libpython3.11.so.1.0")
    of_python = [(name, source, "BINARY") for name, source in DEBIAN.items()]
    of_debian = ("libssl.so.3", "/usr/lib/x86_64-linux-gnu/libssl.so.3", "BINARY")
    assert contents.kept([*of_python, of_debian]) == of_python


def test_a_place_is_overwritten_and_nothing_moves() -> None:
    told = [b"/home/somebody/python/3.11", b"/home/somebody/python"]
    content = b"\0/home/somebody/python/3.11/lib\0/home/somebody/python\0/home/somebody/python3\0"
    cleaned = traces.without(content, told)
    assert len(cleaned) == len(content)
    assert traces.speaks_of(content, told)
    assert not traces.speaks_of(cleaned, told)
    assert cleaned.endswith(b"\0/home/somebody/python3\0")
    # Python's own version is read from the end of such a path.
    assert b"xx/3.11/lib\0" in cleaned


def test_where_systems_keep_python_is_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("base_prefix", "base_exec_prefix", "prefix"):
        monkeypatch.setattr(sys, name, "/usr")
    # A checkout right below the root says nothing of a machine either.
    assert traces.places() == ([str(ROOT).encode()] if len(ROOT.parts) > 2 else [])
    monkeypatch.setattr(sys, "base_prefix", ELSEWHERE)
    assert ELSEWHERE.encode() in traces.places()


@pytest.mark.skipif(sys.platform == "win32", reason="Python has no such module there")
def test_what_python_was_built_with_is_told_without_a_path(tmp_path: Path) -> None:
    # Not among the types of the standard library.
    module = vars(sysconfig)["_get_sysconfigdata_name"]()
    other = ("ppir_desktop/__init__.pyc", "somewhere", "DATA")
    entries = [(f"{module}.pyc", "somewhere", "DATA"), other]
    (name, source, kind), untouched = traces.with_clean_settings(entries, tmp_path)
    assert (name, kind, untouched) == (f"{module}.pyc", "DATA", other)
    assert not traces.speaks_of(Path(source).read_bytes(), [*traces.places(), b"/tmp", b"/build"])
    Path(source).with_suffix(".py").unlink()
    env = environment(PYTHONPATH=str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", ASK], env=env, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    read, platform, settings, (ending, zones, *_) = json.loads(done.stdout)
    assert read == source
    assert platform == sysconfig.get_platform()
    assert ending == sysconfig.get_config_var("EXT_SUFFIX")
    assert "/usr/share/zoneinfo" in zones.split(":")
    assert settings["prefix"] == sys.prefix


def test_a_path_of_the_build_is_never_a_setting(tmp_path: Path) -> None:
    settings = {
        "LIBDIR": f"{ELSEWHERE}/lib", "CC": "gcc", "CFLAGS": "-I/build/python", "SIZEOF_INT": 4,
        "TZPATH": f"/usr/share/zoneinfo:{ELSEWHERE}/share/zoneinfo",
    }  # fmt: skip
    file = traces.write_settings(settings, tmp_path / "table.pyc")
    content = file.read_bytes()
    for gone in (b"LIBDIR", b"CFLAGS", ELSEWHERE.encode(), str(tmp_path).encode()):
        assert gone not in content
    assert all(kept in content for kept in (b"SIZEOF_INT", b"gcc", b"/usr/share/zoneinfo"))
