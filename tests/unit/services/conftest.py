"""Desks of an office with a small kit taken over, and a round that was played to be verified."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.services.office import (
    importing,
)
from tests.support.audits import Played
from tests.support.desks import Desks, desks, small_kit


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desks]:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    with desks(tmp_path / "desks") as both:
        importing.import_kit(both.desk, small_kit(tmp_path / "kit"))
        yield both


@pytest.fixture
def audited() -> Played:
    return Played()
