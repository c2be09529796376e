"""The commands as processes: their languages, their streams, their exit statuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ppir_desktop import __version__
from tests.support.processes import ROOT, environment, ppir, run

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(
    ("locale", "said"), [("ko_KR.UTF-8", "평가 제도"), ("en_US.UTF-8", "Schemes")]
)
def test_the_locale_of_the_process_decides_the_language(locale: str, said: str) -> None:
    ended = ppir("scheme", "list", env=environment(LC_ALL=locale))
    assert (ended.status, ended.err) == (0, "")
    assert said in ended.out


def test_json_is_utf8_whatever_the_terminal_speaks() -> None:
    ended = ppir("scheme", "list", "--json", env=environment(PYTHONIOENCODING="ascii"))
    assert ended.status == 0
    assert json.loads(ended.out)[3]["title"]["ko"] == "우수연구개발 혁신제품 지정"


def test_a_terminal_that_lacks_hangul_still_gets_an_answer() -> None:
    ended = ppir("--lang", "ko", "scheme", "list", env=environment(PYTHONIOENCODING="ascii"))
    assert ended.status == 0
    assert "ppir-2025" in ended.out


@pytest.mark.parametrize("arguments", ["scheme show ppir-2025 --json", "scheme list", "--help"])
def test_a_reader_who_closes_the_pipe_gets_no_traceback(arguments: str) -> None:
    command = (
        f"{sys.executable} -m ppir_desktop.cli.main {arguments} | true; echo ${{PIPESTATUS[0]}}"
    )
    ended = subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT, env=environment(), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (ended.stderr, ended.stdout) == ("", "1\n")


def test_a_worker_that_dies_does_not_end_the_command() -> None:
    """The signal that ends a command whose reader left is not for pipes to our own processes."""
    program = (
        "import os\nfrom ppir_desktop.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "reading, writing = os.pipe()\nos.close(reading)\n"
        "try:\n    os.write(writing, b'x')\nexcept BrokenPipeError:\n    print('lives')\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, "--version"],
        cwd=ROOT, env=environment(), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert ended.stdout.endswith("lives\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("arguments", ["scheme list", "scheme list --json"])
def test_an_answer_that_cannot_be_written_is_said_so(arguments: str) -> None:
    command = f"{sys.executable} -m ppir_desktop.cli.main {arguments} > /dev/full"
    ended = subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr == "The answer could not be written (No space left on device).\n"


def test_a_closed_output_is_no_fault() -> None:
    command = f"{sys.executable} -m ppir_desktop.cli.main scheme list >&-"
    ended = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, env=environment(), capture_output=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_the_help_starts_without_loading_what_it_does_not_need() -> None:
    code = (
        "import sys\nfrom ppir_desktop.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'PySide6', 'sqlalchemy', 'litestar', 'reportlab', 'numpy', 'scipy', 'openpyxl'}\n"
        "sys.exit(len(heavy & sys.modules.keys()))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(), capture_output=True, check=False
    )
    assert ended.returncode == 0


@pytest.mark.parametrize(
    ("module", "part", "library"),
    [
        ("ppir_desktop.ui.main", "gui", "PySide6"),
        ("ppir_desktop.hub.main", "hub", "litestar"),
    ],
)
def test_a_part_that_is_not_installed_is_named_with_the_way_to_install_it(
    module: str, part: str, library: str, tmp_path: Path
) -> None:
    # A finder that knows no such library stands in for an environment without it.
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\nfind = u.find_spec\n"
        f"u.find_spec = lambda name, *a: None if name == {library!r} else find(name, *a)\n"
    )
    path = f"{tmp_path}:{ROOT}"
    arguments = ["serve"] if part == "hub" else []
    ended = run(module, *arguments, env=environment(PYTHONPATH=path))
    assert ended.status == 2
    assert f"ppir-desktop[{part}]" in ended.err


@pytest.mark.parametrize("module", ["ppir_desktop.cli.main", "ppir_desktop.hub.main"])
def test_each_command_tells_its_version(module: str) -> None:
    ended = run(module, "--version")
    assert ended.status == 0
    assert ended.out.endswith(f"{__version__}\n")
