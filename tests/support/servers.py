"""A real PostgreSQL server and a local S3-compatible one, each for as long as a test lasts."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import urllib3

_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
_USER = "postgres"


def has_postgres() -> bool:
    """Whether a database server can be started here."""
    return bool(_BINARIES)


@contextmanager
def postgres() -> Iterator[str]:
    """A database server of its own; gives its address for SQLAlchemy."""
    if not has_postgres():
        pytest.skip("no PostgreSQL here")
    folder = Path(tempfile.mkdtemp(prefix="ppir-pg-"))
    try:
        # The server refuses to run as root, and then needs a folder that is its own.
        wrapped = ["runuser", "-u", _USER, "--"] if os.geteuid() == 0 else []
        if wrapped:
            shutil.chown(folder, _USER, _USER)
        binaries, data = _BINARIES[-1], str(folder / "data")
        _quietly(
            [*wrapped, str(binaries / "initdb"), "-D", data, "-U", _USER, "-A", "trust"], folder
        )
        control = [*wrapped, str(binaries / "pg_ctl"), "-D", data, "-w"]
        options = f"-k {folder} -c listen_addresses="
        _quietly([*control, "-o", options, "-l", str(folder / "log"), "start"], folder)
        try:
            yield f"postgresql+psycopg://{_USER}@/{_USER}?host={folder}"
        finally:
            _quietly([*control, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An object store on this machine with one bucket; gives its address for a hub."""
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            retries = urllib3.Retry(total=60, backoff_factor=0.1, backoff_max=0.5)
            with urllib3.PoolManager() as pool:
                made = pool.request("PUT", f"{address}/ppir", retries=retries)
            assert made.status == 200, made.data
            for name, value in {
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                "AWS_REGION": "us-east-1",
                "AWS_ENDPOINT": address,
                "AWS_ALLOW_HTTP": "true",
            }.items():
                monkeypatch.setenv(name, value)
            yield "s3://ppir/hub"
        finally:
            process.kill()


def _quietly(command: list[str], folder: Path) -> None:
    # What the server inherits of our pipes it would keep open.
    nothing = subprocess.DEVNULL
    subprocess.run(command, check=True, cwd=folder, stdout=nothing, stderr=nothing)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
