"""A hub behind nginx, with the very configuration that its manual gives."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import urllib3

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.hub.tls import make_certificate
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.services.enrolment import enrol
from ppir_desktop.sync.changes import Happened
from tests.support.hub import RunningHub, running_hub
from tests.support.manual import blocks_of, put_in
from tests.support.play import (
    CLOCK,
    KIM,
    identity_of,
    office,
    panellist,
    read_document,
    records_in,
    sign_sheet,
    today_round,
)
from tests.support.programs import found, needs
from tests.support.scene import happened, synced
from tests.support.servers import free_port

pytest.importorskip("litestar")
pytestmark = [pytest.mark.e2e, needs("nginx")]

# Larger than what nginx keeps in memory, or takes without being told to (1 MiB).
DOCUMENT = os.urandom(3_000_017)


@contextmanager
def nginx(folder: Path, hub: RunningHub) -> Iterator[str]:
    """Serve a hub as the manual says; gives the address that clients call."""
    folder.mkdir()
    certificate, key = make_certificate(["localhost", "127.0.0.1"], SystemClock().now())
    (folder / "hub.crt").write_bytes(certificate)
    (folder / "hub.key").write_bytes(key)
    port = free_port()
    (block,) = blocks_of("hub.md", "Behind nginx")
    block = put_in(
        block,
        {
            "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
            "hub.example.kr": "localhost",
            "/etc/ssl/hub.crt": str(folder / "hub.crt"),
            "/etc/ssl/hub.key": str(folder / "hub.key"),
            "http://127.0.0.1:8443": hub.address,
        },
    )
    kept = " ".join(
        f"{what}_temp_path {folder / what};"
        for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    config.write_text(
        f"{user} daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/log;\n"
        f"events {{}}\nhttp {{ access_log off; {kept}\n{block}\n}}\n",
        encoding="utf-8",
    )
    program = found("nginx")
    assert program is not None
    with subprocess.Popen([program, "-p", folder, "-c", config, "-e", folder / "log"]) as process:
        try:
            _answering(port, folder / "hub.crt", process)
            yield f"https://localhost:{port}"
        finally:
            process.terminate()
    # Whatever goes wrong between nginx and the hub is told of the one behind.
    assert "upstream" not in (folder / "log").read_text(encoding="utf-8")


def _answering(port: int, certificate: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until somebody answers at a port."""
    retries = urllib3.Retry(total=20, backoff_factor=0.02)
    with urllib3.PoolManager(ca_certs=str(certificate)) as pool:
        pool.request("GET", f"https://localhost:{port}/", retries=retries)
    assert process.poll() is None


def test_a_round_is_played_through_the_documented_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        running_hub(tmp_path / "hub", "--plain", "--workers", "2") as plain,
        nginx(tmp_path / "nginx", plain) as address,
    ):
        # As a system that trusts whoever certified nginx; invitations name no certificate.
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nginx" / "hub.crt"))
        hub = plain._replace(address=address, certificate="")  # type: ignore[arg-type]
        small = today_round(hub)
        with office(small, hub) as desk, panellist() as kim:
            desk.open_on_hub()
            enrol(kim, desk.invitation(), KIM, CLOCK)
            assert synced(kim).awaits_approval
            identity = identity_of(kim, small.id)
            desk.let_in(identity)
            blob = desk.give(identity, DOCUMENT)
            assert happened(synced(desk.profile))[Happened.UPLOADED] == 1

            # The line broke after a part of it: the rest is asked for by Range.
            content = desk.profile.vault.blobs.path(blob).read_bytes()
            with kim.vault.blobs.writer(blob, len(content)) as writer:
                writer.write(content[:1_200_003])
            assert happened(synced(kim))[Happened.FETCHED] == 1
            assert read_document(kim, small.id) == DOCUMENT

            signed = sign_sheet(kim, small.id)
            synced(kim)
            synced(desk.profile)
            assert records_in(desk.profile, small.id, Kind.SHEET) == [signed.digest]
            assert not synced(kim).changes
        with urllib3.PoolManager() as pool:
            assert pool.request("GET", f"{address}/v1/healthz").status == 200
            assert pool.request("GET", f"{address}/v1/metrics").status == 403
            assert pool.request("GET", f"{address}/schema/openapi.json").status == 404
        assert plain.check().status == 0
        log = plain.log.read_text(encoding="utf-8")
    assert "Traceback" not in log
    # The document went through once and no part of it twice.
    assert log.count('"status": 206') == 1
