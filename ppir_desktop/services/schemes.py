"""The schemes at hand: those that ship with the program, and those in a file of one's own."""

from __future__ import annotations

from pathlib import Path

from ppir_desktop.common import resources
from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.domain.scheme_file import LARGEST_SCHEME, read_scheme
from ppir_desktop.domain.stage import Stage
from ppir_desktop.domain.sub_fields import SubFields, read_sub_fields

_ENDING = ".toml"


def shipped_names() -> list[str]:
    """Ids of the schemes that ship, in order."""
    folder = resources.resource("schemes")
    return sorted(
        entry.name.removesuffix(_ENDING)
        for entry in folder.iterdir()
        if entry.name.endswith(_ENDING)
    )


def shipped_schemes() -> list[Scheme]:
    """All schemes that ship."""
    return [load_scheme(name) for name in shipped_names()]


def load_scheme(name: str) -> Scheme:
    """A scheme that ships, by its id, or one in a file, by its path.

    Raises:
        InputError: ``scheme_unknown`` when it is neither, ``scheme_invalid`` when the file is no
            scheme.
        EnvironmentFault: ``file_unreadable``.
    """
    if name in shipped_names():
        file = name + _ENDING
        return read_scheme(resources.resource(f"schemes/{file}").read_bytes(), file)
    path = Path(name)
    try:
        named = path.suffix == _ENDING or path.exists()
    except OSError:  # no name that a file could have
        named = False
    if named:
        return read_scheme_file(path)
    raise _unknown(name)


def copy_scheme(name: str, path: Path) -> None:
    """Write a scheme that ships to a new file, comments and all, for somebody to edit.

    Raises:
        InputError: ``scheme_unknown`` when none of that name ships, ``file_exists`` when there is
            such a file already.
        EnvironmentFault: ``file_not_written``.
    """
    if name not in shipped_names():
        raise _unknown(name)
    content = resources.resource(f"schemes/{name}{_ENDING}").read_bytes()
    try:
        with path.open("xb") as stream:
            stream.write(content)
    except FileExistsError:
        raise InputError("file_exists", file=str(path)) from None
    except OSError as error:
        raise EnvironmentFault(
            "file_not_written", file=str(path), reason=error.strerror or str(error)
        ) from error


def read_scheme_file(path: Path) -> Scheme:
    """The scheme in a file.

    Raises:
        InputError: ``scheme_invalid``, with every problem of the file.
        EnvironmentFault: ``file_unreadable``, or ``file_not_plain`` for a pipe or a folder.
    """
    try:
        if path.exists() and not path.is_file():
            raise EnvironmentFault("file_not_plain", file=str(path))
        with path.open("rb") as stream:
            content = stream.read(LARGEST_SCHEME + 1)
    except OSError as error:
        raise EnvironmentFault(
            "file_unreadable", file=str(path), reason=error.strerror or str(error)
        ) from error
    return read_scheme(content, path.name)


def find_stage(scheme: Scheme, stage_id: str) -> Stage:
    """A stage of a scheme.

    Raises:
        InputError: ``stage_unknown``, with the stages that there are.
    """
    stage = scheme.stage(stage_id)
    if stage is None:
        names = ", ".join(known.id for known in scheme.stages)
        raise InputError("stage_unknown", value=stage_id, scheme=scheme.id, allowed=names)
    return stage


def sub_fields() -> SubFields:
    """The technical sub-fields that ship."""
    file = "sub_fields.toml"
    return read_sub_fields(resources.resource(file).read_bytes(), file)


def _unknown(name: str) -> InputError:
    return InputError("scheme_unknown", value=name, allowed=", ".join(shipped_names()))
