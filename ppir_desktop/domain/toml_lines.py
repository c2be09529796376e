"""On which line of a TOML file a key was written.

The standard library's parser gives values without places. It is asked again here, statement by
statement: whatever parses by itself is one statement, and what it holds was written on its lines.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]
"""Keys and list indices that lead from the top of a file to a value."""

_MOST_TRIES = 32
_LONGEST_STATEMENT = 8_192
"""Lines at which one statement may be thought to end, and its characters; the keys of a longer one
are not placed, rather than costing the square of its length."""

_BEGINNING = re.compile(r"\s*(?:\[{1,2}[\w.\"' -]+\]{1,2}\s*(?:#.*)?$|[\w.\"'-]+\s*=)")
"""What a statement begins with: a table's header, or a key."""


def locate(source: str) -> dict[Path, int]:
    """For every key of a valid TOML text, the line (from 1) on which its statement begins.

    Args:
        source: The text, which parses as a whole.
    """
    lines: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    inside: Path = ()
    for line, statement in _statements(source):
        parsed = tomllib.loads(statement)
        if statement.lstrip().startswith("["):
            inside = _enter(parsed, lines, counts, line)
        else:
            for path in _paths(parsed, inside):
                lines.setdefault(path, line)
    return lines


def _statements(source: str) -> Iterator[tuple[int, str]]:
    """Cut a TOML text into its statements, each with the line it begins on."""
    begun, held, tries = 0, "", 0
    for number, text in enumerate(source.split("\n"), start=1):
        line = text + "\n"
        if not held or (tries == _MOST_TRIES and _BEGINNING.match(line)):
            begun, held, tries = number, "", 0
        held += line
        # Only a line that could close a value is tried, so that a long text costs one attempt.
        closing = held == line or any(mark in line for mark in ('"""', "'''", "]", "}"))
        if len(held) > max(_LONGEST_STATEMENT, len(line)):
            tries = _MOST_TRIES
        if not closing or tries == _MOST_TRIES:
            continue
        tries += 1
        try:
            empty = not tomllib.loads(held)
        except tomllib.TOMLDecodeError:
            continue
        if not empty:
            yield begun, held
        held = ""


def _enter(
    parsed: dict[str, Any], lines: dict[Path, int], counts: dict[Path, int], line: int
) -> Path:
    """The path that a table header leads to, given how often each list was entered before."""
    path: Path = ()
    found: Any = parsed
    while isinstance(found, dict) and found:
        key = next(iter(found))
        path, found = (*path, key), found[key]
        lines.setdefault(path, line)
        if isinstance(found, list):  # the header of one more element of a list
            counts[path] = counts.get(path, -1) + 1
            path, found = (*path, counts[path]), None
        elif path in counts:  # a header that goes through the newest element of a list
            path = (*path, counts[path])
        lines.setdefault(path, line)
    return path


def _paths(value: object, inside: Path) -> Iterator[Path]:
    """Every path that a parsed statement holds, below the table it stands in."""
    pairs: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = list(enumerate(value))
    for key, below in pairs:
        yield (*inside, key)
        yield from _paths(below, (*inside, key))
