"""Entry point of the demo, a process of its own that ``ppir demo`` starts."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType
from typing import Final

from ppir_desktop.common.errors import InputError, PpirError
from ppir_desktop.common.paths import HOME_VARIABLE, ensure_private
from ppir_desktop.common.wording import LANGUAGES, Wording, language_of_locale
from ppir_desktop.signing.device_secrets import OFF_VARIABLE

_WRONG: Final = 2
_INTERRUPTED: Final = 130
_SIGNED: Final = 6
"""How many sheets the chair has signed when the desk opens; two are left for whoever looks."""


class _Demo:
    """One run, and what it says."""

    def __init__(self, words: Wording) -> None:
        self._words = words
        self._began = time.monotonic()

    def play(self, folder: Path | None, tour: Path | None) -> int:
        """Play the tour, or open the desk; the exit status."""
        if tour is None and not _has_screen():
            self._say("no_screen")
            tour = folder or Path(tempfile.mkdtemp(prefix="ppir-demo-"))
        chosen = tour or folder
        place = _empty(chosen) if chosen else Path(tempfile.mkdtemp(prefix="ppir-demo-"))
        self._say("begin", folder=place)
        os.environ[HOME_VARIABLE] = str(place / "home")
        # Whoever has a keyring finds nothing of the demo in it.
        os.environ[OFF_VARIABLE] = "1"
        try:
            if tour is not None:
                self._tour(place)
            else:
                self._desk(place)
        finally:
            if chosen is None:
                shutil.rmtree(place, ignore_errors=True)
                self._say("cleaned")
        if chosen is not None:
            self._say("kept", folder=place)
        return 0

    def _tour(self, folder: Path) -> None:
        from ppir_desktop.demo.tour import play_tour

        if hasattr(time, "tzset"):
            # Windows show the machine's time and papers Korea's: in pictures they are the same.
            os.environ["TZ"] = "Asia/Seoul"
            time.tzset()

        page = play_tour(folder, self._words, self._step)
        self._say("open_page", page=page)
        self._say("done", seconds=round(time.monotonic() - self._began))

    def _desk(self, folder: Path) -> None:
        from ppir_desktop.demo.at_desk import open_desk

        open_desk(folder, self._words, self._step, _SIGNED)

    def _step(self, name: str, **params: object) -> None:
        self._say(f"step.{name}", **params)

    def _say(self, name: str, **params: object) -> None:
        seconds = time.monotonic() - self._began
        text = self._words(f"demo.{name}", **params)
        sys.stdout.write(f"[{seconds:5.1f}] {text}\n")
        sys.stdout.flush()


def main() -> None:
    """Run the demo.

    Raises:
        SystemExit: Always, with the exit status.
    """
    parser = argparse.ArgumentParser(prog="ppir demo")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--tour", type=Path)
    parser.add_argument("--lang", choices=LANGUAGES, default=language_of_locale(os.environ))
    given = parser.parse_args()
    words = Wording(given.lang)
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)
    if not _has_screen() and "QT_QPA_PLATFORM" not in os.environ:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        status = _Demo(words).play(given.folder, given.tour)
    except PpirError as error:
        worded = words.error(error)
        sys.stderr.write(f"{worded.what}\n{worded.remedy}\n")
        status = _WRONG
    except KeyboardInterrupt:
        sys.stderr.write(f"\n{words('demo.stopped')}\n")
        status = _INTERRUPTED
    raise SystemExit(status)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    # Nobody is to stop the cleaning up.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _has_screen() -> bool:
    if sys.platform in {"win32", "darwin"}:
        return True
    is_hidden = os.environ.get("QT_QPA_PLATFORM", "") in {"offscreen", "minimal"}
    return not is_hidden and bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _empty(folder: Path) -> Path:
    """A folder that is empty or was made just now.

    Raises:
        InputError: ``demo_folder_in_use``.
    """
    place = folder.absolute()
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise InputError("demo_folder_in_use", folder=str(place))
    return ensure_private(place)


if __name__ == "__main__":
    main()
