"""Writes THIRD-PARTY-LICENSES: all that a build holds, under which licence, and its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from inventory import LICENCES, Part

_RULE: Final = "=" * 78
_HEAD: Final = """\
PPIR Desktop is under the Apache License 2.0. It comes with what is listed here,
each under its own licence.

Qt and Qt for Python (PySide6, shiboken6) are used under the GNU Lesser General
Public License, version 3. They lie as shared libraries in _internal/PySide6 and
_internal/shiboken6 beside the programs, unchanged but for their symbols and the
folders in which they look for other libraries: symbols that only a debugger
reads may be taken out, and of those folders only the ones beside the libraries
themselves are left. You may put other versions of them in their place, modified
ones too: replace the files by ones of the same names that offer the same
interfaces, and start the program as before. Nothing checks them, and no key is
needed. Their source is published by The Qt Company under the version that is
given below; whoever gave you this program will get it for you on request. You
may take the program apart to find mistakes in such a modification.
"""


def text_of(parts: Sequence[Part], libraries: Sequence[str]) -> str:
    """The whole text.

    Args:
        parts: All that is bundled.
        libraries: Lines that say which shared library came with what.
    """
    lines = [_HEAD, _RULE, "What is bundled", _RULE, ""]
    for part in parts:
        lines.append(_line(part))
        lines += [f"    {_line(inner)}" for inner in part.inside]
    lines += ["", _RULE, "Shared libraries, and what each came with", _RULE, "", *libraries]
    lines += [line for part in parts for line in _texts(part)]
    lines += _section("GNU General Public License 3, which the LGPL refers to", "GPL-3.0.txt")
    return "\n".join(lines).rstrip() + "\n"


def _line(part: Part) -> str:
    return f"{part.name} {part.version}".strip() + f": {part.licence or 'see its text'}"


def _texts(part: Part) -> Iterator[str]:
    if part.text:
        yield from _titled(_line(part), part.text)
    for inner in part.inside:
        if inner.text and inner.text not in part.text:
            yield from _titled(f"{_line(inner)} (inside {part.name})", inner.text)


def _section(title: str, file: str) -> Iterator[str]:
    yield from _titled(title, (LICENCES / file).read_text(encoding="utf-8"))


def _titled(title: str, text: str) -> Iterator[str]:
    yield from ("", _RULE, title, _RULE, "", text.strip())


def write(file: Path, parts: Sequence[Part], libraries: Sequence[str]) -> None:
    """Write it to a file."""
    file.write_text(text_of(parts, libraries), encoding="utf-8")
