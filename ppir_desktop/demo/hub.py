"""The demo's hub: a process of its own that listens to this machine alone."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ppir_desktop.common.errors import EnvironmentFault
from ppir_desktop.common.identifiers import Digest, parse_digest
from ppir_desktop.common.own_processes import command_of

_MODULE: Final = "ppir_desktop.hub.main"
_ADDRESS: Final = re.compile(r"https://[0-9.]+:[0-9]+")
_DIGEST: Final = re.compile(r"(?:[0-9a-f]{4,8}\s+)+[0-9a-f]{4,8}|[0-9a-f]{64}")
_PATIENCE: Final = 20.0


class DemoHub:
    """A hub in a folder, which serves for as long as `serving` says."""

    def __init__(self, folder: Path) -> None:
        """Make its folder, with keys and a certificate of its own.

        Raises:
            EnvironmentFault: ``demo_hub_failed``.
        """
        self._folder = folder
        self._port = "0"
        self.address = ""
        self.certificate = _digest_in(self._run("init", "--data", str(folder)))

    def admit(self, authority: Digest) -> None:
        """Have it take an authority's rounds.

        Raises:
            EnvironmentFault: ``demo_hub_failed``.
        """
        self._run("admit", "--data", str(self._folder), authority)

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Serve until the block ends, always at the same port.

        Raises:
            EnvironmentFault: ``demo_hub_failed``.
        """
        command = command_of(_MODULE, "serve", "--data", str(self._folder), "--port", self._port)
        log = self._folder.with_suffix(".log")
        with log.open("a", encoding="utf-8") as errors:
            process = subprocess.Popen(  # noqa: S603 -- our own program, and nothing of a person's
                command, stdout=subprocess.PIPE, stderr=errors, encoding="utf-8",
                # The terminal's Ctrl+C is ours: it is stopped once all that needs it has ended.
                start_new_session=True,
            )  # fmt: skip
            try:
                self._meet(process)
                yield
            finally:
                _stop(process)

    def _meet(self, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            found = _ADDRESS.search(line)
            if found is not None:
                self.address = found.group()
                self._port = self.address.rpartition(":")[2]
                return
        raise EnvironmentFault("demo_hub_failed", log=str(self._folder.with_suffix(".log")))

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(  # noqa: S603 -- as above
            command_of(_MODULE, *arguments), capture_output=True, encoding="utf-8", check=False
        )
        if done.returncode:
            raise EnvironmentFault("demo_hub_failed", log=done.stderr.strip()[-200:])
        return done.stdout


def _digest_in(text: str) -> Digest:
    """The fingerprint that a command printed, in groups or not."""
    found = _DIGEST.findall(text)
    return parse_digest("".join(found[-1].split()))


def _stop(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
