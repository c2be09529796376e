"""What this program is made of, and under which licences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final, NamedTuple

from ppir_desktop.common.own_processes import is_frozen
from ppir_desktop.common.resources import read_text

_OWN: Final = "ppir-desktop"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA: Final = re.compile(r"extra\s*==\s*[\"']([^\"']+)[\"']")
_EXTRAS: Final = frozenset({"gui", "secretariat"}) | ({"hub"} if is_frozen() else set())
"""What an installation with windows may bring besides; what is not here is not listed."""

_LICENCE_FILE: Final = re.compile(
    r"(^|/)(licen[cs]es?/|licen[cs]e|copying|notice)[^/]*", re.IGNORECASE
)
_MOST_TEXT: Final = 200_000
_SHIPPED: Final = (
    ("Pretendard", "OFL-1.1", "fonts/LICENSE-Pretendard.txt"),
    ("Noto Sans KR", "OFL-1.1", "fonts/LICENSE-NotoSansKR.txt"),
    ("Noto Emoji, Noto Sans Arabic", "OFL-1.1", "fonts/LICENSE-Noto.txt"),
    ("DejaVu Sans", "Bitstream-Vera", "fonts/LICENSE-DejaVu.txt"),
    ("Lucide", "ISC", "icons/LICENSE-Lucide.txt"),
)


class Component(NamedTuple):
    """Something that is bundled with the program.

    Attributes:
        name: What it is called.
        version: Which one; empty where it has none of its own.
        licence: Its licence in short; empty where only its text says.
        text: The licence itself; empty where it does not bring one.
    """

    name: str
    version: str
    licence: str
    text: str


def components() -> list[Component]:
    """All that is bundled: this program first, then libraries, typefaces and icons."""
    own, *others = _distributions()
    libraries = sorted((component_of(one) for one in others), key=lambda one: one.name.lower())
    return [component_of(own), *libraries, *shipped()]


def shipped() -> list[Component]:
    """The typefaces and icons among our own files."""
    return [Component(name, "", licence, read_text(file)) for name, licence, file in _SHIPPED]


def _distributions() -> Iterator[Distribution]:
    """This program and, once each, whatever it needs to run and is installed."""
    ahead, seen = [_OWN], {_OWN}
    while ahead:
        name = ahead.pop(0)
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue
        yield found
        for requirement in found.requires or ():
            extra = _EXTRA.search(requirement)
            wanted = _NAME.match(requirement)
            if wanted is None or (extra and (name != _OWN or extra[1] not in _EXTRAS)):
                continue
            plain = re.sub(r"[-_.]+", "-", wanted[0]).lower()
            if plain not in seen:
                seen.add(plain)
                ahead.append(plain)


def component_of(found: Distribution) -> Component:
    """What a distribution says of itself."""
    text = _licence_text(found)
    fields = ("License-Expression", "License")
    said = next((found.metadata[one] for one in fields if one in found.metadata), "")
    classified = [
        one.rsplit(" :: ", 1)[1]
        for one in found.metadata.get_all("Classifier") or []
        if one.startswith("License :: OSI Approved ::")
    ]
    short = said.strip().split("\n")[0][:80] or ", ".join(classified) or _named_in(text)
    return Component(found.metadata["Name"], found.version, short, text)


def _named_in(text: str) -> str:
    """The licence's name, where its text begins with one."""
    first = text.strip().split("\n")[0].strip()
    return first if "licen" in first.lower() and len(first) <= 60 else ""


def _licence_text(found: Distribution) -> str:
    files = [one for one in found.files or () if _LICENCE_FILE.search(one.as_posix())]
    texts = []
    for file in files:
        path = Path(str(found.locate_file(file)))
        try:
            texts.append(path.read_text(encoding="utf-8").strip())
        except (OSError, UnicodeDecodeError):
            continue
    return "\n\n".join(texts)[:_MOST_TEXT]
