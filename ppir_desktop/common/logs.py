"""Logging that cannot leak: events with allow-listed fields, and nothing else.

A line of the log is JSON: time, level, who logged, the event's name and fields that are on the
allow-list below. Whatever else a record carries (a library's message, its arguments, the text of
an exception) could hold dossier text, a mark or a key and is left out; what remains of it is where
it happened.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import traceback
from pathlib import Path
from typing import TextIO

from ppir_desktop.common.clock import format_utc
from ppir_desktop.common.paths import ensure_private

SAFE_FIELDS = frozenset(
    {
        "attempt",
        "bytes",
        "code",
        "count",
        "digest",
        "kind",
        "method",
        "milliseconds",
        "port",
        "round",
        "route",
        "schema",
        "seconds",
        "stage",
        "status",
        "version",
    }
)
"""Names of fields that may be logged; what they hold is shape-checked all the same."""

_SAFE_TEXT = re.compile(r"[A-Za-z0-9_.:-]{1,80}", re.ASCII)
_EVENT = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)
_LARGEST_FILE = 1_000_000
_FILES_KEPT = 3


class EventLogger:
    """Logs events of one module."""

    def __init__(self, name: str) -> None:
        """Log under a module's name."""
        self._logger = logging.getLogger(name)

    def info(self, event: str, **fields: str | int) -> None:
        """Log something that happened as it should."""
        self._log(logging.INFO, event, fields)

    def warning(self, event: str, **fields: str | int) -> None:
        """Log something that should not have happened and was dealt with."""
        self._log(logging.WARNING, event, fields)

    def failure(self, event: str, error: BaseException, **fields: str | int) -> None:
        """Log a failure: the kinds of the errors and where they arose, never what they say."""
        self._log(logging.ERROR, event, fields, error)

    def _log(
        self,
        level: int,
        event: str,
        fields: dict[str, str | int],
        error: BaseException | None = None,
    ) -> None:
        if self._logger.isEnabledFor(level):
            extra = {"ppir_event": event, "ppir_fields": fields}
            # stacklevel makes the record name our caller, not this module.
            self._logger.log(level, "event", extra=extra, exc_info=error, stacklevel=3)


class RedactingFormatter(logging.Formatter):
    """Writes a record as one line of JSON from which nothing confidential can be read."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of one record."""
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
        line: dict[str, str | int | list[str]] = {
            "time": format_utc(moment),
            "level": record.levelname,
            "logger": _safe_text(record.name),
            "at": f"{_safe_text(record.filename)}:{record.lineno}",
        }
        event = getattr(record, "ppir_event", None)
        if isinstance(event, str) and _EVENT.fullmatch(event):
            line["event"] = event
            line.update(_safe_fields(getattr(record, "ppir_fields", {})))
        if record.exc_info and record.exc_info[1] is not None:
            line["errors"] = _error_chain(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True)


def start_logging(folder: Path, level: int = logging.INFO) -> logging.Handler:
    """Send all logging of this process to a rotating file in a folder that is the owner's alone.

    Returns:
        The handler, for `stop_logging`.

    Raises:
        EnvironmentFault: ``folder_not_made`` when the folder cannot be made.
    """
    # Takes longer to load than all of this module, and not everybody writes a file.
    from logging.handlers import RotatingFileHandler  # noqa: PLC0415

    handler = RotatingFileHandler(
        ensure_private(folder) / "ppir.log",
        maxBytes=_LARGEST_FILE,
        backupCount=_FILES_KEPT,
        encoding="utf-8",
    )
    _attach(handler, level)
    return handler


def log_to_stream(stream: TextIO, level: int = logging.INFO) -> logging.Handler:
    """Send all logging of this process to a stream, as a server does.

    Returns:
        The handler, for `stop_logging`.
    """
    handler = logging.StreamHandler(stream)
    _attach(handler, level)
    return handler


def stop_logging(handler: logging.Handler) -> None:
    """Close a handler that `start_logging` gave."""
    logging.getLogger().removeHandler(handler)
    handler.close()


def _attach(handler: logging.Handler, level: int) -> None:
    handler.setFormatter(RedactingFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    # A handler that fails prints the record, message and all, to stderr unless told not to.
    logging.raiseExceptions = False


def _safe_text(text: str) -> str:
    return text if _SAFE_TEXT.fullmatch(text) else "[redacted]"


def _safe_fields(fields: object) -> dict[str, str | int]:
    if not isinstance(fields, dict):
        return {}
    safe: dict[str, str | int] = {}
    for name, value in fields.items():
        if name not in SAFE_FIELDS:
            safe["redacted"] = int(safe.get("redacted", 0)) + 1
        elif isinstance(value, int):
            safe[name] = value
        else:
            safe[name] = _safe_text(str(value))
    return safe


def _error_chain(error: BaseException) -> list[str]:
    """Kinds of an error and of those behind it, each with the place where it was raised."""
    chain: list[str] = []
    at: BaseException | None = error
    while at is not None and len(chain) < 10:
        frames = traceback.extract_tb(at.__traceback__)
        where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
        chain.append(f"{_safe_text(type(at).__name__)}{where}")
        at = at.__cause__ or at.__context__
    return chain
