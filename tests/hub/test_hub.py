"""The hub as a process: it is made, it starts, says that it can serve, and stops."""

from __future__ import annotations

import json
import signal
from collections.abc import Mapping
from pathlib import Path

import pytest
import urllib3

from ppir_desktop import __version__
from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.hub.settings import DATABASE_VARIABLE
from ppir_desktop.sync.hub_client import HubClient
from tests.support.hub import RunningHub, running_hub
from tests.support.hub import ppir_hub as hub_command
from tests.support.processes import ROOT, Ended

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e

SECRET = "k9-secret-w3"


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_hub_says_that_it_can_serve_and_stops_when_told(
    tmp_path: Path, kept_in: Mapping[str, str], workers: str
) -> None:
    with running_hub(tmp_path / "hub", "--workers", workers, env=kept_in) as hub:
        pool = urllib3.PoolManager(
            cert_reqs="CERT_NONE", assert_hostname=False, assert_fingerprint=hub.certificate
        )
        health = pool.request("GET", f"{hub.address}/v1/healthz")
        assert json.loads(health.data) == {"status": "ok", "version": __version__}
        described = json.loads(pool.request("GET", f"{hub.address}/schema/openapi.json").data)
        assert "/v1/rounds/{round_id}/feed" in described["paths"]
        counts = pool.request("GET", f"{hub.address}/v1/metrics").data.decode()
        assert 'ppir_hub_requests_total{method="GET",route="/v1/healthz"' in counts
        pool.clear()
        hub.process.send_signal(signal.SIGTERM)
        assert hub.process.wait(timeout=60) in {0, -signal.SIGTERM}
    log = hub.log.read_text(encoding="utf-8")
    assert "Traceback" not in log
    assert "v1.healthz" in log


def test_a_worker_runs_no_module_that_lies_in_the_current_folder(tmp_path: Path) -> None:
    program, hostile = tmp_path / "program", tmp_path / "hostile"
    for folder in (program, hostile):
        folder.mkdir()
    # As the command is that an installer of wheels writes.
    script = program / "ppir-hub.py"
    script.write_text(
        "from ppir_desktop.hub.main import main\n\nif __name__ == '__main__':\n    main()\n",
        encoding="utf-8",
    )
    ran = tmp_path / "ran"
    planted = f"open({str(ran)!r}, 'w').close()\nraise SystemExit(77)\n"
    hostile.joinpath("multiprocessing.py").write_text(planted, encoding="utf-8")
    with (
        running_hub(
            tmp_path / "hub", "--workers", "2",
            env={"PYTHONPATH": str(ROOT)}, program=[str(script)], where=hostile,
        ) as hub,
        hub.client() as client,
    ):  # fmt: skip
        assert client.info().time
    assert not ran.exists()


def test_a_hub_with_another_certificate_is_not_spoken_to(hub: RunningHub) -> None:
    for expected in ("0" * 64, ""):
        with (
            HubClient(hub.address, expected) as client,
            pytest.raises(EnvironmentFault, match="hub_certificate_wrong"),
        ):
            client.info()


@pytest.mark.parametrize("address", ["http://hub.example", "https://[::1", "hub.example"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="hub_address_bad"):
        HubClient(address)


def test_a_hub_is_made_once_and_an_authority_is_admitted_once(
    tmp_path: Path, kept_in: Mapping[str, str]
) -> None:
    folder = tmp_path / "hub"

    def ppir_hub(command: str, *arguments: str) -> Ended:
        return hub_command(command, "--data", folder, *arguments, env=kept_in)

    missing = ppir_hub("status")
    assert missing.status == 2
    assert str(folder) in missing.err
    made = ppir_hub("init", "--name", "hub.example")
    assert made.status == 0, made.err
    assert ppir_hub("init").status == 2
    first, again = (ppir_hub("admit", "ab" * 32) for _ in range(2))
    assert (first.status, again.status) == (0, 0)
    assert first.out != again.out
    assert "abab" in ppir_hub("status").out
    assert ppir_hub("fsck").status == 0
    assert ppir_hub("admit", "no digest").status == 2


def test_what_is_wrong_with_a_call_is_told_with_what_to_do(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "hub", tmp_path / "elsewhere"
    assert hub_command("init", "--data", folder).status == 0
    for command in ("status", "serve"):
        missing = hub_command(command, "--data", elsewhere)
        assert f"ppir-hub init --data {elsewhere}" in missing.err
    for host in ("nohost.invalid", "192.0.2.1"):
        unknown = hub_command("serve", "--data", folder, "--port", "0", "--host", host)
        assert unknown.status == 2
        assert f"{host} is not an address of this machine" in unknown.err
    address = f"postgresql+psycopg://me:{SECRET}@127.0.0.1:1/rounds?password={SECRET}"
    silent = hub_command("status", "--data", folder, env={DATABASE_VARIABLE: address})
    assert silent.status == 2
    assert "127.0.0.1:1/rounds" in silent.err
    assert DATABASE_VARIABLE in silent.err
    assert SECRET not in silent.err
