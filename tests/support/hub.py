"""A hub as a process of its own, as its administrator would run it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.hub.settings import certificate_of, receipt_key
from ppir_desktop.sync.hub_client import HubClient
from tests.support.processes import ROOT, Ended, environment
from tests.support.zygote import run_forked

_MODULE = "ppir_desktop.hub.main"


def ppir_hub(*arguments: str | Path, env: Mapping[str, str] | None = None) -> Ended:
    """Run ``ppir-hub`` to its end.

    Args:
        arguments: What it is called with.
        env: What its environment says besides, such as where its database is.
    """
    return run_forked(_MODULE, *arguments, env=environment(**(env or {})))


class RunningHub(NamedTuple):
    """A hub that serves.

    Attributes:
        folder: Its folder.
        address: Where it is called.
        certificate: SHA-256 of its certificate.
        key: The public key of its receipts, as it says itself.
        process: The process.
        log: What it writes to stderr.
        env: What its environment says of its database and documents.
    """

    folder: Path
    address: str
    certificate: Digest
    key: bytes
    process: subprocess.Popen[str]
    log: Path
    env: Mapping[str, str]

    def run(self, command: str, *arguments: str) -> Ended:
        """Run one of its administrator's commands to its end."""
        return ppir_hub(command, "--data", self.folder, *arguments, env=self.env)

    def admit(self, authority: str) -> None:
        """Have it take an authority's rounds."""
        ended = self.run("admit", authority)
        assert ended.status == 0, ended.err

    def client(self) -> HubClient:
        """Somebody who calls it."""
        return HubClient(self.address, self.certificate)

    def next_second(self) -> None:
        """Wait until the hub's clock has gone on, so that what follows is later by it."""
        with self.client() as client:
            now = client.info().time
            while client.info().time == now:
                pass

    def parcels(self) -> int:
        """How many parcels are there, by what it tells its administrator."""
        ended = self.run("status")
        assert ended.status == 0, ended.err
        words = ended.out.replace(",", "").split()
        return int(words[[word.rstrip(".:") for word in words].index("parcels") + 1])

    def check(self) -> Ended:
        """Have it look through all that it keeps."""
        return self.run("fsck")


@contextmanager
def running_hub(
    folder: Path,
    *options: str,
    env: Mapping[str, str] | None = None,
    program: Sequence[str] = ("-m", _MODULE),
    where: Path = ROOT,
) -> Iterator[RunningHub]:
    """Serve a hub until the block ends, made first unless it is there.

    Args:
        folder: Where.
        options: Of ``ppir-hub serve``.
        env: What its environment says besides.
        program: What the interpreter runs.
        where: The folder in which it is started.
    """
    if not folder.exists():
        made = ppir_hub("init", "--data", folder)
        assert made.status == 0, made.err
    command = [sys.executable, "-W", "error", *program]
    command += ["serve", "--data", str(folder), "--port", "0", *options]
    log = folder.with_name(folder.name + ".log")
    with (
        log.open("a", encoding="utf-8") as errors,
        subprocess.Popen(
            command,
            cwd=where,
            env=environment(**(env or {})),
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
        ) as process,
    ):
        try:
            yield _met(folder, process, log, env or {}, is_plain="--plain" in options)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=60)
            finally:
                process.kill()


def _met(
    folder: Path,
    process: subprocess.Popen[str],
    log: Path,
    env: Mapping[str, str],
    *,
    is_plain: bool,
) -> RunningHub:
    assert process.stdout is not None
    scheme = "http://" if is_plain else "https://"
    for line in process.stdout:
        if scheme in line:
            address = scheme + line.partition(scheme)[2].split()[0].rstrip(".,")
            break
    else:
        raise AssertionError(log.read_text(encoding="utf-8"))
    certificate, key = certificate_of(folder), receipt_key(folder).public.der
    if not is_plain:
        with HubClient(address, certificate) as client:
            assert client.info().key == key
    return RunningHub(folder, address, certificate, key, process, log, env)
