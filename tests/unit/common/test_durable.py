"""A file is as it was or as it should be, and its owner's alone."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ppir_desktop.common import durable
from ppir_desktop.common.durable import write_durably
from ppir_desktop.common.errors import EnvironmentFault


def test_a_file_is_written_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "file"
    left = file.with_name("file.partial")
    left.write_bytes(b"cut short")
    left.chmod(0o644)
    write_durably(file, b"one")
    write_durably(file, b"two")
    assert file.read_bytes() == b"two"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    if sys.platform != "win32":
        assert file.stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_written_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    write_durably(file, b"one")

    def full(_descriptor: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(durable, "flush_to_disk", full)
    with pytest.raises(EnvironmentFault) as fault:
        write_durably(file, b"two")
    assert fault.value.code == "file_not_written"
    assert "space" in fault.value.params["reason"]
    assert file.read_bytes() == b"one"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as fault:
        write_durably(tmp_path / "none" / "file", b"")
    assert fault.value.params["file"].endswith("file")
