"""Fixtures of hubs that serve: on nothing but a folder, and on PostgreSQL and an object store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from tests.support.callers import Scene
from tests.support.hub import RunningHub, running_hub
from tests.support.servers import Servers, both_servers


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """A database server and an object store for all tests of this process."""
    with both_servers() as running:
        yield running


@pytest.fixture(scope="module", params=["folder", "servers"])
def kept_in(request: pytest.FixtureRequest) -> Mapping[str, str]:
    """What a hub's environment says of where it keeps things; nothing for its own folder."""
    if request.param == "folder":
        return {}
    running: Servers = request.getfixturevalue("servers")
    return running.fresh()


@pytest.fixture(scope="module")
def hub(
    kept_in: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningHub]:
    """A hub for the tests of a file; whatever they did to it, all that it keeps is right."""
    with running_hub(tmp_path_factory.mktemp("hub") / "hub", env=kept_in) as running:
        yield running
        checked = running.check()
        assert (checked.status, checked.err) == (0, ""), checked.out
    assert "Traceback" not in running.log.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def scene(hub: RunningHub) -> Iterator[Scene]:
    """A round on the hub, with an officer and two panellists."""
    made = Scene(hub)
    yield made
    made.client.close()
    made.pool.clear()
