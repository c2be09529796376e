"""A desk as the driver holds it: a process that is asked, and killed, and started again."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from ppir_desktop.common.closing import Closes
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.common.paths import HOME_VARIABLE
from tests.soak.cast import PROFILES, home_of
from tests.soak.model import BrokenError
from tests.support.processes import ROOT, environment

_PATIENCE: Final = 150.0
"""Seconds within which any act has come to an end, one way or another."""


class Answer(NamedTuple):
    """What a desk answered.

    Attributes:
        value: What the act gave; None where it was refused or the desk died.
        code: Why it was refused; empty otherwise.
        died: Whether the process was killed before it answered.
    """

    value: Any = None
    code: str = ""
    died: bool = False

    @property
    def done(self) -> bool:
        """Whether it was acknowledged."""
        return not self.code and not self.died


class Desk(Closes):
    """Somebody's machine.

    Attributes:
        who: Whose.
        home: Its home folder.
        wrong_by: By how many seconds its clock is wrong.
    """

    def __init__(self, who: str, folder: Path, round_id: Identifier) -> None:
        self.who, self.home = who, home_of(folder, who)
        self.wrong_by = 0
        self._round = round_id
        self._log = folder / f"{who}.log"
        self._process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int:
        """The process, which is started if there is none."""
        return self._running().pid

    @property
    def vault(self) -> Path:
        """The folder of its profile."""
        return self.home / "profiles" / PROFILES[self.who]

    def ask(self, act: str, calls: int | None = None, /, **given: object) -> Answer:
        """Have something done.

        Args:
            act: Its name.
            calls: At which call of a function it is cut off by a kill, if it comes so far.
            given: Its arguments.

        Raises:
            BrokenError: When it raises what is no error of the program's own, or never ends.
        """
        process = self._running()
        line = self._told(process, {"do": act, "with": given, "calls": calls})
        if not line:
            self.kill()
            return Answer(died=True)
        answer = json.loads(line)
        if "crash" in answer:
            raise BrokenError("nothing fails but as the program says", act, answer["crash"])
        if "error" in answer:
            return Answer(code=answer["error"])
        return Answer(answer["ok"])

    def kill(self) -> None:
        """Kill the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    _close(pipe)

    close = kill

    def kill_now(self) -> Callable[[], None]:
        """What kills the process as it is now, from another thread, while it is being asked."""
        return self._running().kill

    def set_clock(self, seconds: int) -> None:
        """Set its clock wrong by so many seconds, now and when it is started again."""
        self.wrong_by = seconds
        if self._process is not None:
            self.ask("clock", seconds=seconds)

    def _running(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.kill()
        command = [sys.executable, "-W", "error", "-m", "tests.soak.worker"]
        command += [PROFILES[self.who], self._round, str(self.wrong_by)]
        with self._log.open("a", encoding="utf-8") as errors:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment(**{HOME_VARIABLE: str(self.home)}),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, encoding="utf-8",
            )  # fmt: skip
        self._process = process
        if not self._told(process, None):
            said = self._log.read_text(encoding="utf-8")[-2_000:]
            raise BrokenError("a profile opens whatever befell it", self.who, said)
        return process

    def _told(self, process: subprocess.Popen[str], asked: object) -> str:
        """Ask, and wait for the answer; empty where the process died."""
        assert process.stdin is not None
        assert process.stdout is not None
        hung = threading.Event()

        def give_up() -> None:
            hung.set()
            process.kill()

        timer = threading.Timer(_PATIENCE, give_up)
        timer.start()
        try:
            if asked is not None:
                process.stdin.write(json.dumps(asked) + "\n")
                process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            timer.cancel()
            timer.join()
        if hung.is_set():
            raise BrokenError("every act comes to an end", f"{_PATIENCE} s", asked)
        return line if line.endswith("\n") else ""


def _close(pipe: IO[str]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        # What was not read any more is nobody's.
        return
