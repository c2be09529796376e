"""Which of the installed distributions the files of a build belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, distribution, distributions
from importlib.util import find_spec
from pathlib import Path, PurePath

from packaging.requirements import Requirement

OWN = "ppir-desktop"
_NOT_OURS = frozenset({"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"})
"""What an installer leaves: it says where and how something was installed on the machine of the
build, which is nobody's business."""


def package_folder() -> Path:
    """The folder of our own package, as it was installed from the wheel."""
    found = find_spec("ppir_desktop")
    assert found is not None  # noqa: S101 -- package.py has installed it
    return Path(str(found.origin)).parent


def owners(names: Iterable[str]) -> dict[str, str]:
    """The distribution of each file of a build that belongs to one.

    Args:
        names: Files by their path in the build, which is the one that they were installed at.
    """
    table = {
        file.as_posix(): one.metadata["Name"]
        for one in distributions()
        for file in one.files or ()
        if not file.parts[0].endswith(".dist-info")
    }
    sources = {name: PurePath(name).with_suffix(".py").as_posix() for name in names}
    found = {name: table.get(name) or table.get(source) for name, source in sources.items()}
    return {name: owner for name, owner in found.items() if owner is not None}


def metadata(names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """What says of each distribution what it is and under which licence, for the build."""
    for one in map(distribution, sorted(names)):
        for file in one.files or ():
            # A wheel's own bill of materials goes into ours.
            is_told = "sboms" not in file.parts and file.name not in _NOT_OURS
            if file.parts[0].endswith(".dist-info") and is_told:
                yield file.as_posix(), str(one.locate_file(file)), "DATA"


def of_metadata(name: str) -> str:
    """Whose a file of metadata is."""
    folder = PurePath(name).parts[0].removesuffix(".dist-info")
    return str(distribution(folder.rpartition("-")[0]).metadata["Name"])


def needed(extras: frozenset[str]) -> set[str]:
    """All distributions that our own needs when it is installed with some extras."""
    ahead, found = [(OWN, extras)], {OWN}
    while ahead:
        name, asked = ahead.pop()
        for requirement in map(Requirement, distribution(name).requires or ()):
            if not _is_asked_for(requirement, asked):
                continue
            try:
                known = str(distribution(requirement.name).metadata["Name"])
            except PackageNotFoundError:  # of another system
                continue
            if known not in found:
                found.add(known)
                ahead.append((known, frozenset(requirement.extras)))
    return found


def _is_asked_for(requirement: Requirement, extras: frozenset[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": one}) for one in extras or {""})
