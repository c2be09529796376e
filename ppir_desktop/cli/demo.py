"""``ppir demo``: a whole round on this machine, played by a process of its own.

The demo stands above the command and the windows, and loads both; the command only starts it.
"""

import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from ppir_desktop.cli.help import speaking_command
from ppir_desktop.common.errors import EnvironmentFault
from ppir_desktop.common.own_processes import command_of
from ppir_desktop.common.wording import Wording

_MODULE = "ppir_desktop.demo.__main__"
_PARTS = {"PySide6": "gui", "litestar": "hub", "uvicorn": "hub", "scipy": "secretariat"}


def register(app: typer.Typer, words: Wording) -> None:
    """Add the command."""

    @app.command("demo", help=words("demo.help"), cls=speaking_command(words))
    def demo(
        folder: Annotated[
            Path | None, typer.Option("--folder", metavar="FOLDER", help=words("demo.folder"))
        ] = None,
        tour: Annotated[
            Path | None, typer.Option("--tour", metavar="FOLDER", help=words("demo.tour"))
        ] = None,
    ) -> None:
        for module, part in _PARTS.items():
            if find_spec(module) is None:
                raise EnvironmentFault("part_missing", part=part)
        command = command_of(_MODULE, "--lang", words.language)
        for name, value in (("--folder", folder), ("--tour", tour)):
            command += [name, str(value)] if value is not None else []
        raise typer.Exit(_run(command))


def _run(command: list[str]) -> int:
    """Run the demo to its end; what stops this process stops it, and it cleans up by itself."""
    process = subprocess.Popen(command)  # noqa: S603 -- our own program

    def pass_on(number: int, _frame: FrameType | None) -> None:
        if process.poll() is None:
            process.send_signal(number)

    # At a terminal Ctrl+C reaches both; the demo heeds the first one and cleans up.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, pass_on)
    return process.wait()
