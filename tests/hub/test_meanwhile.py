"""What happens to a hub while something else is under way: each ends as if it came alone."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec
import pytest

from ppir_desktop.common.clock import SystemClock, format_utc
from ppir_desktop.common.errors import RefusedError
from ppir_desktop.common.identifiers import digest_of
from ppir_desktop.hub.settings import settings_of
from ppir_desktop.protocol.hub_api import wrap_parcel
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.round_bodies import Role
from ppir_desktop.signing.sealing import make_parcel
from ppir_desktop.sync.failures import HubRefusalError
from tests.support.callers import Scene
from tests.support.hub import ppir_hub
from tests.support.play import put_signed

mailbox = pytest.importorskip("ppir_desktop.hub.mailbox")
serving = pytest.importorskip("ppir_desktop.hub.serving")
pytestmark = pytest.mark.e2e

DOCUMENT = bytes(range(256)) * 8 * 1024


def test_a_second_serve_at_the_same_port_takes_nothing_away_from_the_first(scene: Scene) -> None:
    hub, name = scene.hub, digest_of(DOCUMENT)
    port = str(urlsplit(hub.address).port)
    half = len(DOCUMENT) // 2

    def pieces() -> Iterator[bytes]:
        yield DOCUMENT[:half]
        # What arrived lies in a file now: the hub asks who calls before it hears more.
        second = ppir_hub("serve", "--data", hub.folder, "--port", port, env=hub.env)
        assert (second.status, second.out) == (2, "")
        assert port in second.err
        yield DOCUMENT[half:]

    answer = scene.pool.request(
        "PUT",
        f"{hub.address}/v1/rounds/{scene.small.id}/blobs/{name}",
        body=pieces(),
        headers={"Authorization": f"Bearer {scene.officer}", "Content-Length": str(len(DOCUMENT))},
        retries=False,
    )
    assert answer.status == 204, answer.data
    assert scene.client.has_blob(scene.small.id, scene.officer, name)


@pytest.mark.parametrize("kept_in", ["folder"], indirect=True)
def test_whoever_is_revoked_after_they_were_looked_at_hands_nothing_in(scene: Scene) -> None:
    header, content = scene.parcel(scene.lee)
    body = wrap_parcel(header, content)
    with serving.open_hub(settings_of(scene.hub.folder)) as hub:
        found = mailbox.examine(hub, scene.small.id, scene.lees, header.parcel, body)
        now = format_utc(SystemClock().now())
        revoked = scene.small.admit(scene.small.officer, scene.lee, Role.PANELLIST, revoked_at=now)
        put_signed(scene.hub, scene.officer, revoked)
        with (
            pytest.raises(RefusedError, match="key_revoked"),
            hub.database.writing() as connection,
        ):
            mailbox.take(hub, connection, [found])
    with pytest.raises(HubRefusalError, match="parcel_unknown"):
        scene.client.parcel(scene.small.id, scene.officer, header.parcel)


def test_a_newer_opening_that_is_in_the_log_already_takes_the_place_of_the_first(
    scene: Scene,
) -> None:
    body = scene.small.body()
    title = msgspec.structs.replace(body.title, en="The same round, opened anew")
    newer = scene.small.authority.author.sign(
        Kind.ROUND, msgspec.structs.replace(body, title=title)
    )
    header, content = make_parcel(newer, [], [])
    scene.client.put(scene.authority, header, content)
    assert scene.client.opening(scene.small.id) == scene.small.opened.envelope
    receipt = scene.client.open_round(header, content)
    assert scene.client.opening(scene.small.id) == content
    assert scene.client.open_round(header, content) == receipt
