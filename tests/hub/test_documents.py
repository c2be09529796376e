"""Documents on a hub: whole or not there, and given from any place on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from ppir_desktop.common.identifiers import digest_of
from ppir_desktop.sync.failures import HubRefusalError
from ppir_desktop.sync.progress import Watch
from tests.support.callers import Scene

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e


def test_one_that_is_not_what_its_name_says_is_dropped(scene: Scene) -> None:
    call = f"/rounds/{scene.small.id}/blobs/{digest_of(b'right')}"
    assert scene.raw("PUT", call, token=scene.officer, body=b"wrong") == (400, "blob_damaged")
    assert scene.raw("GET", call, token=scene.officer) == (404, "blob_unknown")
    assert not scene.client.has_blob(scene.small.id, scene.officer, digest_of(b"right"))


def test_panellists_send_none(scene: Scene) -> None:
    call = f"/rounds/{scene.small.id}/blobs/{digest_of(b'right')}"
    assert scene.raw("PUT", call, token=scene.kims, body=b"right") == (403, "office_only")


def test_a_part_is_given_from_any_place(scene: Scene, tmp_path: Path) -> None:
    content = bytes(range(256)) * 9000
    name = digest_of(content)
    path = tmp_path / "blob"
    path.write_bytes(content)
    for _ in range(2):
        scene.client.put_blob(scene.small.id, scene.officer, name, path, Watch())
    assert scene.client.has_blob(scene.small.id, scene.kims, name)
    for start in (0, 1, 65_536, len(content) - 1):
        pieces = scene.client.blob(scene.small.id, scene.kims, name, start)
        assert b"".join(pieces) == content[start:]
    call = f"/rounds/{scene.small.id}/blobs/{name}"
    too_far = scene.raw("GET", call, token=scene.kims, part=f"bytes={len(content)}-")
    assert too_far == (416, "range_wrong")


def test_what_goes_away_in_the_middle_leaves_nothing(scene: Scene) -> None:
    name = digest_of(b"x" * 1000)

    def broken() -> Iterator[bytes]:
        yield b"x" * 500
        raise ConnectionAbortedError

    with pytest.raises((urllib3.exceptions.HTTPError, ConnectionAbortedError)):
        scene.pool.request(
            "PUT",
            f"{scene.hub.address}/v1/rounds/{scene.small.id}/blobs/{name}",
            body=broken(),
            headers={"Authorization": f"Bearer {scene.officer}", "Content-Length": "1000"},
            retries=False,
        )
    assert not scene.client.has_blob(scene.small.id, scene.officer, name)


def test_a_round_that_was_ended_is_gone(scene: Scene, tmp_path: Path) -> None:
    ended = Scene(scene.hub)
    blob = tmp_path / "blob"
    blob.write_bytes(b"content")
    name = digest_of(b"content")
    ended.client.put_blob(ended.small.id, ended.officer, name, blob, Watch())
    ended.client.delete_round(ended.small.id, ended.authority)
    with pytest.raises(HubRefusalError, match="round_deleted") as refused:
        ended.client.opening(ended.small.id)
    assert refused.value.params["status"] == "410"
    assert ended.raw("GET", f"/rounds/{ended.small.id}/feed", token=ended.kims).status == 410
    ended.client.close()
    ended.pool.clear()
    assert scene.hub.check().status == 0
