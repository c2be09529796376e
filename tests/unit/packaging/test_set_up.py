"""The set-up does each step once, starts over when cut short, and says what is missing."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import bootstrap
import pytest
import system_packages
from lock import EVERYTHING, PARTS, check, faults, pins
from perfect_files import gaps, perfect_files
from system_packages import Missing, SetupError, missing_libraries, missing_programs, provide


def test_a_step_is_done_once_and_again_when_what_it_answers_changes(tmp_path: Path) -> None:
    done: list[str] = []
    stamp = tmp_path / "stamp"
    for wanted in ("one", "one", "two"):
        bootstrap.step(stamp, wanted, partial(done.append, wanted))
    assert done == ["one", "two"]


def test_a_step_that_was_cut_short_is_done_again(tmp_path: Path) -> None:
    stamp = tmp_path / "stamp"
    stamp.write_text("old", encoding="utf-8")

    def fail() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bootstrap.step(stamp, "new", fail)
    assert not stamp.exists()
    done: list[int] = []
    assert bootstrap.step(stamp, "new", lambda: done.append(1))
    assert done == [1]


def test_the_python_that_is_found_is_one_that_is_supported() -> None:
    found = bootstrap.find_interpreter()
    assert found.minor in bootstrap.SUPPORTED
    assert bootstrap.probe("/nonexistent/python") is None


def test_no_python_that_will_do_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "probe", lambda _: None)
    with pytest.raises(SetupError, match=r"needs Python 3\.11, 3\.12 or 3\.13"):
        bootstrap.find_interpreter()


@pytest.mark.skipif(sys.platform != "linux", reason="asks the loader of Linux")
def test_a_library_that_the_loader_lacks_is_found_missing(tmp_path: Path) -> None:
    table = tmp_path / "debian.txt"
    table.write_text("# a comment\n\nlibc.so.6 libc6\nlibnone.so.9 libnone9  # gone\n")
    assert missing_libraries(table) == [Missing("libnone.so.9", "libnone9")]


@pytest.mark.skipif(sys.platform != "linux", reason="packages of Debian")
def test_a_program_that_is_missing_is_named_with_its_package(tmp_path: Path) -> None:
    table = tmp_path / "programs.txt"
    table.write_text("# a comment\nsh dash\nno-such-program nothing\n")
    assert missing_programs(table) == [Missing("no-such-program", "nothing")]


LACKING = Missing("libnone.so.9", "libnone9")


def test_who_may_not_install_is_told_the_one_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr("os.geteuid", lambda: 1000, raising=False)
    with pytest.raises(SetupError, match=r"sudo apt-get install .* libnone9$"):
        provide(lambda: [LACKING])


def test_where_there_is_no_apt_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(SetupError, match=r"libnone\.so\.9"):
        provide(lambda: [LACKING])


def test_what_is_still_missing_after_installing_stops_the_set_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    installed: list[list[str]] = []
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr("os.geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(system_packages, "_install", installed.append)
    with pytest.raises(SetupError, match="Still missing"):
        provide(lambda: [LACKING])
    assert installed == [["libnone9"]]
    provide(list)
    assert len(installed) == 1


def test_the_locks_answer_pyproject_and_agree_with_one_another() -> None:
    assert check() == 0
    assert not faults(EVERYTHING)
    assert all(pins(lock) <= pins(EVERYTHING) for lock in PARTS)
    (core,) = (lock for lock in PARTS if lock.name == "core.txt")
    assert not any("pyside" in pin for pin in pins(core))


def test_the_rules_are_among_the_files_that_stay_fully_tested() -> None:
    assert "ppir_desktop/domain/consolidation/trimming.py" in perfect_files()
    assert gaps(None)
    assert not gaps({"missing_lines": [], "missing_branches": []})
    assert (
        gaps({"missing_lines": [3], "missing_branches": [[4, -1]]}) == "lines 3; branches 4->exit"
    )
