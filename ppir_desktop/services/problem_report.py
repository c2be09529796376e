"""A report of a problem that a person can read before they send it: nothing of any dossier."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from ppir_desktop import __version__
from ppir_desktop.common.clock import Clock, format_utc
from ppir_desktop.common.paths import logs
from ppir_desktop.common.wording import Wording
from ppir_desktop.services.profiles import has_keyring
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.outbox import OutboxState

_LINES: Final = 200
_TAIL: Final = 400_000
_NAMES: Final = ("ppir.log.1", "ppir.log")
"""The log before the last rotation, and the one of now."""


class Screen(NamedTuple):
    """What only a window knows.

    Attributes:
        toolkit: Version of the window library.
        system: What it draws through, such as ``xcb``.
        scales: How many pixels each screen has for one.
    """

    toolkit: str
    system: str
    scales: Sequence[float]


def problem_report(
    profile: OpenProfile | None, screen: Screen, words: Wording, clock: Clock
) -> str:
    """A report in words, without names, numbers of applications, or texts of anybody.

    Args:
        profile: The open profile; None while none is, and its counts are left out.
        screen: What the window knows.
        words: In which words.
        clock: Says when.
    """
    key = "window.report"
    lines = [
        words(f"{key}.heading"),
        "",
        words(f"{key}.at", time=format_utc(clock.now())),
        words(f"{key}.version", version=__version__),
        words(f"{key}.machine", system=f"{platform.system()} {platform.release()}",
              kind=platform.machine()),
        words(f"{key}.python", version=platform.python_version(), qt=screen.toolkit,
              through=screen.system),
        words(f"{key}.screens", scales=", ".join(f"{scale:g}" for scale in screen.scales)),
        words(f"{key}.keyring_{'yes' if has_keyring() else 'no'}"),
        words(f"{key}.locked") if profile is None else _counts(profile, words),
        "",
        words(f"{key}.what"),
        "",
        words(f"{key}.log"),
        *(log_lines() or [words(f"{key}.no_log")]),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def log_lines(most: int = _LINES) -> list[str]:
    """The last lines of the log; one that is not of the log's own form is left out."""
    lines: list[str] = []
    for name in _NAMES:
        lines += _tail(logs() / name)
    return [line for line in lines if _is_event(line)][-most:]


def _counts(profile: OpenProfile, words: Wording) -> str:
    with profile.vault.reading() as work:
        rounds = work.rounds.ids()
        waiting = work.outbox.all(OutboxState.WAITING)
        return words(
            "window.report.counts",
            rounds=len(rounds),
            dossiers=len(work.assignments.all()),
            drafts=sum(len(work.drafts.all(one)) for one in rounds),
            waiting=len(waiting),
        )


def _tail(path: Path) -> list[str]:
    """The last lines of a file, read from its end; nothing where there is none."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _TAIL))
            content = file.read()
    except OSError:
        return []
    return content.decode("ascii", errors="replace").splitlines()


def _is_event(line: str) -> bool:
    try:
        found = json.loads(line)
    except ValueError:
        return False
    return isinstance(found, dict) and {"time", "level", "logger"} <= found.keys()
