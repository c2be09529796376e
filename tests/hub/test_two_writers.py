"""Two that hand in one document at once do not get in each other's way."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppir_desktop.common.identifiers import digest_of, new_identifier
from ppir_desktop.hub.settings import BLOBS_VARIABLE
from tests.support.servers import Servers

blobs = pytest.importorskip("ppir_desktop.hub.blobs")
pytestmark = pytest.mark.e2e

CONTENT = bytes(range(256)) * 100
NAME = digest_of(CONTENT)


@pytest.fixture(params=["folder", "bucket"])
def address(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where documents lie."""
    if request.param == "folder":
        return str(tmp_path / "blobs")
    servers: Servers = request.getfixturevalue("servers")
    environment = servers.fresh()
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return environment[BLOBS_VARIABLE]


def test_both_come_to_their_end_and_the_document_is_there(address: str, tmp_path: Path) -> None:
    incoming, round_id = tmp_path / "incoming", new_identifier()
    store = blobs.open_blobs(address, incoming)
    writers = [store.writer(round_id, NAME) for _ in range(2)]
    for writer in writers:
        writer.write(CONTENT)
    for writer in writers:
        writer.finish()
    for writer in writers:
        store.keep(round_id, NAME, writer.path)
        assert b"".join(store.read(round_id, NAME, 0, len(CONTENT))) == CONTENT
    assert list(store.all()) == [(round_id, NAME, len(CONTENT))]
    assert not incoming.exists() or not list(incoming.iterdir())
