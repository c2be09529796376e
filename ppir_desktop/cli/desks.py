"""The open desk of the office that a command works at, and its exchanges before and after."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from ppir_desktop.cli.desk_command import Call
from ppir_desktop.cli.exchange_answers import bar, chosen_round, opened
from ppir_desktop.cli.output import Output
from ppir_desktop.cli.secret_input import SecretFrom
from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.wording import Wording
from ppir_desktop.services import exchange
from ppir_desktop.services.office.desks import Sitting

_IN_LINE: Final = 8
_SHOWN: Final = 40


@contextmanager
def sitting(call: Call, *, exchanging: bool = True) -> Iterator[Sitting]:
    """Open the desk of a call; what others said is fetched first and what is said sent at last.

    Without a line the work goes on all the same, and what is said waits in the outbox.

    Args:
        call: How the command was called.
        exchanging: Whether the command needs what others said, and says something.

    Raises:
        PpirError: What opening the profile raises; ``round_not_named``.
    """
    source = SecretFrom(call.passphrase_file, call.passphrase_fd)
    with opened(call.words, call.profile, source) as profile:
        at = Sitting(profile, chosen_round(profile, call.round), SystemClock())
        exchanging = exchanging and not call.offline
        if exchanging:
            synchronise(call, at)
        yield at
        if exchanging:
            synchronise(call, at)


def synchronise(call: Call, at: Sitting) -> bool:
    """Exchange with the round's hub, if it has one; say whether it came to its end.

    What went wrong is told on the error stream: the command itself can still do its work.
    """
    with bar(call.words) as watch:
        outcomes = exchange.sync(
            at.profile, at.clock, watch, rounds=[at.round], keep_drafts_safe=False
        )
    failures = [outcome.failure for outcome in outcomes if outcome.failure is not None]
    for failure in failures:
        worded = call.words.error(failure)
        text = call.words("cli.round.not_exchanged", what=worded.what, remedy=worded.remedy)
        sys.stderr.write(text + "\n")
    return not failures


def day_of(text: str) -> dt.date:
    """A day as people type it, ``2026-11-25``; empty for today.

    Raises:
        InputError: ``day_unreadable``.
    """
    if not text:
        return SystemClock().now().astimezone().date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError("day_unreadable", value=text[:40]) from None


def moment_of(text: str) -> dt.datetime:
    """A moment as people type it, ``2026-12-10T18:00`` by this computer's clock or with a zone.

    Raises:
        InputError: ``time_unreadable``.
    """
    try:
        return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
    except ValueError:
        raise InputError("time_unreadable", value=text[:40]) from None


def pair_of(text: str) -> tuple[str, str]:
    """Application and expert number as people type them, ``2026-0001=P00001``.

    Raises:
        InputError: ``pair_unreadable``.
    """
    dossier, sign, number = text.partition("=")
    if not (dossier and sign and number):
        raise InputError("pair_unreadable", value=text[:80])
    return dossier, number


def write_subjects(words: Wording, key: str, subjects: Sequence[str], output: Output) -> None:
    """Write what changed: how many there are, and the first of them; programs get all."""
    output.line(words(key, count=len(subjects)))
    shown = subjects[:_SHOWN]
    for start in range(0, len(shown), _IN_LINE):
        rest = "" if start + _IN_LINE < len(shown) or len(subjects) <= _SHOWN else ", …"
        output.line("  " + ", ".join(shown[start : start + _IN_LINE]) + rest)
