"""A part of the program is started by the interpreter, or by a program beside this one."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from ppir_desktop.common.own_processes import PROGRAMS, command_of
from tests.support.processes import ROOT, environment

READER = "ppir_desktop.documents.worker"
HUB = "ppir_desktop.hub.main"


def test_each_part_that_is_named_is_there() -> None:
    assert all(find_spec(module) is not None for module in PROGRAMS)
    assert callable(import_module(READER).main)


def test_from_a_checkout_the_interpreter_runs_it() -> None:
    assert command_of(READER, "one") == [sys.executable, "-P", "-m", READER, "one"]
    isolated = command_of(READER, is_isolated=True)
    assert isolated[:3] == [sys.executable, "-I", "-c"]
    assert READER in isolated[3]


def test_a_module_that_lies_in_the_current_folder_is_never_run(tmp_path: Path) -> None:
    for name in ("typer", "ppir_desktop", "subprocess"):
        tmp_path.joinpath(f"{name}.py").write_text("raise SystemExit(77)\n", encoding="utf-8")
    env = environment(PYTHONPATH=str(ROOT))
    done = subprocess.run(
        command_of(HUB, "--version"), cwd=tmp_path, env=env, capture_output=True, check=False
    )
    # Where the web server is not installed, our own program says so.
    assert done.returncode != 77
    assert b"ppir-hub" in done.stdout or b"ppir-desktop[hub]" in done.stderr


@pytest.mark.parametrize(("running", "ending"), [("ppir-desktop", ""), ("ppir.exe", ".exe")])
def test_an_installed_build_runs_the_program_beside_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, running: str, ending: str
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / running))
    beside = str(tmp_path / f"ppir-reader{ending}")
    assert command_of(READER, "one", is_isolated=True) == [beside, "one"]
