"""Reads typed values out of a parsed TOML table and keeps every problem it meets.

A reader never stops at the first mistake: it notes the problem, gives back a harmless stand-in and
goes on, so that whoever wrote the file sees all that is wrong with it at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any, TypeVar

from ppir_desktop.common.plain_text import is_plain
from ppir_desktop.common.problems import Problem
from ppir_desktop.domain.points import NotPointsError, Share, parse_points, parse_share
from ppir_desktop.domain.toml_lines import Path
from ppir_desktop.domain.words import Words

_ID = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)
_LONGEST_TEXT = 20_000
_KINDS: dict[type, str] = {str: "text", int: "whole", bool: "flag", list: "list"}
_T = TypeVar("_T")
_Choice = TypeVar("_Choice", bound=StrEnum)


class Findings:
    """Problems met in one file, and the key paths marked as examples."""

    def __init__(self) -> None:
        """Begin with nothing found."""
        self.problems: list[tuple[Path, Problem]] = []
        self.examples: list[str] = []

    def add(self, path: Path, code: str, value: object = "", **params: object) -> None:
        """Note a problem at a key path."""
        words = {name: str(param) for name, param in params.items()}
        problem = Problem(code=code, column=dotted(path), value=shown(value), params=words)
        self.problems.append((path, problem))


def dotted(path: Path) -> str:
    """A key path as a person reads it, lists counted from 1: ``stage[1].criterion[2].max``."""
    text = ""
    for key in path:
        text += f"[{key + 1}]" if isinstance(key, int) else f".{key}"
    return text.lstrip(".")


def shown(value: object) -> str:
    """A value as text for a problem, cut to a length that fits a line."""
    if isinstance(value, (dict, list)):
        return "{…}" if isinstance(value, dict) else "[…]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).replace("\n", " ")[:80]


class TableReader:
    """One table of a file.

    Every method that reads a key notes a problem when the value is missing or of the wrong kind
    and then gives back its default. `finish` notes the keys that nobody asked for.
    """

    def __init__(self, table: object, path: Path, findings: Findings, label: str = "") -> None:
        """Read from `table`, which stands at `path`; note what is wrong in `findings`.

        `label` is the same path with the ids of list entries in place of their numbers.
        """
        self.path = path
        self.label = label
        self.findings = findings
        self._known: set[str] = {"verified"}
        self._table: dict[str, Any] = {}
        if isinstance(table, dict):
            self._table = table
        else:
            findings.add(path, "not_a_table", table)
        if path and not self.flag("verified", default=True):
            findings.examples.append(label)

    def __contains__(self, key: str) -> bool:
        """Whether the table has this key."""
        return key in self._table

    def problem(self, key: str, code: str, **params: object) -> None:
        """Note a problem with the value of one key."""
        self.findings.add((*self.path, key), code, self._table.get(key, ""), **params)

    def is_text(self, key: str) -> bool:
        """Whether there is a text, where there may be a table in its place."""
        return isinstance(self._table.get(key), str)

    def text(self, key: str, *, required: bool = False) -> str:
        """A text of bounded length, not blank."""
        value = self._typed(key, str, "", required=required)
        if len(value) > _LONGEST_TEXT:
            self.problem(key, "text_too_long", most=_LONGEST_TEXT)
        elif not is_plain(value, lines=True):
            self.problem(key, "text_not_printable")
        elif key in self._table and isinstance(self._table[key], str) and not value.strip():
            self.problem(key, "text_blank")
        return value

    def name(self, key: str = "id") -> str:
        """A short name: lower-case letters, digits, hyphens and underscores."""
        value = self.text(key, required=True)
        if value and _ID.fullmatch(value) is None:
            self.problem(key, "bad_name")
        return value

    def whole(self, key: str, default: int = 0, *, least: int = 0, most: int = 10_000) -> int:
        """A whole number between two bounds."""
        value = self._typed(key, int, default)
        if not least <= value <= most:
            self.problem(key, "out_of_range", least=least, most=most)
            return default
        return value

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false."""
        return self._typed(key, bool, default)

    def points(self, key: str) -> int | None:
        """Points in hundredths from a decimal string, or None when absent."""
        self._known.add(key)
        if key not in self._table:
            return None
        value = self._table[key]
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            self.problem(key, "not_decimal")
            return None
        try:
            return parse_points(value)
        except NotPointsError as error:
            self.problem(key, error.code)
            return None

    def positive_points(self, key: str) -> int | None:
        """Points above nothing, or None when absent."""
        points = self.points(key)
        if points is not None and points <= 0:
            self.problem(key, "not_positive")
            return None
        return points

    def share(self, key: str, *, strictly: bool = False) -> Share | None:
        """A fraction such as ``2/3``, or None when absent."""
        text = self._typed(key, str, "")
        if not isinstance(self._table.get(key), str):
            return None
        try:
            return parse_share(text, strictly=strictly)
        except NotPointsError as error:
            self.problem(key, error.code)
            return None

    def choice(self, key: str, default: _Choice, *, required: bool = False) -> _Choice:
        """One of a fixed set of words."""
        value = self._typed(key, str, str(default), required=required)
        kind = type(default)
        try:
            return kind(value)
        except ValueError:
            self.problem(key, "unknown_choice", allowed=", ".join(kind))
            return default

    def words(self, key: str, *, required: bool = False) -> Words:
        """A text in Korean and English; both are needed when it is there at all."""
        if key not in self._table and not required:
            self._known.add(key)
            return Words()
        table = self.table(key, required=required)
        if table is None:
            return Words()
        words = Words(ko=table.text("ko", required=True), en=table.text("en", required=True))
        table.finish()
        return words

    def texts(self, key: str, allowed: Iterable[str] = ()) -> tuple[str, ...]:
        """A list of texts, each one of `allowed` where that is given, none twice."""
        values = self._typed(key, list, [])
        kept: list[str] = []
        permitted = tuple(allowed)
        for index, value in enumerate(values):
            place = (*self.path, key, index)
            if not isinstance(value, str) or not value.strip():
                self.findings.add(place, "not_text", value)
            elif permitted and value not in permitted:
                self.findings.add(place, "unknown_choice", value, allowed=", ".join(permitted))
            elif value in kept:
                self.findings.add(place, "name_twice", value)
            else:
                kept.append(value)
        return tuple(kept)

    def table(self, key: str, *, required: bool = False) -> TableReader | None:
        """The table below a key, or None when absent."""
        self._known.add(key)
        if key not in self._table:
            if required:
                self.problem(key, "key_missing")
            return None
        return self._below(self._table[key], key)

    def know(self, *keys: str) -> None:
        """Take keys as known without reading them."""
        self._known.update(keys)

    def refuse(self, keys: Iterable[str], code: str, **params: object) -> None:
        """Note a problem with each of some keys that is there."""
        for key in keys:
            self.know(key)
            if key in self._table:
                self.problem(key, code, **params)

    def each(self, key: str) -> Iterator[TableReader]:
        """The tables of a list, each finished once read, their names held against each other."""
        names: list[object] = []
        for table in self._tables(key):
            yield table
            table.finish()
            name = table.raw("id")
            if name is not None and name in names:
                table.problem("id", "name_twice")
            names.append(name)

    def raw(self, key: str) -> object:
        """What stands at a key, unchecked; None when it is absent."""
        return self._table.get(key)

    def finish(self) -> None:
        """Note every key of the table that was never asked for."""
        for key in self._table:
            if key not in self._known:
                self.problem(key, "unknown_key", allowed=", ".join(sorted(self._known)))

    def _tables(self, key: str) -> list[TableReader]:
        """The tables of a list, none when absent."""
        self._known.add(key)
        values = self._table.get(key, [])
        if not isinstance(values, list):
            self.problem(key, "not_list")
            return []
        return [self._below(value, key, index) for index, value in enumerate(values)]

    def _below(self, value: object, key: str, *index: int) -> TableReader:
        """The reader of a table below this one, or of an entry in a list of tables."""
        name = value.get("id") if isinstance(value, dict) else None
        names = [self.label, key, *(str(name or number + 1) for number in index)]
        label = ".".join(part for part in names if part)
        return TableReader(value, (*self.path, key, *index), self.findings, label)

    def _typed(self, key: str, kind: type[_T], default: _T, *, required: bool = False) -> _T:
        self._known.add(key)
        if key not in self._table:
            if required:
                self.problem(key, "key_missing")
            return default
        value = self._table[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.problem(key, f"not_{_KINDS[kind]}")
            return default
        return value
