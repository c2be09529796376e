"""A desk that made a bundle, once for all tests of a file, and laptops for each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.table import SIZE, Made, Table, made_in


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with made_in(tmp_path_factory.mktemp("desk"), SIZE) as one:
        yield one


@pytest.fixture
def table(made: Made, tmp_path: Path) -> Iterator[Table]:
    with ExitStack() as stack:
        yield Table(made, tmp_path, stack)
