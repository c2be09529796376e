"""One clock, handed to whoever needs the time, and the one way times are written.

Stored times are UTC in RFC 3339 to the second; only windows and paper turn them into local time.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Protocol

from ppir_desktop.common.errors import InputError

_RFC3339_UTC = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> dt.datetime:
        """The present time, aware, in UTC."""


class SystemClock:
    """The clock of this machine."""

    def now(self) -> dt.datetime:
        """The present time, aware, in UTC."""
        return dt.datetime.now(dt.UTC)


def format_utc(moment: dt.datetime) -> str:
    """Write a time as RFC 3339 in UTC, to the second: ``2026-11-23T09:30:00Z``.

    Raises:
        ValueError: If the time does not say its zone; a bare time would be a guess.
    """
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_utc(text: str) -> dt.datetime:
    """Read what `format_utc` wrote.

    Raises:
        InputError: ``time_unreadable`` when the text is anything else.
    """
    if _RFC3339_UTC.fullmatch(text) is not None:
        try:
            return dt.datetime.fromisoformat(text)
        except ValueError:
            pass  # a day or an hour that does not exist
    raise InputError("time_unreadable", value=text[:40])
