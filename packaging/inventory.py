"""What a build is made of: distributions, what lies inside them, Python, typefaces, icons."""

from __future__ import annotations

import json
import platform
import re
import sysconfig
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any, Final

from layout import Build

from ppir_desktop.services.about import component_of, shipped

LICENCES: Final = Path(__file__).resolve().parent / "licences"
_OWN: Final = "ppir-desktop"
_LIBRARY: Final = re.compile(r"\.(so(\.[0-9.]+)?|dylib|dll|pyd)$")
# The licence of PyInstaller's part in each program lets whoever builds with it choose their own.
_LOADER: Final = "pyinstaller"


@dataclass(frozen=True)
class Part:
    """One thing that is bundled.

    Attributes:
        name: What it is called.
        version: Which one; empty where that is not known.
        licence: Its licence in short.
        text: The licence itself, or where to read it.
        purl: Its package URL, where its maker gave one.
        inside: What lies within its files, as its maker says or packaging/licences does.
    """

    name: str
    version: str
    licence: str
    text: str = ""
    purl: str = ""
    inside: list[Part] = field(default_factory=list)


def parts(names: Iterable[str]) -> list[Part]:
    """All that a build holds.

    Args:
        names: The distributions that it holds files of.
    """
    others = sorted({*names} - {_OWN}, key=str.lower)
    found = [_python(), *(_of(distribution(name)) for name in (*others, _LOADER))]
    found += [Part(one.name, one.version, one.licence, one.text) for one in shipped()]
    return found


def own() -> Part:
    """This program."""
    return _of(distribution(_OWN))


def _of(found: Distribution) -> Part:
    said = component_of(found)
    inside = [*_own_lists(found), *_embedded(said.name)]
    licence = said.licence or _read_off(said.text)
    text = said.text or "\n\n".join(one.text for one in inside if one.text)
    return Part(said.name, said.version, licence, text, inside=inside)


def _read_off(text: str) -> str:
    """The licence's name, where nothing but its text tells it."""
    known = {
        "Permission is hereby granted, free of charge": "MIT",
        "Apache License": "Apache-2.0",
        "This software is provided 'as-is', without any express": "Zlib",
        "Redistribution and use in source and binary forms": "BSD-3-Clause",
    }
    return next((name for words, name in known.items() if words in text), "")


def _own_lists(found: Distribution) -> Iterator[Part]:
    """What a wheel itself lists as inside it (CycloneDX, in its ``sboms``)."""
    for file in found.files or ():
        if "sboms" in file.parts and file.suffix == ".json":
            listed = json.loads(Path(str(found.locate_file(file))).read_text(encoding="utf-8"))
            for one in listed.get("components", ()):
                if one["name"].lower() != found.metadata["Name"].lower():
                    yield _listed(one)


def _listed(one: dict[str, Any]) -> Part:
    said = [
        entry.get("expression") or entry["license"].get("id") or entry["license"].get("name", "")
        for entry in one.get("licenses", ())
    ]
    return Part(one["name"], one.get("version", ""), " AND ".join(said), purl=one.get("purl", ""))


def _embedded(name: str) -> Iterator[Part]:
    table = tomllib.loads((LICENCES / "embedded.toml").read_text(encoding="utf-8"))
    for one in table.get(name, ()):
        file = LICENCES / one["text"]
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        elsewhere = f"Its text is among those of {one['text']}." if one["text"] else ""
        yield Part(one["name"], one.get("version", ""), one["licence"], text or elsewhere)


def _python() -> Part:
    text = Path(sysconfig.get_path("stdlib"), "LICENSE.txt").read_text(encoding="utf-8")
    return Part("Python", platform.python_version(), "PSF-2.0", text)


def libraries(build: Build) -> list[str]:
    """Each shared library of a build, and what it came with."""
    found = []
    for file in sorted(build.folder.rglob("*")):
        name = file.relative_to(build.folder).as_posix()
        if file.is_file() and not file.is_symlink() and _LIBRARY.search(name):
            owner = build.owners.get(name.removeprefix("_internal/"), "Python")
            found.append(f"{name}: {owner}")
    return found
