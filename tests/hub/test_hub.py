"""The hub as a process: it starts, says that it can serve, and stops."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from ppir_desktop import __version__
from tests.support.processes import ROOT, environment

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e


@pytest.fixture
def hub() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running hub, and its host and port."""
    command = [sys.executable, "-m", "ppir_desktop.hub.main", "serve", "--port", "0"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stderr is not None
        address = ""
        for line in process.stderr:
            if "http://" in line:
                address = line.partition("http://")[2].split()[0]
                break
        yield process, address
        process.kill()


def test_the_hub_says_that_it_can_serve_and_stops_when_told(
    hub: tuple[subprocess.Popen[str], str],
) -> None:
    process, address = hub
    line = HTTPConnection(address, timeout=30)
    line.request("GET", "/v1/healthz")
    assert json.load(line.getresponse()) == {"status": "ok", "version": __version__}
    line.request("GET", "/schema/openapi.json")
    assert "/v1/healthz" in json.load(line.getresponse())["paths"]
    line.close()
    process.send_signal(signal.SIGTERM)
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()
    assert process.wait(timeout=30) in {0, -signal.SIGTERM}
