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
from typing import NamedTuple

import pytest
import sqlalchemy as sa
import urllib3

from ppir_desktop.common.identifiers import new_identifier
from ppir_desktop.hub.settings import BLOBS_VARIABLE, DATABASE_VARIABLE

_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
_USER = "postgres"
_BUCKET = "ppir"


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


class Servers(NamedTuple):
    """A database server and an object store that any number of hubs can use.

    Attributes:
        database: Address of the database server.
        bucket: What an object store's clients need in their environment.
    """

    database: str
    bucket: dict[str, str]

    def fresh(self) -> dict[str, str]:
        """A database and a place in the bucket of a hub's own, as its environment names them."""
        name = new_identifier()
        engine = sa.create_engine(self.database, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        engine.dispose()
        return {
            **self.bucket,
            DATABASE_VARIABLE: self.database.replace(f"/{_USER}?", f"/{name}?"),
            BLOBS_VARIABLE: f"s3://{_BUCKET}/{name}",
        }


@contextmanager
def both_servers() -> Iterator[Servers]:
    """PostgreSQL and an object store."""
    with postgres() as database, bucket() as environment:
        yield Servers(database, environment)


@contextmanager
def bucket() -> Iterator[dict[str, str]]:
    """An object store on this machine with one bucket; gives the environment of its clients."""
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
                made = pool.request("PUT", f"{address}/{_BUCKET}", retries=retries)
            assert made.status == 200, made.data
            yield {
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                "AWS_REGION": "us-east-1",
                "AWS_ENDPOINT": address,
                "AWS_ALLOW_HTTP": "true",
            }
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
