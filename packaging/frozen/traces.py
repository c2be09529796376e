"""Where a build was made: nobody who installs it needs to know, so it is kept out."""

from __future__ import annotations

import importlib
import py_compile
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from frozen.contents import Entry

_ROOT: Final = Path(__file__).resolve().parents[2]
_SETTINGS: Final = re.compile(r"(?P<module>_sysconfigdata_[^/]*)\.pyc$")
_ZONES: Final = "TZPATH"
_OF_SYSTEMS: Final = ("/usr/share/", "/usr/lib/", "/etc/")


def places() -> list[bytes]:
    """The folders of this machine that a build may speak of: the checkout, and Python.

    Where systems keep Python is no trace of a machine, nor is a folder right below the root.
    """
    found = {_ROOT, *map(Path, (sys.base_prefix, sys.base_exec_prefix, sys.prefix))}
    # The longest first: one may lie in another.
    told = sorted((str(place) for place in found if _is_telling(place)), key=len, reverse=True)
    return [place.encode() for place in told]


def _is_telling(place: Path) -> bool:
    return len(place.parts) > 2 and place != Path("/usr/local")


def without(content: bytes, told: Iterable[bytes]) -> bytes:
    """A file's content with other letters in the place of each folder, as many as there were.

    So nothing in the file moves. The folder's own name stays: a linker keeps a text that another
    one ends with only once, so the ``3.11.7`` of a path may be the version that Python says.
    """
    for place in told:
        above, slash, name = place.rpartition(b"/")
        instead = b"/" + b"x" * (len(above) - 1) + slash + name
        content = re.sub(_as_a_folder(place), instead, content)
    return content


def speaks_of(content: bytes, told: Iterable[bytes]) -> bool:
    """Whether a file's content names one of some folders."""
    return any(re.search(_as_a_folder(place), content) for place in told)


def _as_a_folder(place: bytes) -> bytes:
    """Matches a folder, and not one whose name only begins like it."""
    return re.escape(place) + rb"(?![\w.-])"


def with_clean_settings(entries: Iterable[Entry], folder: Path) -> Iterator[Entry]:
    """What goes into a build, with what Python was built with told without paths.

    `sysconfig` loads that module when it is asked for any setting, as SQLAlchemy does when it is
    imported, so it cannot be left out.

    Args:
        entries: What was collected.
        folder: Where the module is written that takes the place of Python's own.
    """
    for entry in entries:
        name, _, kind = entry
        found = _SETTINGS.match(Path(name).as_posix())
        if found is None:
            yield entry
        else:
            settings = importlib.import_module(found["module"]).build_time_vars
            yield name, str(write_settings(settings, folder / Path(name).name)), kind


def write_settings(settings: Mapping[str, object], file: Path) -> Path:
    """Write the compiled module that tells what Python was built with, as far as that is told."""
    kept = dict(sorted(_without_paths(settings)))
    source = file.with_suffix(".py")
    source.write_text(f"build_time_vars = {kept!r}\n", encoding="utf-8")
    # Its own path is another trace; and no check asks for a source that is not there.
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(
        str(source), str(file), dfile=source.name, doraise=True, invalidation_mode=unchecked
    )
    return file


def _without_paths(settings: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in settings.items():
        if name == _ZONES:
            # Where systems keep the rules of time zones; `zoneinfo` asks for it.
            kept = [one for one in str(value).split(":") if one.startswith(_OF_SYSTEMS)]
            yield name, ":".join(kept)
        elif not isinstance(value, str) or not {"/", "\\"} & set(value):
            yield name, value
